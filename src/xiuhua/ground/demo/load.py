"""Loading the demo district as its people would: files through the imports, then what people publish.

Every step asks first whether it has been done, so that a broken load goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from django.utils.timezone import localtime

from xiuhua.access.queries import account_named, user_and_actor
from xiuhua.access.services import scope_opened
from xiuhua.ground.demo.files import DemoFile, write_demo
from xiuhua.ground.demo.units import HOME, SINCE
from xiuhua.ground.queries.calendars import calendar_latest
from xiuhua.ground.queries.duty_revisions import revisions_all
from xiuhua.ground.queries.handbook import (
    book_lines,
    handbook_draft_of,
    handbook_in_force,
    units_called,
)
from xiuhua.ground.rules.calendars import DayRule
from xiuhua.ground.services.calendars import (
    TypedHours,
    calendar_draft,
    calendar_hours_set,
    calendar_publish,
)
from xiuhua.ground.services.duty_revisions import revision_publish
from xiuhua.ground.services.handbook import handbook_draft, handbook_publish, handbook_units_assign
from xiuhua.ground.terms.calendars import CalendarState
from xiuhua.ground.terms.catalogue import HandbookStart
from xiuhua.ground.terms.duties import RevisionState
from xiuhua.intake import services as intake
from xiuhua.intake.queries import runs_of
from xiuhua.intake.rules.mapping import Mapping, mapping_of_toml
from xiuhua.intake.terms import RunState
from xiuhua.shared.actor import Actor

_ROLES = ("steward", "owner", "keeper", "handler")
# Who has charge of the matters of a class, whose the things are, who keeps them, who mends them.
_HANDBOOK_UNITS = {
    "01": ("住建局", "住建局", "通达市政", "通达市政"),
    "02": ("交通局", "交警大队", "恒固市政", "恒固市政"),
    "03": ("城管局", "城管局", "洁悦环境", "洁悦环境"),
    "04": ("园林局", "园林局", "绿漪园林", "绿漪园林"),
    "05": ("住建局", "住建局", "恒固市政", "恒固市政"),
    "06": ("城管局", "城管局", "洁悦环境", "洁悦环境"),
    "07": ("城管局", "城管局", "焕新清洗", "焕新清洗"),
    "08": ("住建局", "住建局", "住建局", "住建局"),
    "09": ("城管局", "城管局", "城管局", "城管局"),
    "10": ("区城运中心", "区城运中心", "区城运中心", "区城运中心"),
}
_SEASONS = "冬令时 10-01 08:30-12:00 13:30-17:30\n夏令时 06-01 08:30-12:00 14:30-18:00"
_DUTY_DOCUMENT = "云河城管〔2026〕1号"
_HANDBOOK_DOCUMENT = "云河城管〔2026〕2号"
_SHIFTS = "早班 08:00-16:00\n中班 16:00-00:00\n夜班 00:00-08:00"

_LATELY = timedelta(days=75)  # what people did lately was done under these tables

Clock = Callable[[], datetime]


class LoadBroken(Exception):
    """The demo district cannot be loaded; the words say why, to whoever started the product."""


def demo_load(folder: Path, *, scale: float, clock: Clock, tell: Callable[[int, int], None]) -> None:
    """Write the files into a folder, import them in their order, and publish what people publish.

    Args:
        folder: where the files may lie.
        scale: the share of the district's ground.
        clock: what time it is.
        tell: is told how many rows of how many are done.

    Raises:
        LoadBroken: an account is missing, or a file has rows that cannot be taken.
        CityError: a service refuses.
    """
    files = write_demo(folder, scale=scale)
    total, done = sum(file.rows for file in files), 0
    for file in files:
        with _as(file.account, clock) as actor:
            _import(folder, file, actor=actor, clock=clock, tell=lambda rows, _due: tell(done + rows, total))  # noqa: B023 - asked before the next file
        done += file.rows
        tell(done, total)
    with _as("clerk", clock) as actor:
        _duties_publish(actor=actor, clock=clock)
    with _as("keeper", clock) as actor:
        _handbook_publish(actor=actor, clock=clock)
        _calendar_publish(actor=actor, clock=clock)


@contextmanager
def _as(username: str, clock: Clock) -> Iterator[Actor]:
    """Yield the actor of an account, in what it may see."""
    user = account_named(username)
    found = user_and_actor(user.pk, at=clock()) if user else None
    if found is None:
        raise LoadBroken(f"there is no active account {username}: run manage demo_accounts first")
    actor = found[1]
    with scope_opened(actor.areas):
        yield actor


def _import(
    folder: Path, file: DemoFile, *, actor: Actor, clock: Clock, tell: Callable[[int, int], None]
) -> None:
    """Import a file as `./xiuhua import` does, unless it has been."""
    if runs_of(actor).filter(kind=file.kind, name=file.file, state=RunState.DONE.value).exists():
        return
    said = (folder / file.map_file).read_text("utf-8") if file.map_file else ""
    with (folder / file.file).open("rb") as content:
        run = intake.run_open(
            kind_key=file.kind,
            content=content,
            name=file.file,
            mapping=mapping_of_toml(said) if said else Mapping(),
            actor=actor,
            at=clock(),
        )
    run = intake.run_read(run_id=run.pk, actor=actor, at=clock(), tell=tell)
    if run.standing is not RunState.PREVIEWED:
        raise LoadBroken(f"{file}: {run.failure}")
    if run.faulty:
        first = run.faults.order_by("row", "pk")[0]
        where = f"row {first.row} {first.column}: {first.code} {first.arguments}"
        raise LoadBroken(f"{file}: {run.faulty} faulty rows, first {where}")
    if run.fresh + run.changed:
        intake.run_commit_ask(run_id=run.pk, leaves_out=False, actor=actor, at=clock())
        intake.run_commit(run_id=run.pk, actor=actor, at=clock())
    else:
        intake.run_drop(run_id=run.pk, actor=actor, at=clock())


def _published_at(clock: Clock) -> datetime:
    """Return when the district published its tables: some weeks ago, and not before anybody held a post."""
    at = clock()
    return max(at - _LATELY, min(datetime.fromisoformat(SINCE), at))


def _duties_publish(*, actor: Actor, clock: Clock) -> None:
    """Let the imported duty table hold since some weeks."""
    for draft in revisions_all().filter(area_code=HOME, state=RevisionState.DRAFT.value):
        revision_publish(
            revision_id=draft.pk, effective_at=(at := _published_at(clock)), document_number=_DUTY_DOCUMENT,
            actor=actor, at=at,
        )  # fmt: skip


def _handbook_publish(*, actor: Actor, clock: Clock) -> None:
    """Publish the reference lines as the district's handbook, with units for every class."""
    at = _published_at(clock)
    if handbook_in_force(HOME, at=clock()) is not None:
        return
    book = handbook_draft_of(HOME) or handbook_draft(
        area_code=HOME, title="云河区城市管理指挥手册", start=HandbookStart.DEFAULT_2026, actor=actor, at=at
    )
    for class_code in sorted({line.item.class_code for line in book_lines(book)}):
        named = {
            role: units_called(name)[0].pk
            for role, name in zip(_ROLES, _HANDBOOK_UNITS[class_code], strict=True)
        }
        handbook_units_assign(handbook_id=book.pk, prefix=class_code, units=named, actor=actor, at=at)
    today = localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    handbook_publish(
        handbook_id=book.pk, document_number=_HANDBOOK_DOCUMENT, effective_at=today, actor=actor, at=at
    )


def _calendar_publish(*, actor: Actor, clock: Clock) -> None:
    """Publish the district's calendar: the country's days with the district's summer hours."""
    at, latest = _published_at(clock), calendar_latest(HOME)
    if latest is not None and latest.state == CalendarState.PUBLISHED:
        return
    draft = latest or calendar_draft(area_code=HOME, name="云河区工作日历", actor=actor, at=at)
    typed = TypedHours(
        seasons=_SEASONS, shifts=_SHIFTS, workweek=(0, 1, 2, 3, 4), day_rule=DayRule.END_OF_DAY
    )
    calendar_hours_set(calendar_id=draft.pk, typed=typed, actor=actor, at=at)
    calendar_publish(calendar_id=draft.pk, effective_at=at, actor=actor, at=at)
