"""The figures of posts: what each does, in time, and rightly. They may be split by person.

Source:
    GB/T 30428.4, evaluation of posts, with the base counters and rates that go with it (按期核实率,
    按期核查率, 按期受理率, 准确受理率, 按时立案率, 准确立案率, 按期派遣率, 派遣准确率).
"""

from __future__ import annotations

from xiuhua.cases.terms import CaseAct
from xiuhua.evaluation.terms.assessments import AssessedPost, ItemSource
from xiuhua.scenekit.indicators import (
    PERCENT,
    Direction,
    FigureGroup,
    FigureUnit,
    Indicator,
    Measure,
    Predicate,
    is_one,
    known,
    yes,
)

_A, _P = CaseAct, AssessedPost
_GROUPS = ("area", "unit", "person")
_TIMED, _LATE = known("late"), yes("late")
_JUDGED, _WRONG = known("wrong"), yes("wrong")


def _does(*acts: CaseAct) -> Predicate:
    return is_one("act", *(act.value for act in acts))


def _count(key: str, zh: str, en: str, *acts: CaseAct) -> Indicator:
    return Indicator(
        key=f"post_{key}", zh=zh, en=en, unit=FigureUnit.TIMES, fact="deed", group=FigureGroup.POSTS,
        groups=_GROUPS, direction=Direction.NEITHER, numerator=Measure(where=_does(*acts), period="at"),
        formula_zh=f"期内的{'、'.join(act.zh for act in acts)}，不含已撤回的",
        formula_en="acts of the kind in the period, without those taken back",
    )  # fmt: skip


def _in_time(key: str, zh: str, en: str, *acts: CaseAct) -> Indicator:
    of = _does(*acts) & _TIMED
    return Indicator(
        key=f"post_{key}", zh=zh, en=en, unit=PERCENT, fact="deed", group=FigureGroup.POSTS, groups=_GROUPS,
        direction=Direction.MORE, numerator=Measure(where=of & ~_LATE, period="at"),
        denominator=Measure(where=of, period="at"),
        formula_zh="期内的这类操作中本环节有时限的，按时完成的；案件在别处等候的时间不算",
        formula_en="of the acts in the period whose own stage has a limit, those in time; time that a case "
        "waited elsewhere is not counted",
    )  # fmt: skip


def _right(key: str, zh: str, en: str, *acts: CaseAct, why: tuple[str, str]) -> Indicator:
    of = _does(*acts) & _JUDGED
    return Indicator(
        key=f"post_{key}", zh=zh, en=en, unit=PERCENT, fact="deed", group=FigureGroup.POSTS, groups=_GROUPS,
        direction=Direction.MORE, numerator=Measure(where=of & ~_WRONG, period="at"),
        denominator=Measure(where=of, period="at"), formula_zh=f"期内的这类操作中，{why[0]}",
        formula_en=f"of the acts in the period, those {why[1]}",
    )  # fmt: skip


POST_FIGURES = (
    _count("reported", "监督员上报数", "Reported by collectors", _A.OPEN),
    _right("reported_valid", "监督员有效上报率", "Valid reports of collectors", _A.OPEN,
           why=("未被不予受理、不予立案、核实不属实、作废或并案的", "not turned down, voided or merged")),
    _count("solved", "监督员自行处置数", "Solved on the spot by collectors", _A.SOLVE),
    _count("verified", "监督员核实数", "Verified by collectors", _A.VERIFY_TRUE, _A.VERIFY_FALSE),
    _in_time("verified_in_time", "监督员按期核实率", "Verified in time by collectors", _A.VERIFY_TRUE,
             _A.VERIFY_FALSE),
    _count("checked", "监督员核查数", "Checked by collectors", _A.CHECK_PASS, _A.CHECK_FAIL),
    _in_time("checked_in_time", "监督员按期核查率", "Checked in time by collectors", _A.CHECK_PASS,
             _A.CHECK_FAIL),
    _count("accepted", "受理员受理数", "Dealt with by acceptors", _A.ACCEPT, _A.ASK_VERIFY, _A.NOT_ACCEPT),
    _in_time("accepted_in_time", "受理员按期受理率", "Accepted in time", _A.ACCEPT, _A.ASK_VERIFY,
             _A.NOT_ACCEPT),
    _right("accepted_rightly", "受理员准确受理率", "Accepted rightly", _A.ACCEPT,
           why=("后来未被不予立案或作废的", "not turned down or voided later")),
    _count("filed", "值班长立案数", "Filed by shift heads", _A.FILE, _A.NOT_FILE),
    _in_time("filed_in_time", "值班长按时立案率", "Filed in time by shift heads", _A.FILE, _A.NOT_FILE),
    _right("filed_rightly", "值班长准确立案率", "Filed rightly", _A.FILE,
           why=("后来未被作废的", "not voided later")),
    _count("closed", "值班长结案数", "Closed by shift heads", _A.CLOSE),
    _in_time("closed_in_time", "值班长按时结案率", "Signed off in time by shift heads", _A.CLOSE,
             _A.CLOSE_REFUSE),
    _count("dispatched", "派遣员派遣数", "Dispatched by dispatchers", _A.DISPATCH),
    _in_time("dispatched_in_time", "派遣员按期派遣率", "Dispatched in time by dispatchers", _A.DISPATCH),
    _right("dispatched_rightly", "派遣员派遣准确率", "Dispatched rightly by dispatchers", _A.DISPATCH,
           why=("没有被同意回退的", "that no return was agreed to")),
    _count("reviewed", "派遣员反馈审核数", "Feedback reviewed by dispatchers", _A.FEEDBACK_PASS,
           _A.FEEDBACK_REFUSE),
    _count("handled", "处置员处置数", "Fed back by handlers", _A.FEED_BACK),
    _in_time("handled_in_time", "处置员按期处置率", "Handled in time by handlers", _A.FEED_BACK),
    _right("handled_rightly", "处置员一次合格率", "Handled right at once", _A.FEED_BACK,
           why=("审核和核查没有退回的", "that neither review nor check sent back")),
)  # fmt: skip


def post_measure(post: AssessedPost, source: ItemSource, *, good: bool | None) -> Measure:
    """Return what an item of an assessment counts of a post.

    Args:
        post: whose acts.
        source: volume, timeliness or quality.
        good: the good ones, the bad ones, or None for all of which it is known.

    Source:
        own choice: an act counts for timeliness where its own stage has a limit, and for quality where
        something later can show that it was wrong.
    """
    own = is_one("post", post.value)
    if source is ItemSource.VOLUME:
        return Measure(where=own, period="at")
    known_, bad = (_TIMED, _LATE) if source is ItemSource.TIMELINESS else (_JUDGED, _WRONG)
    where = own & known_
    return Measure(where=where if good is None else where & ~bad if good else where & bad, period="at")
