"""Closings of statistical months on the screen: the list, one month with its vintages, its lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.timezone import localtime

from xiuhua.evaluation.forms.closings import AdvanceForm, ClosingRuleForm, FreezeForm
from xiuhua.evaluation.models import ClosingRule, MonthClosing, Vintage
from xiuhua.evaluation.queries import closings as queries
from xiuhua.evaluation.queries.asking import indicator_get
from xiuhua.evaluation.queries.closings import HeldLine, Told
from xiuhua.evaluation.queries.scanning import CODE_LENGTHS
from xiuhua.evaluation.rules.closing import COUNTS, PAIRS, Bands, band_of
from xiuhua.evaluation.services.closings import (
    NewRule,
    closing_advance,
    closing_rule_publish,
    month_freeze,
)
from xiuhua.evaluation.terms import SplitBy
from xiuhua.evaluation.terms.closings import (
    ChangeWhy,
    ClosingAct,
    ClosingState,
    LineAbout,
    LineState,
    VintageKind,
)
from xiuhua.scenekit.words import said
from xiuhua.shared.clock import now
from xiuhua.web import seams
from xiuhua.web.errors import language
from xiuhua.web.pages.base import Page
from xiuhua.web.pages.clocks import clock_running
from xiuhua.web.pages.columns import ListColumn, area, moment, tag_of, term, text
from xiuhua.web.pages.filters import Filter, TermFilter
from xiuhua.web.pages.forms import Done, FormPage, Sent
from xiuhua.web.pages.lists import ListPage
from xiuhua.web.pages.making import NewPage, making_offered, verb_later
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Action, Cell, Clock, Crumb, Section, Stage, State, Tag

MENU = "closings"
_PARAMETER = {queries.UNIT: "unit", queries.STREET: "area"}


def _area_cell(one: MonthClosing) -> Cell:
    return Cell(text=seams.area_names([one.area_code]).get(one.area_code, one.area_code))


class ClosingListPage(ListPage[MonthClosing]):
    """Every closing that concerns the reader, the latest month first."""

    key = "month-closings"
    kind = "month_closing"
    menu = MENU
    act = ClosingAct.READ.value
    title = said(zh="月度考核", en="Closed months")
    sort = "-since"
    area_field = ""
    columns = (
        text("period", said(zh="统计月", en="Month"), primary=True, locked=True),
        ListColumn(key="area", label=said(zh="区域", en="Area"), cell=_area_cell),
        term("state", said(zh="进度", en="State"), ClosingState),
        moment("since", said(zh="起", en="From"), sort="since", drop=2),
        moment("frozen", said(zh="冻结", en="Frozen"), of="frozen_at", drop=1),
        moment("objections", said(zh="申诉截止", en="Objections until"), of="objections_until"),
        moment("notice", said(zh="公示截止", en="Notice until"), of="notice_until", drop=1),
        moment("final", said(zh="定稿", en="Final"), of="final_at"),
    )
    filters: ClassVar[Sequence[Filter]] = (
        TermFilter(name="state", label=said(zh="进度", en="State"), vocabulary=ClosingState),
    )
    comes_from = said(
        zh="统计月结束后由系统按设置自动冻结，也可由考核人员冻结。",
        en="A month is frozen by itself once it is set how, or by whoever assesses.",
    )

    def records(self) -> QuerySet[MonthClosing]:
        """Return the closings of the reader's areas, above and below."""
        return queries.closings_all().filter(queries.closings_seen(self.actor.areas))

    def row_url(self, record: MonthClosing) -> str:
        """Return the page of the month."""
        return reverse("evaluation:closing", args=(record.pk,))

    def acts(self) -> Sequence[Action]:
        """Return freezing and setting, for whoever may."""
        return (
            *making_offered(
                self.actor, ClosingAct.FREEZE.value, label=str(said(zh="冻结统计月", en="Freeze a month")),
                url=reverse("evaluation:closing-freeze"), icon="lock",
            ),
            *making_offered(
                self.actor, ClosingAct.RULE.value, label=str(said(zh="考核设置", en="Set how months close")),
                url=reverse("evaluation:closing-rule"), icon="settings", kind="plain",
            ),
        )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Rate:
    """A rate or count of a line. `url` and `denominator_url` open its records."""

    value: float | None
    number: int | None
    over: int | None
    url: str = ""
    denominator_url: str = ""
    band: Tag | None = None


@dataclass(frozen=True, kw_only=True)
class PairCell:
    """A figure as it happened and as it is assessed; `differs` where an upheld objection moved it."""

    label: str
    raw: Rate
    assessed: Rate

    @property
    def differs(self) -> bool:
        """Whether the two are not the same."""
        return (self.raw.number, self.raw.over) != (self.assessed.number, self.assessed.over)


