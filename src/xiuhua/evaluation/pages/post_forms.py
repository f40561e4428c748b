"""The evaluation forms on the screen: by area, unit and post; sorted, coloured, exported."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiuhua.access.queries import names_of
from xiuhua.cases.terms import CaseAct
from xiuhua.evaluation.pages.figures import KindTab, kind_tabs
from xiuhua.evaluation.pages.records import RecordsPage, records_page_register
from xiuhua.evaluation.queries.asking import FigureQuestion, Wording, question_read
from xiuhua.evaluation.queries.closings import bands_for
from xiuhua.evaluation.queries.field_rows import Move
from xiuhua.evaluation.queries.figures import CountedFigure, figures_counted
from xiuhua.evaluation.queries.posts import actors_below, deeds_all
from xiuhua.evaluation.rules.closing import band_of
from xiuhua.evaluation.rules.evaluation_forms import FORMS, EvaluationForm, form_named
from xiuhua.evaluation.rules.periods import period_after, period_before
from xiuhua.evaluation.rules.splits import CODE_LENGTHS, SPLITS
from xiuhua.evaluation.rules.wording import decimals_of, period_words
from xiuhua.evaluation.serializers import records_url
from xiuhua.evaluation.terms import FigureAct, Side, SplitBy
from xiuhua.evaluation.terms.assessments import AssessmentAct
from xiuhua.evaluation.terms.closings import Band
from xiuhua.ground.queries import areas_wide
from xiuhua.scenekit.indicators import PERCENT, Indicator
from xiuhua.shared.actor import Actor
from xiuhua.shared.clock import now
from xiuhua.shared.errors import NotFound, NotPermitted
from xiuhua.web import seams
from xiuhua.web.addresses import Address
from xiuhua.web.errors import language
from xiuhua.web.pages.asking import EXPORT, Asked
from xiuhua.web.pages.columns import ListColumn, code, moment, tag_of
from xiuhua.web.pages.filters import AskedFilter, Filter
from xiuhua.web.pages.lists import ListPage
from xiuhua.web.pages.preferences import Preference
from xiuhua.web.pages.tables import Table, TableRow
from xiuhua.web.parts import Cell, Export, Option, SavedView, Tag

_LONGEST = 60


@dataclass(frozen=True, kw_only=True)
class FormCell:
    """A number of the form. `url` opens its records, `denominator_url` those it is a share of."""

    value: float | None
    decimals: int
    unit: str
    numerator: int | None
    denominator: int | None
    url: str
    denominator_url: str
    band: Tag | None
    label: str


@dataclass(frozen=True, kw_only=True)
class FormRow:
    """An area, a unit or a person with its numbers."""

    label: str
    cells: tuple[FormCell, ...]


@dataclass(frozen=True, kw_only=True)
class FormColumn:
    """A column. `sort_url` orders by it; `sorted` says how the rows stand now."""

    label: str
    variant: str
    formula: str
    sort_url: str
    sorted: str


@dataclass(frozen=True, kw_only=True)
class FormView:
    """What the page prints."""

    title: str
    period: str
    period_key: str
    as_of_text: str
    forms: tuple[SavedView, ...]
    kinds: tuple[KindTab, ...]
    earlier_url: str
    later_url: str
    areas: tuple[Option, ...]
    first: str
    columns: tuple[FormColumn, ...]
    rows: tuple[FormRow, ...]
    whole: FormRow | None
    bands: tuple[tuple[Tag, str], ...]
    exports: tuple[Export, ...]
    only_own: bool


@dataclass(frozen=True, kw_only=True)
class _Counted:
    """A form counted: its rows in order, and all together where everybody is shown."""

    form: EvaluationForm
    question: FigureQuestion
    rows: tuple[tuple[str, str, tuple[CountedFigure, ...]], ...]
    whole: tuple[CountedFigure, ...]
    only_own: bool
    sort: str


class EvaluationFormPage(ListPage[Any]):  # no rows of a table: each is counted
    """A form: rows are areas, units or persons, columns the figures that belong to it."""

    key = "evaluation-form"
    kind = "figure"
    menu = "figures"
    act = FigureAct.READ.value
    title = gettext_lazy("Evaluation forms")
    template = fragment = "evaluation/form.html"
    sort = "none"
    area_field = ""
    columns = (code("none", "", sort="id"),)
    filters: ClassVar[Sequence[Filter]] = tuple(
        AskedFilter(name=name, label=name, longest=_LONGEST)
        for name in ("form", "area", "period", "as_of", "order")
    )

    def records(self) -> QuerySet[Any]:  # as above
        """Return nothing: what stands in the rows is counted, not kept.

        Raises:
            NotFound: always.
        """
        raise NotFound(kind="list", key=self.key)

    def row_url(self, record: Any) -> str:  # noqa: ARG002 - as above
        """Return nothing: rows lead nowhere, their numbers do."""
        return ""

    def asked(self, path: str, query: Mapping[str, Sequence[str]]) -> Asked:
        """Return what a URL asks for; which form stands in its path."""
        key = getattr(self, "kwargs", {}).get("key")
        return super().asked(path, {**query, "form": (key,)} if key else query)

    def get(self, request: HttpRequest, **_kept: object) -> HttpResponseBase:
        """Answer with the form, or a sheet of it."""
        asked = self.asked(request.path, dict(request.GET.lists()))
        wanted = request.GET.get(EXPORT, "")
        sheet = self._export(request, asked, wanted) if wanted else None
        if sheet is not None:
            return sheet
        view = self._view(asked)
        return self.answer(view, title=view.title)

    def _view(self, asked: Asked) -> FormView:
        counted = self._counted(asked)
        form, question, here = counted.form, counted.question, language()
        held = {
            name: _held(asked, name) for name in ("area", "as_of", "order")
        } | {"period": question.period.key}  # fmt: skip
        url = Address(reverse("evaluation:evaluation-form", args=(form.key,))).put(**held)
        after = period_after(question.period, question.months)
        chosen = _held(asked, "area")
        bands = bands_for(question.area or next(iter(question.asked.prefixes), ""))
        lines = (
            (Band.GREEN, f"≥{bands.green}%"), (Band.BLUE, f"≥{bands.blue}%"),
            (Band.YELLOW, f"≥{bands.yellow}%"), (Band.RED, f"<{bands.yellow}%"),
        )  # fmt: skip
        return FormView(
            title=form.label(here), period=period_words(question.period, here),
            period_key=question.period.key, as_of_text=_held(asked, "as_of"),
            forms=tuple(
                SavedView(
                    label=one.label(here),
                    url=str(
                        Address(reverse("evaluation:evaluation-form", args=(one.key,))).put(
                            **(held | {"order": ""})
                        )
                    ),
                    current=one is form,
                )
                for one in FORMS
            ),
            kinds=kind_tabs(url, question),
            earlier_url=str(url.put(period=period_before(question.period, question.months).key)),
            later_url=str(url.put(period=after.key)) if after.since <= question.asked.at else "",
            areas=tuple(
                Option(value=one.code, label=one.name, selected=one.code == chosen) for one in areas_wide()
            ),
            first=question.split.label(here) if question.split else "",
            columns=tuple(_column(one, url, counted.sort, here) for one in question.indicators),
            rows=tuple(
                FormRow(label=label, cells=tuple(self._cells(figures, question, group)))
                for group, label, figures in counted.rows
            ),
            whole=FormRow(label=_("All together"), cells=tuple(self._cells(counted.whole, question, None)))
            if counted.whole
            else None,
            bands=tuple((tag_of(band), line) for band, line in lines),
            exports=self._exports(asked.filter_address),
            only_own=counted.only_own,
        )  # fmt: skip

    def _cells(
        self, figures: Sequence[CountedFigure], question: FigureQuestion, group: str | None
    ) -> Iterator[FormCell]:
        bands = bands_for(question.area or next(iter(question.asked.prefixes), ""))
        split, here = question.split, language()
        by_area = split in CODE_LENGTHS
        narrowed = question
        if group is not None and split is not None:
            narrowed = replace(
                question, only=SPLITS[split].narrowed(group), area=group if by_area else question.area
            )
        for figure in figures:
            one, value = figure.indicator, figure.value
            is_rate = value.denominator is not None
            band = band_of(value.value, one.direction, bands) if one.unit is PERCENT else None
            yield FormCell(
                value=value.value, decimals=decimals_of(one), unit="%" if one.unit is PERCENT else "",
                numerator=value.numerator, denominator=value.denominator,
                url="" if value.numerator is None else records_url(one, narrowed, Side.NUMERATOR),
                denominator_url=records_url(one, narrowed, Side.DENOMINATOR) if is_rate else "",
                band=tag_of(band) if band else None, label=one.name(here),
            )  # fmt: skip

    def _counted(self, asked: Asked) -> _Counted:
        form = form_named(_held(asked, "form"))
        if form is None:
            raise NotFound(kind="figure", key=_held(asked, "form"))
        told = Wording(
            area=_held(asked, "area"), period=_held(asked, "period"), as_of=_held(asked, "as_of"),
            keys=form.figures,
        )  # fmt: skip
        question = question_read(told, areas=seams.areas_for(self.actor, self.act), at=now())
        question = replace(question, split=_split(form, question))
        figures = figures_counted(question)
        groups: dict[str, list[CountedFigure]] = defaultdict(list)
        for figure in figures:
            groups[figure.group].append(figure)
        seen = people_seen(self.actor) if form.post is not None else None
        only_own = form.post is not None and not seams.may(self.actor, AssessmentAct.PEOPLE.value)
        sort = _held(asked, "order")
        rows = [
            (group, _label(found[0], form), tuple(found))
            for group, found in groups.items()
            if seen is None or group in seen
        ]
        if form.post is not None:  # whoever has done nothing of the post's is not of the post
            rows = [row for row in rows if any(one.value.numerator for one in row[2])]
        whole = () if only_own else tuple(figures_counted(replace(question, split=None)))
        return _Counted(
            form=form, question=question, rows=tuple(sorted(rows, key=_order(sort, form))), whole=whole,
            only_own=only_own, sort=sort,
        )  # fmt: skip

    def table(self, asked: Asked, preference: Preference) -> Table:
        """Return the form as a table of plain values: each rate with its two counts."""
        del preference  # every column belongs to the form
        counted, here = self._counted(asked), language()
        keys, labels, kinds = (
            ["name"],
            [counted.question.split.label(here) if counted.question.split else ""],
            ["text"],
        )
        for one in counted.question.indicators:
            sides = ("", "_numerator", "_denominator") if one.denominator else ("",)
            named = (one.title(here), _("Numerator"), _("Denominator"))
            keys += [f"{one.key}{side}" for side in sides]
            labels += [
                f"{one.title(here)} / {one.unit.label(here)}" if not side else f"{one.name(here)} · {word}"
                for side, word in zip(sides, named, strict=False)
            ]
            kinds += ["number" for _side in sides]
        rows = [(label, figures) for _group, label, figures in counted.rows]
        if counted.whole:
            rows.append((_("All together"), counted.whole))
        values = [TableRow((label, *_values(figures))) for label, figures in rows]
        return Table(
            name=f"{self.key}-{counted.form.key}", title=counted.form.label(here), keys=tuple(keys),
            labels=tuple(labels), kinds=tuple(kinds), has_shapes=False,  # type: ignore[arg-type]  # of CellKind
            rows=lambda: iter(values), count=lambda: len(values),
        )  # fmt: skip


def _values(figures: Sequence[CountedFigure]) -> Iterator[float | int | None]:
    for one in figures:
        yield one.value.value
        if one.indicator.denominator:
            yield one.value.numerator
            yield one.value.denominator


def _held(asked: Asked, name: str) -> str:
    return next(iter(asked.held.get(name, {}).get(name, ())), "")


def _split(form: EvaluationForm, question: FigureQuestion) -> SplitBy:
    """Return what stands in the rows: of areas, the level below the one that is looked at."""
    if form.split is not SplitBy.STREET:
        return form.split
    deepest = max((len(prefix) for prefix in question.asked.prefixes), default=0)
    return next((one for one, length in CODE_LENGTHS.items() if length > deepest), SplitBy.COMMUNITY)


def people_seen(actor: Actor) -> frozenset[str] | None:
    """Return whose numbers somebody may read: own and of those answered for; None for everybody's."""
    own = names_of(actor.user_id)
    if not seams.may(actor, AssessmentAct.PEOPLE.value):
        return own
    areas = seams.areas_for(actor, AssessmentAct.PEOPLE.value)
    return None if "" in areas else own | actors_below(areas, at=now())


