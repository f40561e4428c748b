"""吹哨报到 on the screen: what communities call for, who came and when, the league, and the limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django.db.models import CharField, Q, QuerySet, Value
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiuhua.cases.terms import CaseState
from xiuhua.communities.forms.community_fields import PlainForm, ReasonForm, score
from xiuhua.communities.forms.whistles import (
    CheckInForm,
    ConcludeForm,
    LimitsForm,
    PartForm,
    RateForm,
    WhistleForm,
)
from xiuhua.communities.models import Whistle, WhistleCall, WhistleLimitsVersion
from xiuhua.communities.pages.community_parts import (
    area_choices,
    community_choices,
    limit_shown,
    limit_typed,
    opens,
    photos_keep,
    pictures,
    term_choices,
    unit_typed,
    units_options,
    units_typed,
    where_map,
)
from xiuhua.communities.queries import communities
from xiuhua.communities.queries import whistles as queries
from xiuhua.communities.queries.community_rows import Unit
from xiuhua.communities.rules.whistles import WhistleLimits, punctuality
from xiuhua.communities.services import whistles as services
from xiuhua.communities.terms.whistles import (
    CheckInWay,
    Punctuality,
    WhistleAct,
    WhistleKind,
    WhistleState,
)
from xiuhua.ground.queries.duties import matters
from xiuhua.ground.rules.limits import Limit, limit_text
from xiuhua.ground.terms.calendars import TimeUnit
from xiuhua.shared.clock import now
from xiuhua.shared.ids import uuid_told
from xiuhua.web import seams
from xiuhua.web.addresses import Held
from xiuhua.web.areas import within
from xiuhua.web.errors import language
from xiuhua.web.pages.asking import Asked
from xiuhua.web.pages.clocks import clock_running, span_words
from xiuhua.web.pages.columns import ListColumn, area, code, moment, number, tag_cell, tag_of, term, text
from xiuhua.web.pages.filters import AreaFilter, ChoiceFilter, DaysFilter, Filter, TermFilter
from xiuhua.web.pages.forms import ONCE, Done, F, FormPage, Group, Sent
from xiuhua.web.pages.lists import ListPage, Preset
from xiuhua.web.pages.making import verb_later
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Action, Cell, Clock, Crumb, MapLayer, MapView, Option, Section, Stage, State, Tag

_OPEN = (WhistleState.CALLED, WhistleState.WORKING, WhistleState.CONCLUDED, WhistleState.RATED)
_COURSE = (*_OPEN, WhistleState.CLOSED)


def _came(whistle: Whistle) -> Cell:
    counted: dict[str, int] = vars(whistle)  # the query counts calls
    return Cell(kind="code", text=f"{counted['came_count']} / {counted['called_count']}")


class WhistleListPage(ListPage[Whistle]):
    """Every whistle of the reader's areas, the latest first."""

    key = "whistles"
    kind = "whistle"
    menu = "community"
    act = WhistleAct.READ.value
    title = gettext_lazy("Whistles")
    sort = "-raised"
    shape_field = "place"
    columns = (
        code("number", gettext_lazy("Number"), drop=1),
        text("title", gettext_lazy("What for"), primary=True, locked=True),
        term("state", gettext_lazy("State"), WhistleState),
        term("kind", gettext_lazy("Kind"), WhistleKind, drop=2),
        text("area", gettext_lazy("Community"), of="area.name"),
        text("lead", gettext_lazy("Lead department"), of="lead.name", drop=1),
        ListColumn(key="came", label=gettext_lazy("Checked in"), kind="code", cell=_came),
        moment("raised", gettext_lazy("Blown"), of="raised_at", sort="raised_at"),
    )
    filters: ClassVar[Sequence[Filter]] = (
        AreaFilter(name="area", label=gettext_lazy("Area"), choices=area_choices),
        TermFilter(name="state", label=gettext_lazy("State"), vocabulary=WhistleState),
        TermFilter(name="kind", label=gettext_lazy("Kind"), vocabulary=WhistleKind),
        DaysFilter(name="raised", label=gettext_lazy("Blown"), field="raised_at"),
    )
    presets = (
        Preset(
            label=gettext_lazy("Open"), query={"state": tuple(state.value for state in _OPEN)}, counted=True
        ),
        Preset(
            label=gettext_lazy("To be rated"), query={"state": (WhistleState.CONCLUDED.value,)}, counted=True
        ),
        Preset(label=gettext_lazy("All")),
    )

    def records(self) -> QuerySet[Whistle]:
        """Return the whistles that the database scope lets through."""
        return queries.whistles_all()

    def row_url(self, record: Whistle) -> str:
        """Return the page of the whistle."""
        return reverse("communities:whistle", args=(record.pk,))

    def acts(self) -> Sequence[Action]:
        """Return blowing one, for whoever may."""
        if not seams.may(self.actor, WhistleAct.RAISE.value):
            return ()
        url = reverse("communities:whistle-new")
        label = str(verb_later(WhistleAct.RAISE, "Blow the whistle"))
        return (Action(name=WhistleAct.RAISE.value, label=label, kind="primary", icon="broadcast", url=url),)

    def empty(self) -> State:
        """Return what stands where nobody ever called."""
        return State(
            kind="empty",
            title=_("No whistle yet"),
            text=_("A community secretary blows one when a matter needs several departments on the spot."),
        )


