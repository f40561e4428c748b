"""The engine beside a plain-Python oracle and beside itself, over cases that went many ways."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection

from tests.oracles.figures_oracle import figures, minutes
from xiuhua.cases.models import Case, Move, Report
from xiuhua.cases.tests.loop_kit import MONDAY, Loop
from xiuhua.evaluation.queries.asking import FigureQuestion, Wording, question_read
from xiuhua.evaluation.queries.facts import Asked
from xiuhua.evaluation.queries.facts.cases import CASE_FACTS, _folded
from xiuhua.evaluation.queries.figures import figure_records, figures_counted
from xiuhua.evaluation.queries.statements import Source
from xiuhua.evaluation.terms import Side
from xiuhua.evaluation.tests.conftest import Recording
from xiuhua.evaluation.tests.stories_kit import Stories
from xiuhua.ground.models import Unit
from xiuhua.scenekit.indicators import ALWAYS, Measure, indicators, known
from xiuhua.scenekit.registry import permit_kinds

pytestmark = pytest.mark.slow("leads thirty cases through hundreds of acts")
_PERIODS = ("2026-03", "2026-W11", "2026-04", "2026-03-09", "2026")


@pytest.fixture
def stories(loop: Loop, recording: Recording) -> Stories:
    told = Stories(loop, recording, seed=20_260_302)
    told.tell(30)
    return told


def _known(at: datetime) -> list[dict[str, object]]:
    """Return every case with the moves recorded by an instant, for the oracle."""
    found = []
    for case in Case.objects.order_by("pk"):
        moves = Move.objects.filter(case=case, recorded_at__lte=at).order_by("number")
        told = list(moves.values("number", "act", "after", "at", "detail"))
        first = Report.objects.get(client_id=case.client_id)
        if told:
            found.append({
                "channel": case.channel, "smart": case.smart, "reported_at": case.reported_at,
                "occurred_at": first.occurred_at, "rebound": case.rebound_of_id is not None, "moves": told,
            })  # fmt: skip
    return found


def _asked(period: str, at: datetime, *keys: str, past: bool) -> FigureQuestion:
    said = Wording(period=period, as_of=at.isoformat() if past else "", keys=keys)
    return question_read(said, areas=("",), at=at)


def test_the_engine_counts_what_the_oracle_counts_now_and_as_of_the_past(stories: Stories) -> None:
    past = [MONDAY + timedelta(days=days, hours=5) for days in (6, 14, 33)]
    seen = 0
    for at, is_past in [*((one, True) for one in past), (stories.latest, False), (stories.latest, True)]:
        cases = _known(at)
        for period in _PERIODS:
            question = _asked(period, at, past=is_past)
            begun = min(case["reported_at"] for case in cases)  # type: ignore[type-var]  # an instant
            if question.period.since > at or question.period.until <= begun:  # type: ignore[operator]  # as above
                continue
            span = (question.period.since, question.period.until)
            values = {one.indicator.key: one.value for one in figures_counted(question)}
            expected = figures(cases, *span)
            assert {key: (values[key].numerator, values[key].denominator) for key in expected} == expected
            for key, middle in minutes(cases, *span).items():
                assert values[key].value == (None if middle is None else pytest.approx(middle))
            seen += sum(number for number, _ in expected.values())
    assert seen > 500  # it did count something


def test_rows_and_folded_moves_are_the_same_facts_column_by_column(stories: Stories) -> None:
    at = stories.latest
    names = sorted(CASE_FACTS.columns)
    slots = tuple(
        (Measure(where=ALWAYS & ~known(name)), _asked("2026", at, past=False).period) for name in names
    )
    source = Source(table=CASE_FACTS, slots=slots, asked=Asked(prefixes=("",), at=at))
    (first,), read = source.chosen_first(), source.facts(names)
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH asked AS (SELECT %s::timestamptz AS at, FALSE AS past), {first.text} {read.text}",
            [at, *first.values, *read.values],
        )
        stored = {identity: dict(zip(names, cells, strict=True)) for identity, *cells in cursor.fetchall()}
    folded = dict(_folded(list(stored), at))
    assert folded == stored
    assert len({row["state"] for row in stored.values()}) > 6


def test_every_count_opens_to_exactly_as_many_records(stories: Stories) -> None:
    for at, past in ((stories.latest, False), (MONDAY + timedelta(days=14), True)):
        for figure in figures_counted(_asked("2026-03", at, past=past)):
            one = figure.indicator
            question = _asked("2026-03", at, one.key, past=past)
            model = Unit if one.numerator.distinct else Case
            for side, number in (
                (Side.NUMERATOR, figure.value.numerator), (Side.DENOMINATOR, figure.value.denominator),
            ):  # fmt: skip
                if number is not None:
                    rows = model.objects.filter(figure_records(question, side=side))
                    assert rows.count() == number, (one.key, side)


def test_every_figure_looks_only_at_columns_that_its_facts_have() -> None:
    from xiuhua.evaluation.queries.facts import fact_table  # noqa: PLC0415 - filled when apps are ready

    declared = {f"field_{field.key}" for kind in permit_kinds() for field in kind.fields}
    for one in indicators():
        columns = fact_table(one.fact).columns
        for name in {name for measure in one.measures for name in measure.columns()}:
            assert name in columns, (one.key, name)
            assert name in declared or not name.startswith("field_"), (one.key, name)
