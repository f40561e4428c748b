"""The demo district goes through the imports whole; afterwards everything has somebody who answers."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from django.core.management import call_command

from xiuhua.access.services import scope_set
from xiuhua.ground.demo import demo_load
from xiuhua.ground.models import Component, Premises
from xiuhua.ground.queries.duties import who_answers
from xiuhua.ground.queries.duty_revisions import revisions_all
from xiuhua.ground.terms.duties import RevisionState
from xiuhua.intake.models import ImportRun
from xiuhua.intake.terms import RunState
from xiuhua.shared.clock import now

_SCALE = 0.02


@pytest.mark.heavy
@pytest.mark.slow("draws and imports a small town, twice")
def test_the_demo_enters_through_the_imports_and_every_component_has_a_unit_that_answers(
    db: None, tmp_path: Path
) -> None:
    scope_set(("",))
    call_command("ground_seed")
    call_command("demo_accounts")
    told: list[tuple[int, int]] = []
    demo_load(tmp_path, scale=_SCALE, clock=now, tell=lambda done, total: told.append((done, total)))
    assert told[-1][0] == told[-1][1]

    scope_set(("",))
    assert not ImportRun.objects.exclude(state=RunState.DONE.value).exists()
    assert [one.state for one in revisions_all()] == [RevisionState.PUBLISHED.value]
    components = list(Component.objects.order_by("pk"))
    assert components
    assert Premises.objects.exists()
    for component in Random(7).sample(components, 50):  # noqa: S311 - a draw, not a secret
        answers = who_answers(component=component, at=now())
        assert answers
        assert answers[0].unit

    runs = ImportRun.objects.count()
    demo_load(tmp_path, scale=_SCALE, clock=now, tell=lambda _done, _total: None)
    scope_set(("",))
    assert ImportRun.objects.count() == runs
    assert revisions_all().count() == 1
