"""My roads: what a road chief, an officer or a grid member does on a phone; and how patrols are kept up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import get_current_timezone, localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiuhua.ground.forms.road_issues import EscalateForm, IssueForm, LinkForm, PatrolForm, SolveForm
from xiuhua.ground.models import Area, Duty, Patrol, RoadIssue
from xiuhua.ground.pages.duties import day_read, ground_tag
from xiuhua.ground.queries import patrols as patrol_queries
from xiuhua.ground.queries import road_issues as queries
from xiuhua.ground.rules.duties import Answer
from xiuhua.ground.rules.patrols import monday_of, week_span
from xiuhua.ground.services import patrols as patrol_services
from xiuhua.ground.services import road_issues as services
from xiuhua.ground.terms.areas import AreaLevel
from xiuhua.ground.terms.duties import ChiefLevel
from xiuhua.ground.terms.patrols import PatrolAct
from xiuhua.ground.terms.road_issues import RoadIssueAct, RoadIssueState
from xiuhua.shared.clock import now
from xiuhua.shared.masks import phone_masked
from xiuhua.web import seams
from xiuhua.web.errors import language
from xiuhua.web.pages.base import Page
from xiuhua.web.pages.columns import ListColumn, code, moment, tag_of, term, text
from xiuhua.web.pages.filters import DaysFilter, PrefixFilter, TermFilter, YesFilter
from xiuhua.web.pages.forms import Done, FormPage, Sent
from xiuhua.web.pages.lists import ListPage, Preset
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Cell, Crumb, Section, State, Tag

F = TypeVar("F", bound=forms.Form)


# --- my roads -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class ChiefLine:
    """One road chief of a chain as it is printed; `me` stands out."""

    level: Tag
    name: str
    unit: str
    phone: str
    me: bool


@dataclass(frozen=True, kw_only=True)
class MyRoad:
    """Something that I am bound to, with who stands above me and what I may do there."""

    area: Area
    road: str
    tags: Sequence[Tag]
    chain: Sequence[ChiefLine]
    patrol_url: str
    report_url: str
    is_grid: bool


@dataclass(frozen=True, kw_only=True)
class MyRoadsView:
    """The page."""

    title: str
    roads: Sequence[MyRoad]
    issues: Sequence[RoadIssue]
    state: State | None


class MyRoadsPage(Page):
    """My roads and grids, who is above me, and the problems that wait for me."""

    act = RoadIssueAct.REPORT
    menu = "my-roads"
    template = "ground/my_roads.html"
    fragment = "ground/my_roads.html"

    def get(self, _request: HttpRequest, **_kept: object) -> HttpResponse:
        """Answer with what binds the person behind the account now."""
        at = now()
        me = patrol_queries.person_of(self.actor.user_id)
        duties = patrol_queries.duties_of(me, at=at) if me else []
        mine: dict[int, list[Duty]] = {}
        for duty in duties:
            if duty.area.level in _WALKED:
                mine.setdefault(duty.area_id, []).append(duty)
        roads = [self._road(held, me.pk if me else 0, at) for held in mine.values()]
        issues = list(queries.issues_held(me)) if me else []
        view = MyRoadsView(
            title=_("My roads"),
            roads=roads,
            issues=issues,
            state=None if roads or issues else self._nothing(bool(me)),
        )
        return self.answer(view, title=view.title)

    def _road(self, held: Sequence[Duty], me: int, at: datetime) -> MyRoad:
        area = held[0].area
        return MyRoad(
            area=area,
            road=area.road.name if area.road else "",
            tags=[ground_tag(duty.ground, duty.level) for duty in held],
            chain=[_chief(answer, me) for answer in queries.chain_of(area, at=at)],
            patrol_url=reverse("ground:patrol-new", args=(area.pk,))
            if seams.may(self.actor, PatrolAct.RECORD)
            else "",
            report_url=reverse("ground:issue-new", args=(area.pk,)),
            is_grid=area.level != AreaLevel.SEGMENT.value,
        )

    def _nothing(self, known: bool) -> State:  # noqa: FBT001 - a private choice of two texts
        text_known = _("No duty binds you to a road or grid today. Ask the register clerk of your district.")
        text_unknown = _("Your account belongs to no person of the register yet. Ask the register clerk.")
        return State(
            kind="empty", title=_("No road of yours yet"), text=text_known if known else text_unknown
        )


_WALKED = {
    AreaLevel.SEGMENT.value,
    AreaLevel.DUTY_GRID.value,
    AreaLevel.GOVERNANCE_GRID.value,
    AreaLevel.UNIT_GRID.value,
    AreaLevel.KEY_AREA.value,
}


def _chief(answer: Answer, me: int) -> ChiefLine:
    return ChiefLine(
        level=tag_of(ChiefLevel(answer.level)),
        name=answer.person or answer.unit,
        unit=answer.unit if answer.person else "",
        phone=phone_masked(answer.phone) if answer.person_id else answer.phone,
        me=answer.person_id == me,
    )


class _OnMyGround(FormPage[Duty, F]):
    """An act on an area that binds the actor; the duty that binds is the record."""

    kind = "duty"
    menu = "my-roads"

    def load(self) -> Duty:
        """Return what binds the actor to the area of the URL."""
        me = patrol_queries.person_of(self.actor.user_id)
        return patrol_queries.duty_of(me, self.kwargs["area_id"], at=now())

    def permit(self) -> None:
        """Ask for the act alone: where it lies is the post's area, which the service asks about."""
        self.record = self.load()
        seams.require(self.actor, self.act)

    def back_url(self) -> str:
        """Return my roads."""
        return reverse("ground:my-roads")

    def crumbs(self) -> Sequence[Crumb]:
        """Return my roads and the area."""
        return (Crumb(label=_("My roads"), url=self.back_url()), Crumb(label=self.record.area.name))


