"""A briefing as a document: its blocks as they stand, its charts, its appendix."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localtime

from xiuhua.briefings.models import Briefing
from xiuhua.briefings.queries.briefings import blocks_standing, charts_of
from xiuhua.briefings.queries.facts import instant_said
from xiuhua.briefings.rules.laying import Numbered, Setting, document_of, figures_numbered, organs_read
from xiuhua.briefings.rules.templates import TEMPLATES
from xiuhua.briefings.rules.written import WrittenBlock, WrittenFigure, figures_read
from xiuhua.ground.models import Unit
from xiuhua.ground.queries.areas import area_names
from xiuhua.ground.terms.people import UnitKind
from xiuhua.papers.rules.documents import Document


def organ_of(area: str) -> str:
    """Return whose name stands over what an area issues: its bureau, the area itself where it has none."""
    bureaus = Unit.objects.filter(area_code=area, kind=UnitKind.BUREAU.value).order_by("code")
    return bureaus.values_list("name", flat=True).first() or area_names([area]).get(area, "")


def addressee_of(template: str, area: str) -> str:
    """Return to whom a paper of a template goes; empty for nobody by name."""
    found = TEMPLATES.get(template)
    if found is None or not found.addressee:
        return ""
    return found.addressee.format(area=area_names([area]).get(area, area))


def instant_read(told: str) -> str:
    """Return an instant that a figure keeps as papers print it."""
    return instant_said(datetime.fromisoformat(told))


def briefing_document(
    briefing: Briefing,
    *,
    chart_address: Callable[[int], str] | None = None,
    address: Callable[[WrittenFigure], str] | None = None,
) -> Document:
    """Return a briefing as an official document.

    Args:
        briefing: drafted.
        chart_address: where a page finds a chart by its number; without it the pictures are taken in.
        address: where the records behind a figure are; without it, as a file says it.
    """
    blocks = _blocks(briefing)
    charts: dict[int, tuple[bytes, str]] = {}
    if chart_address is None:
        charts = {number: (png, "") for number, png in charts_of(briefing).items()}
    else:
        charts = {one.chart: (b"", chart_address(one.chart)) for one in blocks if one.chart}
    return document_of(blocks, figures_read(briefing.figures), charts, _setting(briefing, address))


def briefing_figures(briefing: Briefing) -> list[Numbered]:
    """Return the figures that a briefing prints, numbered and noted as its document has them."""
    return figures_numbered(_blocks(briefing), figures_read(briefing.figures), _setting(briefing, None))


def _blocks(briefing: Briefing) -> list[WrittenBlock]:
    return [one.block for one in blocks_standing(briefing) if not one.is_left_out]


def _setting(briefing: Briefing, address: Callable[[WrittenFigure], str] | None) -> Setting:
    return Setting(
        title=briefing.title, organ=briefing.issuer or organ_of(briefing.area_code), number=briefing.number,
        issuer=briefing.issuer, dated=_day(briefing.signed_at),
        addressee=addressee_of(briefing.template, briefing.area_code),
        as_of=instant_said(briefing.as_of) if briefing.as_of else "",
        sent_on=_day(briefing.sent_at), copied_to=organs_read(briefing.copied_to),
        address=address or (lambda one: figure_link(one, briefing.as_of)), instant=instant_read,
    )  # fmt: skip


def _day(at: datetime | None) -> str:
    here = localtime(at) if at else None
    return f"{here.year}年{here.month}月{here.day}日" if here else ""


def figure_address(figure: WrittenFigure, as_of: datetime | None) -> str:
    """Return where the records behind a figure are, as of the instant it was counted; empty for nowhere.

    Args:
        figure: which.
        as_of: the instant of the draft that prints it.
    """
    if figure.numerator is None or not figure.is_whole or not figure.is_opened:
        return ""
    instant = figure.as_of or (as_of.isoformat() if as_of else "")
    if not instant:
        return ""
    told = {"area": figure.area, "as_of": instant, "period": figure.period}
    query = urlencode(told) + (f"&{figure.narrowed}" if figure.narrowed else "")
    return f"{reverse('evaluation:figure-records', args=(figure.key,))}?{query}"


def figure_link(figure: WrittenFigure, as_of: datetime | None) -> str:
    """Return that as a file says it, with where this installation is; empty where nobody has said where."""
    found = figure_address(figure, as_of)
    return f"{settings.PUBLIC_ADDRESS.rstrip('/')}{found}" if found and settings.PUBLIC_ADDRESS else ""
