"""Bad readings are flagged with a sentence, and counted neither as compliant nor as above the limit."""

from __future__ import annotations

from datetime import timedelta

import pytest

from xiuhua.access.services import scope_opened
from xiuhua.cases.tests.proof_kit import Office
from xiuhua.scenes.fumes.models import Exceedance, Kitchen, Lead, MonitorHour
from xiuhua.scenes.fumes.terms import KitchenState, Why
from xiuhua.scenes.fumes.tests.kitchen_kit import CHOICE, ROOT, cooks, looked, monitored

pytestmark = pytest.mark.slow("builds the town and stores hours of readings")


def _stands(kitchen: Kitchen) -> tuple[str, str]:
    with scope_opened(("",)):
        row = Kitchen.objects.get(pk=kitchen.pk)
    return row.state, row.why


def _tally() -> tuple[int, int, int, int]:
    with scope_opened(("",)):
        rows = list(MonitorHour.objects.all())
    return (
        sum(one.valid for one in rows), sum(one.compliant for one in rows),
        sum(one.exceeding for one in rows), sum(one.unknown for one in rows),
    )  # fmt: skip


def test_micrograms_recorded_as_milligrams_are_said_and_counted_apart(office: Office) -> None:
    with scope_opened(("",)):
        kitchen, device = monitored(office.hands.at)
    cooks(device, office.hands.at, {2: 620.0, 12: 655.0})
    office.hands.go(minutes=22)
    assert _stands(kitchen) == (KitchenState.DOUBTFUL, Why.MICROGRAM)
    assert _tally()[:3] == (0, 0, 0)
    page = office("officer").page(f"{ROOT}/kitchens/{kitchen.pk}")
    assert "疑似以 µg/m³ 上报" in page
    assert "不计达标也不计超标" in page
    with scope_opened(("",)):
        assert not Lead.objects.exists()


def test_nanograms_are_said_too(office: Office) -> None:
    with scope_opened(("",)):
        kitchen, device = monitored(office.hands.at)
    cooks(device, office.hands.at, {2: 6.2e5})
    assert _stands(kitchen) == (KitchenState.DOUBTFUL, Why.NANOGRAM)


def test_a_probe_that_does_not_move_is_doubted_from_its_seventh_hour(office: Office) -> None:
    with scope_opened(("",)):
        kitchen, device = monitored(office.hands.at)
    start = office.hands.at
    cooks(device, start, {5 * number: 0.62 for number in range(12 * 7)})
    assert _stands(kitchen) == (KitchenState.DOUBTFUL, Why.STUCK)
    valid, compliant, exceeding, unknown = _tally()
    assert (valid, exceeding) == (compliant, 0)
    assert unknown >= 5  # the seventh hour
    office.hands.at = start + timedelta(hours=7)
    assert "疑似探头卡死" in office("officer").page(f"{ROOT}/kitchens/{kitchen.pk}")


def test_a_purifier_wire_that_is_bridged_makes_no_hour_compliant(office: Office) -> None:
    """The fan stands for ten hours and the purifier says on: from the second day nothing is believed."""
    with scope_opened(("",)):
        _kitchen, device = monitored(office.hands.at)
    start = office.hands.at
    for hour in range(26):
        is_closed = hour % 24 < 10
        fume, fan = (0.02, 0.0) if is_closed else (1.1, 1.0)
        steps = {10 * number + 1: fume + 0.01 * number for number in range(6)}
        cooks(device, start + timedelta(hours=hour), steps, purifier=1.0, fan=fan)
    with scope_opened(("",)):
        first = MonitorHour.objects.get(start=start + timedelta(hours=12))
        last = MonitorHour.objects.get(start=start + timedelta(hours=25))
    assert (first.compliant, first.unknown) == (6, 0)
    assert (last.compliant, last.why) in {(0, Why.SIGNAL.value), (0, Why.NONE.value)}


def test_a_purifier_that_is_off_while_somebody_cooks_opens_a_lead(office: Office) -> None:
    with scope_opened(("",)):
        kitchen, device = monitored(office.hands.at)
    cooks(device, office.hands.at, {2: 1.1}, purifier=0.0)
    assert _stands(kitchen)[0] == KitchenState.PURIFIER_OFF
    with scope_opened(("",)):
        lead = Lead.objects.get()
        assert (lead.cause, lead.exceeded, lead.bypassed) == ("fume_cause_purifier_off", 0, 1)
        assert not Exceedance.objects.get().is_over
    assert "烹饪时净化器未开" in office("officer").page(f"{ROOT}/leads/{lead.pk}")


def test_late_readings_make_their_hour_again(office: Office) -> None:
    with scope_opened(("",)):
        _kitchen, device = monitored(office.hands.at)
    start = office.hands.at
    cooks(device, start, {1: 2.6, 31: 1.0})
    with scope_opened(("",)):
        assert Exceedance.objects.count() == 1
    # three more of the first window come late: its mean is (2.6 + 1.0 + 1.0 + 1.0) / 4 = 1.4
    cooks(device, start, {3: 1.0, 5: 1.0, 7: 1.0})
    with scope_opened(("",)):
        assert not Exceedance.objects.exists()
        assert MonitorHour.objects.get().compliant == 1


def test_a_monitor_that_falls_silent_is_offline_and_its_hours_are_counted(office: Office) -> None:
    with scope_opened(("",)):
        kitchen, device = monitored(office.hands.at)
    cooks(device, office.hands.at, {1: 1.0})
    office.hands.go(hours=3)
    looked(office)
    assert _stands(kitchen)[0] == KitchenState.OFFLINE
    with scope_opened(("",)):
        assert list(MonitorHour.objects.order_by("start").values_list("online", flat=True))[-1] is False


def test_a_stricter_limit_of_the_city_holds_from_its_publishing(office: Office) -> None:
    with scope_opened(("",)):
        kitchen, device = monitored(office.hands.at)
    cooks(device, office.hands.at, {1: 1.4})
    assert _stands(kitchen)[0] == KitchenState.ONLINE
    keeper = office("keeper")
    typed = CHOICE
    lax = keeper.client.post(f"{ROOT}/limits", {**typed, "mg_small": "2.5", "version": ""})
    assert lax.status_code == 422
    assert "不宽于国家标准" in lax.content.decode()
    keeper.form(f"{ROOT}/limits", **typed)
    cooks(device, office.hands.at + timedelta(minutes=30), {1: 1.4})
    assert _stands(kitchen)[0] == KitchenState.EXCEEDING
