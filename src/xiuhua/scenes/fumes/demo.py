"""The demo's kitchens: entered as a clerk would import them, their monitors played over real sockets.

Most are honest. One switches its purifier off at noon, one has a probe that is stuck, one sends µg/m³, one
has its purifier signal bridged, a few are too weak for what they cook. History comes through the same door: a
monitor that starts sends what it had stored, as real ones do.

A small demo has every kitchen and a few monitors, the odd ones among them, because each of these sends 780
stored readings when it first starts; `./xiuhua up --demo-size full` has 435. The account `caterer` stands for
the firm of one of the kitchens.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from math import exp
from random import Random

from django.conf import settings

from xiuhua.access.demo import DemoAccount
from xiuhua.access.queries import account_named
from xiuhua.access.services import NewRole
from xiuhua.access.terms import Role
from xiuhua.ground.demo.units import HOME
from xiuhua.ground.services.people import NewPerson, people_create_many, person_link
from xiuhua.ground.services.units import NewUnit, units_create_many
from xiuhua.ground.terms.people import UnitKind
from xiuhua.scenes.fumes.queries.demo import firm_kitchen, is_posted
from xiuhua.scenes.fumes.queries.kitchens import kitchens_all, premises_in
from xiuhua.scenes.fumes.queries.rows import Device
from xiuhua.scenes.fumes.services.kitchens import NewKitchen, kitchens_write
from xiuhua.sensing.demo import Fleet, Script
from xiuhua.sensing.services.devices import NewDevice
from xiuhua.sensing.services.maintenance import NewMaintenance, maintenance_declare
from xiuhua.sensing.simulator import hj212
from xiuhua.sensing.simulator.player import Sending
from xiuhua.sensing.terms import Protocol
from xiuhua.shared.actor import Actor
from xiuhua.shared.clock import now
from xiuhua.shared.ids import uuid7

KITCHENS, MONITORS, MONITORS_SMALL = 1_870, 435, 40
CATERER = "caterer"
ACCOUNT = DemoAccount(username=CATERER, name="甄味", role=NewRole(role=Role.CATERER, area=HOME))
_MARK = "CY33"  # of the demo's fume monitors
_MAKES = ("静电式 JD-8000", "静电式 HY-D06", "复合式 FH-12", "运水烟罩 YS-3", "紫外复合 UV-10")
_BYPASS, _STUCK, _MICROGRAM, _BRIDGED = 3, 5, 7, 9  # the monitors that behave so
_WEAK = frozenset({11, 13, 17, 19, 23})
_STEP = timedelta(minutes=2)
_BACKLOG, _BACKLOG_REST = timedelta(hours=26), timedelta(hours=3)
_MEALS = ((7.2, 0.8, 0.35), (11.9, 1.1, 1.0), (18.3, 1.4, 1.15))  # hour, spread, strength


def demo_build(*, at: datetime, actor: Actor | None = None) -> int:
    """Enter the district's kitchens that are not there yet; return how many.

    Args:
        at: when.
        actor: who enters them; without one nothing is entered, because nobody may.
    """
    if actor is None:
        return 0
    known = set(kitchens_all().values_list("code", flat=True))
    new = [
        _kitchen(number, code, at.date())
        for number, code in enumerate(premises_in(HOME, most=KITCHENS), start=1)
        if code not in known
    ]
    if new:
        kitchens_write(items=new, actor=actor, at=at)
    return len(new)


def _kitchen(number: int, code: str, on: date) -> NewKitchen:
    chance = Random(code)  # noqa: S311 - a drawing, not a secret
    stoves = chance.choice((1, 2, 2, 2, 3, 4, 5, 6, 8))
    tested = on - timedelta(days=chance.randint(5, 460))
    has_report = chance.random() > 0.08
    return NewKitchen(
        code=code,
        stoves=stoves,
        power_1e8_j_h=round(stoves * 1.67, 2),
        hood_m2=round(stoves * 1.1, 1),
        purifier=chance.choice(_MAKES) if chance.random() > 0.04 else "",
        noise_device="消声器" if chance.random() > 0.3 else "",
        report_number=f"YJ{tested:%Y}-{number:05d}" if has_report else "",
        report_on=tested if has_report else None,
        report_expires_on=tested + timedelta(days=365) if has_report else None,
    )


def monitors_wanted() -> int:
    """Return how many kitchens get a monitor, by the size of the demo."""
    return MONITORS if settings.DEMO_SIZE == "full" else MONITORS_SMALL


def _enter(actor: Actor, at: datetime) -> None:
    demo_build(at=at, actor=actor)
    _firm_enter(actor, at)


def _firm_enter(actor: Actor, at: datetime) -> None:
    """Let the account `caterer` stand for the firm of a kitchen that has a monitor, once."""
    kitchen = firm_kitchen(most=monitors_wanted())
    if kitchen is None or account_named(CATERER) is None or is_posted(CATERER):
        return
    party = kitchen.premises.party
    if party is None or party.credit_code is None:
        return
    code = party.credit_code
    unit = NewUnit(code=code, name=party.name, kind=UnitKind.ENTERPRISE, area_code=kitchen.area_code)
    units_create_many(new=[unit], actor=actor, at=at)
    new = NewPerson(
        client_id=uuid7(), work_number=f"CY{kitchen.pk:06d}", name="甄味", unit_code=code, phone=""
    )
    (person,) = people_create_many(new=[new], actor=actor, at=at)
    person_link(person_id=person.pk, username=CATERER, actor=actor, at=at)


def _entered(made: Sequence[Device], actor: Actor, at: datetime) -> None:
    """Announce that the last monitor is worked on now."""
    for device in made[-1:]:
        new = NewMaintenance(
            since=at, until=at + timedelta(hours=4), numbers=[f"{device.protocol}/{device.number}"],
            worker="恒通仪表", reason="更换探头，校准",
        )  # fmt: skip
        maintenance_declare(new=new, actor=actor, at=at)


def _wanted() -> Iterator[NewDevice]:
    for number, kitchen in enumerate(kitchens_all().order_by("code")[: monitors_wanted()], start=1):
        place = kitchen.premises.place
        dialect = ("national", "lampblack", "ga")[number % 3]
        yield NewDevice(
            protocol=Protocol.HJ212,
            number=f"{_MARK}0000000{number:06}",
            name=f"{kitchen.name}油烟监测",
            area_code=kitchen.area_code,
            interval_s=120,
            secret="123456",  # noqa: S106 - a demo's
            model="YJ-2000",
            dialect=dialect,
            longitude=place.x,
            latitude=place.y,
            premises=kitchen.code,
            tags=("餐饮",),
        )


def _script(device: Device) -> Script | None:
    if not device.number.startswith(_MARK):
        return None
    number = int(device.number[-6:])
    chance = Random(number)  # noqa: S311 - the same drawing at each start
    began = now()

    def sending(at: datetime, count: int) -> Sequence[Sending]:
        if count == 1:
            return [_frame(device, number, one, chance) for one in _stored(began, number)]
        return [_frame(device, number, at, chance)]

    return sending


def _stored(at: datetime, number: int) -> Iterator[datetime]:
    """Yield the instants that a monitor had stored, in the order in which it sends them.

    The first ones had stored a day and more, without which nobody sees that a signal is bridged; the rest of
    a full demo only the last hours, else 340,000 frames would come at once.
    """
    since = (at - (_BACKLOG if number <= MONITORS_SMALL else _BACKLOG_REST)).replace(second=0, microsecond=0)
    while since <= at:
        yield since
        since += _STEP


def _frame(device: Device, number: int, at: datetime, chance: Random) -> Sending:
    local = at.astimezone(hj212.CHINA)
    hour = local.hour + local.minute / 60
    busy = sum(strength * exp(-(((hour - meal) / spread) ** 2)) for meal, spread, strength in _MEALS)
    cooks = busy > 0.08
    purifier = cooks and not (number == _BYPASS and 11 <= hour < 13.5)
    raw = 6.5 * busy * (1 + chance.gauss(0, 0.12))
    fume = max(0.0, raw * (0.13 if purifier else 1.0) * (2.6 if number in _WEAK else 1.0))
    fume = fume if cooks else max(0.0, chance.gauss(0.015, 0.006))
    if number == _STUCK:
        fume = 0.62
    if number == _BRIDGED:
        purifier = True
    told = fume * (1_000 if number == _MICROGRAM else 1)
    values = _values(device.dialect, f"{told:.2f}", fan=cooks, purifier=purifier)
    octets = hj212.upload(
        mn=device.number,
        at=at,
        values=values,
        password=device.secret,
        st="51" if device.dialect == "ga" else "31",
        sent_at=at,
    )
    return Sending(octets[9:26].decode(), octets)


def _values(dialect: str, fume: str, *, fan: bool, purifier: bool) -> dict[str, str]:
    """Return the fields of a reading in one of the three ways to report fume; the second has no signals."""
    if dialect == "lampblack":
        return {
            "LAMPBLACK-Avg": fume,
            "PM-Avg": f"{float(fume) * 1.4:.2f}",
            "NMHC-Avg": f"{float(fume) * 2.1:.2f}",
        }
    if dialect == "ga":
        return {
            "a34041-Rtd": fume,
            "a34041-Flag": "N",
            "ga0701-RS": str(int(fan)),
            "ga2101-RS": str(int(purifier)),
        }
    return {"a34041-Rtd": fume, "a34041-Flag": "N", "SB7-RS": str(int(fan)), "SB8-RS": str(int(purifier))}


FLEET = Fleet(key="fumes", enter=_enter, wanted=_wanted, script=_script, every_s=120.0, entered=_entered)
