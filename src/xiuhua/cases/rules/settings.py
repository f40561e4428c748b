"""What a city may choose about its loop, with defaults of our own, and how a choice is stored.

Source:
    R-09 (2 h in key areas, 4 h elsewhere for sticker ads), R-10 ("1315", whose figures no source explains:
    ours are steps of 10 and 30 minutes, 10 minutes and 5 hours); duplicates within 50 m and 24 h as one
    product sets them; 延期, 缓办 and stage limits as contracts and city rules usually have them. Each value
    is a setting.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from types import MappingProxyType

from xiuhua.cases.terms.clocks import CountsFrom
from xiuhua.cases.terms.reports import Channel
from xiuhua.cases.terms.states import Desk, Stage
from xiuhua.cases.terms.supervision import SupervisionLevel
from xiuhua.ground.rules.limits import Limit
from xiuhua.ground.terms.calendars import TimeUnit


@dataclass(frozen=True, kw_only=True)
class KeyLimit:
    """A matter with one limit in key areas and another elsewhere.

    Source:
        R-09, sticker ads: 重点区域 2 小时以内, 非重点区域 4 小时.
    """

    matter: str
    key: Limit
    other: Limit
    counts_from: CountsFrom = CountsFrom.DISPATCH


def _minutes(amount: int) -> Limit:
    return Limit(amount, TimeUnit.WORK_MINUTE)


_STAGES = MappingProxyType(
    {
        Stage.ACCEPT: _minutes(30),
        Stage.VERIFY: Limit(24, TimeUnit.URGENT_HOUR),
        Stage.FILE: _minutes(30),
        Stage.DISPATCH: _minutes(30),
        Stage.REVIEW: _minutes(60),
        Stage.CHECK: Limit(2, TimeUnit.WORK_HOUR),
        Stage.CLOSE: _minutes(60),
    }
)
_QUICK = MappingProxyType(
    {
        Stage.ACCEPT: Limit(10, TimeUnit.URGENT_MINUTE),
        Stage.FILE: Limit(30, TimeUnit.URGENT_MINUTE),
        Stage.DISPATCH: Limit(10, TimeUnit.URGENT_MINUTE),
        Stage.HANDLE: Limit(5, TimeUnit.URGENT_HOUR),
    }
)
_STICKERS = KeyLimit(matter="07001", key=Limit(2, TimeUnit.WORK_HOUR), other=Limit(4, TimeUnit.WORK_HOUR))
_FIVE_DAYS = Limit(5, TimeUnit.WORK_DAY)
_NOTHING: Mapping[Desk, Desk] = MappingProxyType({})
_ORDER_LIMITS = MappingProxyType(
    {
        SupervisionLevel.ORDINARY: Limit(3, TimeUnit.WORK_DAY),
        SupervisionLevel.KEY: Limit(1, TimeUnit.WORK_DAY),
        SupervisionLevel.LISTED: Limit(10, TimeUnit.WORK_DAY),
    }
)
_ORDER_POINTS = MappingProxyType(
    {SupervisionLevel.ORDINARY: 1, SupervisionLevel.KEY: 2, SupervisionLevel.LISTED: 5}
)


@dataclass(frozen=True, kw_only=True)
class LoopSettings:
    """What holds in an area.

    Args:
        stage_limits: of the desks; handling takes its limit from the handbook.
        quick_limits: "1315": the four steps of a quick response, instead of the ordinary ones.
        handle_limit: where neither handbook nor anything else says one.
        key_limits: R-09.
        merged: whose desk is worked by which other one.
        verified_channels: whose reports are not accepted as they come: the acceptor sends them to 核实, and
            who looked takes them to filing. What is pushed straight to a crew cannot wait and is let through.
        duplicate_m, duplicate_hours: how near and how recent a report of the same matter may be a duplicate;
            nearness and time of `rules.resemblance` are measured by them.
        rebound_m, rebound_days: how near and how soon after closing the same matter is a rebound, 回潮.
        rebound_raised: whether what came back is inspected a grade higher: whoever passed the check of the
            case that it came back from does not pass this one.
        danger_hours: a handbook limit of so many urgent hours or fewer marks a dangerous matter.
        extensions_most: approved ones per case; `extend_late`: whether a late case may still be extended.
        defers_most, defer_days_most: how often and how long a case may be put off.
        rework_escalates: the failed check that is passed up.
        escalate_minutes: how long after a deadline its lateness is passed up, by the clock.
        meeting_day: of the month, on which 确权会商 meets.
        remind_minutes: how long after a reminder the same person may remind of the same case again.
        order_limits, order_points: by level, how long a unit has to answer a supervision order, and what the
            order counts against it; `order_late_points` more where an answer was not there in time.
        paper_sign: before the word of its kind in a document number, 云 in 云督〔2026〕12号; empty: the first
            character of the district's name.
        appeal_days: how many days after a case ended, or its month was frozen, a unit may object: 申诉.
        appeal_review_days: how many days each of the two reviewers has.
        look_back_m: how far from the place of a case somebody may stand who looks at it again, 回头看.
    """

    stage_limits: Mapping[Stage, Limit] = field(default_factory=lambda: _STAGES)
    quick_limits: Mapping[Stage, Limit] = field(default_factory=lambda: _QUICK)
    handle_limit: Limit = _FIVE_DAYS
    key_limits: tuple[KeyLimit, ...] = (_STICKERS,)
    merged: Mapping[Desk, Desk] = field(default_factory=lambda: _NOTHING)
    verified_channels: frozenset[Channel] = frozenset(
        {
            *(Channel.HOTLINE, Channel.PUBLIC, Channel.WECHAT, Channel.BOARD, Channel.MAIL),
            *(Channel.PRESS, Channel.DEPARTMENT),
        }
    )
    duplicate_m: int = 50
    duplicate_hours: int = 24
    rebound_m: int = 50
    rebound_days: int = 30
    rebound_raised: bool = True
    danger_hours: int = 4
    extensions_most: int = 2
    extend_late: bool = False
    defers_most: int = 1
    defer_days_most: int = 365
    rework_escalates: int = 3
    escalate_minutes: int = 60
    meeting_day: int = 25
    remind_minutes: int = 60
    order_limits: Mapping[SupervisionLevel, Limit] = field(default_factory=lambda: _ORDER_LIMITS)
    order_points: Mapping[SupervisionLevel, int] = field(default_factory=lambda: _ORDER_POINTS)
    order_late_points: int = 1
    paper_sign: str = ""
    appeal_days: int = 3
    appeal_review_days: int = 3
    look_back_m: int = 200


class BadSettings(ValueError):
    """Settings cannot be used; `field` names which, `code` says why."""

    def __init__(self, name: str, code: str) -> None:
        super().__init__(f"{name}: {code}")
        self.field = name
        self.code = code


_NUMBERS = tuple(one.name for one in fields(LoopSettings) if one.type == "int")
_MOST = 10_000
_DAY_MOST = 28


def settings_read(chosen: Mapping[str, object]) -> LoopSettings:
    """Return the settings that a version stores; what it does not choose is as it comes.

    Form: `{"stage_limits": {"stage_accept": [30, "work_minute"]},
    "merged": {"desk_shift_head": "desk_acceptor"}, "key_limits": [{"matter": "07001",
    "key": [2, "work_hour"], "other": [4, "work_hour"], "counts_from": "report"}], "rebound_days": 30}`.

    Raises:
        BadSettings: an unknown name, unit or desk, or a number out of bounds.
    """
    unknown = chosen.keys() - {one.name for one in fields(LoopSettings)}
    if unknown:
        raise BadSettings(min(unknown), "setting_unknown")
    read = {name: _read(name, value) for name, value in chosen.items()}
    found = replace(LoopSettings(), **read)  # type: ignore[arg-type]  # each reader gives its field's type
    if not 1 <= found.meeting_day <= _DAY_MOST:
        raise BadSettings("meeting_day", "setting_number")
    return found


def _read(name: str, value: object) -> object:
    try:
        return _value(name, value)
    except BadSettings:
        raise
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        raise BadSettings(name, "setting_unreadable") from error


def _value(name: str, value: object) -> object:
    if name in _NUMBERS:
        return _number(name, value)
    return _composed(name, value)


def _composed(name: str, value: object) -> object:
    if name in {"stage_limits", "quick_limits"}:
        base = _STAGES if name == "stage_limits" else _QUICK
        own = {Stage(stage): _limit(limit) for stage, limit in dict(value).items()}  # type: ignore[call-overload]  # checked by dict()
        return MappingProxyType({**base, **own})
    if name in {"order_limits", "order_points"}:
        return _by_level(name, value)
    reader = _READERS.get(name)
    return reader(value) if reader else bool(value)


def _merged(value: object) -> object:
    return MappingProxyType({Desk(desk): Desk(into) for desk, into in dict(value).items()})  # type: ignore[call-overload]  # checked by dict()


def _by_level(name: str, value: object) -> object:
    told = {SupervisionLevel(level): one for level, one in dict(value).items()}  # type: ignore[call-overload]  # checked by dict()
    if name == "order_limits":
        limits = {level: _limit(one) for level, one in told.items()}
        return MappingProxyType({**_ORDER_LIMITS, **limits})
    points = {level: _number(name, one) for level, one in told.items()}
    return MappingProxyType({**_ORDER_POINTS, **points})


def _sign(value: object) -> str:
    if not isinstance(value, str) or len(value.strip()) > _SIGN_MOST:
        raise BadSettings("paper_sign", "setting_unreadable")
    return value.strip()


_SIGN_MOST = 8


def _number(name: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _MOST:
        raise BadSettings(name, "setting_number")
    return value


def _limit(value: object) -> Limit:
    amount, unit = list(value)  # type: ignore[call-overload]  # checked by list()
    if isinstance(amount, bool) or not isinstance(amount, int) or not 1 <= amount <= _MOST:
        raise BadSettings("limit", "setting_number")
    return Limit(amount, TimeUnit(unit))


def _key_limit(stored: Mapping[str, object]) -> KeyLimit:
    return KeyLimit(
        matter=str(stored["matter"]),
        key=_limit(stored["key"]),
        other=_limit(stored["other"]),
        counts_from=CountsFrom(str(stored.get("counts_from", CountsFrom.DISPATCH.value))),
    )


_READERS: Mapping[str, Callable[[object], object]] = MappingProxyType(
    {
        "handle_limit": _limit,
        "key_limits": lambda value: tuple(_key_limit(one) for one in list(value)),  # type: ignore[call-overload]  # checked by list()
        "merged": _merged,
        "verified_channels": lambda value: frozenset(Channel(one) for one in list(value)),  # type: ignore[call-overload]  # as above
        "paper_sign": _sign,
    }
)
