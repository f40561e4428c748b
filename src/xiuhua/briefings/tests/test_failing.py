"""A draft that fails waits longer each time, holds up no other, and its page says when it is tried again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from xiuhua.access.services import scope_opened
from xiuhua.briefings.models import Briefing
from xiuhua.briefings.services import drafting
from xiuhua.briefings.services.drafting import Wish, briefing_request, briefings_write
from xiuhua.cases.tests.loop_kit import DISTRICT
from xiuhua.cases.tests.proof_kit import Office

BROKEN, SOUND = "daily", "weekly"


@pytest.fixture
def both(office: Office) -> tuple[int, int]:
    """A daily and a weekly briefing that were asked for."""
    at, actor = office.hands.at, office.loop.actors["writer"]
    with scope_opened(("",)):
        daily, weekly = (
            briefing_request(wish=Wish(template=key, area=DISTRICT), actor=actor, at=at).pk
            for key in (BROKEN, SOUND)
        )
    return daily, weekly


def test_a_draft_that_fails_waits_longer_each_time_and_keeps_no_other_waiting(
    office: Office, both: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    made, tried = drafting.draft_made, []

    def breaks(template: Any, **asked: Any) -> Any:  # as the service asks it
        if template.key == BROKEN:
            tried.append(asked["at"])
            raise ZeroDivisionError
        return made(template, **asked)

    monkeypatch.setattr(drafting, "draft_made", breaks)
    at = office.hands.at
    assert briefings_write(at=at) == 1
    with scope_opened(("",)):
        assert Briefing.objects.get(pk=both[1]).state == "briefing_draft"
    for second in range(0, 120, 5):
        briefings_write(at=at + timedelta(seconds=second))
    assert [(one - at).seconds for one in tried] == [0, 10, 30, 70]  # after 10, 20, 40 and 80 seconds
    page = office("writer").page(f"/briefings/{both[0]}")
    assert "起草失败" in page
    assert "已失败 4 次" in page

    monkeypatch.setattr(drafting, "draft_made", made)
    assert briefings_write(at=at + timedelta(seconds=150)) == 1
    with scope_opened(("",)):
        mended = Briefing.objects.get(pk=both[0])
    assert (mended.state, mended.tries, mended.not_before) == ("briefing_draft", 0, None)
    assert "起草失败" not in office("writer").page(f"/briefings/{both[0]}")