class PatrolNewPage(_OnMyGround[PatrolForm]):
    """Record a patrol."""

    act = PatrolAct.RECORD
    form_class = PatrolForm
    title = gettext_lazy("Record a patrol")
    verb = gettext_lazy("Patrol done")
    verb_icon = "walk"

    def submit(self, sent: Sent[PatrolForm]) -> Done:
        """Record it."""
        note = sent.form.cleaned_data["note"]
        patrol_services.patrol_record(area_id=self.record.area_id, note=note, actor=self.actor, at=sent.at)
        return Done(url=self.back_url(), message=_("Patrol recorded"))


class IssueNewPage(_OnMyGround[IssueForm]):
    """Report a problem, or one that was settled on the spot."""

    act = RoadIssueAct.REPORT
    form_class = IssueForm
    title = gettext_lazy("Report a problem")
    verb = gettext_lazy("Report")
    verb_icon = "flag"

    def submit(self, sent: Sent[IssueForm]) -> Done:
        """Record it and show it."""
        issue = services.issue_report(
            area_id=self.record.area_id, **sent.form.cleaned_data, actor=self.actor, at=sent.at
        )
        message = _("Settled on the spot") if issue.self_solved else _("Reported; you have it now")
        return Done(url=_issue(issue.pk), message=message)


# --- problems -----------------------------------------------------------------------------------------------


def _issue(issue_id: int) -> str:
    return reverse("ground:issue-page", args=(issue_id,))


def _level(issue: RoadIssue) -> Cell:
    return Cell(kind="tag", tag=tag_of(ChiefLevel(issue.level))) if issue.level else Cell()


def _holder(issue: RoadIssue) -> Cell:
    return Cell(text=issue.person_name or "")  # type: ignore[attr-defined]  # annotated by issues_all