# --- one whistle --------------------------------------------------------------------------------------------


def stands(call: WhistleCall, at: datetime) -> Punctuality:
    """Return how a call stands to its limit."""
    return punctuality(
        due_at=call.due_at, checked_in_at=call.checked_in_at, freed=call.freed_at is not None, at=at
    )


def _not_called(whistle: Whistle) -> str:
    mine: list[WhistleCall] | None = vars(whistle).get("mine")  # what the page has found
    return _("Your department is not called.") if mine is not None and not mine else ""


def _not_waiting(whistle: Whistle) -> str:
    mine: list[WhistleCall] = vars(whistle).get("mine") or []
    came = bool(mine) and all(call.checked_in_at for call in mine)
    return _not_called(whistle) or (_("Your department has checked in.") if came else "")


def _not_come(whistle: Whistle) -> str:
    mine: list[WhistleCall] = vars(whistle).get("mine") or []
    away = bool(mine) and not any(call.checked_in_at for call in mine)
    return _not_called(whistle) or (_("Your department has not checked in yet.") if away else "")


def _not_leading(whistle: Whistle) -> str:
    mine: list[WhistleCall] = vars(whistle).get("mine") or []
    follows = bool(mine) and not any(call.leads for call in mine)
    return _not_called(whistle) or (_("Only the lead department concludes.") if follows else "")


