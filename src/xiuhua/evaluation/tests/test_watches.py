"""A figure is watched; a period outside its habit is told to whoever watches, and judged."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from xiuhua.access.services import scope_opened
from xiuhua.cases.tests.loop_kit import DISTRICT, MONDAY, Loop
from xiuhua.cases.tests.proof_kit import Office
from xiuhua.evaluation.models import Deviation, FigureWatch
from xiuhua.evaluation.queries import watches as queries
from xiuhua.evaluation.queries.watches import may_be_watched
from xiuhua.evaluation.services.watches import watches_look
from xiuhua.scenekit.indicators import indicators
from xiuhua.scenekit.testkit.witness import Witness
from xiuhua.web.testing import Budget

if TYPE_CHECKING:
    from django.test import Client

SignIn = Callable[..., "Client"]
COURSE = "/figures/reported/course?period={}&area=" + DISTRICT
A_DAY = (1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2)


def days_pass(office: Office, numbers: tuple[int, ...]) -> None:
    """Let a collector report so many problems on each day, and the night pass; it is nine again."""
    for number in numbers:
        for _each in range(number):
            office.hands.go(minutes=1)
            with scope_opened(("",)):
                office.loop.report(at=office.hands.at)
        office.hands.go(days=1, minutes=-number)


def looked(office: Office) -> int:
    with scope_opened(("",)):
        return watches_look(at=office.hands.at)


@pytest.mark.slow("reports on twenty-two days")
@pytest.mark.proves("S-078")
def test_a_day_outside_its_habit_is_told_to_who_watches_and_judged_with_its_cause(
    office: Office, witness: Witness, sql_budget: Budget
) -> None:
    leader = office("leader")
    days_pass(office, A_DAY)
    page = leader.page(COURSE.format("2026-03-21"))
    assert "展望" in page  # series, trend and forecast stand there
    (url,) = re.findall(r'href="(/figures/reported/watch\?[^"]*)"', page)
    back = leader.form(url.replace("&amp;", "&"), kind="day", reason="创建期间看上报量")
    assert back == "/figures/watched"
    assert "已关注" in leader.page(COURSE.format("2026-03-21"))
    again = leader.client.post(url.replace("&amp;", "&"), {"kind": "day", "reason": "再来", "version": ""})
    assert "已按这一时段长度关注" in again.content.decode()

    days_pass(office, (2,))
    office.hands.go(hours=-5)  # four in the morning: what the night shift writes down may still come
    assert looked(office) == 0
    office.hands.go(hours=5)
    assert looked(office) == 0, "two reports are what every other day has"
    days_pass(office, (14,))
    assert looked(office) == 1
    assert looked(office) == 0, "a period is looked at once"

    (told,) = [one for one in leader.get("/notices") if "指标异动" in one["title"]]
    assert "14\u00a0件" in told["text"]
    with sql_budget("deviations", most=12):
        (number,) = leader.rows("/figures/deviations")
    page = leader.page(f"/figures/deviations/{int(number[2:])}")
    for said in ("14\u00a0件", "创建期间看上报量", "待研判"):
        assert said in page, said
    assert "2026-03-23" in page
    office("head").form(
        f"/figures/deviations/{int(number[2:])}/judge", cause="cause_known", note="大风天，断枝多，已加派两组"
    )
    page = leader.page(f"/figures/deviations/{int(number[2:])}")
    assert "有已知原因" in page
    assert "大风天" in page
    assert leader.rows("/figures/deviations?state=deviation_open") == []


@pytest.mark.slow("reports on twenty-two days")
def test_a_figure_that_cannot_be_counted_keeps_no_other_from_being_looked_at(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    leader = office("leader")
    days_pass(office, A_DAY)
    for key in ("filed", "reported"):
        page = leader.page(COURSE.format("2026-03-21").replace("reported", key))
        (url,) = re.findall(rf'href="(/figures/{key}/watch\?[^"]*)"', page)
        leader.form(url.replace("&amp;", "&"), kind="day", reason="每日看")
    days_pass(office, (14,))
    count = queries.watch_looked

    def looks(watch: FigureWatch, *, at: datetime) -> queries.Looked:
        if watch.key == "filed":
            raise ZeroDivisionError
        return count(watch, at=at)

    with monkeypatch.context() as broken:
        broken.setattr(queries, "watch_looked", looks)
        assert looked(office) == 1
    looked(office)
    with scope_opened(("",)):
        looked_at = set(FigureWatch.objects.values_list("looked_at", flat=True))
    assert looked_at == {"2026-03-22"}, "it was tried again"


def test_what_still_changes_or_has_no_past_cannot_be_watched_and_says_so(office: Office) -> None:
    leader = office("leader")
    cannot = {one.key for one in indicators() if not may_be_watched(one)}
    assert {"deferred_now", "closure_rate_cohort"} <= cannot
    assert "reported" not in cannot
    answer = leader.client.post(
        f"/figures/deferred_now/watch?area={DISTRICT}", {"kind": "day", "reason": "看", "version": ""}
    )
    assert "无法预期" in answer.content.decode()
    assert leader.client.get("/figures/no_such/watch").status_code == 404


def test_a_watch_is_ended_and_nothing_is_raised_after(office: Office) -> None:
    leader = office("leader")
    leader.form(f"/figures/reported/watch?area={DISTRICT}", kind="day", reason="看")
    with scope_opened(("",)):
        watch = FigureWatch.objects.get()
    leader.form(f"/figures/watched/{watch.pk}/end")
    office.hands.go(days=3)
    assert looked(office) == 0
    assert leader.client.get(f"/figures/watched/{watch.pk}/end").status_code in {403, 409}
    with scope_opened(("",)):
        assert not Deviation.objects.exists()


def test_another_district_sees_neither_watches_nor_deviations(loop: Loop, sign_in: SignIn) -> None:
    watch = FigureWatch.objects.create(
        area_code=DISTRICT, key="reported", kind="day", reason="看", user_id=1, set_at=MONDAY
    )
    row = Deviation.objects.create(
        watch=watch, area_code=DISTRICT, key="reported", period="2026-03-01", value=9, expected=2,
        usual_miss=1, method="method_mean", raised_at=MONDAY + timedelta(days=1),
    )  # fmt: skip
    stranger, own = sign_in("leader", area="990102"), sign_in("leader", area=DISTRICT)
    assert stranger.get(f"/figures/deviations/{row.pk}").status_code == 404
    assert stranger.get("/figures/deviations").context["view"].rows == ()
    assert len(own.get("/figures/watched").context["view"].rows) == 1
