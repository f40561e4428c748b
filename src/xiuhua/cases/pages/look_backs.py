"""回头看 on the screen: rounds, what each says of all closed cases, my revisits, and what was found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiuhua.cases import services
from xiuhua.cases.forms.look_backs import AssignForm, RevisitForm, RoundForm
from xiuhua.cases.models import LookBackRound, Revisit
from xiuhua.cases.pages.choosing import item_called, matters_offered
from xiuhua.cases.pages.people import people_offered, person_called
from xiuhua.cases.pages.photos import photos_keep
from xiuhua.cases.pages.shared import area_choices, verb_later, words_later
from xiuhua.cases.queries.look_backs import (
    estimate_of,
    revisit_get,
    revisits_all,
    revisits_of_person,
    round_get,
    rounds_all,
)
from xiuhua.cases.queries.photos import RevisitShot, revisit_shots
from xiuhua.cases.rules.sampling import FACTOR_LEAST, FACTOR_MOST, PRIOR_CASES, Estimate
from xiuhua.cases.terms import CaseState, LookBackAct, RevisitState, RoundState
from xiuhua.shared.clock import now
from xiuhua.web import seams
from xiuhua.web.addresses import Held
from xiuhua.web.days import day_after, midnight, today
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import ListColumn, moment, number, tag_of, term, text
from xiuhua.web.pages.filters import AreaFilter, ChoiceFilter, Filter, TermFilter, YesFilter
from xiuhua.web.pages.forms import Done, F, FormPage, Group, Sent
from xiuhua.web.pages.lists import ListPage, Preset
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Action, Cell, Clock, Crumb, MapLayer, MapView, Related, Section, State, Tag

_DAY = timedelta(days=1)
_USUAL_SIZE, _USUAL_DAYS, _USUAL_SPAN = 50, 7, 28
_FEW = 30


def _closed_days(one: LookBackRound) -> str:
    zone = get_current_timezone()
    return f"{one.since.astimezone(zone).date()} – {(one.until - _DAY).astimezone(zone).date()}"


class RoundListPage(ListPage[LookBackRound]):
    """Every sample that was drawn."""

    key = "look-backs"
    kind = "look_back"
    menu = "case"
    act = LookBackAct.READ.value
    title = gettext_lazy("Look-backs")
    sort = "-drawn"
    columns = (
        text("title", gettext_lazy("Round"), primary=True, locked=True),
        ListColumn(
            key="closed", label=gettext_lazy("Closed"),
            cell=lambda one: Cell(kind="code", text=_closed_days(one)),
        ),
        term("state", gettext_lazy("State"), RoundState),
        number("drawn_count", gettext_lazy("Drawn")),
        number("of", gettext_lazy("Of closed cases"), of="closed_count", drop=2),
        number("done", gettext_lazy("Looked at"), of="done_count"),
        number("failed", gettext_lazy("Not in order"), of="failed_count"),
        ListColumn(
            key="due", label=gettext_lazy("Until"), kind="code", drop=1,
            cell=lambda one: Cell(kind="code", text=one.due_on.isoformat()),
        ),
        moment("drawn", gettext_lazy("Drawn at"), of="recorded_at", sort="recorded_at", drop=3),
    )  # fmt: skip
    filters: ClassVar[Sequence[Filter]] = (
        AreaFilter(name="area", label=gettext_lazy("Area"), choices=area_choices),
        TermFilter(name="state", label=gettext_lazy("State"), vocabulary=RoundState),
    )

    def records(self) -> QuerySet[LookBackRound]:
        """Return every round of the actor's areas."""
        return rounds_all()

    def row_url(self, record: LookBackRound) -> str:
        """Return the page of the round."""
        return reverse("cases:look-back", args=(record.pk,))

    def acts(self) -> Sequence[Action]:
        """Offer to draw one, and one's own revisits."""
        mine = Action(label=_("My revisits"), url=reverse("cases:my-revisits"), icon="clipboard-check")
        return (*((_draw(),) if seams.may(self.actor, LookBackAct.DRAW.value) else ()), mine)

    def empty(self) -> State:
        """Return what stands where nothing was ever drawn."""
        return State(
            kind="empty",
            title=_("No look-back yet"),
            text=_(
                "A round draws closed cases, more of those that tend to come back, and sends people there."
            ),
            acts=(_draw(),) if seams.may(self.actor, LookBackAct.DRAW.value) else (),
        )


def _draw() -> Action:
    return Action(
        name=LookBackAct.DRAW.value, label=_("Draw a sample"), kind="primary", icon="refresh",
        url=reverse("cases:look-back-draw"),
    )  # fmt: skip


