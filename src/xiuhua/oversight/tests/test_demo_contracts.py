"""The demo's service contract, as its people see it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from xiuhua.access.services import scope_opened
from xiuhua.cases.tests.demo_kit import district_told
from xiuhua.oversight.demo.contracts import contracts_told
from xiuhua.oversight.models import ContractAmendment


@pytest.mark.heavy
@pytest.mark.slow("draws and imports a small town, then tells its contract twice")
def test_a_contract_is_checked_amended_and_objected_to(
    db: None, tmp_path: Path, settings: Any
) -> None:  # pytest-django's settings
    settings.FILES_ROOT = tmp_path / "files"
    demo = district_told(tmp_path, cases=20)
    demo.told_twice((contracts_told,))
    assert {"申诉中", "申诉不成立", "未发现问题"} <= demo.words("inspectorate", "/contract-checks")
    with scope_opened(("",)):
        amended = ContractAmendment.objects.select_related("contract", "document").get()
    assert amended.since.day == 1
    assert amended.document.size_bytes > 10_000, "a Word file"
    assert "中心城区道路清扫保洁" in demo.words("unitclerk", "/my-service-contracts")
