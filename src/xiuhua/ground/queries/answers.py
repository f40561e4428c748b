"""How an answer to "who answers here" reads: one sentence, for pages and programs of every app."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils.timezone import localtime

from xiuhua.ground.rules.duties import Answer
from xiuhua.web.printing import instant_words
from xiuhua.web.sentences import sentence
from xiuhua.web.words import word


def answer_sentence(answer: Answer, *, at: datetime, language: str) -> str:
    """Return an answer as one sentence: on what ground, where, and who, in whose place."""
    said = answer.arguments
    matter = said.get("item") or said.get("matter") or said.get("class") or ""
    return sentence(
        answer.reason,
        language,
        who=_who(answer, at=at, language=language),
        area=said.get("area", ""),
        level=word(answer.level, language),
        matter=_in_brackets(matter, language),
    )


def _in_brackets(matter: str, language: str) -> str:
    if not matter:
        return ""
    return f"（{matter}）" if language.startswith("zh") else f" ({matter})"


def _who(answer: Answer, *, at: datetime, language: str) -> str:
    return sentence(
        _how(answer),
        language,
        person=answer.person,
        unit=answer.unit,
        instead_of=answer.instead_of,
        lapse=word(answer.lapse, language),
        away=word(answer.away_kind, language),
        until=_until_words(answer.away_until, at=at, language=language) if answer.away_until else "",
    )


def _until_words(until: datetime, *, at: datetime, language: str) -> str:
    """Return the end of an absence; one that ends at midnight names the last whole day instead."""
    local, now = localtime(until), localtime(at)
    if local.time() != time.min:
        return instant_words(local, now=now, language=language)
    last = (local - timedelta(seconds=1)).replace(hour=0, minute=0, second=0)
    day, _space, _clock = instant_words(last, now=now, language=language).rpartition(" ")
    return day or ("今天" if language.startswith("zh") else "today")


def _how(answer: Answer) -> str:
    """Return the code of how whoever answers is said."""
    if answer.unit_retired:
        return "answer_who_retired"
    if not answer.person:
        return "answer_who_lapse" if answer.lapse else "answer_who_unit"
    if not answer.instead_of:
        return "answer_who_person"
    if not answer.away_kind:
        return "answer_who_stand_in_open"
    return "answer_who_stand_in_until" if answer.away_until else "answer_who_stand_in"