class RoundDrawPage(FormPage[LookBackRound, RoundForm]):
    """Drawing a sample."""

    kind = "look_back"
    menu = "case"
    act = LookBackAct.DRAW.value
    form_class = RoundForm
    title = gettext_lazy("Draw a look-back")
    lead = gettext_lazy(
        "Cases of matters, places and units where much came back in the last year are drawn more often; each"
        " keeps its chance, so that the result still speaks for all closed cases."
    )
    verb = gettext_lazy("Draw the sample")
    verb_icon = "refresh"
    groups = (
        Group(fields=("title", "area")),
        Group(title=gettext_lazy("From which closed cases"), fields=("since", "until", "matter")),
        Group(title=gettext_lazy("The sample"), fields=("size", "due_on")),
        Group(title=gettext_lazy("Draw the same sample again"), fields=("seed",), folded=True),
    )

    def permit(self) -> None:
        """Refuse whoever may draw nothing."""
        self.record = self.load()
        seams.require(self.actor, self.act)

    def load(self) -> LookBackRound:
        """Return the round that is not there yet."""
        areas = seams.areas_for(self.actor, self.act)
        return LookBackRound(area_code=areas[0] if areas else "")

    def initial(self) -> Mapping[str, object]:
        """Return the four weeks up to yesterday."""
        yesterday = today() - _DAY
        return {
            "title": _("Look-back %(month)s") % {"month": f"{yesterday:%Y-%m}"},
            "area": self.record.area_code, "since": yesterday - (_USUAL_SPAN - 1) * _DAY, "until": yesterday,
            "size": _USUAL_SIZE, "due_on": today() + _USUAL_DAYS * _DAY,
        }  # fmt: skip

    def prepare(self, form: RoundForm) -> None:
        """Offer the areas that the actor may draw in, and matters."""
        own = seams.areas_for(self.actor, self.act)
        offered = [
            (area.code, "\u3000" * area.depth + area.name)
            for area in area_choices()
            if any(area.code.startswith(one) for one in own)
        ]
        form.fields["area"].choices = offered  # type: ignore[attr-defined]  # a ChoiceField
        form.fields["matter"].widget.suggestions = matters_offered()

    def back_url(self) -> str:
        """Return the list."""
        return reverse("cases:look-backs")

    def submit(self, sent: Sent[RoundForm]) -> Done:
        """Draw it."""
        typed = sent.form.cleaned_data
        made = services.round_draw(
            new=services.NewRound(
                area_code=typed["area"],
                title=typed["title"],
                since=midnight(typed["since"]),
                until=day_after(typed["until"]),
                size=typed["size"],
                due_on=typed["due_on"],
                item_id=item_called(typed["matter"]).pk if typed["matter"].strip() else None,
                seed=typed["seed"],
            ),
            actor=self.actor,
            at=sent.at,
        )
        return Done(
            url=reverse("cases:look-back", args=(made.pk,)), message=LookBackAct.DRAW.label(language())
        )


@dataclass(frozen=True, kw_only=True)
class EstimateView:
    """What a round says, with the counts it rests on and where they open."""

    told: Estimate | None
    share_percent: float
    low_percent: float
    high_percent: float
    simple_percent: float
    worth: str
    few: bool
    drawn: int
    closed: int
    done: int
    done_percent: float
    failed: int
    passed: int
    unseen: int
    left: int
    urls: Mapping[str, str]
    seed: int
    weights: Mapping[str, object]
    prior: int
    least: float
    most: float