class WhistlePage(ObjectPage[Whistle]):
    """One whistle: who is called, who came when, what each did, and what the community thinks of it."""

    kind = "whistle"
    change_labels = {
        "title": gettext_lazy("What for"),
        "text": gettext_lazy("What is wrong"),
        "unit": gettext_lazy("Department"),
        "part": gettext_lazy("What was done"),
        "result": gettext_lazy("Result"),
    }
    menu = "community"
    act = WhistleAct.READ.value
    list_url_name = "communities:whistles"
    facts_beside = True
    spare = frozenset({"address", "score", "opinion"})
    acts = (
        ObjectAct(
            act=WhistleAct.CHECK_IN.value, label=verb_later(WhistleAct.CHECK_IN, "Check in"),
            url_name="communities:whistle-check-in", kind="primary", icon="map-pin",
            why_not=_not_waiting,
        ),
        ObjectAct(
            act=WhistleAct.PART.value, label=verb_later(WhistleAct.PART, "Say what was done"),
            url_name="communities:whistle-part", kind="primary", icon="pencil", why_not=_not_come,
        ),
        ObjectAct(
            act=WhistleAct.CONCLUDE.value, label=verb_later(WhistleAct.CONCLUDE, "Conclude together"),
            url_name="communities:whistle-conclude", icon="checks", why_not=_not_leading,
        ),
        ObjectAct(
            act=WhistleAct.RATE.value, label=verb_later(WhistleAct.RATE, "Rate"),
            url_name="communities:whistle-rate", kind="primary", icon="message-check",
        ),
        ObjectAct(
            act=WhistleAct.CLOSE.value, label=verb_later(WhistleAct.CLOSE, "Close"),
            url_name="communities:whistle-close", kind="primary", icon="circle-check",
            why_not=lambda whistle: "" if whistle.rated_at else _("Rate it first."),
        ),
        ObjectAct(
            act=WhistleAct.WITHDRAW.value, label=verb_later(WhistleAct.WITHDRAW, "Withdraw"),
            url_name="communities:whistle-withdraw", icon="x", aside=True,
        ),
    )  # fmt: skip
    facts = (
        ListColumn(key="kind", label=gettext_lazy("Kind"), cell=lambda one: tag_cell(WhistleKind(one.kind))),
        text("area", gettext_lazy("Community"), of="area.name"),
        text("lead", gettext_lazy("Lead department"), of="lead.name"),
        ListColumn(
            key="limit",
            label=gettext_lazy("Check-in limit"),
            cell=lambda one: Cell(
                text=limit_text(Limit(one.limit_amount, TimeUnit(one.limit_unit)), language())
            ),
        ),
        moment("raised", gettext_lazy("Blown"), of="raised_at"),
        ListColumn(
            key="case",
            label=gettext_lazy("Case"),
            cell=lambda one: Cell(
                kind="link",
                text=f"{one.case.number} {CaseState(one.case.state).label(language())}",
                url=reverse("cases:case", args=(one.case_id,)),
            ),
        ),
        text("address", gettext_lazy("Address")),
        ListColumn(
            key="score",
            label=gettext_lazy("Rating"),
            cell=lambda one: Cell(text=f"{one.score} / 5" if one.score else ""),
        ),
        text("opinion", gettext_lazy("In words")),
    )

    def load(self) -> Whistle:
        """Return the whistle of the URL, with the actor's own calls."""
        whistle = queries.whistle_get(self.kwargs["whistle_id"])
        served = communities.units_served(self.actor.user_id, at=now())
        self._calls = queries.calls_of(whistle)
        whistle.mine = [call for call in self._calls if call.unit_id in served]  # type: ignore[attr-defined]  # what `why_not` looks at
        return whistle

    def code(self) -> str:
        """Return its number."""
        return self.record.number

    def heading(self) -> str:
        """Return what it is for."""
        return self.record.title

    def state(self) -> Tag:
        """Return where it stands."""
        return tag_of(WhistleState(self.record.state))

    def place(self) -> str:
        """Return where."""
        return " · ".join(part for part in (self.record.area.name, self.record.address) if part)

    @cached_property
    def _at(self) -> datetime:
        return now()

    def stages(self) -> Sequence[Stage]:
        """Return the course, as far as it has come."""
        here = WhistleState(self.record.state)
        if here is WhistleState.WITHDRAWN:
            return (
                Stage(label=WhistleState.CALLED.label(language()), state="done", at=self.record.raised_at),
                Stage(label=here.label(language()), state="void", at=self.record.closed_at),
            )
        place = _COURSE.index(here)
        ends = (None, None, self.record.concluded_at, self.record.rated_at, self.record.closed_at)
        return [
            Stage(
                label=state.label(language()),
                state="done" if nth < place or here is WhistleState.CLOSED
                else ("under_way" if nth == place else "before"),
                at=ends[nth] if nth <= place else None,
            )
            for nth, state in enumerate(_COURSE)
        ]  # fmt: skip

    def clocks(self) -> Sequence[Clock]:
        """Return the check-in clocks that still run."""
        return [
            clock_running(call.due_at, call.soon_at, self._at, label=call.unit.name)
            for call in self._calls
            if call.checked_in_at is None and call.freed_at is None
        ]

    def sections(self) -> Sequence[Section]:
        """Return the departments with what they did, then words, photos and the joint result."""
        at = self._at
        lines = [
            {
                "call": call,
                "stands": tag_of(stands(call, at)),
                "way": CheckInWay(call.way).label(language()) if call.way else "",
                "took": span_words((call.checked_in_at - call.called_at).total_seconds())
                if call.checked_in_at
                else "",
                "photos": pictures(
                    [one.file for one in call.photos.all()], label=call.unit.name, actor=self.actor, at=at
                ),
            }
            for call in self._calls
        ]
        whistle = self.record
        found = [
            Section(
                title=_("Departments"), template="communities/whistle_calls.html", context=lines,
                note=str(len(lines)), leads=True,
            ),
            Section(
                title=_("What is wrong"), template="communities/words.html",
                context={
                    "text": whistle.text,
                    "photos": pictures(
                        [one.file for one in whistle.photos.select_related("file")], label=whistle.title,
                        actor=self.actor, at=at,
                    ),
                },
            ),
        ]  # fmt: skip
        if whistle.result:
            context = {"text": whistle.result}
            found.insert(
                1, Section(title=_("Joint result"), template="communities/words.html", context=context)
            )
        return found

    def map_view(self) -> MapView | None:
        """Return where it is."""
        if self.record.place is None:
            return None
        return MapView(
            label=self.record.title,
            layers=(MapLayer(name="areas", label=_("Areas")),),
            feature=self.record.place.geojson,
            feature_label=self.record.title,
        )


