"""The accounts a new installation starts with. Names are made up."""

from __future__ import annotations

from dataclasses import dataclass

from xiuhua.access.services import NewRole
from xiuhua.access.terms import Role

YUNHE = "990101"
LINJIANG = "990102"


@dataclass(frozen=True, kw_only=True)
class DemoAccount:
    """An account to be made, with a generated password."""

    username: str
    name: str
    role: NewRole


ADMINISTRATORS = (
    DemoAccount(username="admin", name="系统管理员", role=NewRole(role=Role.SYSTEM_ADMIN)),
    DemoAccount(username="security", name="安全管理员", role=NewRole(role=Role.SECURITY_ADMIN)),
    DemoAccount(username="audit", name="审计管理员", role=NewRole(role=Role.AUDITOR)),
)
DEMO_PEOPLE = (
    DemoAccount(username="clerk", name="陈晓岚", role=NewRole(role=Role.GROUND_CLERK, area=YUNHE)),
    DemoAccount(username="clerk2", name="周一鸣", role=NewRole(role=Role.GROUND_CLERK, area=YUNHE)),
    DemoAccount(username="street", name="林若溪", role=NewRole(role=Role.GROUND_CLERK, area=f"{YUNHE}003")),
    DemoAccount(username="linjiang", name="方予安", role=NewRole(role=Role.GROUND_CLERK, area=LINJIANG)),
    DemoAccount(username="leader", name="何启明", role=NewRole(role=Role.LEADER, area=YUNHE)),
    DemoAccount(username="district", name="顾明远", role=NewRole(role=Role.DISTRICT_LEADER, area=YUNHE)),
    DemoAccount(username="keeper", name="苏念慈", role=NewRole(role=Role.DATA_ADMIN, area=YUNHE)),
    DemoAccount(username="dispatcher", name="许知行", role=NewRole(role=Role.DISPATCHER, area=YUNHE)),
    DemoAccount(username="shifthead", name="沈知言", role=NewRole(role=Role.SHIFT_HEAD, area=YUNHE)),
    DemoAccount(username="acceptor", name="江映雪", role=NewRole(role=Role.ACCEPTOR, area=YUNHE)),
    DemoAccount(username="collector", name="秦子昂", role=NewRole(role=Role.COLLECTOR, area=YUNHE)),
    DemoAccount(username="verifier", name="白云舒", role=NewRole(role=Role.VERIFIER, area=YUNHE)),
    DemoAccount(username="unitclerk", name="冯远航", role=NewRole(role=Role.UNIT_CLERK, area=YUNHE)),
    DemoAccount(username="handler", name="郭立诚", role=NewRole(role=Role.HANDLER, area=YUNHE)),
    DemoAccount(
        username="committee", name="韩春霖", role=NewRole(role=Role.TOWN_COMMITTEE, area=f"{YUNHE}003")
    ),
    DemoAccount(username="assessor", name="程砚秋", role=NewRole(role=Role.ASSESSOR, area=YUNHE)),
    DemoAccount(username="team", name="程以宁", role=NewRole(role=Role.COMPLAINT_TEAM, area=YUNHE)),
    DemoAccount(username="agent", name="唐雨桐", role=NewRole(role=Role.HOTLINE_AGENT, area=YUNHE)),
    DemoAccount(username="office", name="宋清和", role=NewRole(role=Role.GOVERNMENT_OFFICE, area=YUNHE)),
    DemoAccount(username="roadchief", name="罗景行", role=NewRole(role=Role.ROAD_CHIEF, area=f"{YUNHE}003")),
    DemoAccount(
        username="gridmember", name="叶小满", role=NewRole(role=Role.GRID_MEMBER, area=f"{YUNHE}003")
    ),
    DemoAccount(
        username="secretary",
        name="孟繁星",
        role=NewRole(role=Role.COMMUNITY_SECRETARY, area=f"{YUNHE}001001"),
    ),
    DemoAccount(
        username="secretary2",
        name="余沐阳",
        role=NewRole(role=Role.COMMUNITY_SECRETARY, area=f"{YUNHE}001002"),
    ),
    DemoAccount(username="squad", name="戴云峰", role=NewRole(role=Role.SQUAD_LEADER, area=f"{YUNHE}001")),
    DemoAccount(username="officer", name="文清扬", role=NewRole(role=Role.OFFICER, area=f"{YUNHE}001")),
    DemoAccount(username="housing", name="石明哲", role=NewRole(role=Role.PEER_DEPARTMENT, area=YUNHE)),
    DemoAccount(username="market", name="黎书瑶", role=NewRole(role=Role.PEER_DEPARTMENT, area=YUNHE)),
    DemoAccount(username="health", name="尹若溪", role=NewRole(role=Role.HEALTH_OFFICE, area=YUNHE)),
    DemoAccount(username="cityoffice", name="龚致远", role=NewRole(role=Role.COMMITTEE_OFFICE, area=YUNHE)),
    DemoAccount(username="finance", name="毛佳怡", role=NewRole(role=Role.FINANCE, area=YUNHE)),
    DemoAccount(username="patroller", name="乔安然", role=NewRole(role=Role.VIDEO_PATROLLER, area=YUNHE)),
    DemoAccount(username="resident", name="施乐安", role=NewRole(role=Role.RESIDENT, area=f"{YUNHE}001001")),
)
_ENTERED: dict[str, DemoAccount] = {}


def demo_accounts_register(*accounts: DemoAccount) -> None:
    """Enter accounts of the demo district that an app above needs; entering a name again replaces it."""
    _ENTERED.update({one.username: one for one in accounts})


def demo_people() -> tuple[DemoAccount, ...]:
    """Return every account of the demo district."""
    return (*DEMO_PEOPLE, *_ENTERED.values())