class RoundPage(ObjectPage[LookBackRound]):
    """One round: how far it is, and what it says of all closed cases."""

    kind = "look_back"
    menu = "case"
    act = LookBackAct.READ.value
    list_url_name = "cases:look-backs"
    facts_beside = True
    spare = frozenset({"item"})
    facts = (
        ListColumn(key="closed", label=gettext_lazy("Closed"), cell=lambda one: Cell(text=_closed_days(one))),
        ListColumn(
            key="item",
            label=gettext_lazy("Matter"),
            cell=lambda one: Cell(text=one.item.zh if one.item else ""),
        ),
        number("closed_count", gettext_lazy("Closed cases that could be drawn")),
        number("drawn_count", gettext_lazy("Drawn")),
        ListColumn(
            key="due", label=gettext_lazy("To be looked at until"),
            cell=lambda one: Cell(kind="code", text=one.due_on.isoformat()),
        ),
        ListColumn(
            key="seed", label=gettext_lazy("Seed"),
            cell=lambda one: Cell(kind="code", text=str(one.seed), copyable=True),
        ),
        moment("recorded", gettext_lazy("Drawn at"), of="recorded_at"),
    )  # fmt: skip

    def load(self) -> LookBackRound:
        """Return the round of the URL."""
        return round_get(self.kwargs["round_id"])

    def heading(self) -> str:
        """Return what people call it."""
        return self.record.title

    def state(self) -> Tag:
        """Return whether it is done."""
        return tag_of(RoundState(self.record.state))

    def sections(self) -> Sequence[Section]:
        """Return how far it is and what it says, then its revisits."""
        rows = list(revisits_all().filter(round=self.record).order_by("state", "pk")[:_LISTED])
        lines = [{"revisit": one, "state": tag_of(RevisitState(one.state))} for one in rows]
        return (
            Section(
                title=_("What it says"), template="cases/estimate.html", context=self._estimate(rows),
                leads=True, note=_("share of all closed cases that are not in order"),
            ),
            Section(title=_("Revisits"), template="cases/revisits.html", context=lines,
                    note=str(self.record.drawn_count)),
        )  # fmt: skip

    def related(self) -> Sequence[Related]:
        """Return the list of its revisits."""
        url = f"{reverse('cases:revisits')}?round={self.record.pk}"
        return (Related(label=_("Revisits"), url=url, icon="clipboard-check"),)

    def _estimate(self, rows: Sequence[Revisit]) -> EstimateView:
        one, told = self.record, estimate_of(self.record)
        counts = {state: sum(row.state == state for row in rows) for state in RevisitState}
        done = one.drawn_count - counts[RevisitState.TO_DO]
        failed, passed = counts[RevisitState.FAILED], counts[RevisitState.PASSED]
        url = f"{reverse('cases:revisits')}?round={one.pk}"
        return EstimateView(
            told=told, share_percent=100 * told.share if told else 0,
            low_percent=100 * told.low if told else 0,
            high_percent=100 * told.high if told else 0,
            simple_percent=100 * failed / (failed + passed) if failed + passed else 0,
            worth=f"{told.worth:.0f}" if told and told.worth < one.closed_count else str(one.closed_count),
            few=bool(told) and (failed + passed < _FEW or failed < _FEW_FAILED), drawn=one.drawn_count,
            closed=one.closed_count, done=done, done_percent=100 * done / one.drawn_count,
            failed=failed, passed=passed, unseen=counts[RevisitState.UNSEEN], left=counts[RevisitState.TO_DO],
            urls={state.value: f"{url}&state={state.value}" for state in RevisitState}, seed=one.seed,
            weights=one.weights, prior=PRIOR_CASES, least=FACTOR_LEAST, most=FACTOR_MOST,
        )  # fmt: skip


_FEW_FAILED = 5
_LISTED = 500


# --- revisits -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class MineFilter(YesFilter):
    """Whether a revisit is given to somebody at all."""

    def condition(self, held: Held) -> Q:
        """Return that it is, or is not."""
        return Q(person__isnull=held[self.name][0] == "0")


def _round_choices() -> list[tuple[str, str]]:
    return [(str(pk), title) for pk, title in rounds_all().values_list("pk", "title").order_by("-pk")[:50]]