# --- acts ---------------------------------------------------------------------------------------------------


class WhistleNewPage(FormPage[Whistle, WhistleForm]):
    """Blowing a whistle."""

    kind = "whistle"
    menu = "community"
    act = WhistleAct.RAISE.value
    form_class = WhistleForm
    title = gettext_lazy("Blow the whistle")
    lead = gettext_lazy("Each department has to check in within its limit, on the spot or in writing.")
    verb = verb_later(WhistleAct.RAISE, "Blow the whistle")
    verb_icon = "broadcast"
    groups = (
        Group(title=gettext_lazy("What for"), fields=("kind", "title", "text", "matter", "photos")),
        Group(title=gettext_lazy("Whom"), fields=("lead", "helpers")),
        Group(title=gettext_lazy("Where"), fields=("area_code", "address"), mapped=True),
        Group(title=gettext_lazy("Degrees"), fields=("longitude", "latitude"), folded=True),
    )

    def permit(self) -> None:
        """Refuse whoever may blow none."""
        self.record = self.load()
        seams.require(self.actor, self.act)

    def load(self) -> Whistle:
        """Return the whistle that is not there yet."""
        return Whistle()

    def initial(self) -> Mapping[str, object]:
        """Return the kind that is usual."""
        return {"kind": WhistleKind.ORDINARY.value}

    def prepare(self, form: WhistleForm) -> None:
        """Offer the actor's communities, the kinds with their limits, departments and matters."""
        chosen = community_choices(self.actor, self.act)
        limits, _version = queries.limits_holding(chosen[0][0] if chosen else "", at=now())
        form.fields["area_code"].choices = chosen  # type: ignore[attr-defined]  # a ChoiceField
        form.fields["kind"].choices = [  # type: ignore[attr-defined]  # as above
            (kind.value, f"{kind.label(language())} · {limit_text(limits.of(kind), language())}")
            for kind in WhistleKind
        ]
        form.fields["lead"].widget.suggestions = units_options(self.actor, self.act)
        form.fields["matter"].widget.suggestions = tuple(
            Option(value=f"{item.code} {item.zh}", label=item.en) for item in matters()
        )

    def map_view(self) -> MapView:
        """Return the city, to click on."""
        return where_map(self.actor, self.act)

    def submit(self, sent: Sent[WhistleForm]) -> Done:
        """Blow it."""
        typed = sent.form.cleaned_data
        matter = communities.item_typed(typed["matter"]) if typed["matter"].strip() else None
        whistle = services.whistle_raise(
            new=services.NewWhistle(
                client_id=uuid_told(self.request.POST.get(ONCE, "")),
                kind=WhistleKind(typed["kind"]),
                area_code=typed["area_code"],
                title=typed["title"],
                text=typed["text"],
                lead_id=unit_typed(typed["lead"], field="lead").pk,
                helper_ids=units_typed(typed["helpers"], field="helpers"),
                item_id=matter.pk if matter else None,
                longitude=typed["longitude"],
                latitude=typed["latitude"],
                address=typed["address"],
                photos=photos_keep(
                    typed["photos"], area_code=typed["area_code"], actor=self.actor, at=sent.at
                ),
            ),
            actor=self.actor,
            at=sent.at,
        )
        return Done(
            url=reverse("communities:whistle", args=(whistle.pk,)),
            message=f"{WhistleAct.RAISE.label(language())} · {whistle.number}",
        )

    def back_url(self) -> str:
        """Return the list."""
        return reverse("communities:whistles")


class WhistleFormPage(FormPage[Whistle, F]):
    """An act on a whistle."""

    kind = "whistle"
    menu = "community"

    def load(self) -> Whistle:
        """Return the whistle of the URL."""
        return queries.whistle_get(self.kwargs["whistle_id"])

    def version(self) -> str:
        """Return where it stands."""
        return self.record.state

    def crumbs(self) -> list[Crumb]:
        """Return the way down to the whistle."""
        return [
            Crumb(label=_("Whistles"), url=reverse("communities:whistles")),
            Crumb(label=f"{self.record.number} {self.record.title}", url=self.back_url()),
        ]

    def back_url(self) -> str:
        """Return the page of the whistle."""
        return reverse("communities:whistle", args=(self.record.pk,))

    def done(self) -> Done:
        """Return what an act leads to."""
        return Done(url=self.back_url(), message=WhistleAct(self.act).label(language()))


