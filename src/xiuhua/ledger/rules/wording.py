"""The ledger's own sentences, for commands that run without the web.

Source:
    own choice, because an offline check runs where neither the web nor its catalogue is.
"""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

from xiuhua.ledger.rules.proofs import Check


@cache
def _catalogue() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(files("xiuhua.ledger").joinpath("sentences.toml").read_text(encoding="utf-8"))


def sentence(code: str, arguments: Mapping[str, object], *, language: str) -> str:
    """Return the sentence of a code in Chinese (`zh…`, `C`, empty: every language but English) or English."""
    return _catalogue()[code]["en" if language.startswith("en") else "zh"].format_map(arguments)


def check_lines(check: Check, *, language: str) -> Iterator[str]:
    """Yield what a person reads about the offline check of a proof, one sentence a line."""
    if check.problem:
        yield sentence(check.problem, {"suite": "sm"}, language=language)
        return
    for verdict in check.verdicts:
        mark = {True: "✓", False: "✗", None: "?"}[verdict.good]
        yield f"{mark} {sentence(verdict.code, verdict.arguments, language=language)}"
    yield sentence(f"ledger_proof_{'bad' if check.exit_code else 'good'}", {}, language=language)
