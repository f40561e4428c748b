"""Cases on the screen: the list of what waits, and one case with its course, clocks, reasons and story."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiuhua.cases import queries
from xiuhua.cases.models import Case
from xiuhua.cases.pages.choosing import matter_choices, unit_choices
from xiuhua.cases.pages.shared import (
    area_choices,
    case_clock,
    clock_cell,
    reason_words,
    run_clock,
    span_words,
    words_later,
)
from xiuhua.cases.queries.asking import wish_open
from xiuhua.cases.queries.cases import is_served
from xiuhua.cases.queries.consultations import costs_of
from xiuhua.cases.queries.firsts import firsts_of
from xiuhua.cases.queries.ground import assignments_of, suggestion_for
from xiuhua.cases.queries.near import duplicates_of
from xiuhua.cases.queries.reports import photos_of, reports_of
from xiuhua.cases.rules.loop import STEP_OF, Step, acts_in
from xiuhua.cases.rules.suggesting import Suggestion
from xiuhua.cases.services.acting import actor_at_desks
from xiuhua.cases.terms import CaseAct, CaseState, Channel, ConsultationAct, Desk, ReportAct, Stage, Track
from xiuhua.ground.queries.answers import answer_sentence
from xiuhua.ground.rules.limits import Limit, limit_text
from xiuhua.ground.terms.calendars import TimeUnit
from xiuhua.shared.clock import now
from xiuhua.shared.masks import phone_masked
from xiuhua.web import seams
from xiuhua.web.addresses import Held
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import ListColumn, code, moment, number, tag_of, term
from xiuhua.web.pages.filters import (
    AreaFilter,
    ChoiceFilter,
    DaysFilter,
    Filter,
    TermFilter,
    YesFilter,
)
from xiuhua.web.pages.lists import ListPage, Preset
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Action, Cell, Clock, MapLayer, MapView, Section, State, Tag
from xiuhua.web.parts import Stage as Ring
from xiuhua.web.words import word

_COURSE = tuple(Stage)
_STAGE_OF = {
    CaseState.REPORTED: Stage.ACCEPT,
    CaseState.VERIFYING: Stage.VERIFY,
    CaseState.FILING: Stage.FILE,
    CaseState.DISPATCHING: Stage.DISPATCH,
    CaseState.DISPATCHED: Stage.HANDLE,
    CaseState.RETURNED: Stage.HANDLE,
    CaseState.HANDLING: Stage.HANDLE,
    CaseState.DEFERRED: Stage.HANDLE,
    CaseState.SHELVED: Stage.HANDLE,
    CaseState.REVIEWING: Stage.REVIEW,
    CaseState.CHECKING: Stage.CHECK,
    CaseState.CLOSING: Stage.CLOSE,
}


def _matter(case: Case) -> Cell:
    return Cell(text=case.item.zh if case.item else "")


def _unit(case: Case) -> Cell:
    return Cell(text=case.unit.short_name or case.unit.name if case.unit else "")


def _grade(case: Case) -> Cell:
    """Return how closely it is inspected: what came back, more closely than what is new."""
    return Cell(text=_("Raised: it came back") if case.rebound_of_id else _("Ordinary"))


def _place(case: Case) -> Cell:
    return Cell(text=case.address or case.area.name)


@dataclass(frozen=True, kw_only=True)
class ReboundFilter(YesFilter):
    """Whether a matter came back where it was closed shortly before: 回潮."""

    def condition(self, held: Held) -> Q:
        """Return that it did, or did not."""
        return Q(rebound_of__isnull=held[self.name][0] == "0")


class CaseListPage(ListPage[Case]):
    """Every case of one's areas; the tabs are the desks' own worklists."""

    key = "cases"
    kind = menu = "case"
    act = CaseAct.READ.value
    title = gettext_lazy("Cases")
    sort = "-updated"
    search_field = "search"
    search_label = gettext_lazy("Matter, address or words")
    shape_field = "place"
    mappable = True
    columns = (
        code("number", gettext_lazy("Number"), drop=3),
        ListColumn(
            key="title",
            label=gettext_lazy("Matter"),
            cell=lambda case: Cell(text=case.title),
            primary=True,
            locked=True,
        ),
        ListColumn(key="place", label=gettext_lazy("Where"), cell=_place, drop=2),
        term("state", gettext_lazy("Stands at"), CaseState),
        ListColumn(
            key="due",
            label=gettext_lazy("Time left"),
            kind="clock",
            cell=lambda case: clock_cell(case, now()),
            sort="due_at",
            nullable=True,
        ),
        ListColumn(key="unit", label=gettext_lazy("Handled by"), cell=_unit, drop=1),
        term("channel", gettext_lazy("Found by"), Channel, drop=4),
        moment("reported", gettext_lazy("Reported"), of="reported_at", sort="reported_at", drop=5),
        moment("updated", gettext_lazy("Changed"), of="updated_at", sort="updated_at", shown=False),
        number("reworks", gettext_lazy("Reworks"), shown=False),
        number("returns", gettext_lazy("Returns"), shown=False),
        term("track", gettext_lazy("Track"), Track, shown=False),
    )
    filters: ClassVar[Sequence[Filter]] = (
        AreaFilter(name="area", label=gettext_lazy("Area"), choices=area_choices),
        TermFilter(name="state", label=gettext_lazy("Stands at"), vocabulary=CaseState),
        YesFilter(name="late", label=gettext_lazy("Late")),
        ChoiceFilter(name="unit", label=gettext_lazy("Handled by"), choices=unit_choices, by_id=True),
        ChoiceFilter(name="item", label=gettext_lazy("Matter"), choices=matter_choices, by_id=True),
        TermFilter(name="channel", label=gettext_lazy("Found by"), vocabulary=Channel),
        ChoiceFilter(name="component", label=gettext_lazy("Component"), choices=tuple, by_id=True),
        ChoiceFilter(name="premises", label=gettext_lazy("Premises"), choices=tuple, by_id=True),
        TermFilter(name="track", label=gettext_lazy("Track"), vocabulary=Track),
        ReboundFilter(name="rebound", label=gettext_lazy("Came back")),
        DaysFilter(name="reported", label=gettext_lazy("Reported"), field="reported_at"),
    )
    presets = (
        Preset(label=gettext_lazy("All")),
        Preset(
            label=words_later(CaseState.REPORTED),
            query={"state": (CaseState.REPORTED.value,), "sort": ("due",)},
            counted=True,
        ),
        Preset(
            label=words_later(CaseState.FILING),
            query={"state": (CaseState.FILING.value,), "sort": ("due",)},
            counted=True,
        ),
        Preset(
            label=words_later(CaseState.DISPATCHING),
            query={"state": (CaseState.DISPATCHING.value,), "sort": ("due",)},
            counted=True,
        ),
        Preset(
            label=gettext_lazy("With units"),
            query={"state": (CaseState.DISPATCHED.value, CaseState.HANDLING.value), "sort": ("due",)},
        ),
        Preset(
            label=words_later(CaseState.CHECKING),
            query={"state": (CaseState.CHECKING.value,), "sort": ("due",)},
        ),
        Preset(
            label=gettext_lazy("Paused"), query={"state": (CaseState.DEFERRED.value, CaseState.SHELVED.value)}
        ),
        Preset(label=gettext_lazy("Came back"), query={"rebound": ("1",)}),
    )

    def records(self) -> QuerySet[Case]:
        """Return the cases that the database scope lets through."""
        return queries.cases_all()

    def row_url(self, record: Case) -> str:
        """Return the page of the case."""
        return reverse("cases:case", args=(record.pk,))

    def row_note(self, record: Case) -> str:
        """Return where it is, and that it came back."""
        place = _place(record).text
        return f"{_('Came back')} · {place}" if record.rebound_of_id else place

    def acts(self) -> Sequence[Action]:
        """Offer to report a problem."""
        if not seams.may(self.actor, ReportAct.MAKE.value):
            return ()
        url = reverse("cases:report-new")
        return (Action(name=ReportAct.MAKE.value, label=_("Report"), kind="primary", icon="plus", url=url),)

    def empty(self) -> State:
        """Return what stands where there is no case at all."""
        return State(
            kind="empty",
            title=_("No case yet"),
            text=_("A case opens by itself when somebody reports a problem, by hand or by telephone."),
        )


@dataclass(frozen=True, kw_only=True)
class ClockLine:
    """One run of a clock, as the card prints it."""

    stage: str
    clock: Clock
    limit: str
    charged: str
    cancelled: bool
    provisional: bool


@dataclass(frozen=True, kw_only=True)
class SuggestionView:
    """Whom to send a case to, with numbered reasons."""

    unit: str
    why: str
    lines: Sequence[str]
    ownerless: bool


_ICONS = {
    CaseAct.ACCEPT: "check",
    CaseAct.FILE: "folder-plus",
    CaseAct.DISPATCH: "send",
    CaseAct.RECEIVE: "inbox",
    CaseAct.FEED_BACK: "message-check",
    CaseAct.CLOSE: "circle-check",
    CaseAct.CHECK_PASS: "checks",
    CaseAct.TAKE_BACK: "arrow-back-up",
}
_FIRST = (
    CaseAct.ACCEPT,
    CaseAct.VERIFY_TRUE,
    CaseAct.FILE,
    CaseAct.DISPATCH,
    CaseAct.RECEIVE,
    CaseAct.FEED_BACK,
    CaseAct.FEEDBACK_PASS,
    CaseAct.CHECK_PASS,
    CaseAct.CLOSE,
    CaseAct.RETURN_GRANT,
    CaseAct.EXTEND_GRANT,
    CaseAct.RESUME,
    CaseAct.CLEAR,
    CaseAct.REPLY_UP,
)


class CasePage(ObjectPage[Case]):
    """One case."""

    kind = menu = "case"
    act = CaseAct.READ.value
    list_url_name = "cases:cases"
    facts = (
        ListColumn(key="item", label=gettext_lazy("Matter"), cell=_matter),
        term("channel", gettext_lazy("Found by"), Channel),
        ListColumn(key="limit", label=gettext_lazy("Limit"), cell=lambda case: Cell(text=_limit(case))),
        ListColumn(key="unit", label=gettext_lazy("Handled by"), cell=_unit),
        ListColumn(
            key="person",
            label=gettext_lazy("Done by"),
            cell=lambda case: Cell(text=case.person.name if case.person else ""),
        ),
        moment("reported", gettext_lazy("Reported"), of="reported_at"),
        ListColumn(
            key="line",
            label=gettext_lazy("Closing condition"),
            cell=lambda case: Cell(text=case.line.closing_condition if case.line else ""),
        ),
        ListColumn(
            key="upper",
            label=gettext_lazy("Number above"),
            cell=lambda case: Cell(kind="code", text=case.upper_number),
        ),
        number("reworks", gettext_lazy("Reworks")),
        number("returns", gettext_lazy("Returns")),
        ListColumn(key="grade", label=gettext_lazy("Grade of inspection"), cell=_grade),
    )

    def load(self) -> Case:
        """Return the case of the URL, with whether the reader serves in its unit."""
        case = queries.case_get(self.kwargs["case_id"])
        case.in_unit = is_served(case, user_id=self.actor.user_id, at=now())  # type: ignore[attr-defined]  # what case_lock annotates
        return case

    def permit(self) -> None:
        """Load the case, and let the reader sit at the desks whose work is merged into theirs."""
        super().permit()
        chosen = queries.settings_for(self.record.area_code, at=now())
        self.actor = actor_at_desks(actor=self.actor, merged=chosen.settings.merged)

    def code(self) -> str:
        """Return its number."""
        return self.record.number

    def heading(self) -> str:
        """Return the matter."""
        return self.record.title

    def state(self) -> Tag:
        """Return where it stands."""
        return tag_of(CaseState(self.record.state))

    def place(self) -> str:
        """Return where it is."""
        return " · ".join(part for part in (self.record.address, self.record.area.name) if part)

    def offered(self) -> Sequence[ObjectAct[Case]]:
        """Return the acts that the loop's table has for this state, those first that lead on."""
        found = [step for act in acts_in(CaseState(self.record.state)) if self._is_open(step := STEP_OF[act])]
        ordered = sorted(found, key=lambda step: step.act not in _FIRST)
        acts = [self._offered(step) for step in ordered]
        cost = ObjectAct[Case](
            act=ConsultationAct.COST.value,
            label=words_later(ConsultationAct.COST),
            url_name="cases:cost",
            icon="coin-yuan",
        )
        return [*acts, *([cost] if self.record.unit_id else [])]

    def _is_open(self, step: Step) -> bool:
        """Return whether a step makes sense now: what nobody asked for cannot be granted."""
        kind = step.proposes or step.grants or step.refuses
        if kind is not None:
            return self.record.asked == kind.value
        if step.act is CaseAct.REPLY_UP:
            return bool(self.record.upper_number)
        return not (step.asks and self.record.asked)

    def _offered(self, step: Step) -> ObjectAct[Case]:
        return ObjectAct(
            act=step.act.value,
            label=words_later(step.act),
            url_name="cases:act",
            kind="primary" if step.act in _FIRST else "plain",
            icon=_ICONS.get(step.act, ""),
            why_not=lambda case: _not_in_unit(case, step),
        )

    def act_url(self, declared: ObjectAct[Case]) -> str:
        """Return the form of an act."""
        if declared.url_name != "cases:act":
            return super().act_url(declared)
        slug = declared.act.removeprefix("case.").replace("_", "-")
        return reverse(f"cases:act-{slug}", args=(self.record.pk,))

    def stages(self) -> Sequence[Ring]:
        """Return the course it runs."""
        here = CaseState(self.record.state)
        reached = _STAGE_OF.get(here)
        if reached is None:
            return _ended(here)
        place = _COURSE.index(reached)
        now_state = "paused" if here in {CaseState.DEFERRED, CaseState.SHELVED} else "under_way"
        if here is CaseState.RETURNED:
            now_state = "returned"
        return [
            Ring(
                label=stage.label(language()),
                state="done" if nth < place else (now_state if nth == place else "before"),  # type: ignore[arg-type]  # one of the ring's own words
            )
            for nth, stage in enumerate(_COURSE)
            if stage is not Stage.VERIFY or here is CaseState.VERIFYING
        ]

    def clocks(self) -> Sequence[Clock]:
        """Return the clock that it waits for."""
        found = case_clock(self.record, now())
        return (found,) if found else ()

    def map_view(self) -> MapView | None:
        """Return where it is."""
        case = self.record
        if case.place is None:
            return None
        return MapView(
            label=case.title,
            layers=(MapLayer(name="areas", label=_("Areas")),),
            feature=case.place.geojson,
            feature_label=case.title,
            subject=self.subject,
        )

    def sections(self) -> Sequence[Section]:
        """Return who should get it and why, what waits, the reports, clocks, units and what is like it."""
        return tuple(
            section
            for section in (
                self._description(),
                self._wish(),
                self._suggestion(),
                self._links(),
                self._reports(),
                self._firsts(),
                self._clock_lines(),
                self._assignments(),
                self._costs(),
            )
            if section is not None
        )

    def _description(self) -> Section | None:
        case = self.record
        photos = photos_of(case, actor=self.actor, at=now())
        if not case.description and not photos:
            return None
        return Section(
            title=_("As reported"),
            template="cases/description.html",
            context={"text": case.description, "photos": photos},
        )

    def _wish(self) -> Section | None:
        wish = wish_open(self.record)
        if wish is None:
            return None
        until = wish.until
        limit = Limit(wish.amount, TimeUnit(wish.time_unit)) if wish.amount else None
        return Section(
            title=_("Waiting to be granted"),
            template="cases/wish.html",
            context={"wish": wish, "limit": limit_text(limit, language()), "until": until},
        )

    def _suggestion(self) -> Section | None:
        here = CaseState(self.record.state)
        if here not in {CaseState.REPORTED, CaseState.FILING, CaseState.DISPATCHING}:
            return None
        at = now()
        found = suggestion_for(self.record, at=at)
        return Section(
            title=_("Who should get it, and why"), template="cases/suggestion.html", context=_told(found, at)
        )

    def _links(self) -> Section | None:
        case, lines = self.record, []
        for other, label in (
            (case.merged_into, _("Merged into")),
            (case.redo_of, _("Opened again from")),
            (case.rebound_of, _("Comes back from")),
        ):
            if other is not None:
                lines.append({"label": label, "case": other})
        lines += [{"label": _("Merged in"), "case": other} for other in case.merged.all()[:20]]
        lines += [{"label": _("Opened again as"), "case": other} for other in case.redone_as.all()[:5]]
        lines += [{"label": _("Came back as"), "case": other} for other in case.rebounds.all()[:5]]
        if case.over_at is None:
            settings = queries.settings_for(case.area_code, at=now()).settings
            lines += [
                {"label": _("May be the same"), "case": one.case, "metres": one.distance_m}
                for one in duplicates_of(case, settings=settings, at=now())[:5]
            ]
        if not lines:
            return None
        return Section(title=_("Other cases"), template="cases/others.html", context=lines)

    def _reports(self) -> Section:
        rows = list(reports_of(self.record)[:50])
        lines = [
            {"report": row, "channel": tag_of(Channel(row.channel)), "phone": phone_masked(row.caller_phone)}
            for row in rows
        ]
        return Section(title=_("Reports"), template="cases/reports.html", context=lines, note=str(len(rows)))

    def _firsts(self) -> Section:
        found = firsts_of(self.record)
        lines = [
            {
                "label": label,
                "at": at,
                "after": span_words((at - found.discovered_at).total_seconds()) if at else "",
            }
            for label, at in (
                (_("Received"), found.received_at),
                (_("First handled"), found.handled_at),
                (_("Solved"), found.solved_at),
            )
        ]
        discovered = {"label": _("Discovered"), "at": found.discovered_at, "after": ""}
        return Section(
            title=_("Three firsts"), template="cases/firsts.html", context=[discovered, *lines],
            note=_("counted from discovery"),
        )  # fmt: skip

    def _clock_lines(self) -> Section:
        at, rows = now(), list(queries.clocks_of(self.record.pk))
        units = {f"unit:{one.unit_id}": one.unit.name for one in assignments_of(self.record)}
        lines = [
            ClockLine(
                stage=run.stage.label(language()),
                clock=run_clock(run, at, soon_at=row.soon_at),
                limit=limit_text(run.limit, language()),
                charged=units.get(run.charged_to)
                or (
                    Desk(run.charged_to).label(language()) if run.charged_to in set(Desk) else run.charged_to
                ),
                cancelled=run.cancelled,
                provisional=bool(run.unpublished) and run.is_running,
            )
            for row, run in zip(rows, queries.runs_of(rows), strict=True)
        ]
        return Section(title=_("Clocks"), template="cases/clocks.html", context=lines)

    def _assignments(self) -> Section | None:
        lines = [
            {
                "unit": one.unit,
                "lead": one.lead,
                "since": one.since,
                "until": one.until,
                "why": reason_words(one.ground) if one.ground.startswith("ground_") else _ground(one.ground),
            }
            for one in assignments_of(self.record)
        ]
        if not lines:
            return None
        return Section(title=_("Who had it"), template="cases/assignments.html", context=lines)

    def _costs(self) -> Section | None:
        rows = list(costs_of(self.record.pk))
        if not rows:
            return None
        total = sum(row.amount_fen for row in rows) / 100
        return Section(
            title=_("Costs to recover"), template="cases/costs.html", context={"rows": rows, "total": total}
        )


