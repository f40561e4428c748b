"""The figures of the loop, each in the ways cities count it. `evaluation` computes them over its case facts.

Source:
    the counters and rates of digital city management as GB/T 30428.4 and CJ/T 292 name them; where those
    leave a denominator open, each way found in use is a figure of its own. What follows is our own choice,
    because no source decides it: what was voided or merged is neither filed nor due; a case is due when its
    handling is, and one that closed without ever having a deadline, when it closed; it is late when its
    handling was.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from xiuhua.cases.terms.reports import Channel
from xiuhua.cases.terms.states import CaseState, Closing, Stage
from xiuhua.ground.terms.people import UnitKind
from xiuhua.scenekit.indicators import (
    ALWAYS,
    CASES,
    MINUTES,
    PERCENT,
    UNITS,
    Direction,
    FigureGroup,
    Indicator,
    Measure,
    at_least,
    is_one,
    known,
    yes,
)

_GONE = is_one("state", CaseState.VOIDED.value, CaseState.MERGED.value)
_VALID = ~(_GONE | is_one("state", CaseState.NOT_ACCEPTED.value))
_ACCEPTED = known("accepted_at")
_FILED = known("filed_at") & ~_GONE
_CLOSED = _FILED & is_one("state", CaseState.CLOSED.value)
_DISPATCHED = known("dispatched_at") & ~_GONE
_RIGHTLY = ~at_least("returns", 1)
_TO_HANDLE = known("handle_due_at") & ~_GONE
_HANDLED = known("fed_back_at") & known("handle_stopped_at") & ~_GONE
_LATE = yes("handle_late")
_DEFERRED = is_one("state", CaseState.DEFERRED.value)
_SHELVED = is_one("state", CaseState.SHELVED.value)
_FROM_ABOVE = is_one("channel", Channel.UPPER.value)

_REPORTED = Measure(where=ALWAYS, period="reported_at")
_FILED_THEN = Measure(where=_FILED, period="filed_at")
_CLOSE_DUE = Measure(where=_FILED, period="close_due_at")
_HANDLE_DUE = Measure(where=_TO_HANDLE, period="handle_due_at")
_DISPATCHED_THEN = Measure(where=_DISPATCHED, period="dispatched_at")

_G, _MORE, _LESS = FigureGroup, Direction.MORE, Direction.LESS

REPORTING = (
    Indicator(
        key="reported", zh="上报数", en="Reported", unit=CASES, group=_G.REPORTING, numerator=_REPORTED,
        formula_zh="期内上报的案件", formula_en="cases reported in the period",
    ),
    Indicator(
        key="valid", zh="有效上报数", en="Valid reports", unit=CASES, group=_G.REPORTING, direction=_MORE,
        numerator=Measure(where=_VALID, period="reported_at"),
        formula_zh="期内上报的案件，不含不予受理、作废和重复上报",
        formula_en="cases reported in the period, without those not accepted, voided or reported twice",
    ),
    Indicator(
        key="valid_rate", zh="有效上报率", en="Share of valid reports", unit=PERCENT, group=_G.REPORTING,
        direction=_MORE, numerator=Measure(where=_VALID, period="reported_at"), denominator=_REPORTED,
        variant_zh="有效上报/上报", variant_en="valid / reported",
        formula_zh="期内上报的案件中，未被不予受理、作废或并案的",
        formula_en="of the cases reported in the period, those neither refused, voided nor merged",
    ),
    Indicator(
        key="accepted", zh="受理数", en="Accepted", unit=CASES, group=_G.REPORTING,
        numerator=Measure(where=_ACCEPTED, period="accepted_at"),
        formula_zh="期内受理、送核实或直派一线的案件",
        formula_en="cases accepted, sent for verification or pushed to a crew in the period",
    ),
    Indicator(
        key="smart_share", zh="智能发现占比", en="Found by machines", unit=PERCENT, group=_G.REPORTING,
        direction=_MORE, numerator=Measure(where=yes("smart"), period="reported_at"), denominator=_REPORTED,
        variant_zh="智能发现/上报", variant_en="found by machines / reported",
        formula_zh="期内上报的案件中，智能发现和物联告警的",
        formula_en="of the cases reported in the period, those found by a machine or a sensor",
    ),
    Indicator(
        key="solved_on_the_spot", zh="自行处置数", en="Solved on the spot", unit=CASES, group=_G.REPORTING,
        numerator=Measure(where=is_one("closing", Closing.ON_THE_SPOT.value), period="over_at"),
        formula_zh="期内由发现者当场处置的案件，不计入立案",
        formula_en="cases solved by whoever found them in the period; not counted as filed",
    ),
    Indicator(
        key="merged", zh="重复上报数", en="Reported twice", unit=CASES, group=_G.REPORTING,
        numerator=Measure(where=is_one("state", CaseState.MERGED.value), period="over_at"),
        formula_zh="期内并入其他案件的案件", formula_en="cases merged into another in the period",
    ),
    Indicator(
        key="rebounds", zh="回潮数", en="Rebounds", unit=CASES, group=_G.REPORTING, direction=_LESS,
        numerator=Measure(where=yes("is_rebound"), period="reported_at"),
        formula_zh="期内上报、同一问题结案不久又在原处出现的案件",
        formula_en="cases reported in the period that were closed at the same place shortly before",
    ),
    Indicator(
        key="voided", zh="作废数", en="Voided", unit=CASES, group=_G.REPORTING,
        numerator=Measure(where=is_one("state", CaseState.VOIDED.value), period="over_at"),
        formula_zh="期内作废的案件", formula_en="cases voided in the period",
    ),
)  # fmt: skip

FILING = (
    Indicator(
        key="filed", zh="立案数", en="Cases filed", unit=CASES, group=_G.FILING, source_row="K-276",
        numerator=_FILED_THEN, formula_zh="期内立案的案件，不含作废和并案",
        formula_en="cases filed in the period, without those voided or merged",
    ),
    Indicator(
        key="filed_rate", zh="立案率", en="Filing rate", unit=PERCENT, group=_G.FILING,
        numerator=Measure(where=_VALID & known("filed_at"), period="reported_at"),
        denominator=Measure(where=_VALID, period="reported_at"),
        variant_zh="立案/有效上报", variant_en="filed / valid",
        formula_zh="期内有效上报的案件中，已立案的",
        formula_en="of the valid cases reported in the period, those filed since",
    ),
)  # fmt: skip

DISPATCHING = (
    Indicator(
        key="dispatched", zh="派遣数", en="Dispatched", unit=CASES, group=_G.DISPATCH,
        numerator=_DISPATCHED_THEN, formula_zh="期内首次派遣的案件",
        formula_en="cases first dispatched in the period",
    ),
    Indicator(
        key="dispatched_rightly", zh="派遣准确率", en="Rightly dispatched", unit=PERCENT, group=_G.DISPATCH,
        direction=_MORE, numerator=Measure(where=_DISPATCHED & _RIGHTLY, period="dispatched_at"),
        denominator=_DISPATCHED_THEN, variant_zh="准确派遣/派遣", variant_en="rightly / dispatched",
        formula_zh="期内派遣的案件中，没有经同意回退的",
        formula_en="of the cases dispatched in the period, those never rightly sent back",
    ),
    Indicator(
        key="dispatched_rightly_of_filed", zh="派遣准确率", en="Rightly dispatched", unit=PERCENT,
        group=_G.DISPATCH, direction=_MORE,
        numerator=Measure(where=_FILED & _DISPATCHED & _RIGHTLY, period="filed_at"), denominator=_FILED_THEN,
        variant_zh="准确派遣/立案", variant_en="rightly / filed",
        formula_zh="期内立案、应派遣的案件中，已派遣且没有经同意回退的",
        formula_en="of the cases filed in the period, those dispatched and never rightly sent back",
    ),
    Indicator(
        key="return_rate", zh="回退率", en="Sent back", unit=PERCENT, group=_G.DISPATCH, direction=_LESS,
        numerator=Measure(where=_DISPATCHED & at_least("returns", 1), period="dispatched_at"),
        denominator=_DISPATCHED_THEN, variant_zh="回退/派遣", variant_en="sent back / dispatched",
        formula_zh="期内派遣的案件中，经同意回退过的",
        formula_en="of the cases dispatched in the period, those that were rightly sent back",
    ),
    Indicator(
        key="linked_departments", zh="联合职能部门", en="Linked departments", unit=UNITS, group=_G.DISPATCH,
        source_row="K-129", fact="assignment", groups=("area",),
        numerator=Measure(
            where=is_one("unit_kind", UnitKind.DEPARTMENT.value, UnitKind.BUREAU.value), period="at",
            distinct="unit_id",
        ),
        formula_zh="期内收到派遣（主办或协办）的职能部门和主管局，每家计一次",
        formula_en="departments and bureaus given a case to lead or help with in the period, each once",
    ),
)  # fmt: skip

HANDLING = (
    Indicator(
        key="handled", zh="处置数", en="Handled", unit=CASES, group=_G.HANDLING,
        numerator=Measure(where=_HANDLED, period="fed_back_at"),
        formula_zh="期内反馈已处置的案件，不含返工未完的",
        formula_en="cases fed back as handled in the period, without those in rework",
    ),
    Indicator(
        key="unhandled_late", zh="超期未处置率", en="Late and not handled", unit=PERCENT, group=_G.HANDLING,
        direction=_LESS,
        numerator=Measure(
            where=_TO_HANDLE & _LATE & ~_HANDLED & ~is_one("state", CaseState.CLOSED.value),
            period="handle_due_at",
        ),
        denominator=_HANDLE_DUE, variant_zh="超期未处置/应处置", variant_en="late and open / due",
        formula_zh="处置时限在期内届满的案件中，已超期而尚未处置的",
        formula_en="of the cases whose handling was due in the period, those late and still not handled",
    ),
    Indicator(
        key="rework_rate_of_due", zh="返工率", en="Rework", unit=PERCENT, group=_G.HANDLING, direction=_LESS,
        numerator=Measure(where=_FILED & at_least("reworks", 1), period="close_due_at"),
        denominator=_CLOSE_DUE, variant_zh="返工/应结案", variant_en="rework / due for closing",
        formula_zh="期内应结案的案件中，核查不通过而返工过的",
        formula_en="of the cases due for closing in the period, those that failed a check",
    ),
    Indicator(
        key="rework_rate_of_handling", zh="返工率", en="Rework", unit=PERCENT, group=_G.HANDLING,
        direction=_LESS, numerator=Measure(where=_TO_HANDLE & at_least("reworks", 1), period="handle_due_at"),
        denominator=_HANDLE_DUE, variant_zh="返工/应处置", variant_en="rework / due for handling",
        formula_zh="处置时限在期内届满的案件中，核查不通过而返工过的",
        formula_en="of the cases whose handling was due in the period, those that failed a check",
    ),
    Indicator(
        key="extension_rate", zh="延期率", en="Given more time", unit=PERCENT, group=_G.HANDLING,
        direction=_LESS, denominator=_HANDLE_DUE,
        numerator=Measure(where=_TO_HANDLE & at_least("extensions", 1), period="handle_due_at"),
        variant_zh="延期/应处置", variant_en="extended / due",
        formula_zh="处置时限在期内届满的案件中，经批准延期的",
        formula_en="of the cases whose handling was due in the period, those given more time",
    ),
    Indicator(
        key="deferred", zh="缓办数", en="Deferred", unit=CASES, group=_G.HANDLING,
        numerator=Measure(where=known("deferred_at"), period="deferred_at"),
        variant_zh="期内批准", variant_en="granted in the period",
        formula_zh="期内批准缓办的案件", formula_en="cases last put off to a date in the period",
    ),
    Indicator(
        key="deferred_now", zh="缓办数", en="Deferred", unit=CASES, group=_G.HANDLING,
        numerator=Measure(where=_DEFERRED), variant_zh="在册", variant_en="standing",
        formula_zh="现处于缓办的案件", formula_en="cases that are put off to a date",
    ),
    Indicator(
        key="shelved", zh="挂账数", en="On the problem list", unit=CASES, group=_G.HANDLING,
        numerator=Measure(where=known("shelved_at"), period="shelved_at"),
        variant_zh="期内批准", variant_en="entered in the period",
        formula_zh="期内批准挂账的案件", formula_en="cases last put on the problem list in the period",
    ),
    Indicator(
        key="shelved_now", zh="挂账数", en="On the problem list", unit=CASES, group=_G.HANDLING,
        numerator=Measure(where=_SHELVED), variant_zh="在册", variant_en="standing",
        formula_zh="现处于挂账的案件", formula_en="cases that are on the problem list",
    ),
)  # fmt: skip


def _stage_in_time(stage: Stage, *, en: str, done_zh: str, done_en: str) -> Indicator:
    """Return how many of the cases that were due at a desk in a period left it in time."""
    column = stage.value.replace("stage_", "desk_")
    due = known(f"{column}_due_at") & ~_GONE
    in_time = due & known(f"{column}_stopped_at") & ~yes(f"{column}_late")
    return Indicator(
        key=f"{column.removeprefix('desk_')}_stage_in_time", zh=f"{stage.zh}按时率", en=en, unit=PERCENT,
        group=_G.STAGES, direction=_MORE,
        numerator=Measure(where=in_time, period=f"{column}_due_at"),
        denominator=Measure(where=due, period=f"{column}_due_at"),
        variant_zh=f"按时{stage.zh}/应{stage.zh}", variant_en="in time / due",
        formula_zh=f"{stage.zh}时限在期内届满的案件中，{done_zh}；重复经过这一环节的以最后一次为准",
        formula_en=f"of the cases due in the period for {stage.en.lower()}, those {done_en}; "
        "the last time counts where a case came by more than once",
    )  # fmt: skip


STAGES = (
    _stage_in_time(Stage.ACCEPT, en="Accepted in time", done_zh="受理员按时作出决定的",
                   done_en="that the acceptor decided in time"),
    _stage_in_time(Stage.VERIFY, en="Verified in time", done_zh="监督员按时核实的",
                   done_en="verified in time by the collector"),
    _stage_in_time(Stage.FILE, en="Filed in time", done_zh="值班长按时作出决定的",
                   done_en="that the shift head decided in time"),
    _stage_in_time(Stage.DISPATCH, en="Dispatched in time", done_zh="派遣员按时派出的",
                   done_en="dispatched in time"),
    Indicator(
        key="handled_in_time", zh="按期处置率", en="Handled in time", unit=PERCENT, group=_G.STAGES,
        direction=_MORE, numerator=Measure(where=_HANDLED & ~_LATE, period="handle_due_at"),
        denominator=_HANDLE_DUE, variant_zh="按期处置/应处置", variant_en="in time / due",
        formula_zh="处置时限在期内届满的案件中，按期处置的",
        formula_en="of the cases whose handling was due in the period, those handled in time",
    ),
    _stage_in_time(Stage.REVIEW, en="Feedback reviewed in time", done_zh="派遣员按时审核反馈的",
                   done_en="whose feedback was reviewed in time"),
    _stage_in_time(Stage.CHECK, en="Checked in time", done_zh="监督员按时核查的",
                   done_en="checked in time by the collector"),
    _stage_in_time(Stage.CLOSE, en="Signed off in time", done_zh="值班长按时作出结案决定的",
                   done_en="that the shift head decided in time"),
)  # fmt: skip


@dataclass(frozen=True)
class _Leaving:
    """Which cases a denominator leaves out."""

    key: str
    zh: str
    en: str
    states: tuple[str, ...]


_LEAVINGS = (
    _Leaving("", "", "", ()),
    _Leaving("_less_deferred", "，不含缓办", ", without deferred", (CaseState.DEFERRED.value,)),
    _Leaving(
        "_less_held", "，不含缓办和挂账", ", without deferred or listed",
        (CaseState.DEFERRED.value, CaseState.SHELVED.value),
    ),
)  # fmt: skip


def _each_way(rate: Indicator) -> tuple[Indicator, ...]:
    """Return a rate over everything, and over what is neither deferred nor on the problem list."""
    return tuple(_without(rate, leaving) for leaving in _LEAVINGS)


def _without(rate: Indicator, leaving: _Leaving) -> Indicator:
    if not leaving.states or rate.denominator is None:
        return rate
    left_out = is_one("state", *leaving.states)
    return replace(
        rate,
        key=f"{rate.key}{leaving.key}",
        variant_zh=f"{rate.variant_zh}{leaving.zh}",
        variant_en=f"{rate.variant_en}{leaving.en}",
        formula_zh=f"{rate.formula_zh}{leaving.zh}",
        formula_en=f"{rate.formula_en}{leaving.en}",
        denominator=replace(rate.denominator, where=rate.denominator.where & ~left_out),
        source_row="",
    )


CLOSING = (
    Indicator(
        key="closed", zh="结案数", en="Cases closed", unit=CASES, group=_G.CLOSING, source_row="K-277",
        numerator=Measure(where=_CLOSED, period="over_at"),
        formula_zh="期内结案的已立案案件，含强制结案和告知性结案",
        formula_en="filed cases closed in the period, by order or by telling why included",
    ),
    Indicator(
        key="closed_in_time", zh="按期结案数", en="Closed in time", unit=CASES, group=_G.CLOSING,
        direction=_MORE, numerator=Measure(where=_CLOSED & ~_LATE, period="over_at"),
        formula_zh="期内结案且处置未超期的案件",
        formula_en="filed cases closed in the period whose handling was not late",
    ),
    *_each_way(
        Indicator(
            key="closure_rate_cohort", zh="结案率", en="Closure rate", unit=PERCENT, group=_G.CLOSING,
            direction=_MORE, source_row="K-278", numerator=Measure(where=_CLOSED, period="filed_at"),
            denominator=_FILED_THEN, variant_zh="结案/立案，同一批案件",
            variant_en="closed / filed, same cases", formula_zh="期内立案的案件中，已结案的",
            formula_en="of the cases filed in the period, those closed since",
        )
    ),
    *_each_way(
        Indicator(
            key="closure_rate_period", zh="结案率", en="Closure rate", unit=PERCENT, group=_G.CLOSING,
            direction=_MORE, numerator=Measure(where=_CLOSED, period="over_at"), denominator=_FILED_THEN,
            variant_zh="结案/立案，同一时段", variant_en="closed / filed, same period",
            formula_zh="期内结案的案件数与期内立案的案件数之比",
            formula_en="cases closed in the period over cases filed in the period",
        )
    ),
    *_each_way(
        Indicator(
            key="closure_rate_due", zh="结案率", en="Closure rate", unit=PERCENT, group=_G.CLOSING,
            direction=_MORE, numerator=Measure(where=_CLOSED, period="close_due_at"), denominator=_CLOSE_DUE,
            variant_zh="结案/应结案", variant_en="closed / due",
            formula_zh="期内应结案的案件中，已结案的",
            formula_en="of the cases due for closing in the period, those closed",
        )
    ),
    *_each_way(
        Indicator(
            key="closed_in_time_rate", zh="按期结案率", en="Closed in time", unit=PERCENT, group=_G.CLOSING,
            direction=_MORE, numerator=Measure(where=_CLOSED & ~_LATE, period="close_due_at"),
            denominator=_CLOSE_DUE, variant_zh="按期结案/应结案", variant_en="in time / due",
            formula_zh="期内应结案的案件中，已结案且处置未超期的",
            formula_en="of the cases due for closing in the period, those closed and not handled late",
        )
    ),
)  # fmt: skip

ABOVE = (
    Indicator(
        key="upper_accepted", zh="市级派遣案件受理数", en="City cases taken", unit=CASES, group=_G.ABOVE,
        source_row="K-224", numerator=Measure(where=_FROM_ABOVE & _ACCEPTED, period="accepted_at"),
        formula_zh="期内受理的市级派遣案件",
        formula_en="cases from the platform above accepted in the period",
    ),
    Indicator(
        key="upper_closed", zh="市级派遣案件办结数", en="City cases closed", unit=CASES, group=_G.ABOVE,
        source_row="K-224", numerator=Measure(where=_FROM_ABOVE & _CLOSED, period="over_at"),
        formula_zh="期内结案的市级派遣案件",
        formula_en="cases from the platform above closed in the period",
    ),
    Indicator(
        key="upper_closure_rate", zh="市级派遣案件办结率", en="City cases closed", unit=PERCENT,
        group=_G.ABOVE, direction=_MORE, source_row="K-224",
        numerator=Measure(where=_FROM_ABOVE & _ACCEPTED & _CLOSED, period="accepted_at"),
        denominator=Measure(where=_FROM_ABOVE & _ACCEPTED, period="accepted_at"),
        variant_zh="办结/受理，同一批案件", variant_en="closed / taken, same cases",
        formula_zh="期内受理的市级派遣案件中，已结案的",
        formula_en="of the cases from the platform above accepted in the period, those closed since",
    ),
)  # fmt: skip

# What a person sees on video (视频巡查) was found by eye: what counts here is that nobody needed to look. The
# case's first report decides; a machine that reports what somebody reported before adds nothing.
_SENSED = _FILED & yes("smart")
_BY_ZH = "由智能发现（视频等算法）或物联告警最先上报"
_BY_EN = "that an algorithm (of video or otherwise) or a sensor's alarm reported first"
_SENSED_THEN = Measure(where=_SENSED, period="filed_at")

SENSING = (
    Indicator(
        key="sensed_filed", zh="智能感知立案数", en="Sensed cases filed", unit=CASES, group=_G.SENSING,
        source_row="K-279", numerator=_SENSED_THEN,
        formula_zh=f"期内立案的案件中，{_BY_ZH}的；人工视频巡查不计，不含作废和并案",
        formula_en=f"cases filed in the period {_BY_EN}; without what people saw on video, and without those "
        "voided or merged",
    ),
    Indicator(
        key="sensed_closed", zh="智能感知结案数", en="Sensed cases closed", unit=CASES, group=_G.SENSING,
        source_row="K-280", numerator=Measure(where=_SENSED & _CLOSED, period="over_at"),
        formula_zh=f"期内结案的已立案案件中，{_BY_ZH}的；人工视频巡查不计",
        formula_en=f"filed cases closed in the period {_BY_EN}; without what people saw on video",
    ),
    Indicator(
        key="sensed_closure_rate", zh="智能感知结案率", en="Sensed closure rate", unit=PERCENT,
        group=_G.SENSING, direction=_MORE, source_row="K-281", denominator=_SENSED_THEN,
        numerator=Measure(where=_SENSED & _CLOSED, period="filed_at"),
        variant_zh="结案/立案，同一批案件", variant_en="closed / filed, same cases",
        formula_zh="期内立案的智能感知案件中，已结案的",
        formula_en="of the sensed cases filed in the period, those closed since",
    ),
    Indicator(
        key="sensed_share_of_filed", zh="智能发现占比", en="Found by machines", unit=PERCENT,
        group=_G.SENSING, direction=_MORE, source_row="K-282", numerator=_SENSED_THEN,
        denominator=_FILED_THEN, variant_zh="智能感知立案/立案", variant_en="sensed / filed",
        formula_zh=f"期内立案的案件中，{_BY_ZH}的；人工视频巡查不计",
        formula_en=f"of the cases filed in the period, those {_BY_EN}; what people saw on video is not",
    ),
)  # fmt: skip

_FIRST_SEEN = known("discovered_at") & known("received_at")

SPEED = (
    Indicator(
        key="median_discovered_received", zh="发现到签收", en="Discovered to received", unit=MINUTES,
        group=_G.SPEED, direction=_LESS, variant_zh="中位数", variant_en="median",
        numerator=Measure(where=_FIRST_SEEN, period="reported_at", lasts=("discovered_at", "received_at")),
        formula_zh="期内上报且已签收的案件，从发现（没有发现时间的从上报）到处置单位签收的分钟数，取中位数",
        formula_en="minutes from discovery (where nobody said when, from the report) to receipt by the unit, "
        "median of the cases reported in the period and received",
    ),
    Indicator(
        key="median_reported_handled", zh="上报到首次处置", en="Reported to first handled", unit=MINUTES,
        group=_G.SPEED, direction=_LESS, variant_zh="中位数", variant_en="median",
        numerator=Measure(
            where=known("first_fed_back_at"), period="reported_at", lasts=("reported_at", "first_fed_back_at")
        ),
        formula_zh="期内上报且已反馈的案件，从上报到首次反馈的分钟数，取中位数",
        formula_en="minutes from report to first feedback, median of the cases reported in the period and "
        "fed back",
    ),
    Indicator(
        key="median_reported_solved", zh="上报到解决", en="Reported to solved", unit=MINUTES, group=_G.SPEED,
        direction=_LESS, variant_zh="中位数", variant_en="median",
        numerator=Measure(
            where=is_one("state", CaseState.CLOSED.value), period="reported_at",
            lasts=("reported_at", "over_at"),
        ),
        formula_zh="期内上报且已结案的案件，从上报到结案的分钟数，取中位数",
        formula_en="minutes from report to closing, median of the cases reported in the period and closed",
    ),
)  # fmt: skip

_EXEMPT = yes("handle_exempt")
_LESS_ZH, _LESS_EN = "，扣除申诉", ", without appeals"

# What an appeal has taken off the record stands in the raw figures above as it happened; here it is left out.
IN_TIME_LESS_APPEALS = Indicator(
    key="handled_in_time_less_appeals", zh="按期处置率", en="Handled in time", unit=PERCENT, group=_G.STAGES,
    direction=_MORE, numerator=Measure(where=_HANDLED & ~_LATE & ~_EXEMPT, period="handle_due_at"),
    denominator=Measure(where=_TO_HANDLE & ~_EXEMPT, period="handle_due_at"),
    variant_zh=f"按期处置/应处置{_LESS_ZH}", variant_en=f"in time / due{_LESS_EN}",
    formula_zh="处置时限在期内届满、未因申诉成立免予计入的案件中，按期处置的",
    formula_en="of the cases whose handling was due in the period and not exempt by an upheld appeal, those "
    "handled in time",
)  # fmt: skip
RETURNS_LESS_APPEALS = Indicator(
    key="return_rate_less_appeals", zh="回退率", en="Sent back", unit=PERCENT, group=_G.DISPATCH,
    direction=_LESS, denominator=_DISPATCHED_THEN,
    numerator=Measure(where=_DISPATCHED & at_least("returns_left", 1), period="dispatched_at"),
    variant_zh=f"回退/派遣{_LESS_ZH}", variant_en=f"sent back / dispatched{_LESS_EN}",
    formula_zh="期内派遣的案件中，扣除申诉成立的回退后仍有回退的",
    formula_en="of the cases dispatched in the period, those with a return that no upheld appeal took off",
)  # fmt: skip
REWORKS_LESS_APPEALS = Indicator(
    key="rework_rate_of_due_less_appeals", zh="返工率", en="Rework", unit=PERCENT, group=_G.HANDLING,
    direction=_LESS, numerator=Measure(where=_FILED & at_least("reworks_left", 1), period="close_due_at"),
    denominator=_CLOSE_DUE, variant_zh=f"返工/应结案{_LESS_ZH}",
    variant_en=f"rework / due for closing{_LESS_EN}",
    formula_zh="期内应结案的案件中，扣除申诉成立的返工后仍有返工的",
    formula_en="of the cases due for closing in the period, those with a rework that no upheld "
    "appeal took off",
)  # fmt: skip
CLOSED_LESS_APPEALS = Indicator(
    key="closed_in_time_rate_less_appeals", zh="按期结案率", en="Closed in time", unit=PERCENT,
    group=_G.CLOSING, direction=_MORE,
    numerator=Measure(where=_CLOSED & ~_LATE & ~_EXEMPT, period="close_due_at"),
    denominator=Measure(where=_FILED & ~_EXEMPT, period="close_due_at"),
    variant_zh=f"按期结案/应结案{_LESS_ZH}", variant_en=f"in time / due{_LESS_EN}",
    formula_zh="期内应结案、未因申诉成立免予计入的案件中，已结案且处置未超期的",
    formula_en="of the cases due for closing in the period and not exempt by an upheld appeal, those closed "
    "and not handled late",
)  # fmt: skip

INDICATORS = (
    *REPORTING,
    *FILING,
    *(*DISPATCHING, RETURNS_LESS_APPEALS),
    *(*HANDLING, REWORKS_LESS_APPEALS),
    *(*STAGES, IN_TIME_LESS_APPEALS),
    *(*CLOSING, CLOSED_LESS_APPEALS),
    *SENSING,
    *ABOVE,
    *SPEED,
)