class CheckInPage(WhistleFormPage[CheckInForm]):
    """Checking a department in."""

    act = WhistleAct.CHECK_IN.value
    form_class = CheckInForm
    title = verb_later(WhistleAct.CHECK_IN, "Check in")
    lead = gettext_lazy("On the spot: your place and a photo. In writing: why nobody comes.")
    verb = verb_later(WhistleAct.CHECK_IN, "Check in")
    verb_icon = "map-pin"

    def initial(self) -> Mapping[str, object]:
        """Begin with being there."""
        return {"way": CheckInWay.ON_THE_SPOT.value}

    def prepare(self, form: CheckInForm) -> None:
        """Offer the ways."""
        form.fields["way"].choices = term_choices(CheckInWay)  # type: ignore[attr-defined]  # a ChoiceField

    def submit(self, sent: Sent[CheckInForm]) -> Done:
        """Check in."""
        typed = sent.form.cleaned_data
        services.whistle_check_in(
            whistle_id=self.record.pk,
            said=services.CheckIn(
                way=CheckInWay(typed["way"]),
                longitude=typed["longitude"],
                latitude=typed["latitude"],
                reason=typed["reason"],
                photos=photos_keep(
                    typed["photos"], area_code=self.record.area_code, actor=self.actor, at=sent.at
                ),
            ),
            actor=self.actor,
            at=sent.at,
        )
        return self.done()


class PartPage(WhistleFormPage[PartForm]):
    """Saying what a department did."""

    act = WhistleAct.PART.value
    form_class = PartForm
    title = verb_later(WhistleAct.PART, "Say what was done")
    verb = verb_later(WhistleAct.PART, "Say what was done")

    def submit(self, sent: Sent[PartForm]) -> Done:
        """Say it."""
        services.whistle_part(
            whistle_id=self.record.pk, text=sent.form.cleaned_data["text"], actor=self.actor, at=sent.at
        )
        return self.done()


class ConcludePage(WhistleFormPage[ConcludeForm]):
    """Saying what came of it."""

    act = WhistleAct.CONCLUDE.value
    form_class = ConcludeForm
    title = verb_later(WhistleAct.CONCLUDE, "Conclude together")
    lead = gettext_lazy("Every department has to have said what it did. The community then rates it.")
    verb = verb_later(WhistleAct.CONCLUDE, "Conclude together")

    def submit(self, sent: Sent[ConcludeForm]) -> Done:
        """Conclude."""
        services.whistle_conclude(
            whistle_id=self.record.pk, result=sent.form.cleaned_data["result"], actor=self.actor, at=sent.at
        )
        return self.done()


class RatePage(WhistleFormPage[RateForm]):
    """Rating the whole and each department."""

    act = WhistleAct.RATE.value
    form_class = RateForm
    title = verb_later(WhistleAct.RATE, "Rate")
    lead = gettext_lazy("1 is worst, 5 is best.")
    verb = verb_later(WhistleAct.RATE, "Rate")

    def prepare(self, form: RateForm) -> None:
        """Add the departments."""
        for call in queries.calls_of(self.record):
            form.fields[f"score_{call.unit_id}"] = score(_("%(unit)s, 1 to 5") % {"unit": call.unit.name})
            form.fields[f"opinion_{call.unit_id}"] = forms.CharField(
                label=_("%(unit)s, in words") % {"unit": call.unit.name}, max_length=200, required=False
            )

    def submit(self, sent: Sent[RateForm]) -> Done:
        """Rate."""
        typed = sent.form.cleaned_data
        services.whistle_rate(
            whistle_id=self.record.pk,
            whole=services.Rating(score=typed["score"], opinion=typed["opinion"]),
            units={
                int(name.removeprefix("score_")): services.Rating(
                    score=value, opinion=typed[f"opinion_{name.removeprefix('score_')}"]
                )
                for name, value in typed.items()
                if name.startswith("score_")
            },
            actor=self.actor,
            at=sent.at,
        )
        return self.done()


