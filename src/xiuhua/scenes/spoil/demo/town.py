"""Who hauls spoil in the demo district, from where to where, and what they hold: entered as a clerk would."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import cos, sin

from django.conf import settings

from xiuhua.access.demo import DemoAccount
from xiuhua.access.queries import account_named
from xiuhua.access.services import NewRole
from xiuhua.access.terms import Role
from xiuhua.ground.demo.codes import credit_code
from xiuhua.ground.demo.units import HOME
from xiuhua.ground.services.parties import NewParty, parties_create_many
from xiuhua.ground.services.people import NewPerson, people_create_many, person_link
from xiuhua.ground.services.premises import NewPremises, premises_import
from xiuhua.ground.services.units import NewUnit, units_create_many
from xiuhua.ground.services.vehicles import NewVehicle, vehicles_write
from xiuhua.ground.terms import PremisesKind
from xiuhua.ground.terms.parties import PartyKind
from xiuhua.ground.terms.people import UnitKind
from xiuhua.ground.terms.vehicles import VehicleKind
from xiuhua.permits.services import certificate_issue
from xiuhua.permits.services.issuing import NewCertificate
from xiuhua.scenes.spoil.queries import demo as queries
from xiuhua.scenes.spoil.rules.permits import APPROVAL, TRANSPORT, VOLUME
from xiuhua.scenes.spoil.services.places import DockTold, SiteTold, dock_write, site_write
from xiuhua.shared.actor import Actor, system
from xiuhua.shared.ids import uuid7

TRUCKS, TRUCKS_SMALL = 300, 40
DUMPER, UNPERMITTED = 7, 11  # the numbers of the trucks that are odd
CAPACITY_M3 = 200_000.0
SITE, WATER_PLATE = "ZTGD-1", "浙A80001"
SITE_MANAGER, HAULIER, DOCK_KEEPER, DRIVER, WINDOW = (
    "sitemanager", "haulier", "dockkeeper", "driver", "window",
)  # fmt: skip
ACCOUNTS = (
    DemoAccount(username=WINDOW, name="夏清妍", role=NewRole(role=Role.PERMIT_CLERK, area=HOME)),
    DemoAccount(username=SITE_MANAGER, name="邱启新", role=NewRole(role=Role.SITE_MANAGER, area=HOME)),
    DemoAccount(username=HAULIER, name="贺长风", role=NewRole(role=Role.SPOIL_HAULER, area=HOME)),
    DemoAccount(username=DOCK_KEEPER, name="侯润泽", role=NewRole(role=Role.SPOIL_HAULER, area=HOME)),
    DemoAccount(username=DRIVER, name="段书恒", role=NewRole(role=Role.SPOIL_HAULER, area=HOME)),
)
_HAULIERS = (
    "顺达渣土运输",
    "鑫源土石方",
    "宏运渣土",
    "通衢运输",
    "众诚土方",
    "远大渣土",
    "安捷运输",
    "恒力土石方",
)
_CODES = tuple(credit_code("91", HOME, 700_001 + number) for number in range(len(_HAULIERS)))
_BUILDER, _DOCKS = credit_code("91", HOME, 700_101), credit_code("91", HOME, 700_102)
_FIRMS = {
    **{code: f"云州市{name}有限公司" for code, name in zip(_CODES, _HAULIERS, strict=True)},
    _BUILDER: "云州市筑安建设有限公司",
    _DOCKS: "云州市联运码头有限公司",
}
_STANDS = (
    (SITE_MANAGER, "ZT0001", "邱启新", _BUILDER),
    (HAULIER, "ZT0002", "贺长风", _CODES[0]),
    (DOCK_KEEPER, "ZT0003", "侯润泽", _DOCKS),
    (DRIVER, "ZT0004", "段书恒", _CODES[0]),
)
_SIZES_M2 = (12_000.0, 38_500.0, 86_000.0)
_APPROVED_M3 = 60_000.0
_HELD, _HOLDS = timedelta(days=30), timedelta(days=180)  # since when, and how much longer


def trucks_wanted() -> int:
    """Return how many trucks are played, by the size of the demo."""
    return TRUCKS if settings.DEMO_SIZE == "full" else TRUCKS_SMALL


def plate_of(number: int) -> str:
    """Return the plate of one of the demo's trucks, counted from 1."""
    return f"浙A{90_000 + number}"


def plates_hauling() -> list[str]:
    """Return the plates of the permitted trucks that the account `haulier` stands for."""
    numbers = range(len(_HAULIERS), trucks_wanted() + 1, len(_HAULIERS))
    return [plate_of(number) for number in numbers if number not in {DUMPER, UNPERMITTED}]


def town_build(*, actor: Actor, at: datetime) -> int:
    """Enter the district's firms, sites, docks, trucks and permits that are not there yet.

    Args:
        actor: who enters them.
        at: when.

    Returns:
        How many trucks are new.
    """
    if queries.middle_of(HOME) is None:
        return 0
    _firms_enter(actor, at)
    _people_link(actor, at)
    _docks_enter(actor, at)
    _sites_enter(actor, at)
    made = _trucks_enter(actor, at)
    _approvals_issue(at)
    return made


def _firms_enter(actor: Actor, at: datetime) -> None:
    known = queries.parties_coded(tuple(_FIRMS))
    new = [
        NewParty(name=name, kind=PartyKind.FIRM, area_code=HOME, credit_code=code, client_id=uuid7())
        for code, name in _FIRMS.items()
        if code not in known
    ]
    parties_create_many(new=new, actor=actor, at=at)


