"""The fixed words of sensing."""

from xiuhua.sensing.terms.devices import (
    ConcentrationUnit,
    DeviceAct,
    DeviceState,
    FrameAct,
    FrameFault,
    Liveness,
    Protocol,
)

__all__ = [
    "ConcentrationUnit",
    "DeviceAct",
    "DeviceState",
    "FrameAct",
    "FrameFault",
    "Liveness",
    "Protocol",
]
