"""Commands and interlocks as people read them.

Source:
    own choice, because who throws a switch must recognise it in one line.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from xiuhua.sensing.rules.commanding.interlocks import Interlock, Looked
from xiuhua.sensing.rules.commanding.orders import (
    HOURS,
    LASTS,
    LEAST_LASTS_MS,
    LIVE,
    MOST_SPEED,
    MOVE,
    ON,
    PRESET,
    SECONDS,
    SPEED,
    TEXT,
)
from xiuhua.sensing.rules.conditions.words import SeriesWords, condition_words, plain
from xiuhua.sensing.rules.quantities import quantity_words
from xiuhua.sensing.terms.commands import CommandKind, LiveAct, Move

_LONGEST_TEXT_SAID = 40


def command_said(kind: CommandKind, name: str, parameters: Mapping[str, object], language: str) -> str:
    """Return a command in one line: pump 1: on."""
    say = _SAID.get(kind)
    colon = "：" if language.startswith("zh") else ": "
    return f"{name}{colon}{say(parameters, language)}" if say is not None else name


def _text_said(parameters: Mapping[str, object], _language: str) -> str:
    text = str(parameters.get(TEXT, ""))
    return f"{text[:_LONGEST_TEXT_SAID]}{'…' if len(text) > _LONGEST_TEXT_SAID else ''}"


def _hours_said(parameters: Mapping[str, object], language: str) -> str:
    hours = parameters.get(HOURS)
    return f"最近 {hours} 小时" if language.startswith("zh") else f"the last {hours} h"


def _move_said(parameters: Mapping[str, object], language: str) -> str:
    move = Move(str(parameters.get(MOVE)))
    said = move.label(language)
    if move is Move.PRESET:
        return f"{said} {parameters.get(PRESET)}"
    if move is Move.STOP:
        return said
    return f"{said} · {parameters.get(SPEED, MOST_SPEED)} % · {_seconds(parameters)} s"


def _seconds(parameters: Mapping[str, object]) -> str:
    return plain(int(str(parameters.get(LASTS, LEAST_LASTS_MS))) / 1000)


def switch_said(*, on: bool, language: str) -> str:
    """Return which way a switch goes."""
    if language.startswith("zh"):
        return "开启" if on else "关闭"
    return "on" if on else "off"


_SAID: Mapping[CommandKind, Callable[[Mapping[str, object], str], str]] = {
    CommandKind.SWITCH: lambda told, language: switch_said(on=told.get(ON) is True, language=language),
    CommandKind.INTERVAL: lambda told, _language: f"{told.get(SECONDS)} s",
    CommandKind.TEXT: _text_said,
    CommandKind.PTZ: _move_said,
    CommandKind.LIVE: lambda told, language: LiveAct(str(told.get(LIVE))).label(language),
    CommandKind.RECORDINGS: _hours_said,
}


def interlock_said(interlock: Interlock, language: str, own_device_id: int) -> str:
    """Return an interlock as a sentence without its full stop; other devices are named."""
    return condition_words(interlock.when, language, _series(interlock, own_device_id))


def _series(interlock: Interlock, own_device_id: int) -> dict[str, SeriesWords]:
    found = {}
    for name, source in interlock.series.items():
        words = quantity_words(source.quantity)
        is_own = source.device_id == own_device_id
        zh = words.zh if is_own else f"{source.name}的{words.zh}"
        en = words.en if is_own else f"{words.en} of {source.name}"
        found[name] = SeriesWords(zh=zh, en=en, unit=words.unit)
    return found


def reading_said(looked: Looked, interlock: Interlock, language: str) -> str:
    """Return the reading that an interlock looks at first, without its time; empty where none ever came."""
    if looked.reading is None:
        return ""
    source = interlock.series[looked.series]
    words = quantity_words(source.quantity)
    name = words.zh if language.startswith("zh") else words.en
    unit = f" {looked.reading.unit}" if looked.reading.unit else ""
    return f"{source.name} · {name} {plain(looked.reading.value)}{unit}"
