"""What a text is found by: the terms of a search column, and of the question put to it.

Chinese is written without spaces, so a run of it is cut into every pair of neighbours: `路灯损坏` becomes
路灯, 灯损, 损坏. The last character stands alone as well, so that a question of one character, asked as a
prefix, meets every place where that character is written. Latin words and numbers stay whole.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

# Han with its extensions, kana, hangul, 〇 and 々: all are written without spaces between words.
_CJK = r"\u3005\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\U00020000-\U0003ffff"
_RUN = re.compile(rf"(?P<cjk>[{_CJK}]+)|(?P<word>(?:(?![{_CJK}])[^\W_])+)")
_LONGEST_TERM = 60  # nobody types more; a tsvector lexeme may hold 2,046 bytes
_MOST_TERMS = 32  # a longer question is cut: each term is one more index probe


def search_terms(text: str) -> list[str]:
    """Return the terms under which a text is found, in the order of the text, with repeats.

    The terms hold nothing that PostgreSQL's text parser would split, so `to_tsvector('simple', …)` over their
    join keeps each as one lexeme.
    """
    return [term for run, is_cjk in _runs(text) for term in (_pairs(run, alone=True) if is_cjk else [run])]


def search_question(text: str) -> str:
    """Return a question in the syntax of `tsquery`: every term must be met; empty where the text holds none.

    A single Chinese character, and the last Latin word or number, are asked as prefixes: the person may still
    be typing. Every term is quoted, so nothing typed can change the question.
    """
    asked: list[str] = []
    runs = list(_runs(text))
    for place, (run, is_cjk) in enumerate(runs):
        if is_cjk and len(run) > 1:
            asked += [f"'{pair}'" for pair in _pairs(run, alone=False)]
        else:
            asked.append(f"'{run}'" + (":*" if is_cjk or place == len(runs) - 1 else ""))
    return " & ".join(dict.fromkeys(asked[:_MOST_TERMS]))


def _runs(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the unbroken stretches of a text, full-width and upper-case forms made plain."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    for found in _RUN.finditer(plain):
        is_cjk = found.lastgroup == "cjk"
        yield (found.group() if is_cjk else found.group()[:_LONGEST_TERM]), is_cjk


def _pairs(run: str, *, alone: bool) -> list[str]:
    pairs = [run[place : place + 2] for place in range(len(run) - 1)]
    return [*pairs, run[-1]] if alone or not pairs else pairs
