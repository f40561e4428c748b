"""What the demo district's people did lately: through the services, once, in every state."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.urls import URLPattern, URLResolver, get_resolver

from xiuhua.access.services import scope_opened
from xiuhua.cases.demo.crew import chance_of, key_of
from xiuhua.cases.demo.parts import parts_known
from xiuhua.cases.demo.photos import photo_drawn
from xiuhua.cases.models import Reminder
from xiuhua.cases.services import cases_compare
from xiuhua.cases.tests.demo_kit import district_told
from xiuhua.ledger.queries.verifying import verify
from xiuhua.ledger.services import seal
from xiuhua.papers.models import Phrase
from xiuhua.shared.clock import now
from xiuhua.web.pages.objects import ObjectPage

_CASES = 1_500  # so that some are still open


def test_a_story_has_the_same_dice_key_and_photo_in_every_installation() -> None:
    assert chance_of("whistle/1").random() == chance_of("whistle/1").random()
    assert chance_of("whistle/1").random() != chance_of("whistle/2").random()
    assert str(key_of("whistle/1")) == "50f214be-1644-5a51-988d-ab0520cb6057"
    assert photo_drawn("a") == photo_drawn("a") != photo_drawn("b")
    assert photo_drawn("a", clean=True) != photo_drawn("a")


def _pages(patterns: Sequence[URLPattern | URLResolver]) -> Iterator[type[ObjectPage[Any]]]:  # of any row
    for found in patterns:
        if isinstance(found, URLResolver):
            yield from _pages(found.url_patterns)
        else:
            page = getattr(found.callback, "view_class", None)
            if page is not None and issubclass(page, ObjectPage):
                yield page


def _unlabelled() -> set[tuple[str, str]]:
    """Return kinds of rows with names of changes that their pages' story lines have no word for."""
    known: dict[str, set[str]] = {}
    for page in _pages(get_resolver().url_patterns):
        known.setdefault(page.kind, set()).update(page.change_labels, (fact.key for fact in page.facts))
    with connection.cursor() as cursor:
        cursor.execute(_CHANGED)
        changed = {(kind, key.rpartition(".")[0]) for kind, key in cursor.fetchall() if "." in key}
    return {(kind, name) for kind, name in changed if kind in known and name not in known[kind]}


_CHANGED = """
SELECT DISTINCT split_part(entry.subject, ':', 1), jsonb_object_keys(opening.words)
FROM ledger_entry entry JOIN ledger_opening opening ON opening.entry_id = entry.id
"""


@pytest.mark.heavy
@pytest.mark.slow("draws and imports a small town, then tells its people's weeks, twice")
def test_the_loops_people_have_worked_for_weeks_and_a_second_load_changes_nothing(
    db: None, tmp_path: Path, settings: Any
) -> None:  # pytest-django's settings
    settings.FILES_ROOT = tmp_path / "files"
    demo = district_told(tmp_path, cases=_CASES)
    call_command("demo_people")
    entries = demo.entries()
    call_command("demo_people")
    assert demo.entries() == entries
    assert len(parts_known()) == 30

    assert {"待回复", "待销号", "已销号", "已撤销"} <= demo.words("leader", "/supervisions")
    assert demo.words("cityoffice", "/appeals") & {"待初审", "待复审", "申诉成立", "申诉不成立", "已撤回"}
    assert {"已完成", "复查中"} <= demo.words("assessor", "/look-backs")
    assert {"合格", "待复查"} <= demo.words("assessor", "/revisits")
    assert {"已召开", "拟定议程"} <= demo.words("office", "/consultations")
    assert {"已确权", "已撤题", "待会商"} <= demo.words("office", "/questions")
    assert {"监督中"} <= demo.words("assessor", "/supervision-list")
    assert {"在线", "离线", "维修"} <= demo.words("keeper", "/cameras")
    assert {"已结束", "巡看中"} <= demo.words("shifthead", "/video-rounds")
    assert demo.words("patroller", "/video-findings") & {"已结案", "处置中", "待派遣", "待受理"}
    with scope_opened(("",)):
        assert Reminder.objects.exists()
        assert Phrase.objects.count() == 10
        assert list(cases_compare(at=now())) == []
        while seal():
            pass
        assert _unlabelled() == set()
        kinds = (
            *("camera:", "supervision:", "order:", "reward:", "whistle:", "grid_notice:"),
            "service_request:",
        )
        assert [one for one in verify().faults if str(one.subject).startswith(kinds)] == []
