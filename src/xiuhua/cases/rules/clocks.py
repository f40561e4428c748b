"""The clock of each stage: what a case's moves make of its limits.

A clock stores how much is left in its own measure, seconds of working time or seconds by the clock. A limit
fixes the first deadline only; what is held and taken up again keeps what was left, whatever the unit, so that
two working days held for a working morning end half a day later. Instants count to the whole second.

Source:
    the clocks of the loop as bureaus keep them: the handling limit starts at dispatch and stops at feedback,
    provisionally, until the check has passed; 返工 resumes it and never restarts it; 缓办 and 挂账 hold it;
    延期 lengthens it. How days are held is our own choice, because no source says more than "the clock
    stops": what a hold leaves is taken up whole, and never brings a deadline forward; what an extension adds
    to the deadline it adds to what is left, so that it may come before a hold or during it; what ran over
    stays due when it was, until an extension covers all that it ran over.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from xiuhua.cases.terms.clocks import Light, Signal
from xiuhua.cases.terms.states import Stage
from xiuhua.ground.rules.calendars import (
    WorkCalendar,
    after_working_seconds,
    deadline,
    unpublished_years,
    working_seconds,
)
from xiuhua.ground.rules.limits import Limit

SOON_SHARE = 0.2  # of what is left when it starts to run
SOON_S = 30 * 60
SOON_AT_MOST = 0.5


@dataclass(frozen=True, kw_only=True)
class Beat:
    """What one move does to the clock of one stage.

    Args:
        limit: of START and EXTEND; None where no clock can count it.
        counted_from: START only: the limit counts from here, earlier than the move: from the report.
        due: START only: a deadline that somebody above has fixed; it stands instead of the limit's.
        left_s: START only: what another clock had left, in the limit's measure: it goes with the case, and
            `due` is then when that clock ran out, which stands where nothing is left.
        charged_to: START only: whose clock it is, `desk_acceptor` or `unit:12`.
    """

    at: datetime
    signal: Signal
    stage: Stage
    limit: Limit | None = None
    counted_from: datetime | None = None
    due: datetime | None = None
    left_s: int | None = None
    charged_to: str = ""


@dataclass(frozen=True, kw_only=True)
class Clock:
    """One run of a stage's clock.

    Args:
        number: 1 for the first run of its stage, 2 after a return, and so on.
        due_at: when it runs out if nothing holds it; None without a limit.
        left_s: seconds left in its measure, as of `running_since`, or as of when it was held or stopped;
            negative where it ran over. None without a limit.
        running_since: None while it is held or stopped.
        late: that its deadline had passed when it was last held or stopped, and no extension has covered it.
        cancelled: that it counts for nobody: a dispatch that was rightly sent back.
        unpublished: years the deadline reaches whose holidays are not published: it is provisional.
        exempt: that an appeal against its lateness was upheld. `late` stays as it was.
    """

    stage: Stage
    number: int
    charged_to: str
    limit: Limit | None
    started_at: datetime
    due_at: datetime | None
    left_s: int | None
    running_since: datetime | None
    stopped_at: datetime | None = None
    late: bool = False
    cancelled: bool = False
    extensions: int = 0
    unpublished: tuple[int, ...] = ()
    exempt: bool = False

    @property
    def is_running(self) -> bool:
        """Whether it runs."""
        return self.running_since is not None

    @property
    def is_held(self) -> bool:
        """Whether it waits to be taken up again."""
        return self.running_since is None and self.stopped_at is None

    @property
    def runs_by_the_clock(self) -> bool:
        """Whether nights and holidays count; a deadline fixed from above counts them."""
        return self.limit is None or self.limit.unit.runs_by_the_clock


class BadBeat(ValueError):
    """A move does to a clock what it cannot take: stopping what never started."""


def clocks(beats: Iterable[Beat], calendar: WorkCalendar) -> tuple[Clock, ...]:
    """Return every run of every clock that some moves made, in the order they started.

    Raises:
        BadBeat: a clock that does not run is stopped or held, or one that runs is started.
        NoWorkingTime: the calendar never works.
    """
    made: list[Clock] = []
    for beat in beats:
        _beat(made, beat, calendar)
    return tuple(made)


def beaten(made: Sequence[Clock], beat: Beat, calendar: WorkCalendar) -> tuple[Clock, ...]:
    """Return some clocks after one more beat.

    Raises:
        BadBeat, NoWorkingTime: as `clocks`.
    """
    after = list(made)
    _beat(after, beat, calendar)
    return tuple(after)


def _beat(made: list[Clock], beat: Beat, calendar: WorkCalendar) -> None:
    at = whole_second(beat.at)
    place = _latest(made, beat.stage)
    if beat.signal is Signal.START:
        if place is not None and made[place].stopped_at is None:
            raise BadBeat(f"{beat.stage} runs already")
        number = 1 if place is None else made[place].number + 1
        made.append(_started(beat, number, at, calendar))
    elif place is None:
        raise BadBeat(f"{beat.stage} never started")
    else:
        made[place] = _CHANGES[beat.signal](made[place], beat, at, calendar)


def _latest(made: Sequence[Clock], stage: Stage) -> int | None:
    for place in range(len(made) - 1, -1, -1):
        if made[place].stage is stage:
            return place
    return None


def _started(beat: Beat, number: int, at: datetime, calendar: WorkCalendar) -> Clock:
    if beat.left_s is not None:
        return _carried(beat, number, at, calendar)
    begins = at if beat.counted_from is None else whole_second(beat.counted_from)
    limit = beat.limit if beat.due is None else None
    due_at = None if beat.due is None else whole_second(beat.due)
    unpublished: tuple[int, ...] = ()
    if limit is not None:
        found = deadline(calendar, begins, limit.amount, limit.unit)
        due_at, unpublished = found.at, found.unpublished
    by_clock = limit is None or limit.unit.runs_by_the_clock
    return Clock(
        stage=beat.stage, number=number, charged_to=beat.charged_to, limit=limit, started_at=begins,
        due_at=due_at, left_s=None if due_at is None else _measured(by_clock, at, due_at, calendar),
        running_since=at, unpublished=unpublished,
    )  # fmt: skip


def _carried(beat: Beat, number: int, at: datetime, calendar: WorkCalendar) -> Clock:
    """Return a clock that begins with what another one had left, by the same measure."""
    fresh = Clock(
        stage=beat.stage, number=number, charged_to=beat.charged_to, limit=beat.limit, started_at=at,
        due_at=None if beat.due is None else whole_second(beat.due), left_s=beat.left_s, running_since=at,
    )  # fmt: skip
    if beat.left_s is None or beat.left_s < 0:
        return fresh
    due_at = _after(fresh, at, beat.left_s, calendar)
    years = () if fresh.runs_by_the_clock else unpublished_years(calendar, at, due_at)
    return _changed(fresh, due_at=due_at, unpublished=tuple(years))


def _stopped(clock: Clock, beat: Beat, at: datetime, calendar: WorkCalendar) -> Clock:
    if clock.stopped_at is not None:
        raise BadBeat(f"{clock.stage} stands already")
    return _changed(_held(clock, beat, at, calendar) if clock.is_running else clock, stopped_at=at)


def _held(clock: Clock, _beat: Beat, at: datetime, calendar: WorkCalendar) -> Clock:
    if not clock.is_running:
        raise BadBeat(f"{clock.stage} does not run")
    return _changed(clock, left_s=left_at(clock, at, calendar), running_since=None, late=is_late(clock, at))


def _resumed(clock: Clock, _beat: Beat, at: datetime, calendar: WorkCalendar) -> Clock:
    if clock.is_running:
        raise BadBeat(f"{clock.stage} runs already")
    if clock.cancelled:
        raise BadBeat(f"{clock.stage} counts for nobody")
    again = _changed(clock, running_since=at, stopped_at=None)
    if clock.due_at is None or clock.left_s is None or clock.late:
        return again  # what ran over stays due when it was
    due_at = max(clock.due_at, _after(clock, at, clock.left_s, calendar))  # no hold brings it forward
    if clock.runs_by_the_clock:
        return _changed(again, due_at=due_at)
    years = {*clock.unpublished, *unpublished_years(calendar, at, due_at)}
    return _changed(again, due_at=due_at, unpublished=tuple(sorted(years)))


def _extended(clock: Clock, beat: Beat, at: datetime, calendar: WorkCalendar) -> Clock:
    """Return a clock with more time: what the limit adds to the deadline, it adds to what is left."""
    if clock.stopped_at is not None or beat.limit is None:
        raise BadBeat(f"{clock.stage} cannot be extended")
    if clock.due_at is None or clock.left_s is None:
        return _changed(clock, extensions=clock.extensions + 1)
    found = deadline(calendar, clock.due_at, beat.limit.amount, beat.limit.unit)
    longer = _changed(
        clock,
        due_at=found.at,
        left_s=clock.left_s + _between(clock, clock.due_at, found.at, calendar),
        extensions=clock.extensions + 1,
        unpublished=tuple(sorted({*clock.unpublished, *found.unpublished})),
    )
    return _forgiven(longer, beat, at, calendar) if longer.late else longer


def _forgiven(clock: Clock, beat: Beat, at: datetime, calendar: WorkCalendar) -> Clock:
    """Return a clock that ran over as in time, where the time given covers all that it ran over."""
    left_s = left_at(clock, at, calendar)
    if left_s is None or left_s < 0:
        return clock
    rests = _changed(clock, left_s=left_s, running_since=None, late=False)
    return _resumed(rests, beat, at, calendar) if clock.is_running else rests


def _cancelled(clock: Clock, beat: Beat, at: datetime, calendar: WorkCalendar) -> Clock:
    ended = clock if clock.stopped_at is not None else _stopped(clock, beat, at, calendar)
    return _changed(ended, cancelled=True)


def _changed(clock: Clock, **changes: object) -> Clock:
    """Return a clock with some fields changed: `dataclasses.replace`, many times as fast."""
    changed = object.__new__(Clock)
    changed.__dict__.update(clock.__dict__, **changes)
    return changed


_CHANGES = {
    Signal.STOP: _stopped,
    Signal.HOLD: _held,
    Signal.RESUME: _resumed,
    Signal.EXTEND: _extended,
    Signal.CANCEL: _cancelled,
}


def _after(clock: Clock, at: datetime, left_s: int, calendar: WorkCalendar) -> datetime:
    """Return when so much of a clock's own measure has passed."""
    if clock.runs_by_the_clock:
        return at + timedelta(seconds=left_s)
    return after_working_seconds(calendar, at, left_s)


