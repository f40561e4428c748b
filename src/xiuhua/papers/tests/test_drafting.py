"""Letters drafted from the record: what each sentence says, and from which records."""

from __future__ import annotations

from dataclasses import replace

import pytest

from xiuhua.papers.rules.drafting import DRAFTED, OrderLine, drafted, order_drafted
from xiuhua.papers.rules.forms import CaseFacts, Done
from xiuhua.papers.terms import PaperKind
from xiuhua.papers.tests.test_word import FACTS

CLOSED = replace(
    FACTS,
    dispatched_at="2026年3月2日9时10分",
    over_at="2026年3月2日15时00分",
    closing="正常结案",
    state="已结案",
)


def test_a_reply_tells_how_the_matter_was_settled_and_names_its_records() -> None:
    draft = drafted(PaperKind.REPLY, CLOSED)
    assert draft.title == "关于滨河路 12 号暴露垃圾问题的答复"
    assert draft.body.splitlines() == [
        "您于2026年3月2日9时00分反映的滨河路 12 号“暴露垃圾”问题收悉，现答复如下。",
        "经核，该问题已于2026年3月2日9时05分立案，并于2026年3月2日9时10分交由云河市政养护公司办理。",
        "办理情况：已清理干净。",
        "2026年3月2日14时00分经现场核查，问题已处置到位（其间返工 2 次）。",
        "该问题已于2026年3月2日15时00分正常结案。",
        "感谢您对城市管理工作的关心和支持。如有疑问，请联系我们。",
    ]
    told = [sentence for sentence in draft.sentences if not sentence.text.startswith("感谢")]
    assert all(sentence.sources for sentence in told)
    assert draft.sentences[2].sources == ("反馈 2026年3月2日11时00分 吴六",)


def test_a_reply_about_an_open_case_promises_to_tell_and_invents_no_result() -> None:
    draft = drafted(PaperKind.REPLY, CaseFacts(
        number="AJ1", title="暴露垃圾", place="滨河路", reported_at="3月2日", state="待受理"
    ))  # fmt: skip
    assert draft.body.splitlines()[1] == "目前该问题待受理，办结后将再次告知您。"
    assert "立案" not in draft.body
    assert "办理情况" not in draft.body


def test_a_refusal_is_told_with_its_reason() -> None:
    refused = replace(
        CLOSED,
        closing="",
        acts={"case.not_accept": Done(label="不予受理", at="3月2日", note="不属于城市管理。")},
    )
    assert "经审核，该问题不予受理，理由是：不属于城市管理。" in drafted(PaperKind.REPLY, refused).body


def test_a_statement_tells_the_course_in_its_order() -> None:
    lines = drafted(PaperKind.STATEMENT, replace(CLOSED, late=True)).body.splitlines()
    assert [line for line in lines if line.startswith(("一", "二", "三"))] == [
        "一、基本情况", "二、办理经过", "三、目前状况",
    ]  # fmt: skip
    course = [line for line in lines if line.startswith("2026") and "反映" not in line]
    assert [line.split("，")[1].split("：")[0].rstrip("。") for line in course] == [
        "立案",
        "反馈",
        "核查通过",
    ]
    assert "案件已结案，正常结案，返工 2 次，存在超期。" in lines


def test_only_replies_and_statements_are_drafted() -> None:
    assert DRAFTED == (PaperKind.REPLY, PaperKind.STATEMENT)
    with pytest.raises(KeyError):
        drafted(PaperKind.MINUTES, FACTS)


def test_an_order_says_where_each_case_stands_and_asks_for_an_answer() -> None:
    late = OrderLine(
        number="AJ1", place="滨河路", title="暴露垃圾", state="处置中", overdue=" 2 天 3 小时", reminded=1
    )
    other = OrderLine(number="AJ2", place="云栖路", title="道路破损", state="待签收")
    draft = order_drafted([late, other])
    assert draft.title == "滨河路暴露垃圾等 2 件"
    assert draft.body.splitlines() == [
        "AJ1：滨河路，暴露垃圾，现处置中，已超期 2 天 3 小时，已催办 1 次。",
        "AJ2：云栖路，道路破损，现待签收。",
        "请查明原因，限期处置到位，并书面回复办理情况。",
    ]
    assert draft.sentences[0].sources == ("案件 AJ1 现状", "催办记录")
    assert order_drafted([other]).title == "云栖路道路破损"
    with pytest.raises(ValueError, match="by hand"):
        order_drafted([])