def _label(figure: CountedFigure, form: EvaluationForm) -> str:
    if form.split is SplitBy.UNIT and not figure.group:
        return _("Not with a unit yet")
    if form.split is SplitBy.STREET and not figure.group_label:
        return figure.group
    return figure.group_label or figure.group


def _order(sort: str, form: EvaluationForm):  # type: ignore[no-untyped-def]  # noqa: ANN202 - a key of mixed parts
    """Return the order of rows: by a column, what has no value last; else by name."""
    key, most_first = sort.removeprefix("-"), sort.startswith("-")
    if key not in form.figures:
        return lambda row: (row[1], row[0])
    place = form.figures.index(key)

    def of(row: tuple[str, str, tuple[CountedFigure, ...]]) -> tuple[bool, float, str]:
        value = row[2][place].value.value
        return value is None, (-value if most_first else value) if value is not None else 0.0, row[1]

    return of


def _column(one: Indicator, url: Address, sort: str, here: str) -> FormColumn:
    turned = one.key if sort == f"-{one.key}" else f"-{one.key}"
    standing = {one.key: "ascending", f"-{one.key}": "descending"}
    return FormColumn(
        label=one.name(here),
        variant=one.variant(here),
        formula=one.formula(here),
        sort_url=str(url.put(order=turned)),
        sorted=standing.get(sort, ""),
    )


