"""What can be wrong with a rule as somebody wrote it: each fault with its place and its two sentences.

Source:
    own choice, because a rule is written by people and by programs, and both mend it by being told where.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from xiuhua.sensing.codecs.faults import Detail, Fault


class RuleFault(Fault):
    """A fault of a rule. `{names}` are filled from the details."""

    NOT_AN_OBJECT = "not_an_object", "这里应是一个对象。", "An object is expected here."
    NOT_A_LIST = "not_a_list", "这里应是一个列表。", "A list is expected here."
    UNKNOWN_KIND = "unknown_kind", "没有“{kind}”这种条件。", "There is no condition of the kind “{kind}”."
    UNKNOWN_WORD = (
        "unknown_word",
        "“{word}”不能用在这里；可用：{known}。",
        "“{word}” cannot be used here; use one of: {known}.",
    )
    UNKNOWN_KEY = "unknown_key", "这里没有“{key}”这一项。", "“{key}” has no meaning here."
    MISSING = "missing", "缺少“{key}”。", "“{key}” is missing."
    NOT_TEXT = "not_text", "这里应是不空的文字。", "A text is expected here, and it must not be empty."
    NOT_A_NUMBER = "not_a_number", "这里应是一个有限的数。", "A finite number is expected here."
    NOT_POSITIVE = "not_positive", "这里应大于 0。", "This must be greater than 0."
    NEGATIVE = "negative", "这里不能小于 0。", "This must not be less than 0."
    NOT_WHOLE = (
        "not_whole",
        "这里应是 1 到 {most} 的整数。",
        "A whole number from 1 to {most} is expected here.",
    )
    TOO_LONG = "too_long", "最长 {most} 天。", "At most {most} days."
    EMPTY = "empty", "至少要有一项。", "At least one is needed."
    TOO_MANY = "too_many", "最多 {most} 项。", "At most {most} are possible."
    TOO_DEEP = "too_deep", "条件嵌套不能超过 {most} 层。", "Conditions nest at most {most} deep."
    NOT_HOURS = (
        "not_hours",
        "“{text}”不是时段，应写成 22:00-06:00。",
        "“{text}” is no span of hours; write it like 22:00-06:00.",
    )
    NOT_A_DAY = (
        "not_a_day",
        "“{text}”不是月日，应写成 11-01。",
        "“{text}” is no day of the year; write it like 11-01.",
    )
    NOT_A_WEEKDAY = (
        "not_a_weekday",
        "星期应是 1 到 7，1 为星期一。",
        "Weekdays are 1 to 7; 1 is Monday.",
    )
    UNKNOWN_SERIES = (
        "unknown_series",
        "条件用到“{name}”，但规则没有说明它是哪个量。",
        "The condition speaks of “{name}”, but the rule does not say which quantity that is.",
    )
    UNUSED_SERIES = "unused_series", "没有条件用到“{name}”。", "No condition speaks of “{name}”."
    SAME_SEVERITY = (
        "same_severity",
        "“{severity}”级出现了两次。",
        "The severity “{severity}” stands there twice.",
    )
    SEVERITY_ORDER = "severity_order", "各级应由轻到重排列。", "Severities go from mild to grave."
    NOT_RISING = "not_rising", "各次时间应由短到长。", "These times go from short to long."
    NOT_A_SWITCH = "not_a_switch", "这里应是 true 或 false。", "True or false is expected here."
    NO_PROFILE_NUMBER = (
        "no_profile_number",
        "该区域的参数表里没有“{name}”。",
        "The profile of the area has no number “{name}”.",
    )
    UNUSED_PROFILE = (
        "unused_profile",
        "没有条件用到参数“{name}”。",
        "No condition uses the number “{name}”.",
    )
    PROFILE_DEFAULT = (
        "profile_default",
        "参数“{name}”缺少各区域通用、全天有效的一行。",
        "The number “{name}” lacks a row for everywhere and the whole day.",
    )
    PROFILE_OVERLAP = (
        "profile_overlap",
        "参数“{name}”在同一区域、同一时段有两个值：{area} {hours}。",
        "The number “{name}” has two values for the same area at the same hours: {area} {hours}.",
    )
    WATCHES_BOTH = (
        "watches_both",
        "逐个挑选设备时，不能再按归属、型号或标签限定。",
        "Devices picked by hand cannot be narrowed by what they belong to, by model or by tag as well.",
    )
    NOT_A_DEVICE = "not_a_device", "这里应是设备的内部编号。", "The id of a device is expected here."
    NO_CALENDAR = (
        "no_calendar",
        "条件有时段，但该区域没有工作日历。",
        "The condition has a schedule, but the area has no calendar.",
    )


@dataclass(frozen=True, slots=True)
class Found:
    """A fault, and where in the rule it stands: `levels[0].when.limit`."""

    fault: RuleFault
    where: str
    details: Mapping[str, Detail] = field(default_factory=dict)

    def sentence(self, language: str) -> str:
        """Return what is wrong, in a language: Chinese for every `zh…`, else English."""
        return (self.fault.zh if language.startswith("zh") else self.fault.en).format(**self.details)


class BadRule(ValueError):
    """A rule cannot be used; `faults` says all that is wrong, in the order of the rule."""

    def __init__(self, faults: tuple[Found, ...]) -> None:
        self.faults = faults
        super().__init__("; ".join(f"{one.where}: {one.fault.value} {dict(one.details)}" for one in faults))