class IssueListPage(ListPage[RoadIssue]):
    """Problems of roads and micro grids."""

    key = "road_issues"
    kind = "road_issue"
    menu = "my-roads"
    act = RoadIssueAct.READ
    title = gettext_lazy("Problems of roads and grids")
    sort = "-updated"
    columns = (
        text("found", gettext_lazy("What was found"), primary=True, locked=True),
        text("area", gettext_lazy("Segment or grid"), of="area.name"),
        term("state", gettext_lazy("State"), RoadIssueState),
        ListColumn(key="level", label=gettext_lazy("Level"), kind="tag", cell=_level, drop=1),
        ListColumn(key="holder", label=gettext_lazy("Who has it"), cell=_holder, drop=2),
        text("department", gettext_lazy("Department"), drop=4),
        moment("updated", gettext_lazy("Changed"), of="updated_at", sort="updated_at", drop=1),
    )
    filters = (
        PrefixFilter(name="segment", label=gettext_lazy("Segment or grid code"), field="area__code"),
        TermFilter(name="state", label=gettext_lazy("State"), vocabulary=RoadIssueState),
        TermFilter(name="level", label=gettext_lazy("Level"), vocabulary=ChiefLevel),
        YesFilter(name="self", label=gettext_lazy("Settled on the spot"), field="self_solved"),
    )
    presets = (
        Preset(label=gettext_lazy("All")),
        Preset(label=gettext_lazy("Under way"), query={"state": ("issue_open",)}),
        Preset(label=gettext_lazy("Settled on the spot"), query={"self": ("1",)}),
    )

    def records(self) -> QuerySet[RoadIssue]:
        """Return the problems that the database scope lets through."""
        return queries.issues_all()

    def row_url(self, record: RoadIssue) -> str:
        """Return its page."""
        return _issue(record.pk)

    def row_note(self, record: RoadIssue) -> str:
        """Return where it is."""
        return record.area.name


@dataclass(frozen=True, kw_only=True)
class BeforeAfter:
    """What was found, and how it looks now."""

    found: str
    solution: str
    self_solved: bool


class IssuePage(ObjectPage[RoadIssue]):
    """One problem, who has it, and the chain above."""

    kind = "road_issue"
    menu = "my-roads"
    act = RoadIssueAct.READ
    list_url_name = "ground:issues"
    facts = (
        text("area", gettext_lazy("Segment or grid"), of="area.name"),
        ListColumn(key="level", label=gettext_lazy("Level"), kind="tag", cell=_level),
        ListColumn(key="person", label=gettext_lazy("Who has it"), cell=_holder),
        text("reporter", gettext_lazy("Reported by"), of="reporter_name"),
        text("department", gettext_lazy("Department")),
        moment("recorded", gettext_lazy("Recorded"), of="recorded_at"),
        moment("updated", gettext_lazy("Changed"), of="updated_at"),
    )
    acts = (
        ObjectAct(act=RoadIssueAct.SOLVE, label=gettext_lazy("Solved"), icon="check", kind="primary",
                  url_name="ground:issue-solve"),
        ObjectAct(act=RoadIssueAct.ESCALATE, label=gettext_lazy("Pass up"), icon="arrow-up",
                  url_name="ground:issue-escalate"),
        ObjectAct(act=RoadIssueAct.LINK, label=gettext_lazy("Call in a department"), icon="users",
                  url_name="ground:issue-link"),
    )  # fmt: skip

    def load(self) -> RoadIssue:
        """Return the problem of the URL."""
        return queries.issue_get(self.kwargs["issue_id"])

    def heading(self) -> str:
        """Return what was found."""
        return self.record.found

    def state(self) -> Tag:
        """Return where it stands."""
        return tag_of(RoadIssueState(self.record.state))

    def place(self) -> str:
        """Return road and segment."""
        road = self.record.area.road
        return f"{road.name} · {self.record.area.name}" if road else self.record.area.name

    def sections(self) -> Sequence[Section]:
        """Return before and after, and the chain of road chiefs."""
        issue = self.record
        words = BeforeAfter(found=issue.found, solution=issue.solution, self_solved=issue.self_solved)
        chain = [_chief(answer, issue.person_id) for answer in queries.chain_of(issue.area, at=now())]
        both = Section(title=_("Before and after"), template="ground/before_after.html", context=words)
        if not chain:
            return (both,)
        return both, Section(title=_("Road chiefs"), template="ground/chain.html", context=chain)


