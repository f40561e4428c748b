"""What a text is found by: the terms of a search column, and of the question put to it.

Chinese is written without spaces, so a run of it is cut into every pair of neighbours: `路灯损坏` becomes
路灯, 灯损, 损坏. The last character stands alone as well, so that a question of one character, asked as a
prefix, meets every place where that character is written. Latin words and numbers stay whole.

Short names are also found by pinyin initials, as a Chinese keyboard teaches: bllj finds 暴露垃圾.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from itertools import islice, product

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


def search_lexemes(text: str) -> str:
    """Return the search column of a text, as PostgreSQL reads a `tsvector`: for rows written many at once.

    Every term is one lexeme, as with `to_tsvector('simple', …)`, only without places, which no search asks.
    """
    return " ".join(f"'{term}'" for term in dict.fromkeys(search_terms(text)))


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


# The 3,755 common characters of GB 2312 stand in the order of their pinyin, so the first code of each letter
# says the initial of all that follow it. No syllable begins with i, u or v.
_FIRST_CODES = (
    (0xB0A1, "a"), (0xB0C5, "b"), (0xB2C1, "c"), (0xB4EE, "d"), (0xB6EA, "e"), (0xB7A2, "f"), (0xB8C1, "g"),
    (0xB9FE, "h"), (0xBBF7, "j"), (0xBFA6, "k"), (0xC0AC, "l"), (0xC2E8, "m"), (0xC4C3, "n"), (0xC5B6, "o"),
    (0xC5BE, "p"), (0xC6DA, "q"), (0xC8BB, "r"), (0xC8F6, "s"), (0xCBFA, "t"), (0xCDDA, "w"), (0xCEF4, "x"),
    (0xD1B9, "y"), (0xD4D1, "z"),
)  # fmt: skip
_CODES = [code for code, _letter in _FIRST_CODES]
_LAST_CODE = 0xD7F9
# Rarer characters stand in the order of their radicals: those that names of ours use, by hand.
_RARE = {"匾": "b", "箅": "b"}
# Characters read in two ways: the second initial.
_READ_TWICE = {
    "调": "t",
    "行": "h",
    "重": "c",
    "长": "z",
    "乐": "y",
    "传": "z",
    "藏": "z",
    "朝": "c",
    "会": "k",
}
_MOST_READINGS = 8


def initials(text: str) -> tuple[str, ...]:
    """Return the pinyin initials of a text, `bllj` for 暴露垃圾; several where a character is read twice.

    Latin letters and digits stay themselves; what has no known initial is left out.

    Source:
        GB/T 2312-1980, level 1: ordered by pinyin; the first code of each letter was read off its table.
    """
    letters = [found for sign in unicodedata.normalize("NFKC", text).casefold() if (found := _readings(sign))]
    return tuple("".join(reading) for reading in islice(product(*letters), _MOST_READINGS))


def initial_terms(text: str) -> list[str]:
    """Return the terms under which a short name is found by its initials, from any of its characters on."""
    readings = (reading for reading in initials(text) if len(reading) > 1)
    return list(dict.fromkeys(word[place:] for word in readings for place in range(len(word) - 1)))


def _readings(sign: str) -> str:
    """Return every initial of one character; empty for signs and for characters that are not known."""
    if sign.isascii():
        return sign if sign.isalnum() else ""
    code = int.from_bytes(sign.encode("gb18030"))
    if not _CODES[0] <= code <= _LAST_CODE:
        return _RARE.get(sign, "")
    letter = _FIRST_CODES[bisect_right(_CODES, code) - 1][1]
    return letter + _READ_TWICE.get(sign, "").replace(letter, "")
