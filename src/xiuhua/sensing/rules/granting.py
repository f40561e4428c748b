"""Lines of the act table for devices, what they send and are told, rules and alarms.

Source:
    own choice after the roles' own rows (P-14, P-38, P-55): whoever keeps the registers enters devices, and
    may add readings by SensorThings; whoever runs pumps, trucks or monitors under a contract sees them;
    frames hold passwords, so only keepers read them. Whoever keeps devices writes rules; whoever is on duty
    or leads acknowledges alarms. Whoever runs a pump station or lamps commands them, and the command centre
    any device; the second person is of the command centre, and whoever enters what a device may be told
    commands nothing. Whoever looks at live video (P-16, P-38) moves cameras besides. Whoever keeps devices
    or watches alarms says when they are worked on. A track leads to a driver, so that fewer people see tracks
    than devices; whoever writes rules draws fences. Whoever keeps devices, or leads a squad, gives them out
    to people and takes them back (S-014). Compared with cells written by hand in tests/grants.csv.
"""

from __future__ import annotations

from xiuhua.access.rules import AreaScope, Grant
from xiuhua.sensing.terms import (
    AlarmAct,
    AlarmPhase,
    CommandAct,
    CommandState,
    ControlAct,
    DeviceAct,
    DeviceState,
    FrameAct,
    HoldingAct,
    MaintenanceAct,
    MaintenanceState,
    RuleAct,
    RuleState,
    StreamAct,
)
from xiuhua.sensing.terms.tracks import FenceState, FencingAct, TrackAct

_KEEPERS = ("ground_clerk", "data_admin", "system_admin")
_READERS = (
    *("leader", "auditor", "acceptor", "shift_head", "dispatcher", "alarm_reviewer", "video_patroller"),
    *("district_leader", "committee_head", "committee_office", "collector", "verifier", "handler"),
    *("unit_clerk", "officer", "squad_leader", "grid_member", "river_operator", "sanitation_contractor"),
    *("road_contractor", "spoil_hauler", "gas_firm"),
)
_DUTY = (
    *("leader", "acceptor", "shift_head", "dispatcher", "alarm_reviewer"),
    *("district_leader", "committee_head", "committee_office"),
)
_ALARM_READERS = (
    *("auditor", "video_patroller", "unit_clerk", "handler", "officer", "squad_leader", "river_operator"),
)
_TRACK_READERS = ("sanitation_contractor", "road_contractor", "spoil_hauler")
_IN_FORCE = (FenceState.ON.value,)
ALARM_ROLES = (*_DUTY, *_ALARM_READERS, *_KEEPERS)
"""The roles that read alarms, and so may be told of them."""
_OPEN = (AlarmPhase.FIRING.value, AlarmPhase.RECOVERING.value, AlarmPhase.HELD.value)
_IN_USE = (DeviceState.IN_USE.value,)
_MAINTAINERS = (
    *("ground_clerk", "data_admin", "system_admin", "dispatcher", "shift_head", "alarm_reviewer"),
)
_ANNOUNCED = (MaintenanceState.SET.value,)
_COMMANDERS = ("dispatcher", "shift_head", "river_operator", "road_contractor")
_GIVERS = (*_KEEPERS, "squad_leader")
_WATCHERS = ("video_patroller", "alarm_reviewer")
_SECONDS = ("dispatcher", "shift_head", "leader")
_WAITS = (CommandState.PROPOSED.value, CommandState.DESIRED.value)
_SETTLED = (CommandAct.SENT, CommandAct.ANSWERED, CommandAct.CONFIRMED, CommandAct.FAILED, CommandAct.EXPIRED)


def sensing_grants() -> tuple[Grant, ...]:
    """Return who may do what with devices, raw frames, rules and alarms."""
    return (
        *(Grant(role, (DeviceAct.READ,)) for role in (*_KEEPERS, *_READERS)),
        *(Grant(role, (DeviceAct.CREATE, DeviceAct.REVISE, FrameAct.READ)) for role in _KEEPERS),
        *(Grant(role, (DeviceAct.WITHDRAW,)) for role in _KEEPERS),
        *(Grant(role, (DeviceAct.STOP, DeviceAct.SECRET), states=_IN_USE) for role in _KEEPERS),
        *(Grant(role, (DeviceAct.START,), states=(DeviceState.STOPPED.value,)) for role in _KEEPERS),
        Grant("alarm_reviewer", (FrameAct.READ,)),
        Grant("system", (FrameAct.PUSH, StreamAct.RETIRE), area=AreaScope.ANY),
        *(Grant(role, (StreamAct.DECLARE, StreamAct.OBSERVE), states=_IN_USE) for role in _KEEPERS),
        *(Grant(role, (StreamAct.REVISE, StreamAct.WITHDRAW), states=_IN_USE) for role in _KEEPERS),
        *(Grant(role, (RuleAct.READ, AlarmAct.READ)) for role in (*_KEEPERS, *_DUTY, *_ALARM_READERS)),
        *(Grant(role, (RuleAct.CREATE, RuleAct.PUBLISH)) for role in _KEEPERS),
        *(Grant(role, (RuleAct.ON,), states=(RuleState.OFF.value,)) for role in _KEEPERS),
        *(Grant(role, (RuleAct.OFF,), states=(RuleState.ON.value,)) for role in _KEEPERS),
        *(Grant(role, (AlarmAct.ACKNOWLEDGE,), states=_OPEN) for role in _DUTY),
        *(Grant(role, (AlarmAct.NOTE,)) for role in (*_KEEPERS, *_DUTY)),
        *(
            Grant(role, (TrackAct.READ, FencingAct.READ))
            for role in (*_KEEPERS, *_DUTY, *_ALARM_READERS, *_TRACK_READERS)
        ),
        *(Grant(role, (FencingAct.CREATE,)) for role in _KEEPERS),
        *(Grant(role, (FencingAct.REVISE, FencingAct.END), states=_IN_FORCE) for role in _KEEPERS),
        Grant(
            "system", (AlarmAct.RAISE, AlarmAct.GRADE, AlarmAct.ESCALATE, AlarmAct.CLEAR), area=AreaScope.ANY
        ),
        *(Grant(role, (MaintenanceAct.READ,)) for role in (*_KEEPERS, *_READERS)),
        *(Grant(role, (MaintenanceAct.DECLARE,)) for role in _MAINTAINERS),
        *(
            Grant(role, (MaintenanceAct.END, MaintenanceAct.WITHDRAW), states=_ANNOUNCED)
            for role in _MAINTAINERS
        ),
        *(Grant(role, (CommandAct.READ,)) for role in (*_KEEPERS, *_READERS)),
        *(Grant(role, (CommandAct.ASK,), states=_IN_USE) for role in _COMMANDERS),
        *(Grant(role, (CommandAct.STEER,), states=_IN_USE) for role in (*_COMMANDERS, *_WATCHERS)),
        *(Grant(role, (CommandAct.WITHDRAW,), states=_WAITS) for role in _COMMANDERS),
        *(Grant(role, (CommandAct.APPROVE,), states=(CommandState.PROPOSED.value,)) for role in _SECONDS),
        *(Grant(role, (HoldingAct.READ,)) for role in (*_KEEPERS, *_READERS)),
        *(Grant(role, (HoldingAct.GIVE,), states=_IN_USE) for role in _GIVERS),
        *(Grant(role, (HoldingAct.RETURN,)) for role in _GIVERS),
        *(Grant(role, (ControlAct.WRITE, ControlAct.END)) for role in _KEEPERS),
        Grant("system", _SETTLED, area=AreaScope.ANY),
    )
