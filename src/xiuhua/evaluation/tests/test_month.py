"""A leader opens the month: the numbers add up, each opens to its records, a target set elsewhere appears."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from xiuhua.access.services import scope_opened
from xiuhua.cases.terms import CaseAct, CaseState
from xiuhua.cases.tests.loop_kit import Loop
from xiuhua.evaluation.models import OverviewVersion, Target
from xiuhua.evaluation.rules.overviews import DEFAULT_FIGURES
from xiuhua.evaluation.services.targets import NewTarget, target_set, target_withdraw
from xiuhua.evaluation.terms.plans import TargetKind, TargetState
from xiuhua.evaluation.tests.test_engine import after, closed
from xiuhua.ledger.models import Entry
from xiuhua.ledger.queries.verifying import verify
from xiuhua.ledger.services import seal
from xiuhua.shared.errors import Conflict, Invalid, NotAllowedNow, NotPermitted
from xiuhua.shared.ids import uuid7
from xiuhua.web.testing import Budget

if TYPE_CHECKING:
    from django.test import Client

SignIn = Callable[..., "Client"]
DISTRICT, STREET = "990101", "990101003"
MONTH = f"/month?area={DISTRICT}&period=2026-03"


@pytest.fixture
def month(loop: Loop) -> dict[str, list[int]]:
    """Three cases closed, one being handled, one on the problem list, one voided after it was filed."""
    matters = ("06010", "06013", "06035")
    reported = [loop.report(matter, at=after(day * 1_440)) for day, matter in enumerate(matters)]
    made = {
        "open": [loop.case_in(CaseState.HANDLING, "07001").pk],
        "paused": [loop.case_in(CaseState.SHELVED, "09006").pk],
        "closed": [closed(loop, one, after(day * 1_440)).pk for day, one in enumerate(reported)],
    }
    gone = loop.case_in(CaseState.DISPATCHING, "07001")
    loop.do(gone, CaseAct.VOID_ASK, 8)
    loop.do(gone, CaseAct.VOID_GRANT, 9)
    return {**made, "gone": [gone.pk]}


def seen(client: Client, url: str = MONTH) -> Any:  # the view of a page
    answer = client.get(url)
    assert answer.status_code == 200, answer.content.decode()[:2_000]
    return answer.context["view"]


def opened(client: Client, url: str) -> set[str]:
    """Return the numbers of the cases that an address leads to."""
    return set(re.findall(r"AJ\d{8}", client.get(url).content.decode()))


def numbers(*pks: int) -> set[str]:
    return {f"AJ{pk:08d}" for pk in pks}


def send(client: Client, path: str, **typed: object) -> str:
    """Fill in a form and return where it leads."""
    page = client.get(path)
    assert page.status_code == 200, page.content.decode()[:2_000]
    answer = client.post(
        path,
        {"once": str(uuid7()), "version": page.context["view"].version, **typed},
    )
    assert answer.status_code == 303, answer.content.decode()[:6_000]
    return str(answer["Location"])


def test_a_leader_opens_the_month_its_numbers_add_up_and_each_opens_to_exactly_its_cases(
    month: dict[str, list[int]], sign_in: SignIn, sql_budget: Budget
) -> None:
    client = sign_in("leader", area=DISTRICT)
    client.get(MONTH)
    with sql_budget("month", most=30):
        view = seen(client)
    assert len(view.figures) == 8
    assert len(view.sentences) == 3
    assert view.filed.number == 5 == sum(one.number for one in view.summands)
    assert [one.number for one in view.summands] == [3, 1, 1]
    assert view.beside.number == 1
    for one, which in zip(view.summands, ("closed", "open", "paused"), strict=True):
        assert opened(client, one.url) == numbers(*month[which])
    assert opened(client, view.beside.url) == numbers(*month["gone"])
    figures = {one.label: one for one in view.figures}
    assert (figures["立案数"].value, figures["在办"].value) == (5, 1)
    assert figures["结案率"].numerator == view.summands[0].number
    assert figures["结案率"].denominator == view.filed.number
    assert opened(client, figures["结案率"].url) == numbers(*month["closed"])


def test_the_worst_street_says_why_and_opens_to_the_cases_against_it(
    month: dict[str, list[int]], sign_in: SignIn
) -> None:
    client = sign_in("leader", area=DISTRICT)
    view = seen(client, f"{MONTH}&main=closure_rate_cohort")
    (worst,) = view.worst
    assert (worst.label, worst.number) == ("绣衣街道", "60.0%")
    assert [told for told, _url in worst.counts] == ["3", "5"]
    assert opened(client, worst.url) == numbers(*month["closed"])
    (matter, url), *_ = worst.why
    assert matter == "非法小广告 1 (50%)"
    assert opened(client, url) == numbers(*month["open"])
    assert "绣衣街道" in view.sentences[1]
    assert "非法小广告" in view.sentences[1]
    english = client.get(MONTH, headers={"Accept-Language": "en"}).context["view"]
    assert "of the cases filed in it 1 is still open" in english.sentences[2].lower()


def test_a_target_that_the_office_sets_stands_beside_the_leaders_figure_and_nobody_elses(
    month: dict[str, list[int]], sign_in: SignIn
) -> None:
    office = sign_in("committee_office", area=DISTRICT, person="planner")
    at = send(
        office, "/targets/set", figure="closure_rate_cohort", area=DISTRICT, period="2026-03",
        kind="target_at_least", amount="98", source="2026 年工作要点第 4 条",
    )  # fmt: skip
    leader = sign_in("leader", area=DISTRICT)
    (figure,) = [one for one in seen(leader).figures if one.label == "结案率"]
    assert figure.target == "2026-03 ≥ 98.0%"
    assert figure.course.text == "未达标"
    assert "−38.0" in figure.progress
    assert figure.target_url == at
    assert "2026 年工作要点第 4 条" in leader.get("/targets?year=2026").content.decode()
    assert "98.0%" in leader.get("/figures?area=990101&period=2026-03").content.decode()
    elsewhere = sign_in("leader", area="990102", person="neighbour")
    assert elsewhere.get(at).status_code == 404
    assert "要点" not in elsewhere.get("/targets?year=2026").content.decode()
    assert elsewhere.get(MONTH).status_code == 403
    assert seen(elsewhere, "/month?period=2026-03").filed.number is None
    send(
        office, f"{at}/next", figure="closure_rate_cohort", area=DISTRICT, period="2026-03",
        kind="target_at_least", amount="60", source="调整通知",
    )  # fmt: skip
    (figure,) = [one for one in seen(leader).figures if one.label == "结案率"]
    assert (figure.target, figure.course.text) == ("2026-03 ≥ 60.0%", "已达标")
    taken = send(office, f"{figure.target_url}/withdraw", reason="年中调整")
    assert "年中调整" in office.get(taken).content.decode()
    (figure,) = [one for one in seen(leader).figures if one.label == "结案率"]
    assert figure.target == ""
    with scope_opened(("",)):
        while seal():
            pass
        faults = [fault for fault in verify().faults if str(fault.subject).startswith("target")]
    assert faults == []


def test_a_snapshot_keeps_what_was_published_when_a_late_record_comes_and_names_the_case(
    loop: Loop, sign_in: SignIn
) -> None:
    late = loop.case_in(CaseState.CLOSING)
    leader = sign_in("leader", area=DISTRICT)
    at = send(leader, f"/snapshots/fix?area={DISTRICT}&period=2026-03", area=DISTRICT, period="2026-03",
              reason="三月通报")  # fmt: skip
    text = leader.get(at).content.decode()
    assert "台账中的数据与此一致" in text
    with scope_opened(("",)):
        loop.do(late, CaseAct.CLOSE, 20)  # it happened in March, and is recorded now
    view = leader.get(at).context["view"]
    rows = {row.label: row for row in view.sections[0].context["rows"]}
    rate = rows["结案率 · 结案/立案，同一批案件"]
    assert (rate.then, rate.now, rate.proven) == (0.0, 100.0, True)
    assert (rate.since.came, rate.since.gone) == (1, 0)
    (told,) = [one.told for one in rate.corrections]
    assert (told.number, told.act, told.is_late, told.came) == (late.number, CaseAct.CLOSE, True, True)
    assert rows["立案数"].since.came == 0
    assert "/ledger/proofs/" in leader.get(at).content.decode()
    with scope_opened(("",)):
        while seal():
            pass
        faults = [fault for fault in verify().faults if str(fault.subject).startswith("snapshot")]
    assert faults == []
    proof = leader.get(view.sections[0].context["proof"])
    assert proof.status_code in {200, 403, 409}
    assert sign_in("leader", area="990102", person="neighbour").get(at).status_code == 404


def test_the_office_chooses_other_figures_for_its_area_and_one_twice_is_refused(
    loop: Loop, sign_in: SignIn
) -> None:
    office = sign_in("assessor", area=DISTRICT, person="chooser")
    keys = (*DEFAULT_FIGURES[1:], "smart_share")
    typed = {f"figure_{number}": key for number, key in enumerate(keys, start=1)}
    send(office, "/month/choose", **typed, main="closure_rate_cohort", reason="三季度起")
    view = seen(sign_in("leader", area=DISTRICT))
    assert [one.label for one in view.figures][-1] == "智能发现占比"
    assert view.course.title.startswith("结案率")
    assert OverviewVersion.objects.get().area_code == DISTRICT
    page = office.get("/month/choose")
    twice = {**typed, "figure_8": keys[0], "main": "filed", "reason": "说明", "once": str(uuid7())}
    refused = office.post("/month/choose", {**twice, "version": page.context["view"].version})
    assert refused.status_code == 422
    assert "八个不同的指标" in refused.content.decode()
    assert OverviewVersion.objects.count() == 1


def test_a_target_is_refused_where_it_makes_no_sense_and_leaves_no_trace(loop: Loop) -> None:
    def new(**changed: object) -> NewTarget:
        said: dict[str, object] = {
            "figure": "closure_rate_cohort", "area_code": DISTRICT, "period": "2026",
            "kind": TargetKind.AT_LEAST, "amount": Decimal(98), "source": "要点",
        }  # fmt: skip
        return NewTarget(**(said | changed))  # type: ignore[arg-type]  # named values of mixed types

    leader, before = loop.actors["leader"], Entry.objects.count()
    for field, changed in (
        ("figure", {"figure": "nothing"}), ("kind", {"kind": TargetKind.AT_MOST}),
        ("source", {"source": " "}), ("amount", {"amount": Decimal(-1)}),
        ("period", {"period": "2026-W10"}), ("period", {"period": "soon"}),
    ):  # fmt: skip
        with pytest.raises(Invalid) as told:
            target_set(new=new(**changed), actor=leader, at=after(0))
        assert set(told.value.fields) == {field}
    for who, area in (("dispatcher", DISTRICT), ("leader", "990102")):
        with pytest.raises(NotPermitted):
            target_set(new=new(area_code=area), actor=loop.actors[who], at=after(0))
    assert (Target.objects.count(), Entry.objects.count()) == (0, before)
    made = target_set(new=new(), actor=leader, at=after(0))
    with pytest.raises(Conflict):
        target_set(new=new(), seen=1, actor=leader, at=after(1))
    taken = target_withdraw(target_id=made.pk, reason="调整", actor=leader, at=after(2))
    assert (taken.number, taken.state) == (2, TargetState.WITHDRAWN.value)
    with pytest.raises(NotAllowedNow):
        target_withdraw(target_id=made.pk, reason="再次", actor=leader, at=after(3))
    assert Entry.objects.count() == before + 2
