"""The course of a quantity: its shapes, its card on the device's page, its file."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import timedelta

from django.test import Client

from xiuhua.access.services import scope_opened
from xiuhua.sensing.models import Stream
from xiuhua.sensing.rules.courses import Span, course_drawn
from xiuhua.sensing.services.rolling import rolls_refresh
from xiuhua.sensing.tests.device_kit import entered, monitor
from xiuhua.sensing.tests.things_kit import readings_stored
from xiuhua.shared.clock import now

SignIn = Callable[..., Client]
HOUR = 3600.0


def test_a_missing_span_is_a_gap_and_a_lonely_one_a_dot() -> None:
    """Ten hours over 100 units: hours 0, 1 and 2 joined, 5 alone. 0 at the bottom (100), 8 at the top."""
    spans = [
        Span(0, 0, 1, 2), Span(HOUR, 0, 2, 4), Span(2 * HOUR, 0, 4, 8), Span(5 * HOUR, 3, 4, 5),
    ]  # fmt: skip
    found = course_drawn(spans, since_s=0, until_s=10 * HOUR, step_s=HOUR, width=100, height=100)
    assert found is not None
    assert (found.low, found.high) == (0, 8)
    assert found.lines == ("5.0,87.5 15.0,75.0 25.0,50.0",)
    assert found.bands == ("5.0,75.0 15.0,50.0 25.0,0.0 25.0,100.0 15.0,100.0 5.0,100.0",)
    assert found.dots == (("55.0", "50.0"),)


def test_a_flat_course_runs_through_the_middle_and_none_is_none() -> None:
    spans = [Span(0, 4, 4, 4), Span(HOUR, 4, 4, 4)]
    flat = course_drawn(spans, since_s=0, until_s=2 * HOUR, step_s=HOUR, width=100, height=100)
    assert flat is not None
    assert flat.lines == ("25.0,50.0 75.0,50.0",)
    assert course_drawn([], since_s=0, until_s=1, step_s=1, width=1, height=1) is None


def test_a_leader_reads_the_course_as_chart_table_and_file(city: None, sign_in: SignIn) -> None:
    (device,) = entered(monitor())
    leader = sign_in("leader", area="990101")
    with scope_opened(("",)):
        readings_stored(device, {"oil_fume": [1.0, 2.0, 6.0]}, at=now() - timedelta(hours=3))
        readings_stored(device, {"oil_fume": [4.0]}, at=now() - timedelta(hours=30))
        readings_stored(device, {"pm10": [50.0]}, at=now() - timedelta(minutes=90))
        rolls_refresh(at=now())
        streams = {one.quantity.code: one.pk for one in Stream.objects.select_related("quantity")}
    page = leader.get(f"/devices/{device.pk}").content.decode()
    assert "x-course" in page
    assert "6.00" in page or ">6<" in page
    month = leader.get(f"/devices/{device.pk}?stream={streams['oil_fume']}&span=month").content.decode()
    assert f'<option value="{streams["oil_fume"]}" selected>' in month
    answer = leader.get(f"/devices/{device.pk}/course.csv?stream={streams['oil_fume']}&span=day")
    assert answer["Content-Type"].startswith("text/csv")
    rows = list(csv.DictReader(answer.content.decode("utf-8-sig").splitlines()))
    assert sum(int(row["count"]) for row in rows) == 3
    assert max(float(row["max"]) for row in rows) == 6.0
    assert leader.get(f"/devices/{device.pk}/course.csv?stream=0&span=day").status_code == 404
    neighbour = sign_in("leader", area="990102")
    address = f"/devices/{device.pk}/course.csv?stream={streams['oil_fume']}&span=day"
    assert neighbour.get(address).status_code == 404
