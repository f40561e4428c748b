"""What a city may choose about orders: limits and targets, with defaults, and how a choice is stored.

Source:
    the targets from R-14 (response 100 %, resolution at least 96 %, satisfaction at least 95 %). R-14 says
    及时 and 第一时间 without figures, so every limit is own choice: they lie within what published rules of
    cities allow, which run from two working hours for signing to five working days for an ordinary reply and
    one for a question. A deadline that the platform above names stands in place of ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from xiuhua.ground.rules.limits import MOST, Limit
from xiuhua.ground.terms.calendars import TimeUnit
from xiuhua.orders.terms.orders import OrderKind

LIMITS = ("sign", "contact", "pass_on", "send_back", "reply", "reply_consult")
NUMBERS = ("sample_least", "response_percent", "resolution_percent", "satisfaction_percent")
_PERCENT = 100
_TWO_HOURS, _FOUR_HOURS = Limit(2, TimeUnit.WORK_HOUR), Limit(4, TimeUnit.WORK_HOUR)
_ONE_DAY, _FIVE_DAYS = Limit(1, TimeUnit.WORK_DAY), Limit(5, TimeUnit.WORK_DAY)


@dataclass(frozen=True, kw_only=True)
class OrderSettings:
    """What holds in an area. Every limit counts from when the order came in.

    Args:
        sign, contact, pass_on: 签收, the first call to the citizen, 下派.
        send_back: until when 退单 may be asked for.
        reply: 办结回复; `reply_consult` where the citizen only asks something.
        sample_least: with fewer records behind it a rate is printed with the word “small sample”.
        response_percent, resolution_percent, satisfaction_percent: the targets of R-14.
    """

    sign: Limit = _TWO_HOURS
    contact: Limit = _FOUR_HOURS
    pass_on: Limit = _ONE_DAY
    send_back: Limit = _ONE_DAY
    reply: Limit = _FIVE_DAYS
    reply_consult: Limit = _ONE_DAY
    sample_least: int = 30
    response_percent: int = 100
    resolution_percent: int = 96
    satisfaction_percent: int = 95

    def reply_for(self, kind: OrderKind) -> Limit:
        """Return the limit of the reply for a kind of order."""
        return self.reply_consult if kind is OrderKind.CONSULT else self.reply


class BadOrderSettings(ValueError):
    """Settings cannot be used; `field` names which, `code` says why."""

    def __init__(self, name: str, code: str) -> None:
        super().__init__(f"{name}: {code}")
        self.field = name
        self.code = code


def order_settings_read(chosen: Mapping[str, object]) -> OrderSettings:
    """Return the settings that a version stores: `{"sign": [2, "work_hour"], "sample_least": 30}`.

    Raises:
        BadOrderSettings: an unknown name or unit, or a number out of bounds.
    """
    unknown = chosen.keys() - {one.name for one in fields(OrderSettings)}
    if unknown:
        raise BadOrderSettings(min(unknown), "order_setting_unknown")
    read = {name: _value(name, value) for name, value in chosen.items()}
    return replace(OrderSettings(), **read)  # type: ignore[arg-type]  # _value gives each field its type


def _value(name: str, value: object) -> Limit | int:
    if name in LIMITS:
        return _limit(name, value)
    most = MOST if name == "sample_least" else _PERCENT
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
        raise BadOrderSettings(name, "order_setting_number")
    return value


def _limit(name: str, value: object) -> Limit:
    try:
        amount, unit = list(value)  # type: ignore[call-overload]  # anything else raises here
        if isinstance(amount, bool) or not isinstance(amount, int) or not 1 <= amount <= MOST:
            raise BadOrderSettings(name, "order_setting_number")
        return Limit(amount, TimeUnit(unit))
    except (TypeError, ValueError) as error:
        if isinstance(error, BadOrderSettings):
            raise
        raise BadOrderSettings(name, "order_setting_limit") from error