class ClosePage(WhistleFormPage[PlainForm]):
    """Closing a rated whistle."""

    act = WhistleAct.CLOSE.value
    form_class = PlainForm
    title = verb_later(WhistleAct.CLOSE, "Close")
    lead = gettext_lazy("Nothing more is done about it; results and ratings stay.")
    verb = verb_later(WhistleAct.CLOSE, "Close")

    def submit(self, sent: Sent[PlainForm]) -> Done:
        """Close it."""
        services.whistle_close(whistle_id=self.record.pk, actor=self.actor, at=sent.at)
        return self.done()


class WithdrawPage(WhistleFormPage[ReasonForm]):
    """Taking a whistle back."""

    act = WhistleAct.WITHDRAW.value
    form_class = ReasonForm
    title = verb_later(WhistleAct.WITHDRAW, "Withdraw")
    lead = gettext_lazy("Whoever has not checked in is free. The case of the matter runs on by itself.")
    verb = verb_later(WhistleAct.WITHDRAW, "Withdraw")
    verb_kind = "danger"

    def submit(self, sent: Sent[ReasonForm]) -> Done:
        """Withdraw it."""
        services.whistle_withdraw(
            whistle_id=self.record.pk, reason=sent.form.cleaned_data["reason"], actor=self.actor, at=sent.at
        )
        return self.done()


# --- who comes on time --------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class PunctualityFilter(TermFilter):
    """How a call stands to its limit, judged now."""

    def condition(self, held: Held) -> Q:
        """Return that it stands in one of the ways."""
        found, at = Q(pk__in=()), now()
        for value in held[self.name]:
            found |= queries.punctual(Punctuality(value), at=at)
        return found


def _departments() -> list[tuple[str, str]]:
    return [(str(unit.pk), unit.name) for unit in communities.units_in(("",))]


class WhistleCallListPage(ListPage[WhistleCall]):
    """Every call of a department, with how it came: what the league counts."""

    key = "whistle-calls"
    kind = "whistle"
    menu = "community"
    act = WhistleAct.READ.value
    title = gettext_lazy("Check-ins")
    sort = "-called"
    columns = (
        text("title", gettext_lazy("Whistle"), of="whistle.title", primary=True, locked=True),
        text("unit", gettext_lazy("Department"), of="unit.name"),
        ListColumn(
            key="stands",
            label=gettext_lazy("Check-in"),
            kind="tag",
            cell=lambda call: tag_cell(stands(call, now())),
        ),
        text("area", gettext_lazy("Community"), of="whistle.area.name", drop=2),
        moment("called", gettext_lazy("Called"), of="called_at", sort="called_at", drop=1),
        moment("due", gettext_lazy("Due"), of="due_at"),
        moment("came", gettext_lazy("Checked in"), of="checked_in_at"),
        number("score", gettext_lazy("Score"), drop=1),
    )
    filters: ClassVar[Sequence[Filter]] = (
        AreaFilter(name="area", label=gettext_lazy("Area"), choices=area_choices),
        ChoiceFilter(name="unit", label=gettext_lazy("Department"), choices=_departments, by_id=True),
        PunctualityFilter(name="stands", label=gettext_lazy("Check-in"), vocabulary=Punctuality),
        DaysFilter(name="called", label=gettext_lazy("Called"), field="called_at"),
    )
    presets = (
        Preset(label=gettext_lazy("All")),
        Preset(
            label=gettext_lazy("Not come in time"),
            query={"stands": (Punctuality.OVERDUE.value,)},
            counted=True,
        ),
        Preset(label=gettext_lazy("Came late"), query={"stands": (Punctuality.LATE.value,)}),
    )

    def records(self) -> QuerySet[WhistleCall]:
        """Return the calls that the database scope lets through."""
        return queries.calls_all()

    def row_url(self, record: WhistleCall) -> str:
        """Return the page of its whistle."""
        return reverse("communities:whistle", args=(record.whistle_id,))

    def row_clock(self, record: WhistleCall) -> Clock | None:
        """Return the clock of a call that waits."""
        if record.checked_in_at is not None or record.freed_at is not None:
            return None
        return clock_running(record.due_at, record.soon_at, now())


_COUNTS = {
    "called": gettext_lazy("Called, times"),
    "on_time": gettext_lazy("On time, times"),
    "came_late": gettext_lazy("Came late"),
    "overdue": gettext_lazy("Not come in time"),
}


