"""The catalogue of sentences: every refusal's code, said in the reader's language.

Each app keeps its own codes in `<app>/sentences.toml`: a table per code with `zh` and `en`, whose
placeholders are the arguments of the error.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from math import ceil
from pathlib import Path

from django.apps import apps

from xiuhua.shared.errors import CityError, TooManyRequests
from xiuhua.web.words import word


@dataclass(frozen=True)
class Sentence:
    """One sentence in both languages."""

    zh: str
    en: str


def sentences_in(path: Path) -> dict[str, Sentence]:
    """Return the sentences of one file."""
    with path.open("rb") as file:
        return {code: Sentence(**texts) for code, texts in tomllib.load(file).items()}


_MINUTE_S = 60
_LONG_WAIT_S = 2 * _MINUTE_S


@cache
def catalogue() -> dict[str, Sentence]:
    """Return the sentences of every installed app.

    Raises:
        ValueError: two apps use the same code.
    """
    found: dict[str, Sentence] = {}
    for config in apps.get_app_configs():
        path = Path(config.path) / "sentences.toml"
        fresh = sentences_in(path) if path.is_file() else {}
        if doubled := found.keys() & fresh.keys():
            raise ValueError(f"{path} says again what another app says: {sorted(doubled)}")
        found |= fresh
    return found


def sentence(code: str, language: str, /, **arguments: object) -> str:
    """Return the sentence of a code with its arguments filled in; one of them may itself be called `code`."""
    both = catalogue()[code]
    return (both.zh if language.startswith("zh") else both.en).format(**arguments)


def error_sentence(error: CityError, language: str) -> str:
    """Return what a refusal says to a reader; acts and states are said in words."""
    arguments = {name: _in_words(value, language) for name, value in error.arguments.items()}
    if isinstance(error, TooManyRequests):
        arguments["seconds"] = wait_words(int(str(error.arguments["seconds"])), language)
    return sentence(error.code, language, **arguments)


def wait_words(seconds: int, language: str) -> str:
    """Return how long somebody has to wait: 60 分钟, 60 minutes; in seconds below two minutes."""
    is_long = seconds >= _LONG_WAIT_S
    amount = ceil(seconds / _MINUTE_S) if is_long else seconds
    if language.startswith("zh"):
        return f"{amount} {'分钟' if is_long else '秒'}"
    unit = "minute" if is_long else "second"
    return f"{amount} {unit}{'' if amount == 1 else 's'}"


def field_sentences(error: CityError, language: str) -> dict[str, str]:
    """Return what a refusal says beside each field."""
    return {name: sentence(code, language, **error.arguments) for name, code in error.fields.items()}


def _in_words(value: object, language: str) -> object:
    return word(value, language) if isinstance(value, str) else value
