"""Who may do what with orders, calls and links: the lines that `access` is given.

Source:
    P-18 (接诉即办 工作专班: sign, contact, dispatch, callback) and P-19 (960116 话务员: log requests); the
    platform above answers what it was asked for. No unit that handles may read an order: 12345 keeps whoever
    called from it. What goes beyond these rows is own choice.
"""

from __future__ import annotations

from xiuhua.access.rules import AreaScope, Grant
from xiuhua.access.rules.roles import Family, roles_of
from xiuhua.orders.rules.orders import STEPS
from xiuhua.orders.terms.calls import CallAct
from xiuhua.orders.terms.links import LinkAct, LinkState
from xiuhua.orders.terms.orders import OrderAct, OrderVersionAct

_TEAM, _AGENT, _ABOVE = "complaint_team", "hotline_agent", "upper_platform"
_AGENTS_OWN = frozenset(
    {
        *(OrderAct.SIGN, OrderAct.CONTACT, OrderAct.PASS_ON, OrderAct.JOIN, OrderAct.REPLY),
        *(OrderAct.CALL_BACK, OrderAct.REDO, OrderAct.ARCHIVE),
    }
)
_ABOVES_OWN = frozenset({OrderAct.CALL_BACK, OrderAct.REDO})
_READERS = (
    *(_TEAM, _AGENT, "acceptor", "shift_head", "dispatcher", "leader", "auditor"),
    *("district_leader", "committee_head", "committee_office", "government_office", "assessor"),
    *roles_of(Family.OVERSIGHT),
)
_OVERHEAR = ("auditor", *roles_of(Family.OVERSIGHT))  # judge how the desk speaks with people


def order_grants() -> tuple[Grant, ...]:
    """Return the lines of orders, calls and links."""
    return (
        *_steps(),
        *(Grant(role, (OrderAct.READ,)) for role in _READERS),
        *(Grant(role, (OrderAct.TAKE,)) for role in (_TEAM, _AGENT, _ABOVE)),
        *(Grant(role, (OrderAct.PHONE_REVEAL,)) for role in (_TEAM, _AGENT)),
        *(Grant(role, (CallAct.READ,)) for role in (_TEAM, _AGENT, *_OVERHEAR, "shift_head")),
        Grant(_AGENT, (CallAct.REGISTER,)),
        Grant(_TEAM, (CallAct.REGISTER,)),
        *(Grant(role, (CallAct.LISTEN,)) for role in (_TEAM, *_OVERHEAR)),
        Grant("system", (CallAct.RING, CallAct.ANSWER, CallAct.END, CallAct.RECORD, "files.store")),
        *(Grant(role, (LinkAct.READ,), area=AreaScope.ANY) for role in ("system_admin", "auditor")),
        Grant("system_admin", (LinkAct.CREATE,)),
        Grant("system_admin", (LinkAct.PAUSE,), states=(LinkState.ACTIVE.value,)),
        Grant("system_admin", (LinkAct.RESUME,), states=(LinkState.PAUSED.value, LinkState.GIVEN_UP.value)),
        *(Grant(role, (OrderVersionAct.READ,), area=AreaScope.ANY) for role in (*_READERS, "data_admin")),
        *(Grant(role, (OrderVersionAct.PUBLISH,)) for role in ("data_admin", "committee_office")),
    )


def _steps() -> tuple[Grant, ...]:
    found = []
    for step in STEPS:
        states = tuple(state.value for state in step.sources)
        roles = [_ABOVE] if step.above else [_TEAM]
        if step.own:
            continue
        if step.act in _AGENTS_OWN:
            roles.append(_AGENT)
        if step.act in _ABOVES_OWN:
            roles.append(_ABOVE)
        found += [Grant(role, (step.act,), states=states) for role in roles]
    return tuple(found)
