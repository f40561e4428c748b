"""The demo's closed month, as its people see it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from xiuhua.access.services import scope_opened
from xiuhua.cases.demo.crew import crew_called
from xiuhua.cases.tests.demo_kit import district_told
from xiuhua.evaluation.demo import closing_told, contests_told
from xiuhua.evaluation.models import LineObjection, Vintage
from xiuhua.shared.clock import now


@pytest.mark.heavy
@pytest.mark.slow("draws and imports a small town, then ranks it and closes its month, twice")
def test_a_month_is_frozen_and_objected_to_and_its_pages_are_filled(
    db: None, tmp_path: Path, settings: Any
) -> None:  # pytest-django's settings
    settings.FILES_ROOT = tmp_path / "files"
    demo = district_told(tmp_path, cases=1_500)
    demo.told_twice((contests_told,))  # so small a town has no restaurants to list
    # A vintage counts what was recorded ten seconds before: the launcher tells this minutes after the cases.
    demo.told_twice((lambda _crew: closing_told(crew_called(at=now() + timedelta(minutes=1))),))
    assert "申诉期" in "".join(demo.words("cityoffice", "/closings"))
    with scope_opened(("",)):
        whole = next(line for line in Vintage.objects.get().lines if line["kind"] == "all")
        states = {row.state for row in LineObjection.objects.all()}
    assert whole["figures"]["filed"][0] > 0
    assert states, whole["figures"]
    assert {"待裁定", "成立，免予计入"} & demo.words("assessor", "/line-objections")
