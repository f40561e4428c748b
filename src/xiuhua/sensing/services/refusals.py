"""What is refused about devices."""

from __future__ import annotations

from typing import ClassVar

from xiuhua.shared.errors import CityError


class PushRefused(CityError):
    """A push that is not the device's own: unknown, stopped, wrongly signed, or signed long ago."""

    code: ClassVar[str] = "push_refused"
    http_status: ClassVar[int] = 401


class PushUnreadable(CityError):
    """A push whose body holds no readings."""

    code: ClassVar[str] = "push_unreadable"
    http_status: ClassVar[int] = 422


class DayChanged(CityError):
    """A day to be retired is being read or written. Arguments: day."""

    code: ClassVar[str] = "day_changed"
    http_status: ClassVar[int] = 409


class ObservationDiffers(CityError):
    """The same instant of a stream was observed before, with another result. Arguments: at."""

    code: ClassVar[str] = "sta_observation_differs"
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


class AlarmSeen(CityError):
    """An alarm that somebody has acknowledged already at this severity, or that has ended."""

    code: ClassVar[str] = "alarm_seen"
    http_status: ClassVar[int] = 409
