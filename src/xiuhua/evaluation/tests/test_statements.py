"""However a count is read from the tables, it is the same count; and what is behind it, the same rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from xiuhua.cases.models import Case
from xiuhua.cases.tests.loop_kit import Loop
from xiuhua.evaluation.queries import statements
from xiuhua.evaluation.queries.asking import FigureQuestion, Wording, question_read
from xiuhua.evaluation.queries.figures import figure_records, figures_counted, figures_together
from xiuhua.evaluation.rules.compiling import InSpan, Marks, Sql, at_least_as_wide
from xiuhua.evaluation.terms import Side, SplitBy
from xiuhua.evaluation.tests.conftest import Recording
from xiuhua.evaluation.tests.stories_kit import Stories
from xiuhua.scenekit.indicators import is_one, known

pytestmark = pytest.mark.slow("leads twenty cases through hundreds of acts")

_SPANS = st.tuples(st.integers(0, 40), st.integers(1, 20))  # from which hour, for how many


@pytest.fixture
def stories(loop: Loop, recording: Recording) -> Stories:
    told = Stories(loop, recording, seed=20_261_127)
    told.tell(20)
    return told


def _asked(stories: Stories, period: str, *keys: str) -> FigureQuestion:
    return question_read(Wording(period=period, keys=keys), areas=("",), at=stories.latest)


def _values(question: FigureQuestion) -> list[object]:
    return [(one.indicator.key, one.group, one.value) for one in figures_counted(question)]


def test_groups_of_every_kind_from_one_reading_are_as_if_each_had_been_asked_for(stories: Stories) -> None:
    question = _asked(stories, "2026-03")
    asked = [replace(question, split=split) for split in (None, *SplitBy)]
    asked.append(replace(_asked(stories, "2026-03-09", "filed", "handled"), split=SplitBy.STREET))
    together = figures_together(asked, compared=True)
    for one, at_once in zip(asked, together, strict=True):
        assert at_once == figures_counted(one, compared=True)
    assert len([figures for figures in together if figures]) > 7


def test_a_long_time_is_read_as_one_and_a_short_one_row_by_row_with_the_same_counts(
    stories: Stories, monkeypatch: pytest.MonkeyPatch
) -> None:
    for period in ("2026", "2026-03", "2026-03-09"):
        found = []
        for short in (timedelta(0), timedelta(days=4_000)):
            monkeypatch.setattr(statements, "_SHORT", short)
            found.append(_values(replace(_asked(stories, period), split=SplitBy.STREET)))
        assert sorted(found[0], key=repr) == sorted(found[1], key=repr)
        assert found[0]


def test_the_rows_behind_a_count_stay_the_same_inside_another_query(stories: Stories) -> None:
    opened = 0
    for key in ("closed_in_time_rate", "closure_rate_cohort", "rework_rate_of_due", "filed", "cohort_open"):
        for side in Side:
            rows = Case.objects.filter(figure_records(_asked(stories, "2026-03", key), side=side))
            inside = Case.objects.filter(pk__in=rows.values("pk"))
            assert set(inside) == set(rows)
            opened += rows.count()
    assert opened > 10


def test_marks_hold_more_questions_than_one_word_has_bits() -> None:
    marks = Marks()
    told = [marks(Sql("number = %s", (number,))) for number in range(130)]
    assert marks(Sql("number = %s", (64,))) == told[64] != told[65]
    words = marks.words()
    assert [name for name, _ in words] == ["marks_0", "marks_1", "marks_2"]
    assert sum(len(word.values) for _, word in words) == 130
    assert all(len(word.values) < 63 for _, word in words)


@pytest.mark.django_db
@given(spans=st.lists(_SPANS, min_size=1, max_size=80, unique=True))
def test_marks_say_in_which_of_many_spans_an_instant_lies(spans: list[tuple[int, int]]) -> None:
    begun = datetime(2026, 3, 1, tzinfo=UTC)
    hours = [begun + timedelta(hours=hour) for hour in range(62)]
    marks, told = Marks(), []
    for first, lasts in spans:
        since, until = hours[first], hours[first + lasts]
        told.append((since, until, marks(InSpan("at >= %s AND at < %s", (since, until), "at"))))
    words = ", ".join(f"{word.text} AS {name}" for name, word in marks.words())
    asked = ", ".join(question.text for _since, _until, question in told)
    instants = [*hours, begun - timedelta(seconds=1), begun + timedelta(minutes=90), None]
    values = [value for _name, word in marks.words() for value in word.values]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT at, ARRAY[{asked}] FROM "
            f"(SELECT at, {words} FROM unnest(%s::timestamptz[]) AS fact(at)) AS marked",
            [*values, instants],
        )
        for at, found in cursor.fetchall():
            assert found == [at is not None and since <= at < until for since, until, _question in told]


def test_a_wider_condition_looks_at_what_may_be_looked_at_and_leaves_out_nothing() -> None:
    where = (is_one("state", "closed") & known("due_at")) | ~is_one("late", True)
    wide = at_least_as_wide(where, {"state": "c.state"})
    assert set(wide.columns()) <= {"state"}
    for state in ("closed", "open"):
        for due_at in (None, 1):
            for late in (True, False, None):
                fact = {"state": state, "due_at": due_at, "late": late}
                assert wide.holds(fact) or not where.holds(fact)
