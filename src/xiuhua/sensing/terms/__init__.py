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

__all__ = [
    "ConcentrationUnit",
    "DeviceAct",
    "DeviceState",
    "Flag",
    "FrameAct",
    "FrameFault",
    "Liveness",
    "Protocol",
]
