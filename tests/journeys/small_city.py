"""Sixteen accounts, two districts, three premises, four units, and the people of the loop.

Prints the id of the shop.
"""

from shapely import Point

from xiuhua.access.services import NewRole, account_create, scope_set
from xiuhua.access.terms import Role
from xiuhua.ground.models import Person
from xiuhua.ground.services import NewArea, NewPremises, areas_create_many, premises_create_many
from xiuhua.ground.services.calendars import calendar_national_ensure
from xiuhua.ground.services.catalogue import catalogue_standard_load
from xiuhua.ground.services.components import NewComponent, components_create_many
from xiuhua.ground.services.duty_revisions import (
    NewLine,
    draft_lines_put,
    revision_draft,
    revision_publish,
)
from xiuhua.ground.services.people import NewPerson, people_create_many, person_link
from xiuhua.ground.services.posts import NewPost, post_open
from xiuhua.ground.services.units import NewUnit, units_create_many
from xiuhua.ground.terms import AreaLevel, PremisesKind
from xiuhua.ground.terms.duties import DutyGround
from xiuhua.ground.terms.people import UnitKind
from xiuhua.shared.actor import Actor, Holding, system
from xiuhua.shared.clock import now
from xiuhua.shared.ids import uuid7

PEOPLE = (
    ("clerk", "陈晓岚", Role.GROUND_CLERK, "990101"),
    ("colleague", "周一鸣", Role.GROUND_CLERK, "990101"),
    ("neighbour", "方予安", Role.GROUND_CLERK, "990102"),
    ("leader", "何启明", Role.LEADER, "990101"),
    ("keeper", "沈知行", Role.DATA_ADMIN, "990101"),
    ("collector", "赵采薇", Role.COLLECTOR, "990101"),
    ("acceptor", "钱守一", Role.ACCEPTOR, "990101"),
    ("head", "孙立安", Role.SHIFT_HEAD, "990101"),
    ("dispatcher", "李派之", Role.DISPATCHER, "990101"),
    ("unit", "周养正", Role.UNIT_CLERK, "990101"),
    ("verifier", "吴核实", Role.VERIFIER, "990101"),
    ("team", "程以宁", Role.COMPLAINT_TEAM, "990101"),
    ("agent", "唐雨桐", Role.HOTLINE_AGENT, "990101"),
    ("community", "王社区", Role.COMMUNITY_SECRETARY, "990101003001"),
    ("admin", "系统管理员", Role.SYSTEM_ADMIN, ""),
    ("security", "安全管理员", Role.SECURITY_ADMIN, ""),
)
AREAS = (
    ("9901", "云州市", AreaLevel.CITY),
    ("990101", "云河区", AreaLevel.DISTRICT),
    ("990101003", "绣衣街道", AreaLevel.STREET),
    ("990101003001", "针线社区", AreaLevel.COMMUNITY),
    ("990101003001001", "针线社区一网格", AreaLevel.UNIT_GRID),
    ("990102", "临江区", AreaLevel.DISTRICT),
    ("990102001", "临江街道", AreaLevel.STREET),
)
PREMISES = (
    ("YH000001", "知味面馆", "990101003"),
    ("YH000002", "旧书店", "990101003"),
    ("LJ000001", "江畔小炒", "990102001"),
)
PEOPLE_IN_POSTS = (
    ("G0001", "罗景行", "YH-01-03", "19900000001"),
    ("G0002", "苏念慈", "YH-01-03", "19900000002"),
    ("G0003", "叶知秋", "YH-01-S3", ""),
    ("Y0001", "周养正", "YH-YH", ""),
)
ACCOUNTS_OF_PEOPLE = (("Y0001", "unit"),)

scope_set(("",))
for username, name, role, area in PEOPLE:
    account_create(
        username=username,
        name=name,
        password="Embroidery-2026",
        roles=(NewRole(role=role, area=area),),
        actor=system("setup"),
        at=now(),
    )
catalogue_standard_load(actor=system("setup"), at=now())
calendar_national_ensure(actor=system("setup"), at=now())
held = (Holding(role="system_admin"), Holding(role="ground_clerk"))
recorder = Actor(name="user:0", holdings=held, user_id=0)
areas = [NewArea(code=code, name=name, level=level) for code, name, level in AREAS]
areas_create_many(new=areas, actor=recorder, at=now())
premises = [
    NewPremises(
        client_id=uuid7(),
        code=code,
        name=name,
        kind=PremisesKind.RESTAURANT,
        address="泰然四路 64 号",
        area_code=area,
        longitude=120.1,
        latitude=30.25,
        contact_phone="19900001234",
    )
    for code, name, area in PREMISES
]
units = [
    NewUnit(code="YH-01", name="云河区综合行政执法局", kind=UnitKind.BUREAU, area_code="990101"),
    NewUnit(
        code="YH-01-03", name="绣衣街道办事处", kind=UnitKind.STREET_OFFICE, area_code="990101003",
        parent_code="YH-01", duty_phone="88880303",
    ),
    NewUnit(
        code="YH-01-S3", name="执法三中队", kind=UnitKind.SQUAD, area_code="990101003", parent_code="YH-01-03"
    ),
    NewUnit(code="YH-YH", name="云河市政养护公司", kind=UnitKind.CONTRACTOR, area_code="990101"),
]  # fmt: skip
units_create_many(new=units, actor=recorder, at=now())
people = [
    NewPerson(client_id=uuid7(), work_number=number, name=name, unit_code=unit, phone=phone)
    for number, name, unit, phone in PEOPLE_IN_POSTS
]
people_create_many(new=people, actor=recorder, at=now())
for number, username in ACCOUNTS_OF_PEOPLE:
    person = Person.objects.get(work_number=number)
    person_link(person_id=person.pk, username=username, actor=recorder, at=now())
chief = NewPost(
    work_number="G0001", unit_code="YH-01-03", role=Role.ROAD_CHIEF, area_code="990101003", since=now(),
    title="办事处副主任", deputy_number="G0002",
)  # fmt: skip
post_open(new=chief, actor=recorder, at=now())
lamp = NewComponent(
    code="99010101037000001", name="路灯", steward_code="YH-01", steward_name="云河区综合行政执法局",
    keeper_code="YH-01-S3", keeper_name="执法三中队", grid_code="990101003001001", surveyed_on=now().date(),
    shape=Point(120.11, 30.25),
)  # fmt: skip
components_create_many(new=[lamp], actor=recorder, at=now())
host, today = Actor(name="system:setup", holdings=(Holding(role="government_office"),)), now()
duties = revision_draft(title="职责表", area_code="990101", actor=host, at=today)
sweeping = NewLine(
    code="HT-1", area_code="990101003", ground=DutyGround.CONTRACT, unit_code="YH-YH", matter="06010"
)  # 暴露垃圾
draft_lines_put(revision_id=duties.pk, lines=[sweeping], actor=host, at=today)
revision_publish(revision_id=duties.pk, effective_at=today, document_number="1 号", actor=host, at=today)
shop, *_others = premises_create_many(new=premises, actor=recorder, at=now())
print("shop", shop.pk)  # noqa: T201 - what the fixture reads