def _opened(key: str, *states: Punctuality) -> ListColumn[Unit]:
    """Return a column of counts, each of which opens to the calls it was counted from."""

    def cell(unit: Unit) -> Cell:
        told: dict[str, Any] = vars(unit)  # what the league counts
        asked = [("unit", str(unit.pk)), *(("stands", state.value) for state in states)]
        query = "&".join(part for part in (urlencode(asked), told["days"]) if part)
        return opens(told[key], f"{reverse('communities:whistle-calls')}?{query}")

    return ListColumn(key=key, label=_COUNTS[key], kind="number", cell=cell)


class WhistleLeaguePage(ListPage[Unit]):
    """Departments by how punctually they come; every count opens to the calls it was counted from."""

    key = "whistle-league"
    kind = "unit"
    menu = "community"
    act = WhistleAct.READ.value
    title = gettext_lazy("Check-in league")
    sort = "-share"
    area_field = ""  # units are public; what they were called to is bounded below
    page_size = 500
    filters: ClassVar[Sequence[Filter]] = (
        DaysFilter(name="called", label=gettext_lazy("Called"), field="called_at"),
    )

    columns = (
        text("name", gettext_lazy("Department"), sort="name", primary=True, locked=True),
        ListColumn(
            key="share",
            label=gettext_lazy("On time"),
            unit="%",
            kind="number",
            sort="share",
            nullable=True,
            newest_first=True,
            cell=lambda unit: Cell(
                kind="number",
                number=None if vars(unit)["share"] is None else vars(unit)["share"] * 100,
                decimals=1,
                why_none=_("nothing was due yet"),
            ),
        ),
        number("judged", gettext_lazy("Judged, times"), drop=1),
        _opened("called"),
        _opened("on_time", Punctuality.ON_TIME),
        _opened("came_late", Punctuality.LATE),
        _opened("overdue", Punctuality.OVERDUE),
        number("score", gettext_lazy("Mean score"), decimals=2),
    )

    def row_note(self, record: Unit) -> str:
        """Return how punctual it is, on the phone."""
        told: dict[str, Any] = vars(record)  # what the league counts
        share = "—" if told["share"] is None else f"{told['share'] * 100:.1f} %"
        counted = (f"{_COUNTS[key]} {told[key]}" for key in ("overdue", "came_late"))
        return " · ".join((f"{_('On time')} {share}", *counted))

    def records(self) -> QuerySet[Unit]:
        """Return the league over every call of the reader's areas."""
        return self._league(Q())

    def filtered(self, asked: Asked) -> QuerySet[Unit]:
        """Return the league over the calls of the days asked for."""
        days = self.filters[0]
        held = asked.held.get(days.name, {})
        query = urlencode([(name, value) for name, values in held.items() for value in values])
        return self._league(days.condition(held) if held else Q(), query)

    def _league(self, when: Q, query: str = "") -> QuerySet[Unit]:
        bounds = within("area_code", seams.areas_for(self.actor, self.act))
        found = queries.league(calls=queries.calls_all().filter(bounds & when), at=now())
        return found.annotate(days=Value(query, output_field=CharField()))

    def row_url(self, record: Unit) -> str:
        """Return the calls of the department."""
        return f"{reverse('communities:whistle-calls')}?unit={record.pk}"


# --- how long they have -------------------------------------------------------------------------------------


def _limit_cell(kind: str) -> ListColumn[WhistleLimitsVersion]:
    label = {"ordinary": gettext_lazy("Ordinary"), "urgent": gettext_lazy("Urgent")}[kind]

    def cell(version: WhistleLimitsVersion) -> Cell:
        return Cell(
            text=limit_text(
                Limit(getattr(version, f"{kind}_amount"), TimeUnit(getattr(version, f"{kind}_unit"))),
                language(),
            )
        )

    return ListColumn(key=kind, label=label, cell=cell)


_LIMIT_COLUMNS = (_limit_cell("ordinary"), _limit_cell("urgent"))


