"""The statistical month: published, counted by, refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from xiuhua.cases.tests.loop_kit import MONDAY, Loop
from xiuhua.evaluation.models import MonthVersion
from xiuhua.evaluation.queries.months import months_for
from xiuhua.evaluation.services import months_publish
from xiuhua.evaluation.tests.test_engine import value
from xiuhua.ledger.models import Entry
from xiuhua.ledger.queries.verifying import verify
from xiuhua.ledger.services import seal
from xiuhua.shared.errors import Conflict, Invalid, NotPermitted
from xiuhua.shared.ids import uuid7

SET = MONDAY - timedelta(days=1)


def publish(
    loop: Loop, starts_on: int, *, who: str = "keeper", area: str = "990101", reason: str = "考核办法第六条"
) -> MonthVersion:
    return months_publish(
        area_code=area, starts_on=starts_on, reason=reason, effective_at=SET, actor=loop.actors[who], at=SET
    )


def test_a_statistical_month_counts_from_the_26th_of_the_month_before(loop: Loop) -> None:
    loop.report(at=datetime(2026, 2, 26, 1, tzinfo=UTC))
    loop.report(at=datetime(2026, 3, 25, 1, tzinfo=UTC))
    loop.report(at=datetime(2026, 3, 25, 16, 1, tzinfo=UTC))  # the 26th has begun in Shanghai
    later = datetime(2026, 4, 20, tzinfo=UTC)
    assert value("reported", at=later, area="990101").numerator == 2
    publish(loop, 26)
    assert value("reported", at=later, area="990101").numerator == 2
    assert value("reported", at=later, area="990101", period="2026-04").numerator == 1
    assert months_for("990101003", at=later).starts_on == 26
    assert months_for("990102", at=later).starts_on == 1
    assert months_for("990101", at=SET - timedelta(seconds=1)).starts_on == 1
    while seal():
        pass
    assert [fault for fault in verify().faults if (fault.subject or "").startswith("month_version")] == []


def test_a_month_that_cannot_be_or_by_whom_it_may_not_is_refused_and_leaves_no_trace(loop: Loop) -> None:
    before = Entry.objects.count()
    for starts_on, reason in ((10, "说明"), (29, "说明"), (26, " ")):
        with pytest.raises(Invalid):
            publish(loop, starts_on, reason=reason)
    for who, area in (("leader", "990101"), ("keeper", "990102")):
        with pytest.raises(NotPermitted):
            publish(loop, 26, who=who, area=area)
    assert (MonthVersion.objects.count(), Entry.objects.count()) == (0, before)
    assert publish(loop, 26).number == 1
    assert publish(loop, 21).number == 2
    with pytest.raises(Conflict):
        months_publish(
            area_code="990101", starts_on=26, reason="说明", effective_at=SET, seen=2,
            actor=loop.actors["keeper"], at=SET,
        )  # fmt: skip


@pytest.mark.slow("two people sign in and ask for every figure twice")
def test_the_month_is_set_on_a_page_and_shown_on_the_next(loop: Loop, sign_in: Callable[..., Client]) -> None:
    client = sign_in("data_admin", area="990101", person="writer")
    assert "/figures/months" in client.get("/figures").content.decode()
    form = client.get("/figures/months").content.decode()
    once = re.findall(r'name="once" value="([^"]+)"', form)[0]
    sent = {"starts_on": "26", "reason": "考核办法第六条", "once": once, "version": "1"}
    assert client.post("/figures/months", sent).status_code == 303
    assert "2 月 26 日—3 月 25 日" in client.get("/figures?period=2026-03").content.decode()
    late = client.post("/figures/months", {**sent, "starts_on": "21", "once": str(uuid7())})
    assert late.status_code in {409, 422}
    assert sign_in("leader", area="990101").get("/figures/months").status_code == 403
