"""Plans of video rounds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiuhua.cases import services
from xiuhua.cases.forms.videos import PlanForm, ReasonForm, StartForm
from xiuhua.cases.models import VideoPlan
from xiuhua.cases.pages.people import people_offered, person_called
from xiuhua.cases.pages.shared import area_choices, verb_later
from xiuhua.cases.queries.videos import cameras_called, plan_get, plans_all, rounds_all, stops_of
from xiuhua.cases.rules.videos import Stop
from xiuhua.cases.terms import Footage, PlanState, VideoAct
from xiuhua.ground.terms.cameras import CameraState
from xiuhua.shared.errors import Invalid
from xiuhua.web import seams
from xiuhua.web.days import today
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import ListColumn, moment, number, tag_of, term, text
from xiuhua.web.pages.filters import AreaFilter, Filter, TermFilter
from xiuhua.web.pages.forms import Done, F, FormPage, Group, Sent
from xiuhua.web.pages.lists import ListPage, Preset
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Action, Cell, Count, Crumb, Related, Section, State, Tag

_MORNING, _NOON = time(8), time(12)


def _hours(plan: VideoPlan) -> Cell:
    return Cell(kind="code", text=f"{plan.from_time:%H:%M}–{plan.to_time:%H:%M}")


def _who(plan: VideoPlan) -> Cell:
    return Cell(
        kind="person", text=plan.person.name if plan.person else "", why_none=_("whoever has the duty")
    )


class PlanListPage(ListPage[VideoPlan]):
    """Every plan."""

    key = "video-plans"
    kind = "video_plan"
    menu = "case"
    act = VideoAct.READ.value
    title = gettext_lazy("Plans of video rounds")
    sort = "title"
    columns = (
        text("title", gettext_lazy("Plan"), sort="title", primary=True, locked=True),
        term("state", gettext_lazy("State"), PlanState),
        term("footage", gettext_lazy("What is looked at"), Footage, drop=2),
        number("cameras", gettext_lazy("Cameras"), of="camera_count"),
        ListColumn(key="hours", label=gettext_lazy("Hours of the day"), kind="code", cell=_hours),
        ListColumn(key="who", label=gettext_lazy("Who makes the rounds"), kind="person", cell=_who, drop=3),
        moment("last", gettext_lazy("Last round"), of="last_at", drop=1),
    )
    filters: ClassVar[Sequence[Filter]] = (
        AreaFilter(name="area", label=gettext_lazy("Area"), choices=area_choices),
        TermFilter(name="state", label=gettext_lazy("State"), vocabulary=PlanState),
    )
    presets: ClassVar[Sequence[Preset]] = (
        Preset(label=gettext_lazy("In use"), query={"state": (PlanState.ON.value,)}),
        Preset(label=gettext_lazy("All")),
    )

    def records(self) -> QuerySet[VideoPlan]:
        """Return the plans that the database scope lets through."""
        return plans_all()

    def row_url(self, record: VideoPlan) -> str:
        """Return the page of the plan."""
        return reverse("cases:video-plan", args=(record.pk,))

    def acts(self) -> Sequence[Action]:
        """Offer to draw one up."""
        return _new_offered(self)

    def empty(self) -> State:
        """Return what stands where nobody has planned any."""
        return State(
            kind="empty", title=_("No plan yet"),
            text=_("A plan names cameras in their order, how long each is looked at, when, and by whom."),
            acts=tuple(_new_offered(self)),
        )  # fmt: skip


def _new_offered(page: PlanListPage) -> Sequence[Action]:
    if not seams.may(page.actor, VideoAct.PLAN.value):
        return ()
    new = Action(
        name=VideoAct.PLAN.value, label=_("New plan"), kind="primary", icon="plus",
        url=reverse("cases:video-plan-new"),
    )  # fmt: skip
    return (new,)


class PlanPage(ObjectPage[VideoPlan]):
    """One plan: its cameras, and the rounds made after it."""

    kind = "video_plan"
    change_labels = {"title": gettext_lazy("Name")}
    menu = "case"
    act = VideoAct.READ.value
    list_url_name = "cases:video-plans"
    facts_beside = True
    acts = (
        ObjectAct(
            act=VideoAct.START.value, label=gettext_lazy("Start a round"), url_name="cases:video-start",
            kind="primary", icon="player-play", shortcut="s",
        ),
        ObjectAct(
            act=VideoAct.REVISE.value, label=gettext_lazy("Revise"), url_name="cases:video-plan-revise",
            icon="edit", shortcut="e",
        ),
        ObjectAct(
            act=VideoAct.WITHDRAW.value, label=gettext_lazy("Withdraw the plan"),
            url_name="cases:video-plan-withdraw", icon="player-pause", aside=True,
        ),
    )  # fmt: skip
    facts = (
        term("footage", gettext_lazy("What is looked at"), Footage),
        ListColumn(key="hours", label=gettext_lazy("Hours of the day"), cell=_hours),
        ListColumn(key="who", label=gettext_lazy("Who makes the rounds"), cell=_who),
        moment("last", gettext_lazy("Last round"), of="last_at"),
        moment("updated", gettext_lazy("Changed"), of="updated_at"),
    )

    def load(self) -> VideoPlan:
        """Return the plan of the URL."""
        return plan_get(self.kwargs["plan_id"])

    def heading(self) -> str:
        """Return what people call it."""
        return self.record.title

    def state(self) -> Tag:
        """Return whether rounds are made after it."""
        return tag_of(PlanState(self.record.state))

    def sections(self) -> Sequence[Section]:
        """Return its cameras in their order."""
        stops = stops_of(self.record)
        lines = [{"stop": stop, "state": tag_of(CameraState(stop.camera.state))} for stop in stops]
        minutes = sum(stop.minutes for stop in stops)
        note = _("%(count)s cameras, %(minutes)s min") % {"count": len(stops), "minutes": minutes}
        return (
            Section(title=_("Cameras in their order"), template="cases/video_stops.html", context=lines,
                    note=note, leads=True),
        )  # fmt: skip

    def related(self) -> Sequence[Related]:
        """Return its rounds."""
        url = f"{reverse('cases:video-rounds')}?plan={self.record.pk}"
        told = rounds_all().filter(plan=self.record).count()
        return (Related(label=_("Video rounds"), url=url, icon="history", count=Count(number=told)),)


_GROUPS = (
    Group(fields=("title", "area")),
    Group(title=gettext_lazy("What"), fields=("footage", "cameras", "minutes")),
    Group(title=gettext_lazy("When and by whom"), fields=("from_time", "to_time", "person")),
)


def _stops(text: str, minutes: int) -> tuple[Stop, ...]:
    """Return the cameras that somebody listed, one a line, with minutes of their own where they have some.

    Raises:
        Invalid: one is unknown.
    """
    lines = [line.split() for line in text.splitlines() if line.strip()]
    told = []
    for words in lines:
        own = words[-1] if len(words) > 1 and words[-1].isdecimal() and len(words[-1]) <= 3 else ""
        named = words[0] if words[0].isdecimal() else " ".join(words[:-1] if own else words)
        told.append((named, int(own) if own else minutes))
    known = cameras_called([named for named, _minutes in told])
    if any(named not in known for named, _minutes in told):
        raise Invalid(fields={"cameras": "video_camera_unknown"})
    return tuple(Stop(camera_id=known[named].pk, minutes=own) for named, own in told)


class _PlanFormPage(FormPage[VideoPlan, PlanForm]):
    """What drawing up and revising share."""

    kind = "video_plan"
    menu = "case"
    form_class = PlanForm
    groups = _GROUPS

    def prepare(self, form: PlanForm) -> None:
        """Offer the areas that the actor may plan in, and people."""
        own = seams.areas_for(self.actor, self.act)
        form.fields["area"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (area.code, "\u3000" * area.depth + area.name)
            for area in area_choices()
            if any(area.code.startswith(one) for one in own)
        ]
        form.fields["person"].widget.suggestions = people_offered()

    def typed(self, sent: Sent[PlanForm]) -> services.NewPlan:
        """Return the plan that was typed."""
        typed: Mapping[str, Any] = sent.form.cleaned_data  # form values
        person = typed["person"].strip()
        return services.NewPlan(
            area_code=typed["area"],
            title=typed["title"],
            footage=Footage(typed["footage"]),
            stops=_stops(typed["cameras"], typed["minutes"]),
            from_time=typed["from_time"],
            to_time=typed["to_time"],
            person_id=person_called(person, field="person").pk if person else None,
        )


class PlanNewPage(_PlanFormPage):
    """Drawing up a plan."""

    act = VideoAct.PLAN.value
    title = gettext_lazy("New plan of video rounds")
    verb = gettext_lazy("Draw it up")
    verb_icon = "plus"

    def permit(self) -> None:
        """Refuse whoever may plan nothing."""
        self.record = self.load()
        seams.require(self.actor, self.act)

    def load(self) -> VideoPlan:
        """Return the plan that is not there yet."""
        areas = seams.areas_for(self.actor, self.act)
        return VideoPlan(area_code=areas[0] if areas else "")

    def initial(self) -> Mapping[str, object]:
        """Return a morning, three minutes for each camera."""
        return {
            "area": self.record.area_code, "footage": Footage.LIVE.value, "minutes": 3,
            "from_time": _MORNING, "to_time": _NOON,
        }  # fmt: skip

    def submit(self, sent: Sent[PlanForm]) -> Done:
        """Draw it up."""
        made = services.video_plan_make(new=self.typed(sent), actor=self.actor, at=sent.at)
        return Done(url=reverse("cases:video-plan", args=(made.pk,)), message=VideoAct.PLAN.label(language()))

    def back_url(self) -> str:
        """Return the list."""
        return reverse("cases:video-plans")

    def crumbs(self) -> Sequence[Crumb]:
        """Return the list."""
        return (Crumb(label=_("Plans of video rounds"), url=self.back_url()),)


class PlanRevisePage(_PlanFormPage):
    """Changing a plan."""

    act = VideoAct.REVISE.value
    title = gettext_lazy("Revise the plan")
    lead = gettext_lazy("Rounds that were made stay as they were.")
    verb = gettext_lazy("Revise")
    verb_icon = "edit"

    def load(self) -> VideoPlan:
        """Return the plan of the URL."""
        return plan_get(self.kwargs["plan_id"])

    def version(self) -> str:
        """Return when it last changed."""
        return self.record.updated_at.isoformat()

    def initial(self) -> Mapping[str, object]:
        """Return what is planned."""
        plan, stops = self.record, stops_of(self.record)
        person = plan.person
        return {
            "title": plan.title, "area": plan.area_code, "footage": plan.footage, "minutes": 3,
            "cameras": "\n".join(f"{stop.camera.code} {stop.camera.name} {stop.minutes}" for stop in stops),
            "from_time": plan.from_time, "to_time": plan.to_time,
            "person": f"{person.work_number} {person.name}" if person else "",
        }  # fmt: skip

    def prepare(self, form: PlanForm) -> None:
        """Keep the area."""
        super().prepare(form)
        form.fields["area"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (area.code, area.name) for area in area_choices() if area.code == self.record.area_code
        ] or [(self.record.area_code, self.record.area_code)]
        form.fields["area"].disabled = True

    def submit(self, sent: Sent[PlanForm]) -> Done:
        """Revise it."""
        services.video_plan_revise(plan_id=self.record.pk, new=self.typed(sent), actor=self.actor, at=sent.at)
        return Done(url=self.back_url(), message=VideoAct.REVISE.label(language()))

    def back_url(self) -> str:
        """Return the page of the plan."""
        return reverse("cases:video-plan", args=(self.record.pk,))

    def crumbs(self) -> Sequence[Crumb]:
        """Return the list and the plan."""
        return _crumbs(self.record, self.back_url())


def _crumbs(plan: VideoPlan, url: str) -> Sequence[Crumb]:
    return (
        Crumb(label=_("Plans of video rounds"), url=reverse("cases:video-plans")),
        Crumb(label=plan.title, url=url),
    )


class _PlanActPage(FormPage[VideoPlan, F]):
    """An act on a plan."""

    kind = "video_plan"
    menu = "case"

    def load(self) -> VideoPlan:
        """Return the plan of the URL."""
        return plan_get(self.kwargs["plan_id"])

    def version(self) -> str:
        """Return when it last changed."""
        return self.record.updated_at.isoformat()

    def back_url(self) -> str:
        """Return the page of the plan."""
        return reverse("cases:video-plan", args=(self.record.pk,))

    def crumbs(self) -> Sequence[Crumb]:
        """Return the list and the plan."""
        return _crumbs(self.record, self.back_url())


class PlanWithdrawPage(_PlanActPage[ReasonForm]):
    """Making no more rounds after a plan."""

    act = VideoAct.WITHDRAW.value
    form_class = ReasonForm
    title = gettext_lazy("Withdraw the plan")
    lead = gettext_lazy("The rounds made after it stay.")
    verb = verb_later(VideoAct.WITHDRAW)
    verb_kind = "danger"

    def submit(self, sent: Sent[ReasonForm]) -> Done:
        """Withdraw it."""
        services.video_plan_withdraw(
            plan_id=self.record.pk, reason=sent.form.cleaned_data["reason"], actor=self.actor, at=sent.at
        )
        return Done(url=self.back_url(), message=VideoAct.WITHDRAW.label(language()))


class RoundStartPage(_PlanActPage[StartForm]):
    """Starting a round after a plan."""

    act = VideoAct.START.value
    form_class = StartForm
    title = gettext_lazy("Start a round")
    verb = gettext_lazy("Start")
    verb_icon = "player-play"

    def initial(self) -> Mapping[str, object]:
        """Return the plan's hours of yesterday, where a recording is looked at."""
        if self.record.footage != Footage.RECORDED:
            return {}
        zone, yesterday = get_current_timezone(), today() - timedelta(days=1)
        return {
            "footage_since": datetime.combine(yesterday, self.record.from_time, tzinfo=zone),
            "footage_until": datetime.combine(yesterday, self.record.to_time, tzinfo=zone),
        }

    def prepare(self, form: StartForm) -> None:
        """Ask for a span only where a recording is looked at."""
        if self.record.footage != Footage.RECORDED:
            del form.fields["footage_since"], form.fields["footage_until"]

    def submit(self, sent: Sent[StartForm]) -> Done:
        """Start it."""
        typed = sent.form.cleaned_data
        made = services.video_round_start(
            plan_id=self.record.pk, footage_since=typed.get("footage_since"),
            footage_until=typed.get("footage_until"), actor=self.actor, at=sent.at,
        )  # fmt: skip
        return Done(
            url=reverse("cases:video-watch", args=(made.pk,)), message=VideoAct.START.label(language())
        )
