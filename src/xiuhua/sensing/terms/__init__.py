"""The fixed words of sensing."""

from xiuhua.sensing.terms.alarms import Severity
from xiuhua.sensing.terms.commands import (
    CommandAct,
    CommandKind,
    CommandState,
    ControlAct,
    Guarded,
    LiveAct,
    Move,
    Outcome,
)
from xiuhua.sensing.terms.devices import (
    ChannelState,
    ConcentrationUnit,
    DeviceAct,
    DeviceState,
    Direction,
    FrameAct,
    FrameFault,
    Liveness,
    Protocol,
)
from xiuhua.sensing.terms.holdings import HoldingAct, HoldingState
from xiuhua.sensing.terms.maintenance import MaintenanceAct, MaintenancePhase, MaintenanceState
from xiuhua.sensing.terms.rules import AlarmAct, AlarmPhase, RuleAct, RuleState, SubjectKind
from xiuhua.sensing.terms.streams import READINGS_CAME, StoredKind, StreamAct

__all__ = [
    "READINGS_CAME",
    "AlarmAct",
    "AlarmPhase",
    "ChannelState",
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
    "HoldingAct",
    "HoldingState",
    "LiveAct",
    "Liveness",
    "MaintenanceAct",
    "MaintenancePhase",
    "MaintenanceState",
    "Move",
    "Outcome",
    "Protocol",
    "RuleAct",
    "RuleState",
    "Severity",
    "StoredKind",
    "StreamAct",
    "SubjectKind",
]
