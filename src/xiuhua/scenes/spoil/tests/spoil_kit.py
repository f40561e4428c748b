"""A site, a dock, a haulier with trucks and their people, for the tests of spoil."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.gis.geos import Point
from django.test import Client

from xiuhua.access.models import User
from xiuhua.access.services import scope_opened
from xiuhua.ground.models import Area, CatalogueItem, Person, Premises, Unit
from xiuhua.ground.models.parties import Party
from xiuhua.ground.models.vehicles import Vehicle
from xiuhua.ground.services.calendars import calendar_national_ensure
from xiuhua.permits.services import certificate_issue
from xiuhua.permits.services.issuing import NewCertificate
from xiuhua.scenes.spoil.models import Dock, Site
from xiuhua.scenes.spoil.rules.permits import APPROVAL, TRANSPORT
from xiuhua.scenes.spoil.services.places import DockTold, SiteTold, dock_write, site_write
from xiuhua.shared.actor import Actor, Holding, system
from xiuhua.shared.ids import uuid7

DISTRICT, STREET = "990101", "990101003"
KEEPER = Actor(name="user:0", holdings=(Holding(role="data_admin", area="990101"),), user_id=0)
CLERK = Actor(name="user:0", holdings=(Holding(role="permit_clerk", area="990101"),), user_id=0)
GATE, BERTH = (120.100, 30.250), (120.150, 30.250)  # 4.8 km apart
FIRMS = {
    "site": ("91330100MA00000010", "宏基建设有限公司"),
    "dock": ("91330100MA00000029", "东港码头有限公司"),
    "hauler": ("91330100MA00000037", "顺达渣土运输有限公司"),
    "stranger": ("91330100MA00000045", "路遥运输有限公司"),
}


@dataclass
class Ground:
    """What there is: parties by what they do, the site, the dock, and trucks by plate."""

    parties: dict[str, Party]
    site: Site
    dock: Dock
    trucks: dict[str, Vehicle]


def ground_make(at: datetime, *, capacity_m3: float | None = 1_000.0, permitted: bool = True) -> Ground:
    """Enter firms, a site, a dock and two trucks; approved since a day before. The scope must be open."""
    area = Area.objects.get(code=STREET)
    calendar_national_ensure(actor=system("setup"), at=at - timedelta(days=365))
    for code, zh in (
        ("06011", "积存垃圾渣土"), ("06014", "道路遗撒"), ("08004", "工地扬尘"), ("08011", "渣土车未密闭"),
    ):  # fmt: skip
        CatalogueItem.objects.create(
            standard="gb47678_5_2026", kind="matter", code=code, zh=zh, class_code=code[:2],
            class_zh="市容环境", source="tests",
        )  # fmt: skip
    parties = {}
    for key, (code, name) in FIRMS.items():
        parties[key] = Party.objects.create(
            client_id=uuid7(), kind="firm", name=name, credit_code=code, area_code=DISTRICT, recorded_at=at,
            updated_at=at,
        )  # fmt: skip
        Unit.objects.create(
            code=code, name=name, kind="firm", area=area, area_code=STREET, recorded_at=at, updated_at=at
        )
    site = _premises("GD-1", "滨江花园工地", "site", GATE, area, parties["site"], at)
    dock = _premises("MT-1", "东港渣土码头", "yard", BERTH, area, parties["dock"], at)
    trucks = {
        plate: Vehicle.objects.create(
            client_id=uuid7(), plate=plate, kind="spoil_truck", load_kg=20_000, party=parties["hauler"],
            area_code=STREET, recorded_at=at, updated_at=at,
        )
        for plate in ("浙A10001", "浙A10002")
    }  # fmt: skip
    made = Ground(
        parties=parties, trucks=trucks,
        site=site_write(told=SiteTold(premises_id=site.pk, building_m2=38_500), actor=KEEPER, at=at),
        dock=dock_write(told=DockTold(premises_id=dock.pk, capacity_m3=capacity_m3), actor=KEEPER, at=at),
    )  # fmt: skip
    if not permitted:
        return made
    since, until = at - timedelta(days=1), at + timedelta(days=90)
    approval = NewCertificate(
        kind=APPROVAL, party_id=parties["site"].pk, premises_id=site.pk, since=since, until=until,
        number="渣核-1", fields={"volume_m3": 500.0, "docks": ["MT-1"]}, client_id=uuid7(),
    )  # fmt: skip
    certificate_issue(new=approval, actor=CLERK, at=since)
    for plate in trucks:
        permit(made, plate, since, until)
    return made


def permit(ground: Ground, plate: str, since: datetime, until: datetime) -> None:
    """Permit a truck to haul to the dock, at any hour and by any way."""
    new = NewCertificate(
        kind=TRANSPORT, party_id=ground.parties["hauler"].pk, vehicle_id=ground.trucks[plate].pk, since=since,
        until=until, number=f"渣运-{plate}", fields={"docks": ["MT-1"]}, client_id=uuid7(),
    )  # fmt: skip
    certificate_issue(new=new, actor=CLERK, at=since)


def _premises(
    code: str, name: str, kind: str, place: tuple[float, float], area: Area, party: Party, at: datetime
) -> Premises:
    return Premises.objects.create(
        client_id=uuid7(), code=code, name=name, kind=kind, address=f"{name}门口", area=area,
        area_code=area.code, place=Point(*place, srid=4326), party=party, recorded_at=at, updated_at=at,
    )  # fmt: skip


def serves(person: str, firm: str, at: datetime) -> Person:
    """Let the account of a person serve in a firm."""
    with scope_opened(("",)):
        unit = Unit.objects.get(code=FIRMS[firm][0])
        return Person.objects.create(
            client_id=uuid7(), work_number=f"N-{person}", name=person, unit=unit, area_code=STREET,
            user=User.objects.get(username=person), recorded_at=at, updated_at=at,
        )  # fmt: skip


def more_site(code: str, ground: Ground) -> int:
    """Enter the premises of another building site of the same firm, and return their id."""
    at, area = ground.site.updated_at, Area.objects.get(code=STREET)
    return _premises(code, f"{code} 工地", "site", GATE, area, ground.parties["site"], at).pk


def premises_more(
    code: str, name: str, kind: str, place: tuple[float, float], area: str, party: Party, at: datetime
) -> Premises:
    """Enter further premises under an area."""
    return _premises(code, name, kind, place, Area.objects.get(code=area), party, at)


def sent(client: Client, path: str, **typed: object) -> str:
    """Fill a page's form in and return where it leads."""
    page = client.get(path)
    assert page.status_code == 200, (path, page.status_code)
    answer = client.post(path, {"version": page.context["view"].version, **typed})
    assert answer.status_code == 303, (path, answer.status_code, answer.content.decode()[-2500:])
    return str(answer["Location"])