def _act_cell(one: Move) -> Cell:
    return Cell(text=CaseAct(one.act).label(language()))


def _case_cell(one: Move) -> Cell:
    return Cell(kind="code", text=one.case.number)


class DeedRecordsPage(RecordsPage[Move]):
    """The acts behind a figure of a post. Those of one person are for them, and for whoever answers."""

    key = "figure-deeds"
    kind = "move"
    sort = "-case"
    columns = (
        ListColumn(
            key="case",
            label=gettext_lazy("Case"),
            cell=_case_cell,
            sort="id",
            primary=True,
            locked=True,
        ),
        ListColumn(key="act", label=gettext_lazy("Act"), cell=_act_cell),
        moment("at", gettext_lazy("At")),
    )

    def permit(self) -> None:
        """Refuse whoever may not read cases, and whoever asks for somebody they do not answer for."""
        super().permit()
        seams.require(self.actor, CaseAct.READ)

    def filtered(self, asked: Asked) -> QuerySet[Move]:
        """Return exactly the acts that were counted."""
        person = _held(asked, "person")
        seen = people_seen(self.actor) if person else None
        if seen is not None and person not in seen:
            raise NotPermitted(act=AssessmentAct.PEOPLE.value)
        return super().filtered(asked)

    def records(self) -> QuerySet[Move]:
        """Return the acts that the database scope lets through."""
        return deeds_all()

    def row_url(self, record: Move) -> str:
        """Return the page of the case."""
        return reverse("cases:case", args=(record.case_id,))


def records_entered() -> None:
    """Enter the list of acts."""
    records_page_register("deed", DeedRecordsPage)
