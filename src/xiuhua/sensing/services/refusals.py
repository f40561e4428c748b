"""What is refused about devices."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import ClassVar

from django.utils.timezone import localtime

from xiuhua.sensing.queries.devices import Picked
from xiuhua.sensing.rules.commanding.interlocks import Interlock, Looked
from xiuhua.sensing.rules.conditions.resolving import number_of
from xiuhua.sensing.rules.conditions.words import plain
from xiuhua.sensing.rules.quantities import quantities_named
from xiuhua.shared.errors import Argument, CityError, Invalid


class PushRefused(CityError):
    """A push that is not the device's own: unknown, stopped, wrongly signed, or signed long ago."""

    code: ClassVar[str] = "push_refused"
    http_status: ClassVar[int] = 401


class PushUnreadable(CityError):
    """A push whose body holds no readings."""

    code: ClassVar[str] = "push_unreadable"
    http_status: ClassVar[int] = 422


class KitHeld(CityError):
    """Somebody has the device. Arguments: name, since."""

    code: ClassVar[str] = "kit_held"
    http_status: ClassVar[int] = 409


class DayChanged(CityError):
    """A day to be retired is being read or written. Arguments: day."""

    code: ClassVar[str] = "day_changed"
    http_status: ClassVar[int] = 409


class ObservationDiffers(CityError):
    """The same instant of a stream was observed before, with another result. Arguments: at."""

    code: ClassVar[str] = "sta_observation_differs"
    http_status: ClassVar[int] = 409


class StoreAway(CityError):
    """Nothing can be stored at the moment."""

    code: ClassVar[str] = "store_away"
    http_status: ClassVar[int] = 503


class ReadingsHeld(CityError):
    """What would be deleted has readings, frames or commands. Arguments: name."""

    code: ClassVar[str] = "sta_readings_held"
    http_status: ClassVar[int] = 409


class TimeWrong(CityError):
    """An instant at which nothing can have been observed. Arguments: at."""

    code: ClassVar[str] = "sta_time_wrong"
    http_status: ClassVar[int] = 400


class RuleUnfit(CityError):
    """A rule that cannot be judged. Arguments: where, fault."""

    code: ClassVar[str] = "rule_unfit"
    http_status: ClassVar[int] = 422


class RuleSame(CityError):
    """A new version that says what the one in force says."""

    code: ClassVar[str] = "rule_same"
    http_status: ClassVar[int] = 409


class ProfileAreas(CityError):
    """Areas of a profile that do not exist, or lie outside the rule's. Arguments: areas."""

    code: ClassVar[str] = "profile_areas"
    http_status: ClassVar[int] = 422


class DevicesOutside(CityError):
    """Devices picked for a rule that are not visible, or lie outside its area. Arguments: devices."""

    code: ClassVar[str] = "devices_outside"
    http_status: ClassVar[int] = 422


class MaintenanceOver(CityError):
    """A maintenance window that is not on now cannot be ended early."""

    code: ClassVar[str] = "maintenance_over"
    http_status: ClassVar[int] = 409


class MaintenanceUnderWay(CityError):
    """A maintenance window whose last time has begun cannot be withdrawn."""

    code: ClassVar[str] = "maintenance_under_way"
    http_status: ClassVar[int] = 409


_MOST_NAMED = 20  # wrong numbers that a sentence names one by one


class NumbersRefused(CityError):
    """Numbers that are none of a visible device's. Arguments: count, numbers."""

    code: ClassVar[str] = "numbers_unknown"
    http_status: ClassVar[int] = 422


class NumbersDoubled(NumbersRefused):
    """Numbers that are several devices', of different protocols. Arguments: count, numbers."""

    code: ClassVar[str] = "numbers_doubled"


def numbers_refused(picked: Picked) -> NumbersRefused:
    """Return the refusal that names every number that is none, or that is several devices'."""
    wrong = picked.unknown or picked.doubled
    more = len(wrong) - _MOST_NAMED
    named = "、".join(wrong[:_MOST_NAMED]) + (f" … (+{more})" if more > 0 else "")
    made = NumbersRefused if picked.unknown else NumbersDoubled
    return made(count=len(wrong), numbers=named)


