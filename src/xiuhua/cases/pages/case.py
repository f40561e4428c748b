"""One case on the screen: its course, clocks, reasons, reports and units."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiuhua.cases import queries
from xiuhua.cases.models import Assignment, Case, CaseClock, Supervision
from xiuhua.cases.pages.alarm_section import alarm_section
from xiuhua.cases.pages.alike import alike_lines
from xiuhua.cases.pages.appeals import appeal_offered
from xiuhua.cases.pages.matters import matter_section
from xiuhua.cases.pages.near import near_features
from xiuhua.cases.pages.shared import (
    case_clock,
    reason_words,
    run_clock,
    share_used,
    unit_cell,
    verb_later,
)
from xiuhua.cases.pages.unheard import unheard_notice
from xiuhua.cases.pages.videos.rounds import video_section
from xiuhua.cases.queries.appeals import appeals_of
from xiuhua.cases.queries.asking import wish_open
from xiuhua.cases.queries.consultations import costs_of
from xiuhua.cases.queries.firsts import firsts_of
from xiuhua.cases.queries.ground import assignments_of, names_above, suggestion_for
from xiuhua.cases.queries.kept import Kept, kept_of
from xiuhua.cases.queries.listing import UnitLoad, unit_load
from xiuhua.cases.queries.near import open_near
from xiuhua.cases.queries.photos import CasePhoto, photos_of
from xiuhua.cases.queries.reports import reports_of
from xiuhua.cases.queries.resembling import resembling_case
from xiuhua.cases.queries.supervision import supervisions_of
from xiuhua.cases.rules.loop import STEP_OF, STEPS, Step, acts_in, may_move
from xiuhua.cases.rules.photos import Placed, photo_pairs, photo_part
from xiuhua.cases.rules.settings import LoopSettings
from xiuhua.cases.rules.suggesting import Suggestion
from xiuhua.cases.services.acting import actor_at_desks, verified_check
from xiuhua.cases.services.desk import other_eyes_check
from xiuhua.cases.terms import (
    AppealAbout,
    AppealState,
    AskedFor,
    CaseAct,
    CaseState,
    Channel,
    ConsultationAct,
    Desk,
    ReminderAct,
    Stage,
    SupervisionAct,
)
from xiuhua.files.terms import ZoneFrom
from xiuhua.ground.queries.answers import answer_sentence
from xiuhua.ground.rules.limits import Limit, limit_text
from xiuhua.ground.terms.calendars import TimeUnit
from xiuhua.papers.terms import PaperAct
from xiuhua.shared.clock import now
from xiuhua.shared.errors import CityError
from xiuhua.shared.masks import phone_masked
from xiuhua.web import seams
from xiuhua.web.errors import language
from xiuhua.web.pages.clocks import span_words
from xiuhua.web.pages.columns import ListColumn, moment, number, tag_of, term
from xiuhua.web.pages.lists import clocks_counted
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import (
    Cell,
    Clock,
    Count,
    MapLayer,
    MapView,
    Related,
    Section,
    StageState,
    State,
    Tag,
)
from xiuhua.web.parts import Stage as Ring
from xiuhua.web.sentences import error_sentence
from xiuhua.web.words import word

_MOST_DUPLICATES = 5
_NEAR_M = 300  # what the page's map shows around the case
_COURSE = tuple(Stage)
_BEFORE_HANDLING = frozenset(
    stage.value for stage in (Stage.ACCEPT, Stage.VERIFY, Stage.FILE, Stage.DISPATCH)
)
_PAUSED: Mapping[CaseState, StageState] = {
    CaseState.DEFERRED: "paused",
    CaseState.SHELVED: "paused",
    CaseState.RETURNED: "returned",
}
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


def _grade(case: Case) -> Cell:
    """Return how closely it is inspected: what came back, more closely than what is new."""
    return Cell(text=_("Raised: it came back") if case.rebound_of_id else _("Ordinary"))


@dataclass(frozen=True, kw_only=True)
class ClockLine:
    """One run of a clock, as the card prints it."""

    stage: str
    clock: Clock
    due_at: datetime | None
    limit: str
    charged: str
    cancelled: bool
    exempt: bool
    provisional: bool


@dataclass(frozen=True, kw_only=True)
class SuggestionView:
    """Whom to send a case to, with numbered reasons."""

    unit: str
    why: str
    lines: Sequence[str]
    ownerless: bool
    load: UnitLoad | None


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


_ASIDE = frozenset(
    step.act
    for step in STEPS
    if step.asks not in {None, AskedFor.EXTEND}
    or step.act in {CaseAct.STEP_UP, CaseAct.UNMERGE, CaseAct.PUSH, CaseAct.NOTE}
)
_SHORTCUTS = {
    CaseAct.SEND_BACK: "r",
    CaseAct.RETURN_REFUSE: "x",
    CaseAct.MERGE: "m",
    CaseAct.NOT_ACCEPT: "x",
    CaseAct.NOT_FILE: "x",
    CaseAct.FILE: "f",
    CaseAct.TAKE_BACK: "z",
    CaseAct.NOTE: "n",
}


class CasePage(ObjectPage[Case]):
    """One case."""

    kind = menu = "case"
    act = CaseAct.READ.value
    list_url_name = "cases:cases"
    facts = (
        ListColumn(key="item", label=gettext_lazy("Matter"), cell=_matter),
        term("channel", gettext_lazy("Found by"), Channel),
        ListColumn(key="limit", label=gettext_lazy("Limit"), cell=lambda case: Cell(text=_limit(case))),
        ListColumn(key="unit", label=gettext_lazy("Handled by"), cell=unit_cell),
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
        number("reminders", gettext_lazy("Reminded")),
        ListColumn(key="grade", label=gettext_lazy("Grade of inspection"), cell=_grade),
    )
    facts_beside = True
    settings: LoopSettings  # that hold where the case is
    spare = frozenset({"limit", "unit", "person", "line", "upper", "reworks", "returns", "reminders"})

    def load(self) -> Case:
        """Return the case of the URL, with whether the reader serves in its unit."""
        return queries.case_shown(self.kwargs["case_id"], user_id=self.actor.user_id, at=now())

    def permit(self) -> None:
        """Load the case, and let the reader sit at the desks whose work is merged into theirs."""
        super().permit()
        self.settings = queries.settings_for(self.record.area_code, at=now()).settings
        self.actor = actor_at_desks(actor=self.actor, merged=self.settings.merged)

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
        areas = " ".join(names_above(self.record.area_code) or [self.record.area.name])
        return " · ".join(part for part in (areas, self.record.address) if part)

    def offered(self) -> Sequence[ObjectAct[Case]]:
        """Return the acts that the loop's table has for this state, those first that lead on."""
        found = [step for act in acts_in(CaseState(self.record.state)) if self._is_open(step := STEP_OF[act])]
        ordered = sorted(found, key=lambda step: not self._leads(step))
        acts = [self._offered(step) for step in ordered]
        cost = ObjectAct[Case](
            act=ConsultationAct.COST.value,
            label=verb_later(ConsultationAct.COST),
            url_name="cases:cost",
            icon="coin-yuan",
            aside=True,
        )
        appeal = appeal_offered(self.record, actor=self.actor)
        return [
            *acts, *self._pressing(), *([cost] if self.record.unit_id else []), *([appeal] if appeal else []),
            *self._printing(),
        ]  # fmt: skip

    def _pressing(self) -> Sequence[ObjectAct[Case]]:
        """Return the acts that press a unit, for whoever may do them now."""
        offered = (
            ObjectAct[Case](act=ReminderAct.REMIND.value, label=verb_later(ReminderAct.REMIND),
                            url_name="cases:remind", icon="bell"),
            ObjectAct[Case](act=SupervisionAct.ISSUE.value, label=verb_later(SupervisionAct.ISSUE),
                            url_name="cases:supervise", icon="flag", shortcut="p"),
        )  # fmt: skip
        open_with_unit = self.record.unit_id is not None and self.record.over_at is None
        return [act for act in offered if open_with_unit and seams.may(self.actor, act.act, self.standing)]

    def _printing(self) -> Sequence[ObjectAct[Case]]:
        """Return the ways onto paper, for whoever may take them."""
        offered = (
            ObjectAct[Case](act=CaseAct.READ.value, label=gettext_lazy("Print forms"), url_name="cases:forms",
                            icon="printer", aside=True),
            ObjectAct[Case](act=PaperAct.DRAFT.value, label=gettext_lazy("Draft a document"),
                            url_name="cases:paper-draft", icon="file-text", aside=True),
        )  # fmt: skip
        return [act for act in offered if seams.may(self.actor, act.act, self.standing)]

    @cached_property
    def _kept(self) -> Kept:
        """What there is about it at all."""
        return kept_of(self.record.pk)

    def caution(self) -> State | None:
        """Return that nobody of its unit can be told, where that is so."""
        return unheard_notice(self.record, lambda: self.suggested)

    def story_subjects(self) -> Sequence[str]:
        """Return the case, and the supervision orders about it."""
        return (self.subject, *(f"supervision:{order.pk}" for order in self._orders))

    def related(self) -> Sequence[Related]:
        """Return the supervision orders about the case, where there are any."""
        if not self._orders:
            return ()
        late = sum(order.late for order in self._orders)
        url = f"{reverse('cases:supervisions')}?case={self.record.pk}"
        orders = Related(label=_("Supervision orders"), url=url, icon="flag",
                         count=Count(number=len(self._orders)), late=late)  # fmt: skip
        return (orders,)

    @cached_property
    def _orders(self) -> list[Supervision]:
        """Every supervision order about the case."""
        return list(supervisions_of(self.record)) if self._kept.supervisions else []

    def _leads(self, step: Step) -> bool:
        """Return whether a step leads on: where it has to be verified first, that is sending somebody."""
        if step.act in {CaseAct.ACCEPT, CaseAct.ASK_VERIFY}:
            unverified = self.record.channel in self.settings.verified_channels
            return (step.act is CaseAct.ASK_VERIFY) is unverified
        return step.act in _FIRST

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
            label=verb_later(step.act),
            url_name="cases:act",
            kind="primary" if self._leads(step) else "plain",
            icon=_ICONS.get(step.act, ""),
            shortcut=_SHORTCUTS.get(step.act, ""),
            aside=step.act in _ASIDE,
            why_not=self._why_not(step),
        )

    def _why_not(self, step: Step) -> Callable[[Case], str]:
        """Return what says why a step cannot be done now, empty where it can."""

        def said(case: Case) -> str:
            try:
                verified_check(case, step, self.settings)
                other_eyes_check(case=case, act=step.act, actor=self.actor, settings=self.settings)
            except CityError as refusal:
                return error_sentence(refusal, language())
            return _not_in_unit(case, step)

        return said

    def act_url(self, declared: ObjectAct[Case]) -> str:
        """Return the form of an act."""
        if declared.url_name != "cases:act":
            return super().act_url(declared)
        slug = declared.act.removeprefix("case.").replace("_", "-")
        return reverse(f"cases:act-{slug}", args=(self.record.pk,))

    def stages(self) -> Sequence[Ring]:
        """Return the course it runs: when each stage was done, where it is now, what is still to come."""
        here = CaseState(self.record.state)
        ended = {row.stage: row.stopped_at for row in self._runs if not row.cancelled}
        reached = _STAGE_OF.get(here)
        if reached is None:
            return self._ended(here, ended)
        place = _COURSE.index(reached)
        now_state: StageState = _PAUSED.get(here, "under_way")
        return [
            Ring(
                label=stage.label(language()),
                state="done" if nth < place else (now_state if nth == place else "before"),
                at=ended.get(stage.value) if nth < place else None,
                note=_("under way") if nth == place and now_state == "under_way" else "",
            )
            for nth, stage in enumerate(_COURSE)
            if stage is not Stage.VERIFY or stage.value in ended or stage is reached
        ]

    def _ended(self, here: CaseState, ended: Mapping[str, datetime | None]) -> Sequence[Ring]:
        """Return the course of a case that is over: as far as it came, then the exit it took."""
        course = [
            Ring(label=stage.label(language()), state="done", at=ended[stage.value])
            for stage in _COURSE
            if stage.value in ended
        ]
        if here is CaseState.CLOSED:
            closed = Ring(label=Stage.CLOSE.label(language()), state="done", at=self.record.over_at)
            return [*course, *([] if Stage.CLOSE.value in ended else [closed])]
        state: StageState = "merged" if here is CaseState.MERGED else "void"
        return [*course[:-1], Ring(label=here.label(language()), state=state, at=self.record.over_at)]

    def clocks(self) -> Sequence[Clock]:
        """Return the clock that it waits for and what limit it counts, and the handling limit to come."""
        case, at = self.record, now()
        if case.over_at is not None:
            return (self._limits_kept(),)
        found = case_clock(case, at)
        run = next((row for row in reversed(self._runs) if row.stopped_at is None), None)
        if found is None or run is None:
            return ()
        stage = Stage(run.stage).label(language())
        if found.state == "paused":
            return (replace(found, label=stage, note=_paused(case)),)
        limit = limit_text(queries.runs_of([run])[0].limit, language())
        note = _("limit %s") % limit if limit else ""
        told = [replace(found, label=stage, note=note, share_used=share_used(run, at))]
        if case.limit_amount and case.stage in _BEFORE_HANDLING:
            told.append(Clock(label=_("Handling limit"), text=_limit_said(case), note=_source(case)))
        return tuple(told)

    def _limits_kept(self) -> Clock:
        """Return whether a case that is over kept its limits, and where it did not."""
        late = [Stage(row.stage).label(language()) for row in self._runs if row.late and not row.cancelled]
        if not late:
            return Clock(label=_("Limits"), text=_("Every stage in time"), state="done")
        stages = _(", ").join(dict.fromkeys(late))
        return Clock(label=_("Limits"), text=_("Late: %(stages)s") % {"stages": stages}, state="late")

    @cached_property
    def _runs(self) -> list[CaseClock]:
        """Every run of its clocks, in the order they started."""
        return queries.clocks_of(self.record.pk)

    @cached_property
    def suggested(self) -> Suggestion:
        """To whom it should go."""
        return suggestion_for(self.record, at=now())

    @cached_property
    def _assigned(self) -> list[Assignment]:
        """Every unit that had it, first to last."""
        return list(assignments_of(self.record))

    def map_view(self) -> MapView | None:
        """Return where it is."""
        case = self.record
        if case.place is None:
            return None
        features, states = near_features(open_near(case, reach_m=_NEAR_M))
        return MapView(
            label=case.title,
            layers=(MapLayer(name="areas", label=_("Areas")),),
            overlay={"type": "FeatureCollection", "features": features} if features else None,
            clocks=clocks_counted(states),
            feature=case.place.geojson,
            feature_label=case.title,
            subject=self.subject,
        )

    def sections(self) -> Sequence[Section]:
        """Return who should get it and why, what waits, the reports, clocks, units and what is like it."""
        return tuple(
            section
            for section in (
                self._wish(),
                self._alarms(),
                self._matters(),
                self._suggestion(),
                self._duplicates(),
                self._description(),
                self._video(),
                self._place(),
                self._links(),
                self._reports(),
                self._firsts(),
                self._clock_lines(),
                self._assignments(),
                self._appeals(),
                self._costs(),
            )
            if section is not None
        )

    @cached_property
    def _all_photos(self) -> Sequence[CasePhoto]:
        """Every picture of it."""
        return photos_of(self.record, actor=self.actor, at=now()) if self._kept.photos else ()

    def _matters(self) -> Section | None:
        if not self._kept.suggestions:
            return None
        return matter_section(self.record, may_accept=self._may_accept())

    def _description(self) -> Section | None:
        case = self.record
        photos = self._all_photos
        if not case.description and not photos:
            return None
        return Section(
            title=_("As reported"),
            leads=True,
            template="cases/description.html",
            context={"text": case.description, **_photos(photos)},
        )

    def _video(self) -> Section | None:
        """Return camera and clip of what the video patrol found."""
        return video_section(self.record) if self.record.channel == Channel.VIDEO else None

    def _alarms(self) -> Section | None:
        """Return the alarms that a sensor reported it by."""
        return alarm_section(self.record, self.actor) if self.record.channel == Channel.SENSOR else None

    def _wish(self) -> Section | None:
        wish = wish_open(self.record) if self._kept.wish else None
        if wish is None:
            return None
        until = wish.until
        limit = Limit(wish.amount, TimeUnit(wish.time_unit)) if wish.amount else None
        return Section(
            title=_("Waiting to be granted"),
            leads=True,
            template="cases/wish.html",
            context={
                "wish": wish,
                "kind": AskedFor(wish.kind).label(language()),
                "limit": limit_text(limit, language()),
                "until": until,
            },
        )

    def _suggestion(self) -> Section | None:
        here = CaseState(self.record.state)
        if here not in {CaseState.REPORTED, CaseState.FILING, CaseState.DISPATCHING}:
            return None
        at = now()
        found = self.suggested
        return Section(
            title=_("Who should get it, and why"),
            template="cases/suggestion.html",
            context=self._told(found, at),
            note="" if found.ownerless else _("By the duty table"),
            leads=True,
        )

    def _told(self, found: Suggestion, at: datetime) -> SuggestionView:
        return SuggestionView(
            unit=found.unit,
            why=_ground(found.ground),
            lines=[
                answer_sentence(answer, at=at, language=language())
                for answer in found.answers
                if not answer.is_nobody
            ],
            ownerless=found.ownerless,
            load=unit_load(found.unit_id, at=at) if found.unit_id else None,
        )

    def _may_accept(self) -> str:
        """Return the act by which the reader may set its matter now; empty where there is none."""
        acts = (CaseAct.ACCEPT, CaseAct.FILE)
        open_now = [act for act in acts if act in acts_in(CaseState(self.record.state))]
        return next((act.value for act in open_now if seams.may(self.actor, act.value, self.standing)), "")

    def _duplicates(self) -> Section | None:
        """Return the open cases near it that may be the same, each with the way to merge this one into it."""
        case = self.record
        if not may_move(CaseAct.MERGE, CaseState(case.state)):  # with a unit it is too late to merge
            return None
        may_merge = seams.may(self.actor, CaseAct.MERGE.value, self.standing)
        found = resembling_case(case, settings=self.settings, actor=self.actor, at=now())[:_MOST_DUPLICATES]
        lines = alike_lines(found, merge_url=reverse("cases:act-merge", args=(case.pk,)) if may_merge else "")
        if not lines:
            return None
        return Section(
            title=_("May be the same"),
            template="cases/duplicates.html",
            context=lines,
            note=_("surest first"),
            leads=True,
        )

    def _place(self) -> Section:
        """Return where the story of the place comes when it is opened, so that the case itself is quick."""
        url = reverse("cases:place-of-case", args=(self.record.pk,))
        return Section(title=_("This place for two years"), template="cases/place_slot.html", context=url)

    def _appeals(self) -> Section | None:
        rows = list(appeals_of(self.record)) if self._kept.appeals else []
        lines = [
            {
                "appeal": one,
                "about": AppealAbout(one.about).label(language()),
                "state": tag_of(AppealState(one.state)),
            }
            for one in rows
        ]
        return Section(title=_("Appeals"), template="cases/appeals.html", context=lines) if lines else None

    def _links(self) -> Section | None:
        case, lines = self.record, []
        for other, label in (
            (case.merged_into, _("Merged into")),
            (case.redo_of, _("Opened again from")),
            (case.rebound_of, _("Comes back from")),
        ):
            if other is not None:
                lines.append({"label": label, "case": other})
        if self._kept.followers:
            lines += [{"label": _("Merged in"), "case": other} for other in case.merged.all()[:20]]
            lines += [{"label": _("Opened again as"), "case": other} for other in case.redone_as.all()[:5]]
            lines += [{"label": _("Came back as"), "case": other} for other in case.rebounds.all()[:5]]
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
        at, rows = now(), self._runs
        units = {f"unit:{one.unit_id}": one.unit.name for one in self._assigned}
        lines = [
            ClockLine(
                stage=run.stage.label(language()),
                clock=run_clock(run, at, soon_at=row.soon_at),
                due_at=run.due_at,
                limit=limit_text(run.limit, language()),
                charged=units.get(run.charged_to)
                or (
                    Desk(run.charged_to).label(language()) if run.charged_to in set(Desk) else run.charged_to
                ),
                cancelled=run.cancelled,
                exempt=run.exempt,
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
                "why": _ground(one.ground),
            }
            for one in self._assigned
        ]
        if not lines:
            return None
        return Section(title=_("Who had it"), template="cases/assignments.html", context=lines)

    def _costs(self) -> Section | None:
        rows = list(costs_of(self.record.pk)) if self._kept.costs else []
        if not rows:
            return None
        total = sum(row.amount_fen for row in rows) / 100
        return Section(
            title=_("Costs to recover"), template="cases/costs.html", context={"rows": rows, "total": total}
        )


