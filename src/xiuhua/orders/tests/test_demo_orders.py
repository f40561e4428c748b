"""Orders and calls of the demo district's last weeks, as its desk sees them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from xiuhua.access.services import scope_opened
from xiuhua.cases.tests.demo_kit import district_told
from xiuhua.orders.demo import PARTS
from xiuhua.orders.models import Call, Order


@pytest.mark.heavy
@pytest.mark.slow("draws and imports a small town, then tells the desk's weeks, twice")
def test_calls_were_taken_and_orders_worked_on_and_the_desk_sees_every_state(
    db: None, tmp_path: Path, settings: Any
) -> None:  # pytest-django's settings
    settings.FILES_ROOT = tmp_path / "files"
    demo = district_told(tmp_path)
    demo.told_twice(PARTS)

    assert {"已结束", "未接"} <= demo.words("team", "/calls")
    assert {"已归档", "已回访", "退单待复"} <= demo.words("team", "/orders")
    with scope_opened(("",)):
        answered = Call.objects.filter(state="call_ended")
        assert all(call.recording for call in answered)
        assert answered.exclude(order=None).exists()
        assert answered.filter(order=None).exists()
        assert set(Order.objects.values_list("source", flat=True)) == {"order_city", "order_hotline"}
        assert not Order.objects.exclude(caller_phone__startswith="1990000").exists()
