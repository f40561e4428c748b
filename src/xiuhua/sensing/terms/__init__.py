"""The fixed words of sensing."""

from xiuhua.sensing.terms.devices import (
    ConcentrationUnit,
    DeviceAct,
    DeviceState,
    Flag,
    FrameAct,
    FrameFault,
    Liveness,
    Protocol,
)
from xiuhua.sensing.terms.streams import StoredKind, StreamAct

__all__ = [
    "ConcentrationUnit",
    "DeviceAct",
    "DeviceState",
    "Flag",
    "FrameAct",
    "FrameFault",
    "Liveness",
    "Protocol",
    "StoredKind",
    "StreamAct",
]
