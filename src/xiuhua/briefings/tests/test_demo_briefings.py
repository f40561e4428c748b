"""Papers of the demo district: drafted, edited, sent back, signed off and sent by its people."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from xiuhua.access.services import scope_opened
from xiuhua.briefings.demo import PARTS
from xiuhua.briefings.models import Briefing
from xiuhua.cases.tests.demo_kit import district_told


@pytest.mark.heavy
@pytest.mark.slow("draws and imports a small town, then writes its papers, twice")
def test_a_daily_paper_and_a_months_circular_were_signed_off_and_sent(
    db: None, tmp_path: Path, settings: Any
) -> None:  # pytest-django's settings
    settings.FILES_ROOT = tmp_path / "files"
    demo = district_told(tmp_path)
    demo.told_twice(PARTS)
    with scope_opened(("",)):
        daily, monthly = Briefing.objects.order_by("pk")
        assert [(one.template, one.state) for one in (daily, monthly)] == [
            ("daily", "briefing_sent"),
            ("monthly", "briefing_sent"),
        ]
        for one in (daily, monthly):
            assert one.file_id is not None
            assert one.number
            assert one.edits.exists()
            assert one.signed_by != one.edited_by
    assert {daily.title, monthly.title} <= demo.words("leader", "/briefings")
