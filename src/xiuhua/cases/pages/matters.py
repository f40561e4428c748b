"""Suggested matters on pages: the card of a case, what its forms begin with, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from xiuhua.cases.models import Case, MatterSuggestion
from xiuhua.cases.queries.matters import MatterFound, matters_suggested
from xiuhua.cases.terms import CaseState
from xiuhua.web.errors import language
from xiuhua.web.parts import Section

_JUDGED = frozenset({CaseState.REPORTED, CaseState.VERIFYING, CaseState.FILING})


@dataclass(frozen=True, kw_only=True)
class MatterLine:
    """A matter that a text may speak of, as a page prints it."""

    name: str
    value: str
    percent: int
    why: str
    url: str = ""


def found_lines(found: Sequence[MatterFound]) -> list[MatterLine]:
    """Return matters as a form offers them: `value` is what stands in its field once chosen."""
    return [
        MatterLine(
            name=one.zh if language().startswith("zh") or not one.en else one.en,
            value=f"{one.code} {one.zh}", percent=round(100 * one.confidence),
            why=_why(one.words, one.model_number),
        )
        for one in found
    ]  # fmt: skip


def matter_section(case: Case, *, may_accept: str) -> Section | None:
    """Return the card of suggested matters, while somebody still judges what a case is about."""
    if CaseState(case.state) not in _JUDGED:
        return None
    lines = [
        _line(case, row, may_accept) for row in matters_suggested(case.pk) if row.item_id != case.item_id
    ]
    if not lines:
        return None
    note = _("instead of %(matter)s") % {"matter": case.item.zh} if case.item else ""
    return Section(
        title=_("Suggested matter"), template="cases/matters.html", context=lines, note=note, leads=True
    )


def _line(case: Case, row: MatterSuggestion, may_accept: str) -> MatterLine:
    slug = may_accept.removeprefix("case.").replace("_", "-")
    url = f"{reverse(f'cases:act-{slug}', args=(case.pk,))}?matter={row.item.code}" if may_accept else ""
    return MatterLine(
        name=row.item.zh if language().startswith("zh") or not row.item.en else row.item.en,
        value=f"{row.item.code} {row.item.zh}", percent=round(100 * row.confidence), why=_said(row), url=url,
    )  # fmt: skip


def matter_offered(case: Case, chosen: str) -> str:
    """Return what the matter's field begins with: what was chosen, what the case has, what is likeliest."""
    if not chosen and case.item is not None:
        return case.item.zh
    rows = matters_suggested(case.pk)
    picked = next((row for row in rows if row.item.code == chosen), rows[0] if rows else None)
    return f"{picked.item.code} {picked.item.zh}" if picked else (case.item.zh if case.item else "")


def matter_why(case: Case) -> str:
    """Return why a matter stands in the form that nobody has named; empty where somebody has."""
    if case.item is not None:
        return ""
    return next((_said(row) for row in matters_suggested(case.pk)), "")


def _said(row: MatterSuggestion) -> str:
    return _why(row.words, row.model.number if row.model else None)


def _why(words: Sequence[str], model: int | None) -> str:
    """Return why a matter is suggested: the words that spoke, and who weighed them."""
    said = _(", ").join(f"“{word}”" for word in words)
    if model is None:
        return _("By the words of catalogue and handbook: %(words)s") % {"words": said}
    return _("By past cases, model %(number)s: %(words)s") % {"number": model, "words": said}