def _people_link(actor: Actor, at: datetime) -> None:
    """Let accounts stand for the firms, once: a person in a unit whose code is the firm's."""
    units = [
        NewUnit(code=code, name=_FIRMS[code], kind=UnitKind.ENTERPRISE, area_code=HOME)
        for code in dict.fromkeys(code for *_, code in _STANDS)
    ]
    units_create_many(new=units, actor=actor, at=at)
    for username, number, name, code in _STANDS:
        if account_named(username) is None or queries.person_behind(username) is not None:
            continue
        new = NewPerson(client_id=uuid7(), work_number=number, name=name, unit_code=code)
        (person,) = people_create_many(new=[new], actor=actor, at=at)
        person_link(person_id=person.pk, username=username, actor=actor, at=at)


def _docks_enter(actor: Actor, at: datetime) -> None:
    lon, lat = queries.middle_of(HOME) or (0.0, 0.0)
    streets = queries.streets_of(HOME)
    new = [
        NewPremises(
            client_id=uuid7(),
            code=f"ZTMT-{number + 1}",
            name=f"{name}渣土码头",
            kind=PremisesKind.YARD,
            address=f"{name}沿江路",
            area_code=streets[number % len(streets)],
            longitude=lon + 0.03 * cos(number * 2.1),
            latitude=lat + 0.03 * sin(number * 2.1),
            credit_code=_DOCKS,
        )
        for number, name in enumerate(("东港", "南浦", "北岸"))
    ]
    for premises_id in _premises_enter(new, actor, at):
        told = DockTold(premises_id=premises_id, capacity_m3=CAPACITY_M3)
        dock_write(told=told, actor=actor, at=at)


def _premises_enter(new: list[NewPremises], actor: Actor, at: datetime) -> list[int]:
    known = queries.premises_coded([one.code for one in new])
    fresh = [(one, None) for one in new if one.code not in known]
    return premises_import(items=fresh, actor=actor, at=at) if fresh else []


def _sites_enter(actor: Actor, at: datetime) -> None:
    lon, lat = queries.middle_of(HOME) or (0.0, 0.0)
    own = NewPremises(
        client_id=uuid7(),
        code=SITE,
        name="云河新城三期工地",
        kind=PremisesKind.SITE,
        address="云河新城三期",
        area_code=queries.streets_of(HOME)[0],
        longitude=lon - 0.004,
        latitude=lat + 0.004,
        credit_code=_BUILDER,
    )
    for premises_id in _premises_enter([own], actor, at):
        site_write(told=SiteTold(premises_id=premises_id, building_m2=_SIZES_M2[1]), actor=actor, at=at)
    for number, premises in enumerate(queries.sites_unused(HOME)):
        told = SiteTold(premises_id=premises.pk, building_m2=_SIZES_M2[number % len(_SIZES_M2)])
        site_write(told=told, actor=actor, at=at)


def _trucks_enter(actor: Actor, at: datetime) -> int:
    """Enter trucks in the street of their haulier's yard, so that its officers see them."""
    streets = queries.streets_of(HOME)
    numbers = {plate_of(number): number for number in range(1, trucks_wanted() + 1)}
    known = queries.trucks_plated([*numbers, WATER_PLATE])
    fresh = [plate for plate in numbers if plate not in known]
    items = [
        NewVehicle(
            plate=plate,
            kind=VehicleKind.SPOIL,
            area_code=streets[numbers[plate] % len(_HAULIERS) % len(streets)],
            load_kg=20_000,
            model="ZZ3317",
            credit_code=_CODES[numbers[plate] % len(_HAULIERS)],
        )
        for plate in fresh
    ]
    if WATER_PLATE not in known:
        items.append(
            NewVehicle(plate=WATER_PLATE, kind=VehicleKind.WATER, area_code=streets[0], model="EQ5180GPS")
        )
    vehicles_write(items=[(one, None) for one in items], actor=actor, at=at)
    _permits_issue({plate: numbers[plate] for plate in fresh}, at)
    return len(fresh)


def _permits_issue(fresh: dict[str, int], at: datetime) -> None:
    """Let the window's own system issue what trucks hold, all but one."""
    trucks, holders = queries.trucks_plated(fresh), queries.parties_coded(_CODES)
    for plate, number in fresh.items():
        if number == UNPERMITTED:
            continue
        new = NewCertificate(
            kind=TRANSPORT,
            party_id=holders[_CODES[number % len(_HAULIERS)]],
            vehicle_id=trucks[plate].pk,
            since=at - _HELD,
            until=at + _HOLDS,
            number=f"渣运-{number:04}",
            client_id=uuid7(),
        )
        certificate_issue(new=new, actor=system("setup"), at=at)


def _approvals_issue(at: datetime) -> None:
    """As above, what sites hold that hold nothing yet."""
    builder = queries.parties_coded([_BUILDER])[_BUILDER]
    for premises_id, party_id in queries.sites_unapproved(at=at):
        new = NewCertificate(
            kind=APPROVAL,
            party_id=party_id or builder,
            premises_id=premises_id,
            since=at - _HELD,
            until=at + _HOLDS,
            number=f"渣核-{premises_id}",
            fields={VOLUME: _APPROVED_M3},
            client_id=uuid7(),
        )
        certificate_issue(new=new, actor=system("setup"), at=at)
