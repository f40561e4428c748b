"""Briefings as the API gives them."""

from __future__ import annotations

from datetime import datetime

from ninja import Schema

from xiuhua.briefings.models import Briefing
from xiuhua.briefings.queries.briefings import blocks_standing
from xiuhua.briefings.queries.documents import briefing_figures, figure_address
from xiuhua.briefings.rules.laying import Numbered
from xiuhua.briefings.terms import BriefingKind, BriefingState


class BriefingOut(Schema):
    """A briefing in a list. `gaps`: places that a person still has to write."""

    id: int
    kind: str
    kind_name: str
    template: str
    area: str
    period: str
    state: str
    state_name: str
    title: str
    number: str
    gaps: int
    as_of: datetime | None
    changed_at: datetime
    sent_at: datetime | None


class BriefingFigureOut(Schema):
    """A figure that a briefing prints.

    `number` is that of its note and of its row in the appendix; `records` the page of the records behind it,
    as of `as_of`, empty where none opens; `note` says all of it in words.
    """

    number: int
    key: str
    name: str
    printed: str
    value: float | None
    unit: str
    numerator: int | None
    denominator: int | None
    area: str
    group: str
    group_name: str
    period: str
    formula: str
    source_row: str
    why: str
    as_of: datetime | None
    records: str
    note: str


class BriefingBlockOut(Schema):
    """A paragraph, table, chart or gap as it stands; marks stand in brackets in `text`."""

    key: str
    kind: str
    text: str
    caption: str
    headings: list[str]
    rows: list[list[str]]


class BriefingFullOut(BriefingOut):
    """A briefing with what it says and every figure in it."""

    blocks: list[BriefingBlockOut]
    figures: list[BriefingFigureOut]


def briefing_out(one: Briefing, language: str) -> BriefingOut:
    """Return a briefing as a list gives it."""
    return BriefingOut.model_validate(_told(one, language))


def briefing_full(one: Briefing, language: str) -> BriefingFullOut:
    """Return a briefing with its text and figures."""
    blocks = [
        BriefingBlockOut(
            key=each.written.key, kind=each.block.kind.value, text=each.block.text,
            caption=each.block.caption, headings=list(each.block.headings),
            rows=[[part.text for part in row] for row in each.block.rows],
        )
        for each in blocks_standing(one)
        if not each.is_left_out
    ]  # fmt: skip
    figures = [_figure(each, one) for each in briefing_figures(one)]
    return BriefingFullOut.model_validate({**_told(one, language), "blocks": blocks, "figures": figures})


def _told(one: Briefing, language: str) -> dict[str, object]:
    return {
        "id": one.pk, "kind": one.kind, "kind_name": BriefingKind(one.kind).label(language),
        "template": one.template, "area": one.area_code, "period": one.period, "state": one.state,
        "state_name": BriefingState(one.state).label(language), "title": one.title, "number": one.number,
        "gaps": one.gaps, "as_of": one.as_of, "changed_at": one.changed_at, "sent_at": one.sent_at,
    }  # fmt: skip


def _figure(each: Numbered, briefing: Briefing) -> BriefingFigureOut:
    one = each.figure
    return BriefingFigureOut(
        number=each.number, key=one.key, name=one.name, printed=one.printed, value=one.value, unit=one.unit,
        numerator=one.numerator, denominator=one.denominator, area=one.area, group=one.group,
        group_name=one.group_label if one.group else "", period=one.period, formula=one.formula,
        source_row=one.source_row, why=one.why,
        as_of=datetime.fromisoformat(one.as_of) if one.as_of else briefing.as_of,
        records=figure_address(one, briefing.as_of), note=f"{each.note.text}{each.note.anchor_text}",
    )  # fmt: skip
