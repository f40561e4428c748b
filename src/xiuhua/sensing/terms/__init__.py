"""The fixed words of sensing."""

from xiuhua.sensing.terms.commands import (
    CommandAct,
    CommandKind,
    CommandState,
    ControlAct,
    Guarded,
    Outcome,
)
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
    "CommandAct",
    "CommandKind",
    "CommandState",
    "ConcentrationUnit",
    "ControlAct",
    "DeviceAct",
    "DeviceState",
    "Flag",
    "FrameAct",
    "FrameFault",
    "Guarded",
    "Liveness",
    "Outcome",
    "Protocol",
]