class RevisitListPage(ListPage[Revisit]):
    """Every drawn case, over all rounds."""

    key = "revisits"
    kind = "revisit"
    menu = "case"
    act = LookBackAct.READ.value
    title = gettext_lazy("Revisits")
    sort = "due"
    columns = (
        ListColumn(
            key="case", label=gettext_lazy("Case"), primary=True, locked=True,
            cell=lambda one: Cell(text=f"{one.case.number} {one.case.title}"),
        ),
        ListColumn(
            key="where", label=gettext_lazy("Where"), drop=2,
            cell=lambda one: Cell(text=one.case.address or one.case.area.name),
        ),
        term("state", gettext_lazy("State"), RevisitState),
        ListColumn(
            key="person", label=gettext_lazy("Who looks at it"),
            cell=lambda one: Cell(kind="person", text=one.person.name if one.person else ""),
        ),
        ListColumn(
            key="due", label=gettext_lazy("Until"), kind="code", sort="due_on",
            cell=lambda one: Cell(kind="code", text=one.due_on.isoformat()),
        ),
        ListColumn(
            key="chance", label=gettext_lazy("Chance of being drawn"), kind="number", unit="%", drop=3,
            cell=lambda one: Cell(kind="number", number=100 * one.chance, decimals=2),
        ),
        ListColumn(
            key="unit", label=gettext_lazy("Handled by"), drop=4,
            cell=lambda one: Cell(text=one.case.unit.name if one.case.unit else "")),
        moment("done", gettext_lazy("Looked at on"), of="done_at", drop=5),
    )  # fmt: skip
    filters: ClassVar[Sequence[Filter]] = (
        AreaFilter(name="area", label=gettext_lazy("Area"), choices=area_choices),
        ChoiceFilter(name="round", label=gettext_lazy("Round"), choices=_round_choices, by_id=True),
        TermFilter(name="state", label=gettext_lazy("State"), vocabulary=RevisitState),
        MineFilter(name="given", label=gettext_lazy("Given to somebody")),
    )
    presets: ClassVar[Sequence[Preset]] = (
        Preset(label=words_later(RevisitState.TO_DO), query={"state": (RevisitState.TO_DO.value,)}),
        Preset(label=words_later(RevisitState.FAILED), query={"state": (RevisitState.FAILED.value,)}),
        Preset(label=gettext_lazy("All")),
    )

    def records(self) -> QuerySet[Revisit]:
        """Return the revisits that the database scope lets through."""
        return revisits_all()

    def row_url(self, record: Revisit) -> str:
        """Return the page of the revisit."""
        return reverse("cases:revisit", args=(record.pk,))

    def row_clock(self, record: Revisit) -> Clock | None:
        """Return that it is late, where it is."""
        if record.state != RevisitState.TO_DO or record.due_on >= today():
            return None
        return Clock(text=_("Late"), state="late")

    def row_note(self, record: Revisit) -> str:
        """Return where it is and until when."""
        return f"{record.case.address or record.case.area.name} · {record.due_on}"


class MyRevisitsPage(RevisitListPage):
    """What whoever reads it still has to look at."""

    key = "my-revisits"
    title = gettext_lazy("My revisits")
    presets: ClassVar[Sequence[Preset]] = ()

    def records(self) -> QuerySet[Revisit]:
        """Return the reader's own."""
        return revisits_all().filter(pk__in=revisits_of_person(self.actor.user_id).order_by().values("pk"))

    def empty(self) -> State:
        """Return what stands where there is nothing to look at."""
        return State(
            kind="empty", title=_("Nothing to look at again"),
            text=_("Cases that a look-back draws for you stand here, what is due first on top."),
        )  # fmt: skip


class RevisitPage(ObjectPage[Revisit]):
    """One drawn case: what it was, and what it looks like now."""

    kind = "revisit"
    menu = "case"
    act = LookBackAct.READ.value
    list_url_name = "cases:revisits"
    facts_beside = True
    spare = frozenset({"words", "redo", "away", "done"})
    acts = (
        ObjectAct(
            act=LookBackAct.REVISIT.value, label=gettext_lazy("Record what you found"),
            url_name="cases:revisit-record", kind="primary", icon="camera",
        ),
        ObjectAct(
            act=LookBackAct.ASSIGN.value, label=gettext_lazy("Give to somebody else"),
            url_name="cases:revisit-assign", icon="user",
        ),
    )  # fmt: skip
    facts = (
        ListColumn(
            key="round", label=gettext_lazy("Round"),
            cell=lambda one: Cell(
                kind="link", text=one.round.title, url=reverse("cases:look-back", args=(one.round_id,))
            ),
        ),
        ListColumn(
            key="case", label=gettext_lazy("Case"),
            cell=lambda one: Cell(
                kind="link", text=f"{one.case.number} {one.case.title}",
                url=reverse("cases:case", args=(one.case_id,)),
            ),
        ),
        ListColumn(key="person", label=gettext_lazy("Who looks at it"),
                   cell=lambda one: Cell(text=one.person.name if one.person else "",
                                         why_none=_("Nobody may: all serve in its unit"))),
        ListColumn(key="due", label=gettext_lazy("Until"),
                   cell=lambda one: Cell(kind="code", text=one.due_on.isoformat())),
        ListColumn(key="chance", label=gettext_lazy("Chance of being drawn"),
                   cell=lambda one: Cell(kind="number", number=100 * one.chance, decimals=2, unit="%")),
        moment("done", gettext_lazy("Looked at on"), of="done_at"),
        ListColumn(key="away", label=gettext_lazy("From the place of the case"),
                   cell=lambda one: Cell(kind="number", number=one.away_m, unit="m")),
        text("words", gettext_lazy("What was found")),
        ListColumn(
            key="redo", label=gettext_lazy("Opened again as"),
            cell=lambda one: Cell(
                kind="link", text=one.redo.number, url=reverse("cases:case", args=(one.redo_id,))
            ) if one.redo else Cell(),
        ),
    )  # fmt: skip

    def load(self) -> Revisit:
        """Return the revisit of the URL."""
        return revisit_get(self.kwargs["revisit_id"])

    def code(self) -> str:
        """Return the number of the case."""
        return self.record.case.number

    def heading(self) -> str:
        """Return the matter."""
        return self.record.case.title

    def state(self) -> Tag:
        """Return what came of it."""
        return tag_of(RevisitState(self.record.state))

    def place(self) -> str:
        """Return where it is."""
        return self.record.case.address or self.record.case.area.name

    def map_view(self) -> MapView | None:
        """Return where the case was."""
        case = self.record.case
        if case.place is None:
            return None
        return MapView(
            label=case.title, layers=(MapLayer(name="areas", label=_("Areas")),), feature=case.place.geojson,
            feature_label=case.title,
        )  # fmt: skip

    def sections(self) -> Sequence[Section]:
        """Return what it looked like when it was closed, and what it looks like now."""
        at = now()
        shots: Sequence[RevisitShot] = revisit_shots(self.record, actor=self.actor, at=at)
        told = {"shots": shots, "state": tag_of(CaseState(self.record.case.state))}
        if not shots:
            return ()
        return (
            Section(
                title=_("Closed so, and now"), template="cases/revisit_photos.html", context=told, leads=True
            ),
        )


