"""A scene of the street that declares two kinds of permits, and whoever they are about."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from xiuhua.access.services import scope_opened
from xiuhua.access.terms import Role
from xiuhua.cases.tests.loop_kit import DISTRICT, MONDAY, STREET, come
from xiuhua.cases.tests.proof_kit import Office
from xiuhua.ground.models import Party, Premises, Vehicle
from xiuhua.ground.services.vehicles import NewVehicle, vehicles_write
from xiuhua.ground.terms.vehicles import VehicleKind
from xiuhua.permits.models import Certificate
from xiuhua.permits.services import NewCertificate, certificate_issue
from xiuhua.scenekit.declared import FieldType, PermitField, PermitKind, SubjectKind
from xiuhua.scenekit.manifest import SceneManifest
from xiuhua.shared.actor import Actor
from xiuhua.shared.ids import uuid7
from xiuhua.shared.units import Unit

CREDIT_CODE, OTHER_CODE = "91330901MA2800000N", "91330901MA28A0000B"
PLATE = "浙L12345"
COMMUNITY = f"{STREET}001"
TERRACE = PermitKind(
    key="terrace", title="Terrace", title_zh="外摆许可", subject=SubjectKind.PREMISES,
    kinds=("shop", "restaurant"), source="own choice: a kind of the tests", sign="摆",
    number_hint="As 云摆〔2026〕1号; empty for the next one.",
    number_hint_zh="如 云摆〔2026〕1号；留空则自动编号。",
    fields=(
        PermitField(key="area_m2", type=FieldType.NUMBER, title="Area", title_zh="面积",
                    unit=Unit.SQUARE_METRE, least=1, most=200),
        PermitField(key="hours", type=FieldType.HOURS, title="Hours", title_zh="时段"),
        PermitField(key="shared_with", type=FieldType.PREMISES, title="Shared with", title_zh="共用商户",
                    required=False),
        PermitField(key="remark", type=FieldType.TEXT, title="Remark", title_zh="备注", required=False),
    ),
)  # fmt: skip
SUPPLY = PermitKind(
    key="supply", title="Supply pass", title_zh="供货通行证", subject=SubjectKind.VEHICLE, parent="terrace",
    source="own choice: a kind of the tests",
    fields=(PermitField(key="roads", type=FieldType.FENCES, title="Roads", title_zh="路线", required=False),),
)  # fmt: skip
STREET_LIFE = SceneManifest(
    key="street_life", title="Street life", title_zh="街头", owner="U-SQUAD", purpose="A street is shared.",
    purpose_zh="街道大家用。", permit_kinds=(TERRACE, SUPPLY), sources=("own choice: a scene of the tests",),
)  # fmt: skip
FIELDS: dict[str, object] = {"area_m2": 12.5, "hours": [["18:00", "02:00"]]}
_PEOPLE = (
    ("clerk", "范九", Role.PERMIT_CLERK, DISTRICT, "U-DISTRICT"),
    ("officer", "何亮", Role.OFFICER, STREET, "U-SQUAD"),
    ("auditor", "审一", Role.AUDITOR, DISTRICT, "U-DISTRICT"),
    ("keeper_tea", "茶一", Role.SHOPKEEPER, COMMUNITY, CREDIT_CODE),
    ("keeper_noodles", "面二", Role.SHOPKEEPER, COMMUNITY, OTHER_CODE),
)
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


def street_made(office: Office) -> None:
    """Give the town a tea house and a noodle shop, the firms behind them with their people, and a van."""
    for code, name, kind in ((CREDIT_CODE, "听雨茶馆", "enterprise"), (OTHER_CODE, "老张面馆", "enterprise")):
        with scope_opened(("",)):
            office.loop.town.unit(code, name, COMMUNITY, kind)
    with scope_opened(("",)):
        for person in _PEOPLE:
            come(office.loop, *person)
        for code, name in ((CREDIT_CODE, "听雨茶馆有限公司"), (OTHER_CODE, "老张面馆有限公司")):
            _party(code, name)
        vehicles_write(
            items=[(NewVehicle(plate=PLATE, kind=VehicleKind.REFUSE, area_code=DISTRICT,
                               credit_code=CREDIT_CODE), None)],
            actor=office.loop.actors["keeper"], at=MONDAY,
        )  # fmt: skip
    shops = (("CS-1", "听雨茶馆", "restaurant", CREDIT_CODE), ("CS-2", "老张面馆", "shop", OTHER_CODE))
    for code, name, kind, credit_code in shops:
        office("keeper").post(
            "/premises",
            {"premises": [{
                "client_id": str(uuid7()), "code": code, "name": name, "kind": kind,
                "address": "滨河路 8 号", "area_code": COMMUNITY, "longitude": 120.105, "latitude": 30.255,
            }]},
        )  # fmt: skip
        with scope_opened(("",)):
            premises = Premises.objects.get(code=code)
            premises.party = Party.objects.get(credit_code=credit_code)
            premises.save(update_fields=["party"])


def _party(code: str, name: str) -> None:
    Party.objects.create(
        client_id=uuid7(), kind="firm", name=name, credit_code=code, area_code=DISTRICT, recorded_at=MONDAY,
        updated_at=MONDAY,
    )  # fmt: skip


def premises(code: str = "CS-1") -> Premises:
    """Return premises; the scope is open."""
    return Premises.objects.select_related("party").get(code=code)


def van() -> Vehicle:
    """Return the van; the scope is open."""
    return Vehicle.objects.get(plate=PLATE)


def terrace(**changes: object) -> NewCertificate:
    """Return a terrace of the tea house from Monday on for ten days; the scope is open."""
    shop = premises()
    told: dict[str, object] = {
        "kind": "terrace", "party_id": shop.party_id, "premises_id": shop.pk, "since": MONDAY,
        "until": MONDAY + 10 * DAY, "fields": FIELDS,
    }  # fmt: skip
    return NewCertificate(**(told | changes))  # type: ignore[arg-type]  # named values of mixed types


def issued(actor: Actor, *, at: datetime = MONDAY, **changes: object) -> Certificate:
    """Issue a terrace; the scope is open."""
    return certificate_issue(new=terrace(**changes), actor=actor, at=at)


def utc(year: int, month: int, day: int) -> datetime:
    """Return an instant."""
    return datetime(year, month, day, tzinfo=UTC)