class _IssueAct(FormPage[RoadIssue, F]):
    """An act on one problem."""

    kind = "road_issue"
    menu = "my-roads"

    def load(self) -> RoadIssue:
        """Return the problem of the URL."""
        return queries.issue_get(self.kwargs["issue_id"])

    def back_url(self) -> str:
        """Return its page."""
        return _issue(self.record.pk)

    def crumbs(self) -> Sequence[Crumb]:
        """Return my roads and the problem."""
        return (
            Crumb(label=_("My roads"), url=reverse("ground:my-roads")),
            Crumb(label=self.record.found, url=self.back_url()),
        )


class IssueEscalatePage(_IssueAct[EscalateForm]):
    """Pass a problem up."""

    act = RoadIssueAct.ESCALATE
    form_class = EscalateForm
    title = gettext_lazy("Pass up to the next road chief")
    verb = gettext_lazy("Pass up")
    verb_icon = "arrow-up"

    def submit(self, sent: Sent[EscalateForm]) -> Done:
        """Pass it up and say to whom."""
        reason = sent.form.cleaned_data["reason"]
        issue = services.issue_escalate(issue_id=self.record.pk, reason=reason, actor=self.actor, at=sent.at)
        level = ChiefLevel(issue.level).label(language()) if issue.level else ""
        return Done(url=self.back_url(), message=_("Passed up to: %(level)s") % {"level": level})


class IssueLinkPage(_IssueAct[LinkForm]):
    """Call in a department."""

    act = RoadIssueAct.LINK
    form_class = LinkForm
    title = gettext_lazy("Call in a department")
    verb = gettext_lazy("Call in")
    verb_icon = "users"

    def prepare(self, form: LinkForm) -> None:
        """Offer the departments of the district."""
        found = queries.departments(self.record.area_code)
        form.fields["unit_id"].choices = [(unit.pk, unit.name) for unit in found]  # type: ignore[attr-defined]  # a ChoiceField

    def submit(self, sent: Sent[LinkForm]) -> Done:
        """Call it in."""
        unit = int(sent.form.cleaned_data["unit_id"])
        services.issue_link(issue_id=self.record.pk, unit_id=unit, actor=self.actor, at=sent.at)
        return Done(url=self.back_url(), message=_("Department called in"))


class IssueSolvePage(_IssueAct[SolveForm]):
    """Say that a problem is settled."""

    act = RoadIssueAct.SOLVE
    form_class = SolveForm
    title = gettext_lazy("Solved")
    verb = gettext_lazy("Solved")
    verb_icon = "check"

    def submit(self, sent: Sent[SolveForm]) -> Done:
        """Settle it."""
        solution = sent.form.cleaned_data["solution"]
        services.issue_solve(issue_id=self.record.pk, solution=solution, actor=self.actor, at=sent.at)
        return Done(url=self.back_url(), message=_("Solved"))


# --- patrols ------------------------------------------------------------------------------------------------


class PatrolListPage(ListPage[Patrol]):
    """Every patrol."""

    key = "patrols"
    kind = "patrol"
    menu = "duties"
    act = PatrolAct.READ
    title = gettext_lazy("Patrols")
    sort = "-at"
    columns = (
        moment("at", gettext_lazy("When"), sort="at", primary=True, locked=True),
        text("area", gettext_lazy("Segment or grid"), of="area.name"),
        code("segment", gettext_lazy("Code"), of="segment_code", drop=2),
        text("person", gettext_lazy("Person"), of="person_name"),
        text("unit", gettext_lazy("Unit"), of="duty.unit.name", drop=1),
        text("note", gettext_lazy("Note"), drop=3),
    )
    filters = (
        PrefixFilter(name="segment", label=gettext_lazy("Segment or grid code"), field="area__code"),
        DaysFilter(name="at", label=gettext_lazy("When"), field="at"),
    )

    def records(self) -> QuerySet[Patrol]:
        """Return the patrols that the database scope lets through."""
        return patrol_queries.patrols_all()

    def row_url(self, record: Patrol) -> str:
        """Return the patrol."""
        return reverse("ground:patrol-page", args=(record.pk,))


