"""What the launcher says, in the language of the terminal."""

from __future__ import annotations

import os
import tomllib
from functools import cache
from pathlib import Path

SENTENCES = Path(__file__).with_name("sentences.toml")


class Refused(Exception):
    """The launcher cannot go on; the code's sentence says why and what to do."""

    def __init__(self, code: str, **arguments: object) -> None:
        self.code = code
        self.arguments = arguments
        super().__init__(f"{code} {arguments}")

    def __str__(self) -> str:
        return say(self.code, **self.arguments)


@cache
def _sentences() -> dict[str, dict[str, str]]:
    return tomllib.loads(SENTENCES.read_text(encoding="utf-8"))


def language() -> str:
    """Return zh where the terminal speaks Chinese, else en."""
    told = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "zh" if told.lower().startswith("zh") else "en"


def say(code: str, **arguments: object) -> str:
    """Return the sentence of a code in the terminal's language."""
    return _sentences()[code][language()].format(**arguments)
