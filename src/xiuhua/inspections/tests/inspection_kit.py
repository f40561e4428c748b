"""A scene of the street that declares two checklists, and what they are about."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from xiuhua.access.services import scope_opened
from xiuhua.access.terms import Role
from xiuhua.cases.tests.loop_kit import DISTRICT, MONDAY, STREET, come
from xiuhua.cases.tests.proof_kit import Office
from xiuhua.ground.models import Party, Premises, Vehicle
from xiuhua.ground.services.vehicles import NewVehicle, vehicles_write
from xiuhua.ground.terms.vehicles import VehicleKind
from xiuhua.inspections.services import NewInspection, NewResult
from xiuhua.inspections.terms.inspections import Verdict
from xiuhua.scenekit.declared import Checklist, ChecklistItem, SubjectKind
from xiuhua.scenekit.manifest import SceneManifest
from xiuhua.shared.ids import uuid7

CREDIT_CODE, OTHER_CODE = "91330901MA2800000N", "91330901MA28A0000B"
PLATE = "浙L12345"
COMMUNITY = f"{STREET}001"
THERE = {"longitude": 120.105, "latitude": 30.255}  # in the community
SIGN_SAFETY = Checklist(
    key="sign_safety", title="Safety of signs", title_zh="招牌安全", subject=SubjectKind.PREMISES,
    kinds=("shop", "restaurant"), source="own choice: a checklist of the tests",
    items=(
        ChecklistItem(key="anchored", title="Anchored", title_zh="固定牢靠", weight=2, order_days=3,
                      asks="No bolt is loose", asks_zh="螺栓无松动", matter="06013"),
        ChecklistItem(key="wired", title="Wiring whole", title_zh="线路完好", order_days=7, matter="06013"),
        ChecklistItem(key="clean", title="Clean", title_zh="版面整洁"),
    ),
)  # fmt: skip
VAN_CHECK = Checklist(
    key="van_check", title="Vans", title_zh="车辆检查", subject=SubjectKind.VEHICLE, kinds=("refuse_truck",),
    source="own choice: a checklist of the tests",
    items=(ChecklistItem(key="covered", title="Covered", title_zh="密闭", order_days=1),),
)  # fmt: skip
SIGNS_AND_VANS = SceneManifest(
    key="signs_and_vans", title="Signs and vans", title_zh="招牌与车辆", owner="U-SQUAD",
    purpose="Nothing falls.", purpose_zh="不掉落。", checklists=(SIGN_SAFETY, VAN_CHECK),
    sources=("own choice: a scene of the tests",),
)  # fmt: skip
_PEOPLE = (
    ("officer", "何亮", Role.OFFICER, STREET, "U-SQUAD"),
    ("officer_two", "何光", Role.OFFICER, STREET, "U-SQUAD"),
    ("auditor", "审一", Role.AUDITOR, DISTRICT, "U-DISTRICT"),
    ("keeper_tea", "茶一", Role.SHOPKEEPER, COMMUNITY, CREDIT_CODE),
    ("keeper_noodles", "面二", Role.SHOPKEEPER, COMMUNITY, OTHER_CODE),
)


def street_made(office: Office) -> None:
    """Give the town a tea house and a noodle shop, the firms behind them with their people, and a van."""
    with scope_opened(("",)):
        for code, name in ((CREDIT_CODE, "听雨茶馆"), (OTHER_CODE, "老张面馆")):
            office.loop.town.unit(code, name, COMMUNITY, "enterprise")
            Party.objects.create(
                client_id=uuid7(), kind="firm", name=f"{name}有限公司", credit_code=code, area_code=DISTRICT,
                recorded_at=MONDAY, updated_at=MONDAY,
            )  # fmt: skip
        for person in _PEOPLE:
            come(office.loop, *person)
        vehicles_write(
            items=[(NewVehicle(plate=PLATE, kind=VehicleKind.REFUSE, area_code=DISTRICT,
                               credit_code=CREDIT_CODE), None)],
            actor=office.loop.actors["keeper"], at=MONDAY,
        )  # fmt: skip
    for code, name, kind, credit_code in (
        ("CS-1", "听雨茶馆", "restaurant", CREDIT_CODE), ("CS-2", "老张面馆", "shop", OTHER_CODE),
        ("CS-3", "滨河菜场", "market", ""),
    ):  # fmt: skip
        office("keeper").post(
            "/premises",
            {"premises": [{
                "client_id": str(uuid7()), "code": code, "name": name, "kind": kind,
                "address": "滨河路 8 号", "area_code": COMMUNITY, **THERE,
            }]},
        )  # fmt: skip
        with scope_opened(("",)):
            premises = Premises.objects.get(code=code)
            premises.party = Party.objects.filter(credit_code=credit_code).first()
            premises.save(update_fields=["party"])


def premises(code: str = "CS-1") -> Premises:
    """Return premises; the scope is open."""
    return Premises.objects.select_related("party").get(code=code)


def van() -> Vehicle:
    """Return the van; the scope is open."""
    return Vehicle.objects.get(plate=PLATE)


def results(**broken: NewResult | str) -> tuple[NewResult, ...]:
    """Return a result for each item of the signs: kept, unless something else is said."""
    found = []
    for item in SIGN_SAFETY.items:
        said = broken.get(item.key)
        if isinstance(said, NewResult):
            found.append(said)
        else:
            verdict = Verdict.BROKEN if said else Verdict.KEPT
            found.append(NewResult(item=item.key, verdict=verdict, text=said or ""))
    return tuple(found)


def inspection(**changes: Any) -> NewInspection:  # named values of mixed types
    """Return an inspection of the tea house's signs by two officers; the scope is open."""
    told: dict[str, Any] = {
        "checklist": "sign_safety", "premises_id": premises().pk, "officers": 2, "results": results(),
    }  # fmt: skip
    return NewInspection(**(told | changes))


def jpeg(colour: tuple[int, int, int] = (90, 120, 90)) -> bytes:
    """Return a photo."""
    kept = BytesIO()
    Image.new("RGB", (64, 48), colour).save(kept, "JPEG")
    return kept.getvalue()


def upload(name: str = "photo.jpg") -> SimpleUploadedFile:
    """Return a photo as a browser sends it."""
    return SimpleUploadedFile(name, jpeg(), "image/jpeg")
