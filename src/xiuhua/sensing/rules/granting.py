"""Lines of the act table for devices and what they send.

Source:
    own choice after the roles' own rows (P-14, P-38, P-55): whoever keeps the registers enters devices, and
    whoever runs pumps, trucks or monitors under a contract sees them; frames hold passwords, so only keepers
    read them. Whoever runs a pump station or lamps commands them, and the command centre any device; the
    second person is of the command centre, and whoever enters what a device may be told commands nothing.
    Compared with cells written by hand in tests/grants.csv.
"""

from __future__ import annotations

from xiuhua.access.rules import AreaScope, Grant
from xiuhua.sensing.terms import CommandAct, CommandState, ControlAct, DeviceAct, DeviceState, FrameAct

_KEEPERS = ("ground_clerk", "data_admin", "system_admin")
_READERS = (
    *("leader", "auditor", "acceptor", "shift_head", "dispatcher", "alarm_reviewer", "video_patroller"),
    *("district_leader", "committee_head", "committee_office", "collector", "verifier", "handler"),
    *("unit_clerk", "officer", "squad_leader", "grid_member", "river_operator", "sanitation_contractor"),
    *("road_contractor", "spoil_hauler", "gas_firm"),
)
_IN_USE = (DeviceState.IN_USE.value,)
_COMMANDERS = ("dispatcher", "shift_head", "river_operator", "road_contractor")
_SECONDS = ("dispatcher", "shift_head", "leader")
_WAITS = (CommandState.PROPOSED.value, CommandState.DESIRED.value)
_SETTLED = (CommandAct.SENT, CommandAct.ANSWERED, CommandAct.CONFIRMED, CommandAct.FAILED, CommandAct.EXPIRED)


def sensing_grants() -> tuple[Grant, ...]:
    """Return who may do what with devices and raw frames."""
    return (
        *(Grant(role, (DeviceAct.READ,)) for role in (*_KEEPERS, *_READERS)),
        *(Grant(role, (DeviceAct.CREATE, DeviceAct.REVISE, FrameAct.READ)) for role in _KEEPERS),
        *(Grant(role, (DeviceAct.STOP, DeviceAct.SECRET), states=_IN_USE) for role in _KEEPERS),
        *(Grant(role, (DeviceAct.START,), states=(DeviceState.STOPPED.value,)) for role in _KEEPERS),
        Grant("alarm_reviewer", (FrameAct.READ,)),
        Grant("system", (FrameAct.PUSH,), area=AreaScope.ANY),
        *(Grant(role, (CommandAct.READ,)) for role in (*_KEEPERS, *_READERS)),
        *(Grant(role, (CommandAct.ASK,), states=_IN_USE) for role in _COMMANDERS),
        *(Grant(role, (CommandAct.WITHDRAW,), states=_WAITS) for role in _COMMANDERS),
        *(Grant(role, (CommandAct.APPROVE,), states=(CommandState.PROPOSED.value,)) for role in _SECONDS),
        *(Grant(role, (ControlAct.WRITE, ControlAct.END)) for role in _KEEPERS),
        Grant("system", _SETTLED, area=AreaScope.ANY),
    )