class PatrolPage(ObjectPage[Patrol]):
    """One patrol."""

    kind = "patrol"
    menu = "duties"
    act = PatrolAct.READ
    list_url_name = "ground:patrols"
    facts = (
        text("area", gettext_lazy("Segment or grid"), of="area.name"),
        text("person", gettext_lazy("Person"), of="person_name"),
        text("unit", gettext_lazy("Unit"), of="duty.unit.name"),
        moment("at", gettext_lazy("When"), of="at"),
        text("note", gettext_lazy("Note")),
    )

    def load(self) -> Patrol:
        """Return the patrol of the URL."""
        return patrol_queries.patrol_get(self.kwargs["patrol_id"])

    def heading(self) -> str:
        """Return where it was."""
        return self.record.area.name


@dataclass(frozen=True, kw_only=True)
class FulfilmentRow:
    """A segment of a week; `url` opens to exactly the patrols counted."""

    fulfilment: patrol_queries.Fulfilment
    percent: float
    url: str


@dataclass(frozen=True, kw_only=True)
class FulfilmentView:
    """The page: a week, its segments, and the neighbouring weeks."""

    title: str
    crumbs: Sequence[Crumb]
    first: date
    last: date
    rows: Sequence[FulfilmentRow]
    patrolled: int
    expected: int
    earlier_url: str
    later_url: str
    state: State | None


class FulfilmentPage(Page):
    """How the segments of 三定一包 were walked, week by week."""

    act = PatrolAct.READ
    menu = "duties"
    template = "ground/fulfilment.html"
    fragment = "ground/fulfilment.html"

    def get(self, request: HttpRequest, **_kept: object) -> HttpResponse:
        """Answer with the week of the day asked for, this week where none is."""
        today = localtime(now()).date()
        monday = monday_of(day_read(request.GET.get("week", "")) or today)
        since, until = week_span(monday, get_current_timezone())
        at = min(max(now(), since), until - timedelta(seconds=1))
        found = patrol_queries.fulfilments(
            seams.areas_for(self.actor, PatrolAct.READ), since=since, until=until, at=at,
            expected=settings.PATROLS_PER_WEEK,
        )  # fmt: skip
        rows = [_fulfilment_row(one, monday) for one in found]
        here = reverse("ground:patrol-fulfilment")
        view = FulfilmentView(
            title=_("Patrol fulfilment"),
            crumbs=(
                Crumb(label=_("Duties"), url=reverse("ground:duties")),
                Crumb(label=_("Patrol fulfilment")),
            ),
            first=monday,
            last=monday + timedelta(days=6),
            rows=rows,
            patrolled=sum(min(one.patrolled, one.expected) for one in found),
            expected=sum(one.expected for one in found),
            earlier_url=f"{here}?week={monday - timedelta(days=7)}",
            later_url=f"{here}?week={monday + timedelta(days=7)}" if until <= now() else "",
            state=None if rows else State(
                kind="empty",
                title=_("No segment is bound to anybody"),
                text=_("Publish a change of duties on the ground “three fixes, one contract” first."),
            ),
        )  # fmt: skip
        return self.answer(view, title=view.title)


def _fulfilment_row(found: patrol_queries.Fulfilment, monday: date) -> FulfilmentRow:
    query = f"segment={found.code}&at_from={monday}&at_to={monday + timedelta(days=6)}"
    return FulfilmentRow(
        fulfilment=found,
        percent=100 * (found.share or 0),
        url=f"{reverse('ground:patrols')}?{query}",
    )
