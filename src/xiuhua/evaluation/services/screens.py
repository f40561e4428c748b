"""Publishing what a screen shows, and counting its one row anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from xiuhua.access.services import require
from xiuhua.evaluation.models import Screen, ScreenRow
from xiuhua.evaluation.queries import plans as queries
from xiuhua.evaluation.queries.figures import splits_of
from xiuhua.evaluation.queries.screens import cells_counted
from xiuhua.evaluation.rules.screens import (
    LEAST_AGE_S,
    NOTED_S,
    ScreenCell,
    cells_faults,
    cells_kept,
    cells_told,
    figures_revised,
)
from xiuhua.evaluation.terms.plans import PlanAct
from xiuhua.ledger.services import entry_append
from xiuhua.scenekit.indicators import indicators
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Conflict, Invalid


@dataclass(frozen=True, kw_only=True)
class NewScreen:
    """What a screen shows.

    Args:
        key: its name in addresses, small letters, digits and hyphens.
        area_code: what it counts over; empty for everything.
    """

    key: str
    area_code: str
    zh: str
    en: str
    cells: Sequence[ScreenCell]


@transaction.atomic
def screen_publish(*, new: NewScreen, seen: int | None = None, actor: Actor, at: datetime) -> Screen:
    """Let a screen show some figures from now on.

    Args:
        new: what it shows.
        seen: the number that the actor thought this version would have.
        actor: who publishes it.
        at: when.

    Raises:
        NotPermitted: the actor may not, or not there; or the name belongs to a screen of elsewhere.
        Conflict: somebody else has published a version meanwhile.
        Invalid: the cells will not do, or a name is missing.
    """
    queries.held("screen", new.key)
    latest = queries.screen_latest(new.key)
    screen = Screen(
        key=new.key, area_code=new.area_code, number=latest.number + 1 if latest else 1, zh=new.zh.strip(),
        en=new.en.strip(), cells=cells_told(new.cells), published_by=actor.name, published_at=at,
    )  # fmt: skip
    require(actor, PlanAct.SCREEN_PUBLISH, screen)
    if seen not in {None, screen.number}:
        raise Conflict(kind="screen", key=new.key)
    wrong = cells_faults(new.cells, splits={one.key: splits_of(one) for one in indicators()})
    wrong |= {} if screen.zh and screen.en else {"zh": "contest_name_missing"}
    if latest is not None and latest.area_code != new.area_code:
        wrong["key"] = "screen_elsewhere"
    if wrong:
        raise Invalid(fields=wrong)
    screen.save(force_insert=True)
    row, _made = ScreenRow.objects.get_or_create(key=new.key, defaults={"area_code": new.area_code})
    row.screen, row.counted_at = screen, None
    row.save(update_fields=["screen", "counted_at"])
    entry_append(
        at=at, actor=actor, act=PlanAct.SCREEN_PUBLISH.value, subject=f"screen:{screen.pk}",
        area=new.area_code,
        detail={"key": screen.key, "number": screen.number, "cells": len(new.cells)},
        state=queries.screen_state(screen),
    )  # fmt: skip
    return screen


@transaction.atomic
def screen_renew(
    *, key: str, counted_at: datetime | None, at: datetime, older_than_s: float = LEAST_AGE_S
) -> bool:
    """Count the row of a screen anew where a second has passed and nobody else is counting.

    This is no act of anybody: nothing is recorded, and what is counted can be counted again.

    Args:
        key: of the screen, which the caller has been let in to.
        counted_at: when the row that the caller has read was counted: what is fresh is not asked again.
        at: when.
        older_than_s: how old it must be, seconds; never less than a second.

    Returns:
        Whether it was counted.
    """
    before = at - timedelta(seconds=max(LEAST_AGE_S, older_than_s))
    if counted_at is not None and counted_at > before:
        return False
    row = queries.screen_row_claimed(key, before=before)
    if row is None or row.screen is None:
        return False
    counted = cells_counted(cells_kept(row.screen.cells), area=row.area_code, at=at)
    figures, changed = figures_revised(counted, row.figures or (), revision=row.revision + 1)
    if changed or row.figures is None:
        row.revision, row.figures, row.changed_at = row.revision + 1, figures, at
        row.counted_at = at
        row.save(update_fields=["revision", "figures", "changed_at", "counted_at"])
        return True
    row.counted_at = at
    row.save(update_fields=["counted_at"])
    return True


def screen_asked(*, row: ScreenRow, at: datetime) -> None:
    """Note that a wall asks for a screen, so that it goes on being counted; at most every few seconds.

    This is no act of anybody: nothing is recorded.

    Args:
        row: as the caller has read it.
        at: when.
    """
    if row.asked_at is None or row.asked_at < at - timedelta(seconds=NOTED_S):
        ScreenRow.objects.filter(pk=row.pk).update(asked_at=at)
