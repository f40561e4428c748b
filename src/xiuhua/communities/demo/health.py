"""Epidemic control in the demo district: people posted to communities, cases sent there, disinfections."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from xiuhua.access.services import scope_opened
from xiuhua.cases.demo.crew import (
    COMMUNITY,
    COMMUNITY_2,
    STREET,
    Course,
    Crew,
    Hands,
    chance_of,
    key_of,
)
from xiuhua.cases.demo.load import HOME
from xiuhua.communities.demo.places import door_in
from xiuhua.communities.models import Disinfection, HealthCase, Staffing
from xiuhua.communities.services.health import (
    NewDisinfection,
    NewHealthCase,
    NewStaffing,
    disinfection_record,
    health_case_dispatch,
    staffing_end,
    staffing_post,
)
from xiuhua.communities.terms.health import Agent, HealthKind, StaffingKind
from xiuhua.ground.models import Person

# Since how many days, for how many, where, what for, the spot, after how many days it ended early.
_POSTED = (
    (40, 14, COMMUNITY, StaffingKind.COMMUNITY, "社区入口值守", None),
    (38, 20, COMMUNITY_2, StaffingKind.CHECKPOINT, "东门卡口", 12),
    (30, 10, COMMUNITY, StaffingKind.HOTEL, "", None),
    (26, 30, COMMUNITY_2, StaffingKind.COMMUNITY, "网格入户宣传", None),
    (21, 60, COMMUNITY, StaffingKind.SUPPORT, "机动支援", None),
    (14, 30, COMMUNITY_2, StaffingKind.CHECKPOINT, "北门卡口", None),
    (9, 20, COMMUNITY, StaffingKind.COMMUNITY, "农贸市场巡查", 4),
    (6, 30, COMMUNITY_2, StaffingKind.COMMUNITY, "楼道巡查", None),
    (2, 14, COMMUNITY, StaffingKind.SUPPORT, "", None),
    (-3, 14, COMMUNITY_2, StaffingKind.COMMUNITY, "传染病防控宣传", None),
)
_CASES = (
    (31, COMMUNITY, HealthKind.VECTORS, "06010", "灭蚊行动", "小区水池积水滋生蚊虫，请组织投药。"),
    (27, COMMUNITY_2, HealthKind.RUBBISH, "06010", "卫生死角清零", "楼间绿化带内有积存垃圾。"),
    (22, COMMUNITY, HealthKind.DISINFECTION, "06042", "集中消杀周", "垃圾房气味大，请安排环境消杀。"),
    (17, COMMUNITY_2, HealthKind.VECTORS, "06010", "灭鼠行动", "地下车库发现鼠迹，请投放毒饵站。"),
    (11, COMMUNITY, HealthKind.RUBBISH, "06035", "卫生死角清零", "弃置家具堆放单元门口。"),
    (6, COMMUNITY_2, HealthKind.ENTRANCES, "06010", "出入管理", "快递柜周边垃圾外溢，请加强管理。"),
    (2, COMMUNITY, HealthKind.OTHER, "06012", "校园周边整治", "校门口路面污渍，请冲洗。"),
    (0, COMMUNITY_2, HealthKind.DISINFECTION, "06042", "集中消杀周", "农贸市场下水口请消杀。"),
)
_SECRETARIES = {COMMUNITY: "secretary", COMMUNITY_2: "secretary2"}
_DAYS = (33, 30, 28, 26, 24, 21, 19, 16, 14, 12, 10, 8, 7, 6, 5, 4, 3, 2, 1, 0)
_SPOTS = (
    "垃圾房",
    "地下车库",
    "电梯轿厢及前室",
    "公厕",
    "农贸市场通道",
    "快递柜区域",
    "楼道扶手",
    "儿童活动区",
)
_AGENTS = (
    (Agent.CHLORINE, 500.0), (Agent.CHLORINE, 1_000.0), (Agent.QUATERNARY, 1_200.0),
    (Agent.PEROXIDE, 30_000.0), (Agent.ALCOHOL, 750_000.0), (Agent.PERACETIC, 2_000.0),
)  # fmt: skip


@transaction.atomic
def staffings_told(crew: Crew) -> int:
    """Post people to communities; once."""
    with scope_opened((HOME,)):
        if Staffing.objects.exists():
            return 0
        rows = Person.objects.filter(unit__area_code__startswith=STREET, user=None).order_by("work_number")
        people = list(rows.values_list("pk", flat=True)[: len(_POSTED)])
    for person_id, (days, lasts, area, kind, spot, ended) in zip(people, _POSTED, strict=False):
        at, since = crew.ago(max(days, 0), 8), crew.today() - timedelta(days=days)
        new = NewStaffing(
            person_id=person_id, area_code=area, kind=kind, since_on=since,
            until_on=since + timedelta(days=lasts - 1), spot=spot,
        )  # fmt: skip
        with crew.acting("health") as actor:
            staffing = staffing_post(new=new, actor=actor, at=at)
            if ended is not None:
                last = since + timedelta(days=ended)
                staffing_end(
                    staffing_id=staffing.pk, last_on=last, actor=actor, at=at + timedelta(days=ended)
                )
    return len(people)


def health_cases_told(crew: Crew) -> int:
    """Send cases to communities, and let their secretaries see to them."""
    told = 0
    for number, (days, area, kind, matter, campaign, text) in enumerate(_CASES):
        client_id, chance = key_of(f"health/{number}"), chance_of(f"health/{number}")
        with scope_opened((HOME,)):
            if HealthCase.objects.filter(case__client_id=client_id).exists():
                continue
        spot, at = door_in(area, chance), crew.ago(days, 9, 30)
        new = NewHealthCase(
            client_id=client_id, area_code=area, kind=kind, text=f"{spot.address}{text}", campaign=campaign,
            item_id=crew.items.get(matter), longitude=spot.x, latitude=spot.y, address=spot.address,
        )  # fmt: skip
        secretary = _SECRETARIES[area]
        hands = Hands(unit_id=crew.unit(secretary), receives=secretary, feeds_back=secretary)
        with transaction.atomic():
            with crew.acting("health") as actor:
                row = health_case_dispatch(new=new, actor=actor, at=at)
            course = Course(hands=hands, fed_back="已组织志愿者清理并完成消杀。")
            crew.lead(row.case_id, course, at=at, chance=chance)
        told += 1
    return told


@transaction.atomic
def disinfections_told(crew: Crew) -> int:
    """Record what was disinfected; once."""
    with scope_opened((HOME,)):
        if Disinfection.objects.exists():
            return 0
    for number, days in enumerate(_DAYS):
        area = (COMMUNITY, COMMUNITY_2)[number % 2]
        username = "officer" if number % 3 == 2 else _SECRETARIES[area]
        chance, at = chance_of(f"disinfection/{number}"), crew.ago(days, 15)
        spot = door_in(area, chance)
        agent, concentration_mg_l = _AGENTS[number % len(_AGENTS)]
        photos = (crew.photo(username, area, at=at, key=f"disinfection/{number}", clean=True),)
        new = NewDisinfection(
            area_code=area, spot=_SPOTS[number % len(_SPOTS)], longitude=spot.x, latitude=spot.y,
            done_at=at - timedelta(hours=1), agent=agent, concentration_mg_l=concentration_mg_l,
            size_m2=float(chance.randrange(4, 60) * 10), photos=photos if number % 3 == 0 else (),
        )  # fmt: skip
        with crew.acting(username) as actor:
            disinfection_record(new=new, actor=actor, at=at)
    return len(_DAYS)
