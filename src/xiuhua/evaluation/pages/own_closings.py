"""Closed months as a contractor reads them: its own lines, nobody else's."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localtime

from xiuhua.evaluation.models import MonthClosing
from xiuhua.evaluation.queries import own_closings as queries
from xiuhua.evaluation.queries.asking import indicator_get
from xiuhua.evaluation.queries.listings import codes_stood_for
from xiuhua.evaluation.queries.own_closings import OwnLine
from xiuhua.evaluation.rules.closing import COUNTS, PAIRS
from xiuhua.evaluation.terms.closings import ClosingState, LineAbout, LineState
from xiuhua.evaluation.terms.contests import ListingAct
from xiuhua.scenekit.words import said
from xiuhua.shared.clock import now
from xiuhua.shared.errors import NotFound
from xiuhua.web import seams
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import ListColumn, area, moment, tag_of, term, text
from xiuhua.web.pages.filters import Filter, TermFilter
from xiuhua.web.pages.lists import ListPage
from xiuhua.web.pages.objects import ObjectPage
from xiuhua.web.parts import Cell, Section, Tag

MENU = "own-closings"
_MONTH, _STATE = said(zh="统计月", en="Month"), said(zh="进度", en="State")


def _area_cell(one: MonthClosing) -> Cell:
    return Cell(text=seams.area_names([one.area_code]).get(one.area_code, one.area_code))


class OwnClosingListPage(ListPage[MonthClosing]):
    """The closed months that name the reader's unit, the latest first."""

    key = "own-closings"
    kind = "month_closing"
    menu = MENU
    act = ListingAct.OWN.value
    title = said(zh="我的月度考核", en="My closed months")
    sort = "-since"
    area_field = ""
    columns = (
        text("period", _MONTH, primary=True, locked=True),
        ListColumn(key="area", label=said(zh="区域", en="Area"), cell=_area_cell),
        term("state", _STATE, ClosingState),
        moment("since", said(zh="起", en="From"), sort="since", drop=1),
        moment("final", said(zh="定稿", en="Final"), of="final_at"),
    )
    filters: ClassVar[Sequence[Filter]] = (TermFilter(name="state", label=_STATE, vocabulary=ClosingState),)
    comes_from = said(
        zh="统计月冻结后，有你单位案件的月份列在这里。",
        en="A month stands here once it is frozen and your unit had cases in it.",
    )

    def records(self) -> QuerySet[MonthClosing]:
        """Return the closings that name the reader's unit."""
        return queries.closings_naming(queries.units_of(codes_stood_for(self.actor.user_id, at=now())))

    def row_url(self, record: MonthClosing) -> str:
        """Return the page of the reader's lines."""
        return reverse("evaluation:own-closing", args=(record.pk,))


class OwnClosingPage(ObjectPage[MonthClosing]):
    """One closed month: what it says of the reader's unit, and which cases are held against it."""

    kind = "month_closing"
    menu = MENU
    act = ListingAct.OWN.value
    list_url_name = "evaluation:own-closings"
    facts_beside = True
    facts = (
        area("area", said(zh="区域", en="Area")),
        moment("since", said(zh="起", en="From")),
        moment("until", said(zh="止", en="Until")),
        moment("objections", said(zh="申诉截止", en="Objections until"), of="objections_until"),
        moment("final", said(zh="定稿", en="Final"), of="final_at"),
    )

    @cached_property
    def _units(self) -> dict[str, int]:
        return queries.units_of(codes_stood_for(self.actor.user_id, at=now()))

    def permit(self) -> None:
        """Refuse whoever stands for no firm: which months are theirs, `load` looks at."""
        self.record = self.load()
        seams.require(self.actor, self.act)

    def load(self) -> MonthClosing:
        """Return a closing that names the reader's unit.

        Raises:
            NotFound: there is none, or it names others only.
        """
        wanted = self.kwargs["closing_id"]
        found = queries.closings_naming(self._units).filter(pk=wanted).first()
        if found is None:
            raise NotFound(kind="month_closing", key=wanted)
        return found

    def heading(self) -> str:
        """Return which month it is."""
        return f"{_area_cell(self.record).text} · {self.record.period}"

    def state(self) -> Tag:
        """Return how far it has come."""
        return tag_of(ClosingState(self.record.state))

    def sections(self) -> Sequence[Section]:
        """Return each line of the reader's, with what is held against it."""
        lines = queries.own_lines(self.record, self._units, user_id=self.actor.user_id, at=now())
        note = str(said(zh="第 {} 版，截至 {:%Y-%m-%d %H:%M}", en="Vintage {}, as of {:%Y-%m-%d %H:%M}"))
        held = str(said(zh="被扣案件", en="Cases held against it"))
        return tuple(
            Section(
                title=title, template="evaluation/called.html", leads=True, context={"called": told},
                note=note.format(line.vintage.number, localtime(line.vintage.as_of)),
            )
            for line in lines
            for title, told in ((line.unit, _figures(line)), (f"{held} · {line.unit}", _held(line)))
        )  # fmt: skip


def _figures(line: OwnLine) -> list[str]:
    here, colon = language(), str(said(zh="：", en=": "))
    counts = [f"{indicator_get(key).title(here)}{colon}{line.figures[key][0] or 0}" for key in COUNTS]
    words = said(zh="{title}：原始 {raw} · 考核 {assessed}", en="{title}: raw {raw} · assessed {assessed}")
    return counts + [
        str(words).format(
            title=indicator_get(raw).title(here), raw=_rate(line, raw), assessed=_rate(line, assessed)
        )
        for raw, assessed in PAIRS
    ]


def _rate(line: OwnLine, key: str) -> str:
    number, over = line.figures[key]
    if number is None or not over:
        return str(said(zh="无数据", en="no data"))
    return f"{100 * number / over:.1f}% ({number}/{over})"


def _held(line: OwnLine) -> list[str]:
    here = language()
    found = [
        " · ".join(
            (
                one.case.number, LineAbout(one.about).label(here),
                *((LineState(one.objection.state).label(here),) if one.objection else ()),
            )
        )
        for one in line.held
    ]  # fmt: skip
    return found or [str(said(zh="没有被扣案件。", en="No case is held against it."))]
