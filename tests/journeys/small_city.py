"""Six people, two districts and three premises, made through the services. Prints the id of the shop."""

from xiuhua.access.services import NewRole, account_create, scope_set
from xiuhua.access.terms import Role
from xiuhua.ground.services import NewArea, NewPremises, areas_create_many, premises_create_many
from xiuhua.ground.terms import AreaLevel, PremisesKind
from xiuhua.shared.actor import Actor, Holding, system
from xiuhua.shared.clock import now
from xiuhua.shared.ids import uuid7

PEOPLE = (
    ("clerk", "陈晓岚", Role.GROUND_CLERK, "990101"),
    ("colleague", "周一鸣", Role.GROUND_CLERK, "990101"),
    ("neighbour", "方予安", Role.GROUND_CLERK, "990102"),
    ("leader", "何启明", Role.LEADER, "990101"),
    ("admin", "系统管理员", Role.SYSTEM_ADMIN, ""),
    ("security", "安全管理员", Role.SECURITY_ADMIN, ""),
)
AREAS = (
    ("9901", "云州市", AreaLevel.CITY),
    ("990101", "云河区", AreaLevel.DISTRICT),
    ("990101003", "绣衣街道", AreaLevel.STREET),
    ("990102", "临江区", AreaLevel.DISTRICT),
    ("990102001", "临江街道", AreaLevel.STREET),
)
PREMISES = (
    ("YH000001", "知味面馆", "990101003"),
    ("YH000002", "旧书店", "990101003"),
    ("LJ000001", "江畔小炒", "990102001"),
)

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
shop, *_others = premises_create_many(new=premises, actor=recorder, at=now())
print("shop", shop.pk)  # noqa: T201 - what the fixture reads
