"""A year of the demo district's cases, drawn and imported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import pytest
from django.contrib.gis.geos import Point
from django.core.management import call_command
from django.db.models import Count

from xiuhua.access.demo import DEMO_PEOPLE
from xiuhua.access.models import User
from xiuhua.access.queries import actor_of, holdings_at
from xiuhua.access.rules import may
from xiuhua.access.services import scope_set
from xiuhua.cases.demo import demo_cases_load
from xiuhua.cases.demo.live import REF, TURNS, Live
from xiuhua.cases.demo.load import HOME, yard_of
from xiuhua.cases.models import Asking, Case, CaseClock, Move
from xiuhua.cases.services import NewReport, Said, case_act, case_report, cases_compare
from xiuhua.cases.terms import CaseAct, Channel
from xiuhua.ground.demo import demo_load
from xiuhua.ground.models import Area, CatalogueItem, Person, Unit
from xiuhua.shared.actor import Actor, Holding
from xiuhua.shared.clock import now
from xiuhua.shared.errors import CityError

_SCALE = 0.02
_CASES = 600
_TURNS = 360


class Inside:
    """A door that stands inside: what the API would do with the same words."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.refused: list[str] = []

    def post(
        self, account: str, path: str, body: Mapping[str, Any]
    ) -> Mapping[str, Any] | None:  # plain JSON
        """Report or act as an account."""
        user = User.objects.get(username=account)
        actor = actor_of(user, holdings_at(user.pk, at=self.clock.at))
        try:
            if path == "/reports":
                item = CatalogueItem.objects.get(
                    code=body["matter"], kind="matter", standard="gb47678_5_2026"
                )
                keys = ("longitude", "latitude", "address", "text", "source_ref")
                new = NewReport(
                    client_id=UUID(body["client_id"]), channel=Channel(body["channel"]), item_id=item.pk,
                    **{key: body[key] for key in keys},
                )  # fmt: skip
                return {"id": case_report(new=new, actor=actor, at=self.clock.at).pk}
            _, _, number, _, act = path.split("/")
            unit = Unit.objects.filter(code=body.get("unit_code", "")).first()
            said = Said(reason=body["reason"], seen=body["seen"], unit_id=unit.pk if unit else None)
            case_act(
                case_id=int(number), act=CaseAct(f"case.{act}"), said=said, actor=actor, at=self.clock.at
            )
        except CityError as refusal:
            self.refused.append(f"{account} {path} {refusal}")
            return None
        return {}


@dataclass
class Clock:
    """A clock that goes when it is told."""

    at: datetime

    def __call__(self) -> datetime:
        return self.at


def _live_works() -> None:
    """Take turns of half a minute for three hours: cases come in and are led to their end."""
    clock = Clock(now())
    door = Inside(clock)
    live = Live(door=door, clock=clock, chance=Random(5))  # noqa: S311 - a drawing, not a secret
    live.prepare()
    done = 0
    for _ in range(_TURNS):
        clock.at += timedelta(seconds=30)
        done += live.turn()
    scope_set(("",))
    mine = Case.objects.filter(reports__source_ref__startswith=REF)
    assert door.refused == []
    assert mine.count() == _TURNS
    assert done > 400
    assert mine.filter(state="case_closed").count() > 20


def test_every_account_that_has_a_turn_may_do_it_in_that_state() -> None:
    roles = {one.username: one.role for one in DEMO_PEOPLE}
    for state, turn in TURNS.items():
        held = roles[turn.account]
        actor = Actor(name="user:1", holdings=(Holding(role=held.role.value, area=held.area),))
        case = Case(area_code=f"{held.area}001", state=state.value)
        assert may(actor, turn.act.value, case), (state, turn.account)
        assert turn.instead is None or may(actor, turn.instead.value, case)


@pytest.mark.heavy
@pytest.mark.slow("draws and imports a small town and its year")
def test_a_year_of_the_demo_district_has_everything_that_happens_to_cases(
    db: None, tmp_path: Path, settings: Any
) -> None:  # pytest-django's settings
    settings.FILES_ROOT = tmp_path / "files"
    scope_set(("",))
    call_command("ground_seed")
    call_command("demo_accounts")
    demo_load(tmp_path, scale=_SCALE, clock=now, tell=lambda _done, _total: None)
    ground = Area.objects.get(code=HOME).shape
    spots = [Point(spot.x, spot.y) for near in yard_of(at=now()).spots.values() for spot in near]
    assert ground is not None
    assert all(ground.contains(spot) and ground.boundary.distance(spot) > 0.0004 for spot in spots)
    made = demo_cases_load(tmp_path, cases=_CASES, clock=now, tell=lambda _done, _total: None)
    scope_set(("",))
    assert made == Case.objects.count() == _CASES
    states = dict(Case.objects.values_list("state").annotate(Count("pk")).order_by())
    assert states["case_closed"] > 0.8 * _CASES
    assert {"case_not_accepted", "case_merged"} <= states.keys()
    acts = set(Move.objects.values_list("act", flat=True))
    assert {
        *("case.solve", "case.verify_true", "case.send_back", "case.return_grant", "case.check_fail"),
        *("case.extend_grant", "case.reply_up", "case.not_file"),
    } <= acts
    assert Asking.objects.filter(state="asking_granted", kind="ask_extend").exists()
    late = CaseClock.objects.filter(stage="stage_handle", late=True).count()
    assert 0.02 * _CASES < late < 0.2 * _CASES
    assert Case.objects.exclude(rebound_of=None).exists()
    assert Case.objects.exclude(unit=None).values("unit").distinct().count() > 5
    assert list(cases_compare(at=now())) == []
    again = demo_cases_load(tmp_path, cases=_CASES, clock=now, tell=lambda _done, _total: None)
    assert (again, Case.objects.count()) == (0, _CASES)
    _live_works()
    for username in ("shifthead", "acceptor", "collector", "verifier", "unitclerk", "handler", "office"):
        assert Person.objects.filter(user=User.objects.get(username=username)).exists(), username
