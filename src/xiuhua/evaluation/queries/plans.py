"""Targets, the figures of a month's page, snapshots, screens: which hold, and what the ledger answers for."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime

from django.db import connection
from django.db.models import QuerySet
from django.db.models.functions import Length

from xiuhua.evaluation.models import OverviewVersion, Screen, ScreenRow, Snapshot, Target
from xiuhua.evaluation.queries.figures import is_standing
from xiuhua.evaluation.terms.plans import TargetState
from xiuhua.ground.rules.areas import area_prefixes
from xiuhua.scenekit.indicators import Indicator, indicators
from xiuhua.shared.errors import NotFound
from xiuhua.web.areas import within

_State = dict[str, str | int | None]


def held(*names: str) -> None:
    """Let one version of what the names name be made at a time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [":".join(names)])


# --- targets ------------------------------------------------------------------------------------------------


def targets_all() -> QuerySet[Target]:
    """Return every version of every target."""
    return Target.objects.all()


def target_get(target_id: int) -> Target:
    """Return a version of a target.

    Raises:
        NotFound: there is none.
    """
    found = Target.objects.filter(pk=target_id).first()
    if found is None:
        raise NotFound(kind="target", key=target_id)
    return found


def target_versions(target: Target) -> QuerySet[Target]:
    """Return the versions of a target, the latest first."""
    return Target.objects.filter(
        figure=target.figure, area_code=target.area_code, period=target.period
    ).order_by("-number")


def target_latest(figure: str, area_code: str, period: str) -> Target | None:
    """Return the latest version of a target."""
    return (
        Target.objects.filter(figure=figure, area_code=area_code, period=period).order_by("-number").first()
    )


def targets_in_force(
    area_codes: Collection[str], *, figures: Collection[str] = (), periods: Collection[str] = ()
) -> list[Target]:
    """Return the targets of some areas that hold.

    Args:
        area_codes: of the areas themselves.
        figures: of these; all without.
        periods: over these; all without.
    """
    rows = Target.objects.filter(area_code__in=area_codes)
    rows = rows.filter(figure__in=figures) if figures else rows
    rows = rows.filter(period__in=periods) if periods else rows
    return _in_force(rows)


def targets_under(prefixes: Sequence[str], *, year: str) -> list[Target]:
    """Return the targets that hold in a year, of all areas under some prefixes."""
    return _in_force(Target.objects.filter(within("area_code", prefixes), period__startswith=year))


def _in_force(rows: QuerySet[Target]) -> list[Target]:
    latest = {(one.figure, one.area_code, one.period): one for one in rows.order_by("number")}
    found = (one for one in latest.values() if one.state == TargetState.SET.value)
    return sorted(found, key=lambda one: (one.area_code, one.period, one.figure))


def target_state(target: Target) -> _State:
    """Return the columns of a target that the ledger answers for."""
    return {
        "figure": target.figure, "area_code": target.area_code, "period": target.period,
        "number": target.number, "kind": target.kind, "amount": f"{target.amount:.2f}",
        "state": target.state,
    }  # fmt: skip


def target_states() -> Iterator[tuple[int, _State]]:
    """Yield every target's id and what the ledger answers for."""
    return ((row.pk, target_state(row)) for row in Target.objects.order_by("pk").iterator())


# --- the month's page ---------------------------------------------------------------------------------------


def overview_in_force(area_code: str) -> OverviewVersion | None:
    """Return the version of the month's page that holds for an area: its own, or that of an area above."""
    rows = OverviewVersion.objects.filter(area_code__in=area_prefixes(area_code))
    return rows.order_by(Length("area_code").desc(), "-number").first()


def overview_versions(area_code: str) -> QuerySet[OverviewVersion]:
    """Return the versions of an area."""
    return OverviewVersion.objects.filter(area_code=area_code)


def overview_state(version: OverviewVersion) -> _State:
    """Return the columns of a version that the ledger answers for."""
    return {
        "area_code": version.area_code, "number": version.number, "figures": ",".join(version.figures),
        "main": version.main,
    }  # fmt: skip


def overview_states() -> Iterator[tuple[int, _State]]:
    """Yield every version's id and what the ledger answers for."""
    return ((row.pk, overview_state(row)) for row in OverviewVersion.objects.order_by("pk").iterator())


