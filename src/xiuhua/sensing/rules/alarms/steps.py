"""The steps of an alarm: what happened, by which version of the rule, on which readings; and in words.

Source:
    own choice, because whoever is called at night asks first why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from xiuhua.sensing.rules.alarms.definitions import Level, Rule
from xiuhua.sensing.rules.alarms.profiles import usual_of
from xiuhua.sensing.rules.conditions.kinds import Condition
from xiuhua.sensing.rules.conditions.words import (
    SeriesWords,
    Wording,
    duration_words,
    plain,
    spaced,
    words_of,
)
from xiuhua.sensing.terms.alarms import AlarmState, Health, Severity, StepKind
from xiuhua.sensing.terms.doubts import flags_of_bits

_NAMES_LEVEL = {StepKind.RAISED, StepKind.SEVERITY_UP, StepKind.SEVERITY_DOWN, StepKind.FIRING_AGAIN}


@dataclass(frozen=True, slots=True)
class Seen:
    """A reading as a step saw it; its value is None where the device sent no number."""

    series: str
    at: float
    value: float | None
    flags: int


@dataclass(frozen=True, kw_only=True, slots=True)
class AlarmStep:
    """One step of an alarm.

    Args:
        at: seconds since 1970.
        number: which alarm of this rule and subject, from 1.
        severity: of the alarm after this step; of what ended, where it cleared.
        level: which level of the rule speaks for it; None where none does.
        since: since when that level's condition has been true without a break.
        escalation: how often it has been escalated.
        by: who acknowledged it; empty for everything that happens by itself.
        readings: the latest one of each series, in the order of the rule, `at` or older.
    """

    at: float
    kind: StepKind
    number: int
    rule_key: str
    rule_version: int
    subject: str
    state: AlarmState
    severity: Severity
    health: Health
    level: int | None = None
    since: float | None = None
    escalation: int = 0
    by: str = ""
    readings: tuple[Seen, ...] = ()


def rule_words(rule: Rule, language: str, series: Mapping[str, SeriesWords] | None = None) -> tuple[str, ...]:
    """Return a rule in sentences, one a level."""
    wording = _wording(rule, language, series)
    return tuple(level_words(level, wording) for level in rule.levels)


def _wording(rule: Rule, language: str, series: Mapping[str, SeriesWords] | None) -> Wording:
    return Wording(
        language=language, series=series or {},
        usual={name: usual_of(rows) for name, rows in rule.profiles.items()},
    )  # fmt: skip


def level_words(level: Level, wording: Wording) -> str:
    """Return a level of a rule as a sentence."""
    said = [wording.pick(f"{level.severity.zh}：", f"{level.severity.en}: "), _when(level, wording)]
    if level.clear is not None or level.clear_after_s:
        said.append(_until(level, wording))
    return "".join([*said, wording.pick("。", ".")])


def _when(level: Level, wording: Wording) -> str:
    return _for(words_of(level.when, wording), level.after_s, wording)


def _until(level: Level, wording: Wording) -> str:
    duration = duration_words(level.clear_after_s, wording)
    if level.clear is None:
        return wording.pick(f"；不再如此满 {duration}解除", f"; over when no longer so for {duration}")
    text = _for(words_of(level.clear, wording), level.clear_after_s, wording)
    return wording.pick(f"；{spaced(text)}解除", f"; over when {text}")


def _for(text: str, seconds: float, wording: Wording) -> str:
    if not seconds:
        return text
    duration = duration_words(seconds, wording)
    return wording.pick(f"{text}，满 {duration}", f"{text}, for {duration}")


def step_words(
    step: AlarmStep,
    rule: Rule,
    language: str,
    zone: tzinfo = UTC,
    series: Mapping[str, SeriesWords] | None = None,
) -> str:
    """Return a step in words: what, why by which version of the rule, on which readings."""
    wording = _wording(rule, language, series)
    why, readings = _reasons(step, rule, wording, zone)
    said = [_what(step, wording), *why, _by_which(step, wording), *readings]
    return wording.pick("。", ". ").join(said) + wording.pick("。", ".")


def step_reasons(
    step: AlarmStep,
    rule: Rule,
    language: str,
    zone: tzinfo = UTC,
    series: Mapping[str, SeriesWords] | None = None,
) -> str:
    """Return why a step was taken and on which readings, where what and by which rule is said already."""
    wording = _wording(rule, language, series)
    why, readings = _reasons(step, rule, wording, zone)
    said = wording.pick("。", ". ").join([*why, *readings])
    return said + wording.pick("。", ".") if said else ""


def _reasons(
    step: AlarmStep, rule: Rule, wording: Wording, zone: tzinfo
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    names = step.kind in _NAMES_LEVEL and step.level is not None
    why = (_why(rule.levels[step.level or 0].when, step, wording, zone),) if names else ()
    told = wording.pick("读数：", "Readings: ") + _readings(step, wording, zone)
    return why, (told,) if step.readings else ()


def _what(step: AlarmStep, wording: Wording) -> str:
    kind, severity = step.kind.label(wording.language), step.severity.label(wording.language)
    more = {
        StepKind.HEALTH: step.health.label(wording.language),
        StepKind.ACKNOWLEDGED: step.by,
        StepKind.ESCALATED: wording.pick(f"第 {step.escalation} 次", f"no. {step.escalation}"),
    }.get(step.kind, "")
    return f"{kind}{wording.pick('，', ', ')}{severity}" + (
        wording.pick(f"：{more}", f": {more}") if more else ""
    )


def _why(condition: Condition, step: AlarmStep, wording: Wording, zone: tzinfo) -> str:
    text = words_of(condition, wording)
    if step.since is None or step.since == step.at:
        return text
    since = _clock(step.since, zone)
    return wording.pick(f"{text}，自 {since} 起", f"{text}, since {since}")


def _by_which(step: AlarmStep, wording: Wording) -> str:
    return wording.pick(
        f"规则 {step.rule_key} 第 {step.rule_version} 版",
        f"Rule {step.rule_key}, version {step.rule_version}",
    )


def _readings(step: AlarmStep, wording: Wording, zone: tzinfo) -> str:
    return wording.pick("；", "; ").join(_reading(seen, wording, zone) for seen in step.readings)


def _reading(seen: Seen, wording: Wording, zone: tzinfo) -> str:
    value = "—" if seen.value is None else f"{plain(seen.value)}{wording.unit(seen.series)}"
    flags = wording.pick("、", ", ").join(flag.label(wording.language) for flag in flags_of_bits(seen.flags))
    doubt = wording.pick(f"（{flags}）", f" ({flags})") if flags else ""
    return f"{wording.name(seen.series)} {value}{doubt} {wording.pick('于', 'at')} {_clock(seen.at, zone)}"


def _clock(at: float, zone: tzinfo) -> str:
    return f"{datetime.fromtimestamp(at, UTC).astimezone(zone):%Y-%m-%d %H:%M:%S}"
