"""A city's choices as a person types them in a form, and as a version stores them.

Source:
    own choice, because limits are written as the handbook writes them (`ground.rules.limits`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from xiuhua.cases.rules.settings import BadSettings, KeyLimit, LoopSettings
from xiuhua.cases.terms.clocks import CountsFrom
from xiuhua.cases.terms.reports import Channel
from xiuhua.cases.terms.states import Desk, Stage
from xiuhua.cases.terms.supervision import SupervisionLevel
from xiuhua.ground.rules.limits import Limit, limit_read, limit_text

NUMBERS = (
    *("duplicate_m", "duplicate_hours", "rebound_m", "rebound_days", "danger_hours", "extensions_most"),
    *("defers_most", "defer_days_most", "rework_escalates", "escalate_minutes", "meeting_day"),
    *("remind_minutes", "order_late_points"),
    *("appeal_days", "appeal_review_days", "look_back_m"),
)
DESKS = tuple(desk for desk in Desk if desk is not Desk.SYSTEM)
_KEY_WORDS = 3
_PARTED = re.compile(r"[;；]")
_COUNTS_FROM = {word: one for one in CountsFrom for word in (one.value, one.zh, one.en)}


def typed(settings: LoopSettings, language: str = "zh-hans") -> dict[str, Any]:  # values of several types
    """Return settings as the form shows them, limits and lines in the words of a language."""
    stages, quick = settings.stage_limits.items(), settings.quick_limits.items()
    return {
        **{stage.value: limit_text(limit, language) for stage, limit in stages},
        **{f"quick_{stage.value}": limit_text(limit, language) for stage, limit in quick},
        **{f"merged_{desk.value}": settings.merged.get(desk, "") for desk in DESKS},
        **{name: getattr(settings, name) for name in NUMBERS},
        "handle_limit": limit_text(settings.handle_limit, language),
        "key_limits": "\n".join(_key_line(one, language) for one in settings.key_limits),
        **{f"verified_{channel.value}": channel in settings.verified_channels for channel in Channel},
        **{level.value: limit_text(limit, language) for level, limit in settings.order_limits.items()},
        **{f"points_{level.value}": points for level, points in settings.order_points.items()},
        "paper_sign": settings.paper_sign,
        "extend_late": settings.extend_late,
        "rebound_raised": settings.rebound_raised,
    }


def chosen(form: Mapping[str, Any]) -> dict[str, Any]:  # as above
    """Return what a filled-in form chooses, in the form that a version stores.

    Raises:
        BadSettings: a limit or a line cannot be read; `field` names the form's field.
    """
    return {
        "stage_limits": _limits(form, ""),
        "quick_limits": _limits(form, "quick_"),
        "handle_limit": _limit("handle_limit", form["handle_limit"]),
        "key_limits": [_key_limit(line) for line in str(form["key_limits"]).splitlines() if line.strip()],
        "merged": _merged(form),
        "verified_channels": [one.value for one in Channel if form.get(f"verified_{one.value}")],
        "extend_late": bool(form["extend_late"]),
        "rebound_raised": bool(form["rebound_raised"]),
        **{name: form[name] for name in NUMBERS},
        "order_limits": {one.value: _limit(one.value, form[one.value]) for one in SupervisionLevel},
        "order_points": {one.value: form[f"points_{one.value}"] for one in SupervisionLevel},
        "paper_sign": str(form.get("paper_sign") or "").strip(),
    }


def _limits(form: Mapping[str, Any], prefix: str) -> dict[str, list[object]]:  # as above
    names = {stage: f"{prefix}{stage.value}" for stage in Stage}
    return {
        stage.value: _limit(name, form[name])
        for stage, name in names.items()
        if str(form.get(name) or "").strip()
    }


def _limit(name: str, text: object) -> list[object]:
    try:
        found = limit_read(str(text))
    except ValueError as error:
        raise BadSettings(name, "case_limit_wrong") from error
    if not isinstance(found, Limit):
        raise BadSettings(name, "case_limit_wrong")
    return [found.amount, found.unit.value]


def _key_line(one: KeyLimit, language: str) -> str:
    limits = (limit_text(one.key, language), limit_text(one.other, language))
    words = (one.matter, *(limit.replace("\u00a0", " ") for limit in limits), one.counts_from.label(language))
    return ("；" if language.startswith("zh") else "; ").join(words)


def _key_limit(line: str) -> dict[str, object]:
    """Read a line in either language: `07001; 2 working hours; 4 working hours; from dispatch`.

    Spaces part its words where no semicolon does.
    """
    parted = [word.strip() for word in _PARTED.split(line)]
    words = parted if len(parted) > 1 else line.split()
    if len(words) < _KEY_WORDS:
        raise BadSettings("key_limits", "key_limit_unreadable")
    said = words[_KEY_WORDS] if len(words) > _KEY_WORDS else CountsFrom.DISPATCH.value
    if said not in _COUNTS_FROM:
        raise BadSettings("key_limits", "key_limit_unreadable")
    return {
        "matter": words[0],
        "key": _limit("key_limits", words[1]),
        "other": _limit("key_limits", words[2]),
        "counts_from": _COUNTS_FROM[said].value,
    }


def _merged(form: Mapping[str, Any]) -> dict[str, str]:  # as above
    """Return whose desk is worked by whom; a desk is never merged into itself."""
    wanted = {desk: str(form.get(f"merged_{desk.value}") or "") for desk in DESKS}
    return {desk.value: into for desk, into in wanted.items() if into and into != desk.value}
