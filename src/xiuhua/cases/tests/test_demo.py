"""A year of the demo district's cases, drawn and imported."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db.models import Count

from xiuhua.access.models import User
from xiuhua.access.services import scope_set
from xiuhua.cases.demo import demo_cases_load
from xiuhua.cases.models import Asking, Case, CaseClock, Move
from xiuhua.cases.services import cases_compare
from xiuhua.ground.demo import demo_load
from xiuhua.ground.models import Person
from xiuhua.shared.clock import now

_SCALE = 0.02
_CASES = 600


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
    for username in ("shifthead", "acceptor", "collector", "verifier", "unitclerk", "handler", "office"):
        assert Person.objects.filter(user=User.objects.get(username=username)).exists(), username
