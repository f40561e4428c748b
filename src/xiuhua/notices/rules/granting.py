"""The lines of the act table about notices.

Source:
    own choice, after the three administrators of GB/T 22239: the system administrator sets up ways and sees
    what went by them with masked addresses; the auditor reads, and sees whole addresses for a reason that is
    kept. Everybody has an inbox.
"""

from __future__ import annotations

from xiuhua.access.rules import AreaScope, Grant
from xiuhua.access.terms import Role
from xiuhua.notices.terms import NoticeAct, OutgoingAct, RouteAct, RouteState

_KEEPERS = ("shift_head", "data_admin")  # who is called next is a matter of the command centre


def notice_grants() -> tuple[Grant, ...]:
    """Return the lines.

    Source:
        see the module.
    """
    own = (NoticeAct.READ.value, NoticeAct.MARK.value, NoticeAct.PREFER.value, NoticeAct.BIND.value)
    return (
        *(Grant(role.value, own, area=AreaScope.ANY) for role in Role),
        *(
            Grant(role, (RouteAct.READ.value, OutgoingAct.READ.value), area=AreaScope.ANY)
            for role in ("system_admin", "auditor")
        ),
        Grant(
            "system_admin",
            (RouteAct.CONFIGURE.value, RouteAct.RULES.value, RouteAct.SECRET.value, RouteAct.TEST.value),
            area=AreaScope.ANY,
        ),
        Grant(
            "system_admin",
            (RouteAct.SANDBOX.value,),
            states=(RouteState.ACTIVE.value, RouteState.PAUSED.value),
            area=AreaScope.ANY,
        ),
        Grant(
            "system_admin",
            (RouteAct.PAUSE.value,),
            states=(RouteState.ACTIVE.value,),
            area=AreaScope.ANY,
        ),
        Grant(
            "system_admin",
            (RouteAct.RESUME.value,),
            states=(RouteState.SANDBOX.value, RouteState.PAUSED.value),
            area=AreaScope.ANY,
        ),
        Grant(
            "system_admin",
            (OutgoingAct.RESEND.value,),
            states=("out_failed", "out_refused", "out_sandboxed"),
            area=AreaScope.ANY,
        ),
        Grant("system_admin", (OutgoingAct.OPT_OUT.value,), area=AreaScope.ANY),
        Grant("auditor", (OutgoingAct.REVEAL.value,), area=AreaScope.ANY),
        *(
            Grant(role, (NoticeAct.LIST_READ.value,), area=AreaScope.ANY)
            for role in (*_KEEPERS, "system_admin", "auditor", "leader")
        ),
        *(Grant(role, (NoticeAct.LIST_WRITE.value,)) for role in _KEEPERS),
    )
