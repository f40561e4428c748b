"""What a warning looks for in the stories of cases, and what it says when it finds it.

Source:
    the mechanism is the register's R-59 and S-163 (廉政监督模块, 廉情预警: edited case, repeated waivers,
    discretion off the norm, late closure). Every number is our own choice, because the report prints none:
    each can be changed in a new version of its rule. A warning accuses nobody: it says what a person should
    look at, and the share that proved true stands beside each rule.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from xiuhua.cases.terms import CaseAct
from xiuhua.ground.terms.calendars import TimeUnit
from xiuhua.oversight.terms.warnings import WarningState
from xiuhua.shared.geometry import distance_m

_HOUR_S = 60 * 60
CORRECTIONS = frozenset({CaseAct.EXEMPT, CaseAct.REDO, CaseAct.IMPORT_UNDO})
"""What changes a closed case, or its score, afterwards."""
WAIVERS = frozenset(
    {
        *(CaseAct.EXEMPT, CaseAct.DEFER_GRANT, CaseAct.EXTEND_GRANT, CaseAct.SHELVE_GRANT),
        *(CaseAct.VOID_GRANT, CaseAct.FORCE_GRANT, CaseAct.INFORM_GRANT),
    }
)
"""By what somebody lets a unit off, for a while or for good."""
AT_A_POST = frozenset({CaseAct.FEED_BACK, CaseAct.CHECK_PASS, CaseAct.CLOSE})
"""What ends the clock of whoever does it."""
LOOKED_AT = CORRECTIONS | WAIVERS | AT_A_POST

OPEN = (WarningState.RAISED, WarningState.TAKEN, WarningState.CHECKED)
"""The states in which a warning has not come to its end."""


@dataclass(frozen=True, kw_only=True)
class Shot:
    """A photo that came with a deed: the digest of its content, and when and where it says it was taken.

    `place` is WGS84, degrees, longitude first.
    """

    sha256: str
    taken_at: datetime | None = None
    place: tuple[float, float] | None = None


@dataclass(frozen=True, kw_only=True)
class Deed:
    """One act on a case, as the rules see it.

    Args:
        move_id: the move.
        case_id, case_number: on which case.
        actor: who, as the ledger names them; a person is the same under each of their tokens.
        desk: at which post; empty where none is known.
        unit_id, premises_id: which unit had the case, and where it is about; None where there is none.
        closed_at: when the case had been closed before; None where it stood open.
        left_s: how many seconds its clock had left; negative where it was late, None where none ran.
        reported_at: when the case was reported.
        limit, given: how much time its case has by the norm, and how much a grant has added: amount and unit
            of time; None where there is none.
        place: where the case is, WGS84, degrees, longitude first; None where nobody knows.
    """

    move_id: int
    case_id: int
    case_number: str
    act: CaseAct
    actor: str
    at: datetime
    reported_at: datetime
    area_code: str = ""
    desk: str = ""
    unit_id: int | None = None
    premises_id: int | None = None
    closed_at: datetime | None = None
    left_s: float | None = None
    shots: tuple[Shot, ...] = ()
    limit: tuple[int, str] | None = None
    given: tuple[int, str] | None = None
    place: tuple[float, float] | None = None

    @property
    def by_person(self) -> bool:
        """Whether somebody did it, and not the platform by itself."""
        return not self.actor.startswith("system:")


@dataclass(frozen=True, kw_only=True)
class Found:
    """Something that a rule found: of whom or what, by which deeds, and what its sentence mentions."""

    subject: str
    evidence: tuple[Deed, ...]
    arguments: Mapping[str, int | str]

    @property
    def actors(self) -> frozenset[str]:
        """Whose deeds they are."""
        return frozenset(deed.actor for deed in self.evidence if deed.by_person)


Parameters = Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """A number of a rule: its name, what it means, what it is until somebody changes it, and its bounds."""

    key: str
    zh: str
    en: str
    default: int
    least: int
    most: int

    def label(self, language: str) -> str:
        """Return what it means."""
        return self.zh if language.startswith("zh") else self.en


@dataclass(frozen=True, kw_only=True)
class WarningRule:
    """One rule: what it is called, what it looks for, with which numbers, and what it says.

    Args:
        said_zh, said_en: the sentence of a finding; it may mention the parameters and the arguments.
        look: returns what it finds in some deeds; None where the rule is not about cases.
    """

    key: str
    zh: str
    en: str
    looks_zh: str
    looks_en: str
    said_zh: str
    said_en: str
    parameters: tuple[Parameter, ...]
    look: Callable[[Sequence[Deed], Parameters], Iterator[Found]] | None = None

    @property
    def counts(self) -> bool:
        """Whether it counts how often something was done: what was judged before is not counted again."""
        return any(one.key == "times" for one in self.parameters)

    def name(self, language: str) -> str:
        """Return what it is called."""
        return self.zh if language.startswith("zh") else self.en

    def looks_for(self, language: str) -> str:
        """Return what it looks for, as a line of its own."""
        return (
            self.looks_zh if language.startswith("zh") else f"{self.looks_en[:1].upper()}{self.looks_en[1:]}"
        )

    def sentence(self, language: str, mentions: Mapping[str, int | str]) -> str:
        """Return what it says of a finding; `mentions` are parameters and arguments."""
        said = self.said_zh if language.startswith("zh") else self.said_en
        return said.format(**mentions)

    def defaults(self) -> dict[str, int]:
        """Return its numbers as they are until somebody changes them."""
        return {one.key: one.default for one in self.parameters}


def parameters_faults(rule: WarningRule, told: Parameters) -> dict[str, str]:
    """Return by parameter the code of what is wrong: `oversight_parameter_wrong`."""
    return {
        one.key: "oversight_parameter_wrong"
        for one in rule.parameters
        if not one.least <= told.get(one.key, one.default) <= one.most
    }


def edited_after_close(deeds: Sequence[Deed], told: Parameters) -> Iterator[Found]:
    """Find cases that were corrected more than `free_hours` after they were closed.

    Exactly `free_hours` after is not found: what is noticed soon is a slip.
    """
    free = timedelta(hours=told["free_hours"])
    by_case: dict[int, list[Deed]] = defaultdict(list)
    for deed in deeds:
        late = deed.closed_at is not None and deed.at - deed.closed_at > free
        if deed.act in CORRECTIONS and deed.by_person and late:
            by_case[deed.case_id].append(deed)
    for case_id, found in by_case.items():
        first = found[0]
        closed = first.closed_at or first.at
        hours = int((first.at - closed).total_seconds() // _HOUR_S)
        yield Found(
            subject=f"case:{case_id}", evidence=tuple(found),
            arguments={"case": first.case_number, "hours": hours, "count": len(found)},
        )  # fmt: skip


def repeated_waivers(deeds: Sequence[Deed], told: Parameters) -> Iterator[Found]:
    """Find people who let the same unit, or the same premises, off at least `times` within `days`."""
    given: dict[str, list[Deed]] = defaultdict(list)
    for deed in deeds:
        if deed.act in WAIVERS and deed.by_person:
            if deed.unit_id is not None:
                given[f"{deed.actor}>unit:{deed.unit_id}"].append(deed)
            if deed.premises_id is not None:
                given[f"{deed.actor}>premises:{deed.premises_id}"].append(deed)
    yield from _repeated(given, told)


def last_seconds(deeds: Sequence[Deed], told: Parameters) -> Iterator[Found]:
    """Find people who, at one post, end their clock with at most `seconds` left, `times` within `days`."""
    done: dict[str, list[Deed]] = defaultdict(list)
    for deed in deeds:
        close = deed.left_s is not None and 0 <= deed.left_s <= told["seconds"]
        if deed.act in AT_A_POST and deed.by_person and close:
            done[f"{deed.actor}@{deed.desk or deed.act.value}"].append(deed)
    yield from _repeated(done, told)


def off_the_norm(deeds: Sequence[Deed], told: Parameters) -> Iterator[Found]:
    """Find extensions longer than `percent` of the limit that the case has by the norm.

    Exactly `percent` is not found. Amounts of different units of time are not compared.
    """
    for deed in deeds:
        if deed.act is not CaseAct.EXTEND_GRANT or deed.limit is None or deed.given is None:
            continue
        (norm, unit), (given, given_unit) = deed.limit, deed.given
        if unit == given_unit and given * 100 > norm * told["percent"]:
            yield Found(
                subject=f"extension:{deed.move_id}", evidence=(deed,),
                arguments={
                    "case": deed.case_number, "given": given, "norm": norm,
                    "unit_zh": TimeUnit(unit).zh, "unit_en": TimeUnit(unit).en,
                },
            )  # fmt: skip


def photo_twice(deeds: Sequence[Deed], told: Parameters) -> Iterator[Found]:
    """Find photos that came with what was done about two cases or more, within `days` of the first."""
    shown: dict[str, list[Deed]] = defaultdict(list)
    for deed in sorted(deeds, key=lambda deed: (deed.at, deed.move_id)):
        if deed.act is CaseAct.FEED_BACK:
            for sha256 in dict.fromkeys(shot.sha256 for shot in deed.shots):
                shown[sha256].append(deed)
    span = timedelta(days=told["days"])
    for sha256, found in shown.items():
        within = {deed.case_id: deed for deed in reversed(found) if deed.at - found[0].at <= span}
        first, *others = sorted(within.values(), key=lambda deed: (deed.at, deed.move_id))
        if others:
            yield Found(
                subject=f"photo:{sha256}", evidence=(first, *others),
                arguments={"first": first.case_number, "second": others[-1].case_number},
            )  # fmt: skip


def old_photo(deeds: Sequence[Deed], told: Parameters) -> Iterator[Found]:
    """Find feedback whose photo says it was taken more than `minutes` before its case was reported."""
    free = timedelta(minutes=told["minutes"])
    for deed in deeds:
        if deed.act is not CaseAct.FEED_BACK:
            continue
        taken = min((shot.taken_at for shot in deed.shots if shot.taken_at is not None), default=None)
        if taken is not None and deed.reported_at - taken > free:
            hours = int((deed.reported_at - taken).total_seconds() // _HOUR_S)
            yield Found(
                subject=f"case:{deed.case_id}", evidence=(deed,),
                arguments={"case": deed.case_number, "hours": hours},
            )  # fmt: skip


def photo_elsewhere(deeds: Sequence[Deed], told: Parameters) -> Iterator[Found]:
    """Find feedback none of whose photos that say where they were taken is within `metres` of its case.

    Exactly `metres` away is not found. A photo that says nothing of its place says nothing here.
    """
    for deed in deeds:
        if deed.act is not CaseAct.FEED_BACK or deed.place is None:
            continue
        apart = [distance_m(*deed.place, *shot.place) for shot in deed.shots if shot.place is not None]
        if apart and min(apart) > told["metres"]:
            yield Found(
                subject=f"place:{deed.move_id}", evidence=(deed,),
                arguments={"case": deed.case_number, "apart_m": int(min(apart))},
            )  # fmt: skip


def _repeated(by_subject: Mapping[str, Sequence[Deed]], told: Parameters) -> Iterator[Found]:
    """Yield for each subject the first deeds of which there are `times` within `days`."""
    span = timedelta(days=told["days"])
    for subject, deeds in by_subject.items():
        ordered = sorted(deeds, key=lambda deed: (deed.at, deed.move_id))
        for first in range(len(ordered) - told["times"] + 1):
            within = [deed for deed in ordered[first:] if deed.at - ordered[first].at <= span]
            if len(within) >= told["times"]:
                yield Found(subject=subject, evidence=tuple(within), arguments={"count": len(within)})
                break


_DAYS = Parameter(key="days", zh="观察天数", en="Days looked at", default=30, least=1, most=366)

RULES: tuple[WarningRule, ...] = (
    WarningRule(
        key="edited_after_close", zh="结案后改动", en="Changed after it was closed",
        looks_zh="案件结案一段时间后又被免责、重办或撤销导入",
        looks_en="a case is exempted, opened again or taken out some time after it was closed",
        said_zh="{case} 结案 {hours} 小时后被改动 {count} 次（规则：超过 {free_hours} 小时）。",
        said_en="{case} was changed {count} times, {hours} hours after it was closed "
        "(the rule: more than {free_hours}).",
        parameters=(
            Parameter(key="free_hours", zh="结案后多少小时内不算", en="Hours that are free", default=24,
                      least=0, most=8_760),
        ),
        look=edited_after_close,
    ),
    WarningRule(
        key="repeated_waivers", zh="反复放行", en="Let off again and again",
        looks_zh="同一人对同一单位或同一场所反复批准缓办、延期、挂账、作废、强制结案或免责",
        looks_en="one person defers, extends, shelves, voids, closes by order or exempts again and again "
        "for one unit or one place",
        said_zh="同一人对同一对象 {days} 天内放行 {count} 次（规则：{times} 次及以上）。",
        said_en="One person let the same one off {count} times within {days} days (the rule: {times}).",
        parameters=(
            _DAYS, Parameter(key="times", zh="次数", en="How often", default=3, least=2, most=100),
        ),
        look=repeated_waivers,
    ),
    WarningRule(
        key="last_seconds", zh="压线办结", en="Seconds before the deadline",
        looks_zh="同一人在同一岗位多次在时限截止前几十秒内反馈、核查或结案",
        looks_en="one person at one post feeds back, checks or closes seconds before the deadline, "
        "again and again",
        said_zh="同一岗位 {days} 天内 {count} 次在截止前 {seconds} 秒内办结（规则：{times} 次及以上）。",
        said_en="At one post the clock was ended with at most {seconds} seconds left {count} times within "
        "{days} days (the rule: {times}).",
        parameters=(
            _DAYS, Parameter(key="times", zh="次数", en="How often", default=5, least=2, most=100),
            Parameter(key="seconds", zh="截止前秒数", en="Seconds before the deadline", default=60, least=1,
                      most=3_600),
        ),
        look=last_seconds,
    ),
    WarningRule(
        key="photo_twice", zh="一照两用", en="One photo, two cases",
        looks_zh="同一张照片用于两件案件的处置反馈",
        looks_en="the same photo shows what was done about two cases",
        said_zh="{first} 和 {second} 的处置反馈用了同一张照片。",
        said_en="The feedback of {first} and of {second} shows the same photo.",
        parameters=(Parameter(key="days", zh="相隔天数", en="Days apart", default=365, least=1, most=3_660),),
        look=photo_twice,
    ),
    WarningRule(
        key="old_photo", zh="旧照充数", en="A photo older than the case",
        looks_zh="处置反馈的照片拍摄于案件上报之前",
        looks_en="the photo of what was done was taken before the case was reported",
        said_zh="{case} 处置反馈的照片拍摄于上报前 {hours} 小时（规则：早于上报 {minutes} 分钟以上）。",
        said_en="The feedback of {case} shows a photo taken {hours} hours before the report "
        "(the rule: more than {minutes} minutes).",
        parameters=(
            Parameter(key="minutes", zh="允许的分钟数", en="Minutes that are free", default=30, least=0,
                      most=10_080),
        ),
        look=old_photo,
    ),
    WarningRule(
        key="photo_elsewhere", zh="影像不在现场", en="Taken somewhere else",
        looks_zh="处置反馈的影像（照片、执法记录仪截图）拍摄地点离案件位置过远",
        looks_en="the footage of what was done was taken too far from where the case is",
        said_zh="{case} 处置反馈的影像拍摄于 {apart_m} 米外（规则：超过 {metres} 米）。",
        said_en="The feedback of {case} shows footage taken {apart_m} metres away (the rule: more than "
        "{metres}).",
        parameters=(
            Parameter(key="metres", zh="允许的距离（米）", en="Metres that are free", default=500, least=10,
                      most=100_000),
        ),
        look=photo_elsewhere,
    ),
    WarningRule(
        key="off_the_norm", zh="裁量超出常规", en="Discretion off the norm",
        looks_zh="批准的延期超过案件本来时限的一定比例",
        looks_en="an extension is longer than a share of the limit that the case has by the handbook",
        said_zh="{case} 获延期 {given} {unit_zh}，而手册时限为 {norm} {unit_zh}"
        "（规则：超过时限的 {percent}%）。",
        said_en="{case} was given {given} {unit_en} more where the handbook gives {norm} (the rule: more "
        "than {percent} per cent of it).",
        parameters=(
            Parameter(key="percent", zh="延期占时限的百分比", en="Share of the limit, per cent", default=100,
                      least=1, most=10_000),
        ),
        look=off_the_norm,
    ),
    WarningRule(
        key="small_work_split", zh="小额工程拆分", en="A work split in parts",
        looks_zh="同一单位与同一施工方在一段时间内签订多项小额工程，合计达到限额",
        looks_en="one unit gives one contractor several small works, together at or above the line",
        said_zh="{count} 项工程 {days} 天内合计 {total_yuan} 元，达到限额 {line_yuan} 元：{names}。",
        said_en="{count} works within {days} days come to {total_yuan} yuan, at or above the line of "
        "{line_yuan} yuan: {names}.",
        parameters=(
            Parameter(key="line_yuan", zh="小额工程限额（元）", en="Line of small works, yuan",
                      default=4_000_000, least=1, most=1_000_000_000),
            Parameter(key="days", zh="观察天数", en="Days looked at", default=90, least=1, most=3_660),
        ),
    ),
)  # fmt: skip
RULE_OF: Mapping[str, WarningRule] = {rule.key: rule for rule in RULES}


def looked_back_days(told: Mapping[str, Parameters]) -> int:
    """Return how many days of somebody's deeds the rules need that count how often they did something."""
    counting = (found["days"] for key, found in told.items() if RULE_OF[key].look and "times" in found)
    return max(counting, default=1)


def hurried_s(told: Mapping[str, Parameters]) -> int:
    """Return how many seconds before a deadline somebody is in a hurry; -1 where no rule asks."""
    return max((found["seconds"] for found in told.values() if "seconds" in found), default=-1)
