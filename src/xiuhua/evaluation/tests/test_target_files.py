"""Targets that come by file: looked at first, each fault by its line, and taken back."""

from __future__ import annotations

from io import BytesIO

import pytest

from xiuhua.access.services import scope_opened
from xiuhua.cases.tests.proof_kit import Office
from xiuhua.evaluation.models import Target
from xiuhua.evaluation.tests.contests_kit import APRIL, posts_filled

pytestmark = pytest.mark.slow("the office imports two files by their pages")
_HEAD = "指标,区域代码,年份或月份,目标方式,目标值,依据文件\n"
_PLAN = (
    f"{_HEAD}立案数,990101,2026,比上年提高,10,2026年工作计划第3条\nclosed,990101,2026,不低于,50000,第4条\n"
)


def _run(office: Office, text: str) -> str:
    client = office("director").client
    file = BytesIO(("\ufeff" + text).encode())
    file.name = "plan.csv"
    page = client.get("/imports/new")
    answer = client.post(
        "/imports/new", {"kind": "targets", "file": file, "version": page.context["view"].version}
    )
    assert answer.status_code == 303, answer.content.decode()[-3_000:]
    return str(answer["Location"])


def _done(office: Office, run: str, act: str) -> None:
    client = office("director").client
    form = client.get(f"{run}/{act}")
    answer = client.post(f"{run}/{act}", {"version": form.context["view"].version, "reason": "错表"})
    assert answer.status_code == 303, answer.content.decode()[-3_000:]


def _held() -> dict[tuple[str, str], tuple[str, float, int]]:
    with scope_opened(("",)):
        rows = Target.objects.order_by("number")
        return {(row.figure, row.state): (row.kind, float(row.amount), row.number) for row in rows}


def test_a_plan_is_looked_at_set_changed_by_the_next_file_and_taken_back(office: Office) -> None:
    posts_filled(office)
    office.hands.at = APRIL
    wrong = _run(office, f"{_PLAN}没有的指标,990101,2026,不低于,1,x\n返工数,990102,2026-W3,不低于,-1,x\n")
    page = office("director").page(wrong)
    for words in ("没有这个指标", "目标按年或按月设定", "目标值不能为负", "不在您的范围内"):
        assert words in page, words
    assert _held() == {}
    first = _run(office, _PLAN)
    assert _held() == {}  # looked at, not yet set
    _done(office, first, "commit")
    assert _held() == {
        ("filed", "target_in_force"): ("target_growth", 10.0, 1),
        ("closed", "target_in_force"): ("target_at_least", 50_000.0, 1),
    }
    assert "2026年工作计划第3条" in office("leader").page("/targets?year=2026")
    second = _run(office, _PLAN.replace("50000", "52000"))
    _done(office, second, "commit")
    assert _held()["closed", "target_in_force"] == ("target_at_least", 52_000.0, 2)
    assert _held()["filed", "target_in_force"][2] == 1  # the same row changes nothing
    _done(office, second, "undo")
    assert _held()["closed", "target_in_force"] == ("target_at_least", 50_000.0, 3)
    new = _run(office, f"{_HEAD}rebounds,990101,2026,不高于,100,第9条\n")
    _done(office, new, "commit")
    _done(office, new, "undo")
    assert _held()["rebounds", "target_withdrawn"][2] == 2


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("closed,990101,２０２６,不低于,1,x", "目标按年或按月设定"),  # no page would ever look for it
        ("closed,990101999,2026,不低于,1,x", "不在您的范围内"),  # an area that there is not
    ],
)
def test_a_target_that_no_page_would_show_is_refused(office: Office, row: str, words: str) -> None:
    posts_filled(office)
    office.hands.at = APRIL
    assert words in office("director").page(_run(office, f"{_HEAD}{row}\n"))