def _ended(here: CaseState) -> Sequence[Ring]:
    """Return the course of a case that is over: the whole of it, or the side exit it took."""
    if here is CaseState.CLOSED:
        return [Ring(label=stage.label(language()), state="done") for stage in _COURSE]
    return [Ring(label=here.label(language()), state="merged" if here is CaseState.MERGED else "void")]


def _ground(ground: str) -> str:
    return word(ground, language())


def _limit(case: Case) -> str:
    if not case.limit_amount:
        return reason_words(case.limit_source) if case.limit_source else ""
    said = limit_text(Limit(case.limit_amount, TimeUnit(case.limit_unit)), language())
    return f"{said} · {reason_words(case.limit_source)}" if case.limit_source else said


def _not_in_unit(case: Case, step: Step) -> str:
    if step.desks == (Desk.UNIT,) and not getattr(case, "in_unit", False):
        return reason_words("case_not_of_this_unit", unit=case.unit.name if case.unit else "—")
    return ""


def _told(found: Suggestion, at: datetime) -> SuggestionView:
    why = reason_words(found.ground) if found.ground.startswith("ground_") else _ground(found.ground)
    return SuggestionView(
        unit=found.unit,
        why=why,
        lines=[
            answer_sentence(answer, at=at, language=language())
            for answer in found.answers
            if not answer.is_nobody
        ],
        ownerless=found.ownerless,
    )