def _photos(photos: Sequence[CasePhoto]) -> dict[str, object]:
    """Return the photos of a case as the page prints them: what belongs together side by side."""
    pairs, rest = photo_pairs(
        [Placed(part=photo_part(one.act), shot=one.shot, photo=_shown(one)) for one in photos]
    )
    return {"pairs": pairs, "photos": rest}


def _shown(photo: CasePhoto) -> dict[str, object]:
    """Return a photo as the page prints it: what it came with, what it says, and what is odd about that."""
    return {
        "photo": photo,
        "part": photo_part(photo.act).label(language()),
        "shot": photo.shot.label(language()) if photo.shot else "",
        "label": word(photo.act, language()),
        "zone": photo.zone_from.label(language()) if photo.zone_from is ZoneFrom.PLATFORM else "",
        "doubts": [tag_of(doubt) for doubt in photo.doubts],
        "public": tag_of(photo.public) if photo.public else None,
    }


def _ground(ground: str) -> str:
    """Return why a unit has it: a sentence of the duty table, or a word of the loop."""
    return reason_words(ground) if ground.startswith("ground_") else word(ground, language())


def _paused(case: Case) -> str:
    if case.state == CaseState.SHELVED and case.review_on:
        return _("next review on %(day)s") % {"day": case.review_on.isoformat()}
    return _("goes on by itself") if case.resume_at else ""


def _limit(case: Case) -> str:
    return " · ".join(part for part in (_limit_said(case), _source(case)) if part)


def _limit_said(case: Case) -> str:
    """Return how long its handling may take, in words; nothing where no clock counts it."""
    if not case.limit_amount:
        return ""
    return limit_text(Limit(case.limit_amount, TimeUnit(case.limit_unit)), language())


def _source(case: Case) -> str:
    return reason_words(case.limit_source) if case.limit_source else ""


def _not_in_unit(case: Case, step: Step) -> str:
    if step.desks == (Desk.UNIT,) and not getattr(case, "in_unit", False):
        return reason_words("case_not_of_this_unit", unit=case.unit.name if case.unit else "—")
    return ""
