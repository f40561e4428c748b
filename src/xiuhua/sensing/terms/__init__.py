"""The fixed words of sensing."""

from xiuhua.sensing.terms.alarms import Severity
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
    Direction,
    FrameAct,
    FrameFault,
    Liveness,
    Protocol,
)
from xiuhua.sensing.terms.rules import AlarmAct, AlarmPhase, RuleAct, RuleState
from xiuhua.sensing.terms.streams import READINGS_CAME, StoredKind, StreamAct

__all__ = [
    "READINGS_CAME",
    "AlarmAct",
    "AlarmPhase",
    "CommandAct",
    "CommandKind",
    "CommandState",
    "ConcentrationUnit",
    "ControlAct",
    "DeviceAct",
    "DeviceState",
    "Direction",
    "FrameAct",
    "FrameFault",
    "Guarded",
    "Liveness",
    "Outcome",
    "Protocol",
    "RuleAct",
    "RuleState",
    "Severity",
    "StoredKind",
    "StreamAct",
]
