"""The pure rules of closings and assessments: vectors by hand, and a plain oracle of the state machine."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xiuhua.evaluation.rules.assessing import (
    AssessItem,
    Counted,
    PostBody,
    assessed,
    body_read,
    body_told,
    counted_read,
    grade_of,
    line_told,
    post_faults,
    share_points,
)
from xiuhua.evaluation.rules.closing import Bands, MovedSince, band_of, changed_of, step_due
from xiuhua.evaluation.rules.periods import Period, PeriodKind
from xiuhua.evaluation.rules.posts import DEEDS, acts_of
from xiuhua.evaluation.terms.assessments import AssessedPost, ItemSource, PersonGrade
from xiuhua.evaluation.terms.closings import Band, ChangeWhy, ClosingState
from xiuhua.scenekit.indicators import PERCENT, Direction, Indicator, Measure, known, yes

D = Decimal
START = datetime(2026, 4, 1, tzinfo=UTC)
MARCH = Period(
    kind=PeriodKind.MONTH, key="2026-03", first=date(2026, 3, 1), last=date(2026, 3, 31),
    since=datetime(2026, 3, 1, tzinfo=UTC), until=START,
)  # fmt: skip


# --- bands --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("percent", "direction", "band"),
    [
        (90.0, Direction.MORE, Band.GREEN), (89.99, Direction.MORE, Band.BLUE),
        (80.0, Direction.MORE, Band.BLUE), (79.9, Direction.MORE, Band.YELLOW),
        (70.0, Direction.MORE, Band.YELLOW), (69.9, Direction.MORE, Band.RED),
        (10.0, Direction.LESS, Band.GREEN), (10.1, Direction.LESS, Band.BLUE),
        (30.1, Direction.LESS, Band.RED),
        (50.0, Direction.NEITHER, None), (None, Direction.MORE, None),
    ],
)  # fmt: skip
def test_a_rate_has_the_colour_of_the_threshold_it_reaches(
    percent: float | None, direction: Direction, band: Band | None
) -> None:
    assert band_of(percent, direction, Bands()) is band


# --- the state machine --------------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(
    objection_days=st.integers(1, 5), notice_days=st.integers(1, 5),
    raised=st.dictionaries(st.integers(0, 6), st.integers(1, 12), max_size=4),
    sweeps=st.lists(st.integers(0, 40), max_size=25),
)  # fmt: skip
def test_a_closing_goes_where_a_plain_diary_says(
    objection_days: int, notice_days: int, raised: dict[int, int], sweeps: list[int]
) -> None:
    """`raised` maps the day an objection is raised to the days it takes to be decided."""
    state, notice_until = ClosingState.OBJECTIONS, None
    objections_until = START + timedelta(days=objection_days)
    history: list[tuple[int, ClosingState]] = []
    for day in sorted(sweeps):
        at = START + timedelta(days=day, seconds=1)
        waiting = sum(1 for on, takes in raised.items() if on <= objection_days and on <= day < on + takes)
        to = step_due(
            state, objections_until=objections_until, notice_until=notice_until, waiting=waiting, at=at
        )
        if to is not None:
            state = to
            notice_until = at + timedelta(days=notice_days) if to is ClosingState.NOTICE else notice_until
            history.append((day, to))
    # The oracle: the first swept day on which the days are over and nothing waits; then the first later one.
    days = sorted(sweeps)
    busy = [range(on, on + takes) for on, takes in raised.items() if on <= objection_days]
    noticed = next(
        (day for day in days if day >= objection_days and not any(day in one for one in busy)), None
    )
    expected = [] if noticed is None else [(noticed, ClosingState.NOTICE)]
    if noticed is not None:
        ended = next((day for day in days if day > noticed + notice_days), None)
        expected += [] if ended is None else [(ended, ClosingState.FINAL)]
    assert history == expected


# --- what changed -------------------------------------------------------------------------------------------

TIMELY = Indicator(
    key="timely", zh="按期", en="In time", unit=PERCENT, formula_zh="按期", formula_en="in time",
    numerator=Measure(where=known("due_at") & ~yes("late"), period="due_at"),
    denominator=Measure(where=known("due_at"), period="due_at"),
)  # fmt: skip
DUE = datetime(2026, 3, 5, tzinfo=UTC)
_AFTER = START + timedelta(days=1)


def test_a_record_has_changed_where_a_figure_counts_it_otherwise_and_says_why() -> None:
    was, is_now = {"due_at": DUE, "late": True}, {"due_at": DUE, "late": False}
    moves = [
        MovedSince(at=DUE, recorded_at=START + timedelta(days=2), act="case.recount"),
        MovedSince(at=_AFTER, recorded_at=_AFTER, act="case.exempt", objection=7),
    ]
    found = changed_of(1, was, is_now, moves, indicators=(TIMELY,), period=MARCH, as_of=START)
    assert found is not None
    assert (found.figures, found.objections) == (("timely",), (7,))
    assert found.why == (ChangeWhy.OBJECTION, ChangeWhy.LATE_RECORD)
    assert changed_of(1, was, was, moves, indicators=(TIMELY,), period=MARCH, as_of=START) is None
    new = changed_of(1, None, was, moves[:1], indicators=(TIMELY,), period=MARCH, as_of=START)
    assert new is not None
    assert new.why == (ChangeWhy.LATE_RECORD,)
    later = [
        MovedSince(at=START + timedelta(days=3), recorded_at=START + timedelta(days=3), act="case.close")
    ]
    moved = changed_of(1, was, is_now, later, indicators=(TIMELY,), period=MARCH, as_of=START)
    assert moved is not None
    assert moved.why == (ChangeWhy.MOVED_ON,)


# --- points -------------------------------------------------------------------------------------------------


def test_the_printed_scheme_of_jinniu_comes_out_as_by_hand() -> None:
    # 处置率 95 % × 30 + 按期处置率 90 % × 20 + (1−返工率 5 %) × 20 + (1−超期待处置率 2 %) × 20
    # + (1−延期率 10 %) × 10 = 28.5 + 18 + 19 + 19.6 + 9 = 94.1
    shares = [(30, "0.95"), (20, "0.90"), (20, "0.95"), (20, "0.98"), (10, "0.90")]
    points = [share_points(D(weight), D(share)) for weight, share in shares]
    assert points == [D("28.50"), D("18.00"), D("19.00"), D("19.60"), D("9.00")]
    assert sum(points) == D("94.10")


def test_the_printed_scheme_of_jinhua_takes_a_point_for_each_point_below() -> None:
    # 按期结案率 ≥70 % → 50, −1 per point below; 结案率 ≥90 % → 20, −1 per point
    assert share_points(D(50), D("0.70"), 70) == D("50.00")
    assert share_points(D(50), D("0.66"), 70) == D("46.00")
    assert share_points(D(20), D("0.90"), 90) == D("20.00")
    assert share_points(D(20), D("0.85"), 90) == D("15.00")
    assert share_points(D(20), D("0.65"), 90) == D("0.00"), "never below nought"
    assert share_points(D(20), D("0.8995"), 90) == D("19.95")


BODY = PostBody(
    items=(
        AssessItem(source=ItemSource.VOLUME, weight=30, target=100),
        AssessItem(source=ItemSource.TIMELINESS, weight=40),
        AssessItem(source=ItemSource.QUALITY, weight=20, threshold=95),
        AssessItem(source=ItemSource.PRESENCE, weight=10, target=20),
    ),
    minimum=10,
)
FULL = {
    ItemSource.VOLUME: Counted(good=80), ItemSource.TIMELINESS: Counted(good=60, of=75),
    ItemSource.QUALITY: Counted(good=45, of=50), ItemSource.PRESENCE: Counted(good=25),
}  # fmt: skip


def test_a_score_is_the_sum_of_its_printed_lines() -> None:
    found = assessed(BODY, FULL, sample=80, months=1)
    # 30 × 80/100 = 24; 40 × 60/75 = 32; 90 % is 5 below 95: 20 − 5 = 15; 25 of 20 patrols: all 10
    assert [line.points for line in found.lines] == [D("24.00"), D("32.00"), D("15.00"), D("10.00")]
    assert (found.score, found.raw_score, found.grade) == (D("81.00"), D("81.00"), PersonGrade.GOOD)
    quarter = assessed(BODY, FULL, sample=80, months=3)
    # 30 × 80/300 = 8; 10 × 25/60 = 4.17
    assert [line.points for line in quarter.lines] == [D("8.00"), D("32.00"), D("15.00"), D("4.17")]


def test_an_upheld_objection_moves_the_score_and_leaves_the_raw_one() -> None:
    exempt = {**FULL, ItemSource.TIMELINESS: Counted(good=60, of=75, exempt=5)}
    found = assessed(BODY, exempt, sample=80, months=1)
    # 40 × 60/70 = 34.29
    assert (found.lines[1].points, found.lines[1].raw_points) == (D("34.29"), D("32.00"))
    assert (found.score, found.raw_score) == (D("83.29"), D("81.00"))
    told = line_told(found.lines[1])
    assert counted_read(told, exempt=5) == exempt[ItemSource.TIMELINESS]


def test_an_item_without_data_spreads_its_weight_and_a_small_sample_is_not_graded() -> None:
    absent: dict[ItemSource, Counted] = {
        key: one for key, one in FULL.items() if key is not ItemSource.PRESENCE
    }
    found = assessed(BODY, absent, sample=80, months=1)
    # 30, 40 and 20 of 90: 33.33, 44.44 and 22.22; 33.33 × 0.8 = 26.66, 44.44 × 0.8 = 35.55, 22.22 − 5 = 17.22
    assert [str(line.weight) for line in found.lines] == ["33.33", "44.44", "22.22", "0"]
    assert [line.points for line in found.lines] == [D("26.66"), D("35.55"), D("17.22"), None]
    assert assessed(BODY, FULL, sample=9, months=1).grade is PersonGrade.NONE
    assert assessed(BODY, FULL, sample=9, months=1).score is None
    assert assessed(BODY, FULL, sample=10, months=1).score == D("81.00")
    assert assessed(BODY, {}, sample=80, months=1).grade is PersonGrade.NONE


def test_grades_begin_at_their_lines_and_a_wrong_scheme_is_refused() -> None:
    assert [grade_of(D(score), BODY) for score in ("90", "89.99", "80", "60", "59.99")] == [
        PersonGrade.EXCELLENT, PersonGrade.GOOD, PersonGrade.GOOD, PersonGrade.FAIR, PersonGrade.POOR,
    ]  # fmt: skip
    assert post_faults(BODY) == {}
    assert body_read(body_told(BODY)) == BODY
    assert set(post_faults(PostBody(items=BODY.items[:2], excellent=80))) == {"items", "excellent"}
    assert "items" in post_faults(PostBody(items=(AssessItem(source=ItemSource.VOLUME, weight=100),)))


def test_every_post_has_acts_of_its_own_and_each_act_one_post() -> None:
    acts = [act for post in AssessedPost for act in acts_of(post)]
    assert len(acts) == len(set(acts)) == len(DEEDS)
    assert all(acts_of(post) for post in AssessedPost)