class LimitsListPage(ListPage[WhistleLimitsVersion]):
    """Every version of check-in limits."""

    key = "whistle-limits"
    kind = "whistle_limits"
    menu = "community"
    act = WhistleAct.LIMITS_READ.value
    title = gettext_lazy("Check-in limits")
    sort = "-effective"
    columns = (
        code("area_code", gettext_lazy("Area code"), primary=True, locked=True),
        number("number", gettext_lazy("Version")),
        *_LIMIT_COLUMNS,
        text("reason", gettext_lazy("Reason"), drop=1),
        moment("effective", gettext_lazy("In force since"), of="effective_at", sort="effective_at"),
    )

    def records(self) -> QuerySet[WhistleLimitsVersion]:
        """Return every version."""
        return queries.limits_versions()

    def row_url(self, record: WhistleLimitsVersion) -> str:
        """Return the page of the version."""
        return reverse("communities:whistle-limits-version", args=(record.pk,))

    def acts(self) -> Sequence[Action]:
        """Return publishing, for whoever may."""
        if not seams.may(self.actor, WhistleAct.LIMITS_PUBLISH.value):
            return ()
        url = reverse("communities:whistle-limits-publish")
        label = str(verb_later(WhistleAct.LIMITS_PUBLISH, "Publish"))
        return (
            Action(name=WhistleAct.LIMITS_PUBLISH.value, label=label, kind="primary", icon="send", url=url),
        )

    def empty(self) -> State:
        """Return what holds where nobody has published any."""
        limits = WhistleLimits()
        return State(
            kind="empty",
            title=_("The defaults hold"),
            text=_("Ordinary: %(ordinary)s. Urgent: %(urgent)s.")
            % {
                "ordinary": limit_text(limits.ordinary, language()),
                "urgent": limit_text(limits.urgent, language()),
            },
        )


class LimitsPage(ObjectPage[WhistleLimitsVersion]):
    """One version."""

    kind = "whistle_limits"
    menu = "community"
    act = WhistleAct.LIMITS_READ.value
    list_url_name = "communities:whistle-limits"
    facts = (
        area("area_code", gettext_lazy("Area")),
        *_LIMIT_COLUMNS,
        text("reason", gettext_lazy("Reason")),
        moment("effective", gettext_lazy("In force since"), of="effective_at"),
    )

    def load(self) -> WhistleLimitsVersion:
        """Return the version of the URL."""
        return queries.limits_version_get(self.kwargs["version_id"])

    def heading(self) -> str:
        """Return which version."""
        return _("Check-in limits %(area)s, version %(number)s") % {
            "area": self.record.area_code, "number": self.record.number,
        }  # fmt: skip


class LimitsPublishPage(FormPage[WhistleLimitsVersion, LimitsForm]):
    """Publishing how long departments have."""

    kind = "whistle_limits"
    menu = "community"
    act = WhistleAct.LIMITS_PUBLISH.value
    form_class = LimitsForm
    title = gettext_lazy("Publish check-in limits")
    lead = gettext_lazy("They hold for whistles blown from now on; those that are out keep theirs.")
    verb = verb_later(WhistleAct.LIMITS_PUBLISH, "Publish")

    def permit(self) -> None:
        """Refuse whoever may publish none."""
        self.record = self.load()
        seams.require(self.actor, self.act)

    def load(self) -> WhistleLimitsVersion:
        """Return the version that is not there yet."""
        return WhistleLimitsVersion()

    def _area(self) -> str:
        return next(iter(seams.areas_for(self.actor, self.act)), "")

    def version(self) -> str:
        """Return the number of the latest version of the area in which the actor publishes."""
        return str(queries.limits_last_number(self._area()))

    def initial(self) -> Mapping[str, object]:
        """Return what holds there now."""
        limits, _version = queries.limits_holding(self._area(), at=now())
        return {
            "area_code": self._area(),
            "ordinary": limit_shown(limits.ordinary),
            "urgent": limit_shown(limits.urgent),
        }

    def submit(self, sent: Sent[LimitsForm]) -> Done:
        """Publish."""
        typed = sent.form.cleaned_data
        area_code = typed["area_code"].strip()
        version = services.whistle_limits_publish(
            area_code=area_code,
            limits=WhistleLimits(
                ordinary=limit_typed(typed["ordinary"], field="ordinary"),
                urgent=limit_typed(typed["urgent"], field="urgent"),
            ),
            reason=typed["reason"],
            seen=int(sent.seen) if area_code == self._area() else queries.limits_last_number(area_code),
            actor=self.actor,
            at=sent.at,
        )
        return Done(
            url=reverse("communities:whistle-limits-version", args=(version.pk,)),
            message=WhistleAct.LIMITS_PUBLISH.label(language()),
        )

    def back_url(self) -> str:
        """Return the versions."""
        return reverse("communities:whistle-limits")
