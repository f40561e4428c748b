"""Asking for a list, taking a short one along at once, and making a long one in the background."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from tempfile import SpooledTemporaryFile
from typing import IO
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import OperationalError, transaction
from django.utils.translation import override
from procrastinate.contrib.django import app as queue

from xiuhua.access.queries import user_and_actor
from xiuhua.access.services import require, scope_opened
from xiuhua.files.models import Export
from xiuhua.files.rules.scopes import area_covering, areas_narrowed
from xiuhua.files.rules.tables import Record, Table
from xiuhua.files.rules.writers import table_write
from xiuhua.files.services.files import file_keep
from xiuhua.files.services.refusals import AskerGone, ExportFailed, NoArchive, NoPlace, TooManyWaiting
from xiuhua.files.services.sources import Parameters, export_source
from xiuhua.files.services.store import content_made, incoming
from xiuhua.files.terms import TRAITS, Act, ExportKind, ExportState
from xiuhua.ledger.rules.canonical import JsonValue
from xiuhua.ledger.services import entry_append
from xiuhua.shared.actor import EVERYWHERE, Actor, system
from xiuhua.shared.errors import CityError, NotAllowedNow, NotFound

SHORT_ROWS = 5_000
MAKE_JOB = "files.export_make"
_WAITING_LIMIT = 5
_MEMORY_BYTES = 8 * 1024 * 1024
_PROGRESS_SECONDS = 0.5
_EVERYTHING = (EVERYWHERE,)

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Wish:
    """Which list somebody wants to take along, and how.

    Args:
        source: the key of the list's source in the registry.
        parameters: what the source needs to find the same records again.
    """

    source: str
    parameters: Parameters
    kind: ExportKind
    language: str = "zh-hans"

    def table(self, actor: Actor) -> Table:
        """Return the table, not yet read."""
        with override(self.language):
            return export_source(self.source)(self.parameters, self.language, actor)


@dataclass(frozen=True, kw_only=True)
class Taken:
    """A short list as a file, to be handed over at once."""

    file: IO[bytes]
    name: str
    kind: ExportKind


def export_ask(*, wish: Wish, actor: Actor, at: datetime) -> Taken | Export:
    """Return a list of up to 5,000 records as a file, or the export that a longer one became."""
    require(actor, Act.EXPORT_START)
    table = wish.table(actor)
    _place_check(table, wish.kind)
    with override(wish.language):
        first = list(islice(table.records, SHORT_ROWS + 1))
    if len(first) > SHORT_ROWS:
        return export_start(wish=wish, actor=actor, at=at)
    return _export_take(replace(table, records=first), wish, actor=actor, at=at)


def _place_check(table: Table, kind: ExportKind) -> None:
    if kind is ExportKind.GEOJSON and not table.is_placed:
        raise NoPlace
    if (kind is ExportKind.ZIP) is not table.is_archive:
        raise NoArchive


@transaction.atomic
def _export_take(table: Table, wish: Wish, *, actor: Actor, at: datetime) -> Taken:
    """Make a short list now: complete before the answer begins, so that a fault is a refusal, no cut file."""
    file: IO[bytes] = SpooledTemporaryFile(_MEMORY_BYTES)  # noqa: SIM115 - the answer closes it
    table_write(_dressed(table, wish, at=at), wish.kind, file)
    file.seek(0)
    entry_append(
        at=at,
        actor=actor,
        act=Act.EXPORT_TAKE,
        subject=f"list:{wish.source}",
        area=area_covering(actor.areas),
        detail={"kind": wish.kind.value, "rows": len(list(table.records))},
        words={"parameters": _parameters_text(wish)},
    )
    return Taken(file=file, name=_file_name(table, wish.kind, at=at), kind=wish.kind)


def _dressed(table: Table, wish: Wish, *, at: datetime) -> Table:
    return replace(table, zone=ZoneInfo(settings.TIME_ZONE), language=wish.language, made_at=at)


def _parameters_text(wish: Wish) -> str:
    return json.dumps(wish.parameters, ensure_ascii=False, sort_keys=True)


def _file_name(table: Table, kind: ExportKind, *, at: datetime) -> str:
    local = at.astimezone(ZoneInfo(settings.TIME_ZONE))
    return f"{table.title} {local:%Y-%m-%d %H%M}.{TRAITS[kind.media].ending}"


@transaction.atomic
def export_start(*, wish: Wish, actor: Actor, at: datetime) -> Export:
    """Ask for a list of any length; the worker makes it, in the asker's scope.

    Raises:
        NoPlace, SourceUnknown: there is nothing to make.
        TooManyWaiting: the asker has five under way.
    """
    require(actor, Act.EXPORT_START)
    table = wish.table(actor)
    _place_check(table, wish.kind)
    under_way = Export.objects.filter(
        asked_by=actor.name, state__in=[ExportState.WAITING, ExportState.RUNNING]
    )
    if under_way.count() >= _WAITING_LIMIT:
        raise TooManyWaiting(limit=_WAITING_LIMIT)
    export = Export.objects.create(
        title=table.title,
        source=wish.source,
        parameters=dict(wish.parameters),
        kind=wish.kind.value,
        language=wish.language,
        total=table.count,
        asked_by=actor.name,
        user_id=actor.user_id or 0,
        areas=list(actor.areas),
        asked_at=at,
    )
    words = {"parameters": _parameters_text(wish)}
    _record(export, Act.EXPORT_START, actor=actor, at=at, words=words)
    queue.configure_task(MAKE_JOB, lock=f"export:{export.pk}").defer(export_id=export.pk)
    return export


def _record(
    export: Export, act: Act, *, actor: Actor, at: datetime, words: dict[str, str] | None = None
) -> None:
    detail: dict[str, JsonValue] = {
        "source": export.source,
        "kind": export.kind,
        "rows": export.done,
        "file": export.file_id,
    }
    subject = f"export:{export.pk}"
    area = export.area_code
    entry_append(at=at, actor=actor, act=act, subject=subject, area=area, detail=detail, words=words or {})


@transaction.atomic
def export_cancel(*, export_id: int, actor: Actor, at: datetime) -> Export:
    """Stop an export of one's own; the worker notices within a second.

    Raises:
        NotFound: it is not the actor's.
        NotAllowedNow: it is over.
    """
    require(actor, Act.EXPORT_START)
    export = Export.objects.select_for_update().filter(pk=export_id, asked_by=actor.name).first()
    if export is None:
        raise NotFound(kind="export", key=str(export_id))
    if export.standing.is_final:
        raise NotAllowedNow(act=Act.EXPORT_CANCEL, state=f"export.{export.state}")
    _end(export, ExportState.CANCELLED, at=at)
    _record(export, Act.EXPORT_CANCEL, actor=actor, at=at)
    return export


def _end(export: Export, state: ExportState, *, at: datetime, failure: str = "") -> None:
    export.state, export.failure, export.ended_at = state.value, failure, at
    export.save(update_fields=["state", "failure", "ended_at", "done", "file"])


class _Over(Exception):
    """Somebody ended the export while it was being made."""


def export_make(*, export_id: int, clock: Callable[[], datetime]) -> None:
    """Make the file of an export. Run again after a crash it starts afresh, and only one run can finish.

    The instant is asked for as needed (`clock`), because a long list takes a while.

    Raises:
        OperationalError: the database went away; run again.
    """
    try:
        _export_make(export_id, clock)
    except _Over:
        log.info("export %s ended before it was made", export_id)
    except OperationalError:
        raise
    except CityError as refusal:
        _export_fail(export_id, refusal.code, clock)
    except Exception:
        _export_fail(export_id, ExportFailed.code, clock)
        raise


def _export_make(export_id: int, clock: Callable[[], datetime]) -> None:
    export = _export_begin(export_id, at=clock())
    actor, areas = _asker(export, at=clock())
    wish = Wish(
        source=export.source,
        parameters=export.parameters,
        kind=ExportKind(export.kind),
        language=export.language,
    )
    with incoming() as file:
        with scope_opened(areas), override(wish.language):
            table = _dressed(wish.table(actor), wish, at=export.asked_at)
            table_write(replace(table, records=_counted(export, table.records)), wish.kind, file)
        file.flush()
        _export_finish(export, _file_name(table, wish.kind, at=export.asked_at), file, at=clock())


def _export_begin(export_id: int, *, at: datetime) -> Export:
    with scope_opened(_EVERYTHING), transaction.atomic():
        export = Export.objects.select_for_update().get(pk=export_id)
        if export.standing.is_final:
            raise _Over
        export.state, export.started_at, export.done = ExportState.RUNNING.value, at, 0
        export.save(update_fields=["state", "started_at", "done"])
    return export


def _asker(export: Export, *, at: datetime) -> tuple[Actor, tuple[str, ...]]:
    """Return who asked, as they stand today, and the areas they could see then and still can."""
    found = user_and_actor(export.user_id, at=at)
    areas = areas_narrowed(export.areas, found[1].areas) if found else ()
    if found is None or not areas:
        raise AskerGone
    require(found[1], Act.EXPORT_START)
    return found[1], areas


def _counted(export: Export, records: Iterable[Record]) -> Iterator[Record]:
    """Pass records on, and twice a second write down how many, noticing a cancellation on the way."""
    told_at = time.monotonic()
    for record in records:
        export.done += 1
        yield record
        if time.monotonic() - told_at >= _PROGRESS_SECONDS:
            _progress(export)
            told_at = time.monotonic()


def _progress(export: Export) -> None:
    with scope_opened(_EVERYTHING):
        running = Export.objects.filter(pk=export.pk, state=ExportState.RUNNING)
        if not running.update(done=export.done):
            raise _Over


def _export_finish(export: Export, name: str, file: IO[bytes], *, at: datetime) -> None:
    content = content_made(file, media=ExportKind(export.kind).media)
    maker = system("worker")
    with scope_opened(_EVERYTHING), transaction.atomic():
        current = Export.objects.select_for_update().get(pk=export.pk)
        if current.standing is not ExportState.RUNNING:
            raise _Over
        current.done = export.done
        current.file = file_keep(file, content, name=name, area_code=export.area_code, actor=maker, at=at)
        _end(current, ExportState.DONE, at=at)
        _record(current, Act.EXPORT_FINISH, actor=maker, at=at)


def _export_fail(export_id: int, code: str, clock: Callable[[], datetime]) -> None:
    with scope_opened(_EVERYTHING), transaction.atomic():
        export = Export.objects.select_for_update().get(pk=export_id)
        if export.standing.is_final:
            return
        _end(export, ExportState.FAILED, at=clock(), failure=code)
        _record(export, Act.EXPORT_FAIL, actor=system("worker"), at=clock())
