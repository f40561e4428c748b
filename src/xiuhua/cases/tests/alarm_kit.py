"""A kitchen with a monitor in the small town, a rule about its fume that asks for cases, and the tails."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from xiuhua.access.services import scope_opened
from xiuhua.access.terms import Role
from xiuhua.cases.models import AlarmCase, Case, Move
from xiuhua.cases.services.alarms import Followed, alarms_follow
from xiuhua.cases.tails import ALARMS
from xiuhua.cases.tests.loop_kit import HERE, STREET
from xiuhua.ground.models import Premises
from xiuhua.ground.services import premises_create_many
from xiuhua.ground.services.premises import NewPremises
from xiuhua.ground.terms import PremisesKind
from xiuhua.ground.tests.duty_kit import CLERK
from xiuhua.ledger.models import TailCursor
from xiuhua.ledger.queries import SealedEntry
from xiuhua.ledger.services import cursor_advance, seal
from xiuhua.ledger.tails import tail_run_once
from xiuhua.sensing.models import Alarm, Device, Rule
from xiuhua.sensing.rules.alarms import Proposal, Tells
from xiuhua.sensing.rules.writing import SimpleRule
from xiuhua.sensing.services.devices import NewDevice, devices_write
from xiuhua.sensing.services.judging import alarms_judge
from xiuhua.sensing.tails import TELLING
from xiuhua.sensing.terms import Severity
from xiuhua.sensing.terms.rules import SimpleKind
from xiuhua.sensing.tests.device_kit import KEEPER, monitor
from xiuhua.sensing.tests.judge_kit import arrive
from xiuhua.shared.ids import uuid7

MATTER = "06010"  # the loop kit's 暴露垃圾: which matter it is does not matter here
SHOP = "S-NOODLES"
SMOKE = SimpleRule(
    kind=SimpleKind.LIMIT, quantity="oil_fume", limit=2.0, minutes=10, severity=Severity.MINOR,
    while_quantity="purifier_state", clear_limit=1.8, clear_minutes=5, graver=(Severity.CRITICAL, 5.0),
    is_calmed=False, escalate_minutes=(15,),
    proposes=Proposal(matter=MATTER, at_least=Severity.MINOR, urgent_from=Severity.CRITICAL),
    tells=Tells(roles=(Role.DISPATCHER,), higher=(Role.SHIFT_HEAD,), unit=True),
)  # fmt: skip


def shop_open(at: datetime) -> Premises:
    """Enter the shop that the monitor hangs in; the scope must be open."""
    new = NewPremises(
        client_id=uuid7(), code=SHOP, name="知味面馆", kind=PremisesKind.RESTAURANT, address="滨河路 12 号",
        area_code=f"{STREET}001", longitude=HERE[0], latitude=HERE[1],
    )  # fmt: skip
    (made,) = premises_create_many(new=[new], actor=CLERK, at=at)
    return made


def at_shop(number: str = "YH1", **changes: object) -> NewDevice:
    """Return a monitor of the shop."""
    given = {"longitude": HERE[0], "latitude": HERE[1], "premises": SHOP}
    return monitor(number, **(given | changes))


def entered_at(at: datetime, *new: NewDevice) -> list[Device]:
    """Enter devices; the scope must be open."""
    return devices_write(items=[(one, None) for one in new], actor=KEEPER, at=at)


def sends(device: Device, start: datetime, fumes: dict[int, float]) -> None:
    """Let a monitor send its fume by the minute, and the judge come by after each."""
    with scope_opened(("",)):
        for minute, fume in fumes.items():
            at = start + timedelta(minutes=minute)
            arrive(device, at, {"oil_fume": fume, "purifier_state": 1.0})
            alarms_judge(at=at + timedelta(seconds=6))


def followed(at: datetime, *, again: bool = False) -> Followed:
    """Let everything be sealed and the tail read on by a clock that stands; `again`: from the beginning."""
    while seal():
        pass
    if again:
        TailCursor.objects.filter(name=ALARMS.name).update(leaf=0)
    done: list[Followed] = []

    def react(entries: Sequence[SealedEntry]) -> None:
        done.append(alarms_follow(entries=entries, at=at))

    while cursor_advance(name=ALARMS.name, batch=ALARMS.batch, react=react):
        pass
    return Followed(
        **{name: sum(getattr(one, name) for one in done) for name in Followed.__dataclass_fields__}
    )


def story(case: Case) -> list[str]:
    """Return the acts of a case in their order."""
    return list(Move.objects.filter(case=case).order_by("number").values_list("act", flat=True))


def links(case: Case) -> list[str]:
    """Return how each alarm came to a case."""
    return list(AlarmCase.objects.filter(case=case).order_by("pk").values_list("link", flat=True))


def raise_all(rule: Rule, devices: Sequence[Device], at: datetime) -> None:
    """Let many devices alarm in one instant; the scope must be open."""
    for device in devices:
        arrive(device, at - timedelta(seconds=30), {"oil_fume": 2.5, "purifier_state": 1.0})
    while alarms_judge(at=at).steps or Alarm.objects.filter(rule=rule).count() < len(devices):
        pass


def tails_read() -> None:
    """Let everything be sealed, and the tails read on, as the background program does."""
    while seal():
        pass
    for tail in (ALARMS, TELLING):
        while tail_run_once(tail):
            pass