def left_at(clock: Clock, at: datetime, calendar: WorkCalendar) -> int | None:
    """Return how many seconds a clock has left at an instant, negative once it runs over; None without limit.

    In its own measure: working seconds for working units, else seconds by the clock.
    """
    if clock.left_s is None or clock.running_since is None:
        return clock.left_s
    return clock.left_s - _between(clock, clock.running_since, whole_second(at), calendar)


def _between(clock: Clock, since: datetime, until: datetime, calendar: WorkCalendar) -> int:
    return _measured(clock.runs_by_the_clock, since, until, calendar)


def _measured(by_clock: bool, since: datetime, until: datetime, calendar: WorkCalendar) -> int:  # noqa: FBT001
    if by_clock:
        return int((until - since).total_seconds())
    return working_seconds(calendar, since, until)


def is_late(clock: Clock, at: datetime) -> bool:
    """Return whether a clock has run over: by the instant it was held or stopped, else by this one."""
    if clock.running_since is None or clock.late:
        return clock.late
    return clock.due_at is not None and whole_second(at) > clock.due_at


def warn_at(clock: Clock, calendar: WorkCalendar) -> datetime | None:
    """Return when a running clock becomes soon late.

    Source:
        own choice: once a fifth or half an hour is left, whichever is more, and never before half of it has
        run, so that a clock of ten minutes does not begin amber.
    """
    if clock.due_at is None or clock.left_s is None or not clock.is_running:
        return None
    left_s = max(clock.left_s, 0)
    before_s = int(min(max(SOON_SHARE * left_s, SOON_S), SOON_AT_MOST * left_s))
    if clock.runs_by_the_clock:
        return clock.due_at - timedelta(seconds=before_s)
    since = clock.running_since or clock.due_at
    return min(clock.due_at, after_working_seconds(calendar, since, left_s - before_s))


def light(clock: Clock, at: datetime, *, soon_from: datetime | None) -> Light:
    """Return what colour a clock shows at an instant; `soon_from` is what `warn_at` gave."""
    if clock.stopped_at is not None:
        return Light.DONE_LATE if clock.late else Light.DONE
    if is_late(clock, at):
        return Light.LATE
    if clock.is_held:
        return Light.HELD
    if clock.due_at is None:
        return Light.NO_LIMIT
    return Light.SOON if soon_from is not None and at >= soon_from else Light.WITHIN


def whole_second(at: datetime) -> datetime:
    """Return the instant at the beginning of its second, UTC: clocks count no finer, and no local hours."""
    return at.astimezone(UTC).replace(microsecond=0) if at.microsecond else at.astimezone(UTC)
