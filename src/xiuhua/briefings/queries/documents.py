"""A briefing as a document: its blocks as they stand, its charts, its appendix."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.timezone import localtime

from xiuhua.briefings.models import Briefing
from xiuhua.briefings.queries.briefings import blocks_standing, charts_of
from xiuhua.briefings.queries.facts import instant_said
from xiuhua.briefings.rules.laying import Setting, document_of
from xiuhua.briefings.rules.written import WrittenFigure, figures_read
from xiuhua.ground.models import Unit
from xiuhua.ground.queries.areas import area_names
from xiuhua.ground.terms.people import UnitKind
from xiuhua.papers.rules.documents import Document


def organ_of(area: str) -> str:
    """Return whose name stands over what an area issues: its bureau, the area itself where it has none."""
    bureaus = Unit.objects.filter(area_code=area, kind=UnitKind.BUREAU.value).order_by("code")
    return bureaus.values_list("name", flat=True).first() or area_names([area]).get(area, "")


def briefing_document(
    briefing: Briefing,
    *,
    chart_address: Callable[[int], str] | None = None,
    figure_address: Callable[[WrittenFigure], str] | None = None,
) -> Document:
    """Return a briefing as an official document.

    Args:
        briefing: drafted.
        chart_address: where a page finds a chart by its number; without it the pictures are taken in.
        figure_address: where the records behind a figure are; without it nothing is linked.
    """
    charts: dict[int, tuple[bytes, str]] = {}
    if chart_address is None:
        charts = {number: (png, "") for number, png in charts_of(briefing).items()}
    else:
        charts = {
            one.written.chart: (b"", chart_address(one.written.chart))
            for one in blocks_standing(briefing)
            if one.written.chart
        }
    signed = localtime(briefing.signed_at) if briefing.signed_at else None
    organ = briefing.issuer or organ_of(briefing.area_code)
    setting = Setting(
        title=briefing.title, organ=organ, number=briefing.number, issuer=briefing.issuer,
        dated=f"{signed.year}年{signed.month}月{signed.day}日" if signed else "", addressee="",
        as_of=instant_said(briefing.as_of) if briefing.as_of else "", address=figure_address,
    )  # fmt: skip
    blocks = [one.block for one in blocks_standing(briefing) if not one.is_left_out]
    return document_of(blocks, figures_read(briefing.figures), charts, setting)
