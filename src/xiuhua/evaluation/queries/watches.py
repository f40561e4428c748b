"""Questions about watched figures, and about values outside their habit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Q, QuerySet, Subquery

from xiuhua.evaluation.models import Deviation, FigureWatch
from xiuhua.evaluation.queries.asking import Wording, question_read
from xiuhua.evaluation.queries.figures import is_standing
from xiuhua.evaluation.queries.months import months_for
from xiuhua.evaluation.queries.series import figure_series, still_changes
from xiuhua.evaluation.rules.periods import Period, PeriodKind, period_at, period_before
from xiuhua.evaluation.terms import Method
from xiuhua.ground.models import Area
from xiuhua.scenekit.indicators import Indicator
from xiuhua.shared.errors import NotFound


@dataclass(frozen=True, kw_only=True)
class Looked:
    """What looking at a watched figure found.

    Args:
        period: the last whole one.
        value, expected: what it was, and what its past led to expect; None where nothing was expected or
            it lies inside its habit.
        usual_miss: by how much the method misses as a rule, the median.
    """

    period: Period
    value: float | None = None
    expected: float | None = None
    usual_miss: float = 0.0
    method: Method = Method.LAST

    @property
    def is_outside(self) -> bool:
        """Whether the value lies outside its habit."""
        return self.expected is not None


_AREA_NAME = Subquery(Area.objects.filter(code=OuterRef("area_code")).values("name")[:1])


def watches_all() -> QuerySet[FigureWatch]:
    """Return every watched figure that the database scope lets through, with the name of its area."""
    return FigureWatch.objects.annotate(area_name=_AREA_NAME, is_ended=Q(ended_at__isnull=False))


def watch_get(watch_id: int) -> FigureWatch:
    """Return a watched figure in scope.

    Raises:
        NotFound: there is none.
    """
    found = watches_all().filter(pk=watch_id).first()
    if found is None:
        raise NotFound(kind="figure_watch", key=watch_id)
    return found


def watch_lock(watch_id: int) -> FigureWatch:
    """Return a watched figure in scope, locked.

    Raises:
        NotFound: there is none.
    """
    found = FigureWatch.objects.select_for_update().filter(pk=watch_id).first()
    if found is None:
        raise NotFound(kind="figure_watch", key=watch_id)
    return found


def watches_going() -> list[int]:
    """Return the ids of what is watched now, in scope."""
    return list(FigureWatch.objects.filter(ended_at=None).order_by("pk").values_list("pk", flat=True))


def watch_of(*, area_code: str, key: str, kind: str) -> FigureWatch | None:
    """Return the watch over a figure of an area that goes on."""
    return FigureWatch.objects.filter(area_code=area_code, key=key, kind=kind, ended_at=None).first()


def deviations_all() -> QuerySet[Deviation]:
    """Return every deviation that the database scope lets through, with the name of its area."""
    return Deviation.objects.select_related("watch").annotate(area_name=_AREA_NAME)


def deviation_get(deviation_id: int) -> Deviation:
    """Return a deviation in scope.

    Raises:
        NotFound: there is none.
    """
    found = deviations_all().filter(pk=deviation_id).first()
    if found is None:
        raise NotFound(kind="deviation", key=deviation_id)
    return found


def deviation_lock(deviation_id: int) -> Deviation:
    """Return a deviation in scope, locked.

    Raises:
        NotFound: there is none.
    """
    rows = Deviation.objects.select_for_update(of=("self",)).select_related("watch")
    found = rows.filter(pk=deviation_id).first()
    if found is None:
        raise NotFound(kind="deviation", key=deviation_id)
    return found


def may_be_watched(one: Indicator) -> bool:
    """Return whether something can be expected of a figure as soon as its period is over."""
    return not is_standing(one) and not still_changes(one)


def last_whole(watch: FigureWatch, *, at: datetime) -> Period:
    """Return the last period of a watch that had ended by an instant."""
    months = months_for(watch.area_code, at=at)
    return period_before(period_at(PeriodKind(watch.kind), at, months), months)


def watch_looked(watch: FigureWatch, *, at: datetime) -> Looked:
    """Return what a watched figure was in the last whole period, and whether its past led to expect that."""
    period = last_whole(watch, at=at)
    said = Wording(area=watch.area_code, period=period.key, keys=(watch.key,))
    series = figure_series(question_read(said, areas=(watch.area_code,), at=at))
    told, last = series.outlook, len(series.values) - 1
    found = next((each.expected for each in told.outside if each.place == last), None)
    value = series.values[last].value if series.values else None
    if found is None or value is None or told.method is None or told.miss is None:
        return Looked(period=period, value=value)
    return Looked(period=period, value=value, expected=found, usual_miss=told.miss, method=told.method)


def watch_states() -> Iterator[tuple[int, dict[str, str | int | None]]]:
    """Yield every watch's id and what the ledger answers for."""
    return ((row.pk, watch_state(row)) for row in FigureWatch.objects.order_by("pk").iterator())


def watch_state(row: FigureWatch) -> dict[str, str | int | None]:
    """Return the columns of a watch that the ledger answers for."""
    return {"key": row.key, "kind": row.kind, "ended": int(row.ended_at is not None)}


def deviation_states() -> Iterator[tuple[int, dict[str, str | int | None]]]:
    """Yield every deviation's id and what the ledger answers for."""
    return ((row.pk, deviation_state(row)) for row in Deviation.objects.order_by("pk").iterator())


def deviation_state(row: Deviation) -> dict[str, str | int | None]:
    """Return the columns of a deviation that the ledger answers for."""
    return {
        "watch": row.watch_id, "period": row.period, "value": repr(row.value), "expected": repr(row.expected),
        "state": row.state, "cause": row.cause,
    }  # fmt: skip