def numbers_unknown(picked: Picked, *, field: str) -> Invalid:
    """Return the same beside a field."""
    refusal = numbers_refused(picked)
    return Invalid(fields={field: refusal.code}, **refusal.arguments)


class AlarmSeen(CityError):
    """An alarm that somebody has acknowledged already at this severity, or that has ended."""

    code: ClassVar[str] = "alarm_seen"
    http_status: ClassVar[int] = 409


class SamePerson(CityError):
    """Who asked for a command wants to approve it."""

    code: ClassVar[str] = "same_person"
    http_status: ClassVar[int] = 403


class CommandUnderWay(CityError):
    """Another command of the same control is not over yet. Arguments: name, state."""

    code: ClassVar[str] = "command_under_way"
    http_status: ClassVar[int] = 409


class CommandTaken(CityError):
    """A command that is on its way to its device can no longer be withdrawn."""

    code: ClassVar[str] = "command_taken"
    http_status: ClassVar[int] = 409


class AnswerUnreadable(CityError):
    """What a device says about a command is nothing it could say."""

    code: ClassVar[str] = "answer_unreadable"
    http_status: ClassVar[int] = 422


class InterlockRefused(CityError):
    """An interlock does not let a command pass. Arguments: device, quantity, value, at, comparison, limit."""

    code: ClassVar[str] = "interlock_false"
    http_status: ClassVar[int] = 409


class InterlockViolated(InterlockRefused):
    """A reading is on the wrong side of a limit."""

    code: ClassVar[str] = "interlock_violated"


class InterlockNever(InterlockRefused):
    """No reading ever came."""

    code: ClassVar[str] = "interlock_never"


class InterlockStale(InterlockRefused):
    """The newest reading is too old."""

    code: ClassVar[str] = "interlock_stale"


class InterlockUnfit(InterlockRefused):
    """The newest reading is marked as doubtful."""

    code: ClassVar[str] = "interlock_unfit"


class InterlockAhead(InterlockRefused):
    """The newest reading says a time that has not come yet."""

    code: ClassVar[str] = "interlock_ahead"


_INTERLOCKS = {
    one.code: one
    for one in (
        InterlockRefused, InterlockViolated, InterlockNever, InterlockStale, InterlockUnfit, InterlockAhead,
    )
}  # fmt: skip


def interlock_refusal(looked: Looked, interlock: Interlock) -> InterlockRefused:
    """Return the refusal that names the reading which does not let a command pass."""
    source, reading, limit = interlock.series[looked.series], looked.reading, looked.limit
    unit = f" {reading.unit}" if reading is not None and reading.unit else ""
    compared = ""
    if limit is not None and limit.compare.needs_limit:
        compared = f" {plain(number_of(limit.limit))}{unit}"
    when = f"{localtime(datetime.fromtimestamp(reading.at, UTC)):%Y-%m-%d %H:%M:%S}" if reading else ""
    return _INTERLOCKS[looked.code](
        device=source.name,
        quantity=f"quantity:{source.quantity}" if source.quantity in quantities_named() else source.quantity,
        value=f"{plain(reading.value)}{unit}" if reading is not None else "",
        at=when,
        comparison=f"comparison:{limit.compare.value}" if limit is not None else "",
        limit=compared,
        fresh_s=interlock.fresh_s,
    )


def interlock_kept(refusal: InterlockRefused) -> dict[str, Argument]:
    """Return a refusal as it is kept with a command."""
    return {"sentence": refusal.code, **refusal.arguments}


def interlock_again(kept: Mapping[str, Argument]) -> InterlockRefused | None:
    """Return the refusal that `interlock_kept` kept; None where it is another thing."""
    made = _INTERLOCKS.get(str(kept.get("sentence", "")))
    if made is None:
        return None
    arguments = {name: value for name, value in kept.items() if name != "sentence"}
    return made(**arguments)  # type: ignore[arg-type]  # none of them is called fields