def figures_sortable() -> tuple[Indicator, ...]:
    """Return the figures that areas can be sorted by: counts and rates of a period that lie somewhere."""
    return tuple(
        one
        for one in indicators()
        if "area" in one.groups and not one.numerator.lasts and not one.daily and not is_standing(one)
    )


# --- snapshots ----------------------------------------------------------------------------------------------


def snapshots_all() -> QuerySet[Snapshot]:
    """Return every snapshot."""
    return Snapshot.objects.all()


def snapshot_get(snapshot_id: int) -> Snapshot:
    """Return a snapshot.

    Raises:
        NotFound: there is none.
    """
    found = Snapshot.objects.filter(pk=snapshot_id).first()
    if found is None:
        raise NotFound(kind="snapshot", key=snapshot_id)
    return found


def snapshot_number_next() -> int:
    """Return the key of the next snapshot, so that its entry can name it before the row is there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('evaluation_snapshot', 'id'))")
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def snapshot_latest(area_code: str, period: str) -> Snapshot | None:
    """Return the latest snapshot of an area's period."""
    return Snapshot.objects.filter(area_code=area_code, period=period).order_by("-pk").first()


def snapshot_state(snapshot: Snapshot) -> _State:
    """Return the columns of a snapshot that the ledger answers for."""
    return {
        "area_code": snapshot.area_code, "period": snapshot.period, "digest": snapshot.digest,
        "as_of": snapshot.as_of.astimezone(UTC).isoformat(),
    }  # fmt: skip


def snapshot_states() -> Iterator[tuple[int, _State]]:
    """Yield every snapshot's id and what the ledger answers for."""
    return ((row.pk, snapshot_state(row)) for row in Snapshot.objects.order_by("pk").iterator())


# --- screens ------------------------------------------------------------------------------------------------


def screens_all() -> QuerySet[Screen]:
    """Return every version of every screen."""
    return Screen.objects.all()


def screen_get(screen_id: int) -> Screen:
    """Return a version of a screen.

    Raises:
        NotFound: there is none.
    """
    found = Screen.objects.filter(pk=screen_id).first()
    if found is None:
        raise NotFound(kind="screen", key=screen_id)
    return found


def screen_latest(key: str) -> Screen | None:
    """Return the version of a screen that holds."""
    return Screen.objects.filter(key=key).order_by("-number").first()


def screen_row(key: str) -> ScreenRow:
    """Return the row that a screen is read from.

    Raises:
        NotFound: there is no such screen, or it shows what the asker may not see.
    """
    found = ScreenRow.objects.select_related("screen").filter(key=key).first()
    if found is None:
        raise NotFound(kind="screen", key=key)
    return found


def screens_watched(*, since: datetime) -> list[ScreenRow]:
    """Return the rows of screens that somebody has asked for since an instant."""
    return list(ScreenRow.objects.filter(asked_at__gte=since).only("key", "counted_at"))


def screen_row_claimed(key: str, *, before: datetime) -> ScreenRow | None:
    """Return the row of a screen, locked, where it is to be counted anew and nobody else is at it.

    A row that was never counted is waited for: there is nothing to read yet.
    """
    rows = ScreenRow.objects.filter(key=key)
    if rows.filter(counted_at__isnull=True).exists():
        return rows.select_for_update().filter(counted_at__isnull=True).first()
    return rows.select_for_update(skip_locked=True).filter(counted_at__lte=before).first()


def screen_state(screen: Screen) -> _State:
    """Return the columns of a screen that the ledger answers for."""
    return {
        "key": screen.key, "area_code": screen.area_code, "number": screen.number,
        "cells": ";".join(f"{one['figure']}|{one['kind']}|{one['split']}" for one in screen.cells),
    }  # fmt: skip


def screen_states() -> Iterator[tuple[int, _State]]:
    """Yield every screen's id and what the ledger answers for."""
    return ((row.pk, screen_state(row)) for row in Screen.objects.order_by("pk").iterator())


def names_of(figures: Collection[str], language: str) -> Mapping[str, str]:
    """Return what people call some figures."""
    return {one.key: one.title(language) for one in indicators() if one.key in figures}