@dataclass(frozen=True, kw_only=True)
class LineRow:
    """A unit's or street's row."""

    name: str
    url: str
    counts: tuple[Rate, ...]
    pairs: tuple[PairCell, ...]


def _rate(line: Told, key: str, url: str, bands: Bands | None) -> Rate:
    number, over = line["figures"][key]
    one = indicator_get(key)
    value = None
    if number is not None:
        value = 100 * number / over if over else None if one.denominator else float(number)
    band = band_of(value, one.direction, bands) if bands is not None and one.denominator else None
    return Rate(
        value=value, number=number, over=over,
        url=url.format(key=key) if number is not None else "",
        denominator_url=f"{url.format(key=key)}&side=denominator" if one.denominator else "",
        band=tag_of(band) if band else None,
    )  # fmt: skip


def line_row(closing: MonthClosing, vintage: Vintage, line: Told, bands: Bands) -> LineRow:
    """Return a line of a vintage as the table prints it."""
    held = {"area": closing.area_code, "period": closing.period, "as_of": vintage.as_of.isoformat()}
    unknown = False
    if line["kind"] != queries.ALL:
        unknown = line["kind"] == queries.STREET and len(line["code"]) < CODE_LENGTHS[SplitBy.STREET]
        held["place" if unknown else _PARAMETER[line["kind"]]] = line["code"] or "none"
    here, asked = language(), urlencode(held)
    url = f"/figures/{{key}}/records?{asked}"
    lines_url = ""
    if line["kind"] != queries.ALL and line["code"] and not unknown:
        asked_lines = urlencode({line["kind"]: line["code"]})
        lines_url = f"{reverse('evaluation:closing-lines', args=(closing.pk,))}?{asked_lines}"
    name = line["name"] or str(
        said(zh="尚未派遣", en="Not with a unit yet")
        if line["kind"] == queries.UNIT
        else said(zh="合计", en="All together")
    )
    if unknown:
        name = str(said(zh=f"{name}（未细到街道）", en=f"{name}, street not known"))
    return LineRow(
        name=name, url=lines_url, counts=tuple(_rate(line, key, url, None) for key in COUNTS),
        pairs=tuple(
            PairCell(
                label=indicator_get(raw).title(here), raw=_rate(line, raw, url, None),
                assessed=_rate(line, assessed, url, bands),
            )
            for raw, assessed in PAIRS
        ),
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class LineTable:
    """The units' or streets' table with the row of all together."""

    title: str
    first: str
    counts: tuple[str, ...]
    pairs: tuple[str, ...]
    rows: tuple[LineRow, ...]
    whole: LineRow


@dataclass(frozen=True, kw_only=True)
class ChangeRow:
    """A record that counts otherwise."""

    case: str
    url: str
    figures: str
    why: str
    objections: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class VintageRow:
    """A vintage with what changed."""

    number: int
    kind: str
    one: Vintage
    figures_url: str
    changes: tuple[ChangeRow, ...]


def _not_yet(one: MonthClosing) -> str:
    until = one.notice_until if one.state == ClosingState.NOTICE else one.objections_until
    if until is not None and now() <= until:
        return str(said(zh="期限未满。", en="Days are left."))
    if one.state == ClosingState.OBJECTIONS and queries.waiting_for(one):
        return str(said(zh="还有申诉待裁定。", en="An objection waits to be decided."))
    return ""


class ClosingPage(ObjectPage[MonthClosing]):
    """One month: raw and assessed values of streets and units, vintages, objections, what is left of time."""

    kind = "month_closing"
    menu = MENU
    act = ClosingAct.READ.value
    list_url_name = "evaluation:closings"
    facts = (
        area("area", said(zh="区域", en="Area")),
        moment("since", said(zh="起", en="From")),
        moment("until", said(zh="止", en="Until")),
        moment("frozen", said(zh="冻结", en="Frozen"), of="frozen_at"),
    )
    acts = (
        ObjectAct(
            act=ClosingAct.NOTIFY.value, label=verb_later(ClosingAct.NOTIFY, "Put up for notice"),
            kind="primary", url_name="evaluation:closing-advance", icon="send",
            why_not=_not_yet,
        ),
        ObjectAct(
            act=ClosingAct.FINALISE.value, label=verb_later(ClosingAct.FINALISE, "Make final"),
            kind="primary", url_name="evaluation:closing-advance", icon="check",
            why_not=_not_yet,
        ),
    )  # fmt: skip

    def load(self) -> MonthClosing:
        """Return the closing of the URL."""
        return queries.closing_get(self.kwargs["closing_id"], areas=self.actor.areas)

    def heading(self) -> str:
        """Return which month it is."""
        return self._heading

    @cached_property
    def _heading(self) -> str:
        return f"{_area_cell(self.record).text} · {self.record.period}"

    def state(self) -> Tag:
        """Return how far it has come."""
        return tag_of(ClosingState(self.record.state))

    def offered(self) -> Sequence[ObjectAct[MonthClosing]]:
        """Return the one step that comes next."""
        at = {ClosingState.OBJECTIONS.value: self.acts[:1], ClosingState.NOTICE.value: self.acts[1:]}
        return at.get(self.record.state, ())

    def stages(self) -> Sequence[Stage]:
        """Return the way from the freeze to the end."""
        one, here = self.record, language()
        reached = list(ClosingState).index(ClosingState(one.state))
        found = [Stage(label=VintageKind.FREEZE.label(here), state="done", at=one.frozen_at)]
        for place, (state, at) in enumerate(
            (
                (ClosingState.OBJECTIONS, one.objections_until),
                (ClosingState.NOTICE, one.notice_until),
                (ClosingState.FINAL, one.final_at),
            )
        ):
            is_done = place < reached or one.state == ClosingState.FINAL
            label = VintageKind.FINAL.label(here) if state is ClosingState.FINAL else state.label(here)
            found.append(
                Stage(
                    label=label, at=at,
                    state="done" if is_done else "under_way" if place == reached else "before",
                )
            )  # fmt: skip
        return found

    def clocks(self) -> Sequence[Clock]:
        """Return what is left of the days to object, or of the notice."""
        one = self.record
        if one.state == ClosingState.OBJECTIONS:
            label = str(said(zh="申诉截止", en="Objections until"))
            return (clock_running(one.objections_until, None, now(), label=label),)
        if one.state == ClosingState.NOTICE and one.notice_until is not None:
            label = str(said(zh="公示截止", en="Notice until"))
            return (clock_running(one.notice_until, None, now(), label=label),)
        return ()

    @cached_property
    def _vintages(self) -> list[Vintage]:
        return queries.vintages_of(self.record)

    def sections(self) -> Sequence[Section]:
        """Return the tables of the latest vintage, the objections, and every vintage with its changes."""
        last = self._vintages[-1]
        bands = queries.bands_for(self.record.area_code)
        note = str(said(zh="第 {} 版，截至 {:%Y-%m-%d %H:%M}", en="Vintage {}, as of {:%Y-%m-%d %H:%M}"))
        tables = tuple(
            Section(
                title=str(title), template="evaluation/closing_lines.html",
                context=line_table(self.record, last, kind, str(title), str(first), bands),
                note=note.format(last.number, localtime(last.as_of)),
            )
            for kind, title, first in (
                (queries.STREET, said(zh="街道", en="Streets"), said(zh="街道", en="Street")),
                (queries.UNIT, said(zh="处置单位", en="Units"), said(zh="处置单位", en="Unit")),
            )
        )  # fmt: skip
        return (
            *tables,
            Section(
                title=str(said(zh="申诉", en="Objections")), template="evaluation/line_objections.html",
                context=objection_rows(self.record),
            ),
            Section(
                title=str(said(zh="各版数据", en="Vintages")), template="evaluation/vintages.html",
                context=[self._vintage(one) for one in reversed(self._vintages)],
            ),
        )  # fmt: skip

    def _vintage(self, one: Vintage) -> VintageRow:
        here = language()
        held = urlencode(
            {"area": self.record.area_code, "period": self.record.period, "as_of": one.as_of.isoformat()}
        )
        return VintageRow(
            number=one.number, kind=VintageKind(one.kind).label(here), one=one,
            figures_url=f"{reverse('evaluation:figures')}?{held}",
            changes=tuple(
                ChangeRow(
                    case=f"AJ{change['case']:08d}", url=reverse("cases:case", args=(change["case"],)),
                    figures="、".join(indicator_get(key).title(here) for key in change["figures"]),
                    why="、".join(ChangeWhy(why).label(here) for why in change["why"]),
                    objections=tuple(
                        (f"SS{pk:08d}", reverse("evaluation:line-objection", args=(pk,)))
                        for pk in change["objections"]
                    ),
                )
                for change in one.changes
            ),
        )  # fmt: skip


def line_table(
    closing: MonthClosing, vintage: Vintage, kind: str, title: str, first: str, bands: Bands
) -> LineTable:
    """Return the table of one kind of line."""
    here = language()
    lines = [line for line in vintage.lines if line["kind"] == kind]
    whole = next(line for line in vintage.lines if line["kind"] == queries.ALL)
    return LineTable(
        title=title, first=first, counts=tuple(indicator_get(key).name(here) for key in COUNTS),
        pairs=tuple(indicator_get(raw).name(here) for raw, _assessed in PAIRS),
        rows=tuple(line_row(closing, vintage, line, bands) for line in lines),
        whole=line_row(closing, vintage, whole, bands),
    )  # fmt: skip


def objection_rows(closing: MonthClosing) -> list[Mapping[str, object]]:
    """Return the objections of a month that the reader may see."""
    here = language()
    return [
        {
            "number": one.number, "url": reverse("evaluation:line-objection", args=(one.pk,)),
            "case": one.case.number, "unit": one.unit.name if one.unit else "",
            "about": LineAbout(one.about).label(here), "state": tag_of(LineState(one.state)), "one": one,
        }
        for one in queries.objections_all().filter(closing=closing).order_by("-pk")[:200]
    ]  # fmt: skip


class AdvancePage(FormPage[MonthClosing, AdvanceForm]):
    """Taking a closing its next step by hand, where the sweep has not come yet."""

    kind = "month_closing"
    menu = MENU
    form_class = AdvanceForm
    verb = said(zh="确认", en="Go on")
    title = said(zh="进入下一步", en="The next step")
    lead = said(
        zh="将按此刻的记录再固定一版数据，并通知各单位和街道。",
        en="The figures are fixed once more as of now, and units and streets are told.",
    )

    @property
    def act(self) -> str:  # type: ignore[override]  # the step that comes next
        """The step that comes next."""
        final = self.record.state == ClosingState.NOTICE
        return (ClosingAct.FINALISE if final else ClosingAct.NOTIFY).value

    def load(self) -> MonthClosing:
        """Return the closing of the URL."""
        return queries.closing_get(self.kwargs["closing_id"], areas=self.actor.areas)

    def version(self) -> str:
        """Return how far it has come."""
        return self.record.state

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way down to the month."""
        return closing_crumbs(self.record)

    def back_url(self) -> str:
        """Return the month."""
        return reverse("evaluation:closing", args=(self.record.pk,))

    def submit(self, sent: Sent[AdvanceForm]) -> Done:
        """Go on."""
        done = closing_advance(closing_id=self.record.pk, actor=self.actor, at=sent.at)
        return Done(url=self.back_url(), message=ClosingState(done.state).label(language()))


def closing_crumbs(one: MonthClosing) -> tuple[Crumb, ...]:
    """Return the way down to a month."""
    return (
        Crumb(label=str(ClosingListPage.title), url=reverse("evaluation:closings")),
        Crumb(label=one.period, url=reverse("evaluation:closing", args=(one.pk,))),
    )


def _own_area(areas: Sequence[str]) -> str:
    return min(areas, key=len) if areas else ""


class FreezePage(NewPage[MonthClosing, FreezeForm]):
    """Freezing a month by hand."""

    kind = "month_closing"
    menu = MENU
    row = MonthClosing
    list_url_name = "evaluation:closings"
    act = ClosingAct.FREEZE.value
    form_class = FreezeForm
    title = said(zh="冻结统计月", en="Freeze a month")
    lead = said(
        zh="数据和记录按此刻固定，各单位、街道开始逐条申诉。",
        en="Figures and records are fixed as of now; units and streets may object line by line.",
    )
    verb = said(zh="冻结", en="Freeze")
    verb_icon = "lock"

    def initial(self) -> Mapping[str, object]:
        """Begin with the last month that has ended."""
        return {"period": queries.month_ended(_own_area(seams.areas_for(self.actor, self.act)), at=now()).key}

    def submit(self, sent: Sent[FreezeForm]) -> Done:
        """Freeze it."""
        made = month_freeze(
            area_code=_own_area(seams.areas_for(self.actor, self.act)),
            period=sent.form.cleaned_data["period"].strip(), actor=self.actor, at=sent.at,
        )  # fmt: skip
        return Done(
            url=reverse("evaluation:closing", args=(made.pk,)),
            message=f"{ClosingAct.FREEZE.label(language())} · {made.period}",
        )


class ClosingRulePage(NewPage[ClosingRule, ClosingRuleForm]):
    """The next version of how months close."""

    kind = "closing_rule"
    menu = MENU
    row = ClosingRule
    list_url_name = "evaluation:closings"
    act = ClosingAct.RULE.value
    form_class = ClosingRuleForm
    title = said(zh="月度考核设置", en="How months close")
    lead = said(
        zh="设置后，系统按期自动冻结、公示、定稿；已冻结的月份不变。",
        en="From now on months are frozen, put up and made final by themselves; frozen ones stay.",
    )
    verb = said(zh="发布设置", en="Publish")

    def initial(self) -> Mapping[str, object]:
        """Begin with what holds now."""
        areas = seams.areas_for(self.actor, self.act)
        found = queries.rule_for(_own_area(areas))
        names = ("freeze_days", "objection_days", "notice_days", "green", "blue", "yellow")
        return {name: getattr(found or NewRule(), name) for name in names}

    def submit(self, sent: Sent[ClosingRuleForm]) -> Done:
        """Publish it."""
        typed = dict(sent.form.cleaned_data)
        reason = typed.pop("reason")
        closing_rule_publish(
            new=NewRule(**typed), area_code=_own_area(seams.areas_for(self.actor, self.act)), reason=reason,
            actor=self.actor, at=sent.at,
        )  # fmt: skip
        return Done(url=self.back_url(), message=ClosingAct.RULE.label(language()))


# --- the lines of a unit or street --------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class LineView:
    """A record that is held against somebody, and what may be done about it."""

    number: str
    title: str
    url: str
    about: str
    unit: str
    state: Tag | None
    objection_url: str
    object_url: str


@dataclass(frozen=True, kw_only=True)
class LinesView:
    """What the page prints. `state` where nothing is held."""

    title: str
    crumbs: tuple[Crumb, ...]
    clock: Clock | None
    row: LineRow | None
    table: LineTable | None
    lines: tuple[LineView, ...]
    state: State | None


class ClosingLinesPage(Page):
    """What a month holds against one unit or street, each line with its objection."""

    act = ClosingAct.READ.value
    menu = MENU
    template = fragment = "evaluation/closing_own.html"

    def get(self, request: HttpRequest, **_kept: object) -> HttpResponseBase:
        """Answer with the lines."""
        closing = queries.closing_get(int(str(self.kwargs["closing_id"])), areas=self.actor.areas)
        unit, street = request.GET.get("unit", ""), request.GET.get("street", "")
        view = self._view(closing, unit=unit, street=street)
        return self.answer(view, title=view.title)

    def _view(self, closing: MonthClosing, *, unit: str, street: str) -> LinesView:
        at = now()
        first, *later = queries.vintages_of(closing)
        held = queries.held_of(
            closing, as_of=first.as_of, user_id=self.actor.user_id, at=at,
            unit_id=int(unit) if unit.isdecimal() and len(unit) < 19 else None,
            street=street if street.isdecimal() and street.startswith(closing.area_code) else "",
        )  # fmt: skip
        kind, code = (queries.UNIT, unit) if unit else (queries.STREET, street)
        last = later[-1] if later else first
        table = line_table(closing, last, kind, "", "", queries.bands_for(closing.area_code))
        lines = [line for line in last.lines if line["kind"] == kind and line["code"] == code]
        row = line_row(closing, last, lines[0], queries.bands_for(closing.area_code)) if lines else None
        name = row.name if row else code
        nothing = State(
            kind="empty", title=str(said(zh="本月没有被扣的记录", en="Nothing is held this month")),
            text=str(said(zh="没有超期、返工、回退。", en="No lateness, no rework, no return.")),
        )  # fmt: skip
        open_until = closing.objections_until if closing.state == ClosingState.OBJECTIONS else None
        return LinesView(
            title=f"{name} · {closing.period}", crumbs=closing_crumbs(closing),
            clock=clock_running(
                open_until, None, at, label=str(said(zh="申诉截止", en="Objections until"))
            )
            if open_until
            else None,
            row=row, table=table, lines=tuple(self._line(closing, one) for one in held),
            state=None if held else nothing,
        )  # fmt: skip

    def _line(self, closing: MonthClosing, one: HeldLine) -> LineView:
        may = (
            one.objection is None
            and closing.state == ClosingState.OBJECTIONS
            and now() <= closing.objections_until
            and seams.may(self.actor, ClosingAct.OBJECT.value)
            and (one.served or queries.answers_for(self.actor, one.case.area_code))
        )
        return LineView(
            number=one.case.number, title=one.case.title, url=reverse("cases:case", args=(one.case.pk,)),
            about=one.about.label(language()), unit=one.case.unit.name if one.case.unit else "",
            state=tag_of(LineState(one.objection.state)) if one.objection else None,
            objection_url=reverse("evaluation:line-objection", args=(one.objection.pk,))
            if one.objection
            else "",
            object_url=reverse("evaluation:line-object", args=(closing.pk, one.case.pk, one.about.value))
            if may
            else "",
        )  # fmt: skip