class RevisitFormPage(FormPage[Revisit, F]):
    """An act on a revisit."""

    kind = "revisit"
    menu = "case"

    def load(self) -> Revisit:
        """Return the revisit of the URL."""
        return revisit_get(self.kwargs["revisit_id"])

    def version(self) -> str:
        """Return where it stands and with whom."""
        return f"{self.record.state}:{self.record.person_id}"

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way down to the revisit."""
        case = self.record.case
        where = f"{case.number} {case.title} · {case.address or case.area.name}"
        return (Crumb(label=where, url=self.back_url()),)

    def back_url(self) -> str:
        """Return the page of the revisit."""
        return reverse("cases:revisit", args=(self.record.pk,))


class RevisitRecordPage(RevisitFormPage[RevisitForm]):
    """Recording what was found."""

    act = LookBackAct.REVISIT.value
    form_class = RevisitForm
    title = gettext_lazy("Record what you found")
    lead = gettext_lazy("Stand at the place and take a photo. What is not in order is opened again at once.")
    verb = gettext_lazy("Record it")
    verb_icon = "camera"

    def prepare(self, form: RevisitForm) -> None:
        """Offer the results in the reader's language."""
        told = [(one.value, one.label(language())) for one in RevisitState if one is not RevisitState.TO_DO]
        form.fields["state"].choices = [("", "—"), *told]  # type: ignore[attr-defined]  # a ChoiceField

    def submit(self, sent: Sent[RevisitForm]) -> Done:
        """Keep it."""
        typed = sent.form.cleaned_data
        services.revisit_record(
            revisit_id=self.record.pk,
            found=services.Found(
                state=RevisitState(typed["state"]),
                words=typed["words"],
                longitude=typed["longitude"],
                latitude=typed["latitude"],
                photos=photos_keep(typed, area_code=self.record.area_code, actor=self.actor, at=sent.at),
            ),
            actor=self.actor,
            at=sent.at,
        )
        return Done(url=self.back_url(), message=LookBackAct.REVISIT.label(language()))


class RevisitAssignPage(RevisitFormPage[AssignForm]):
    """Giving a revisit to somebody else."""

    act = LookBackAct.ASSIGN.value
    form_class = AssignForm
    title = gettext_lazy("Give to somebody else")
    lead = gettext_lazy("Nobody of a unit that handled it, and not whoever passed its check.")
    verb = verb_later(LookBackAct.ASSIGN)

    def prepare(self, form: AssignForm) -> None:
        """Offer people."""
        form.fields["person"].widget.suggestions = people_offered()

    def submit(self, sent: Sent[AssignForm]) -> Done:
        """Assign it."""
        typed = sent.form.cleaned_data
        services.revisit_assign(
            revisit_id=self.record.pk, person_id=person_called(typed["person"], field="person").pk,
            reason=typed["reason"], actor=self.actor, at=sent.at,
        )  # fmt: skip
        return Done(url=self.back_url(), message=LookBackAct.ASSIGN.label(language()))
