"""The dispatch of spoil on the screen: projects, proposals, docks, corridors, and the own pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localtime

from xiuhua.scenekit.words import said
from xiuhua.scenes.spoil.forms import PlainForm
from xiuhua.scenes.spoil.forms.dispatch import CorridorForm, DecideForm, ProjectForm, ReportForm
from xiuhua.scenes.spoil.models import Allotment, Corridor, Dock, Project
from xiuhua.scenes.spoil.pages.shared import MENU, OWN_FLEET, OWN_SITE, link, offered
from xiuhua.scenes.spoil.queries import dispatch as queries
from xiuhua.scenes.spoil.queries import manifests, places
from xiuhua.scenes.spoil.queries.dispatch import Flow
from xiuhua.scenes.spoil.rules.matching import Why, why_said
from xiuhua.scenes.spoil.services import dispatch as services
from xiuhua.scenes.spoil.services.dispatch import Decision
from xiuhua.scenes.spoil.terms import Act, AllotmentState, DockState, MatchReason, ProjectState, ProjectWay
from xiuhua.shared.clock import now
from xiuhua.shared.errors import Invalid
from xiuhua.web import seams
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import ListColumn, code, moment, number, tag_of, term, text
from xiuhua.web.pages.filters import DaysFilter, Filter, TermFilter
from xiuhua.web.pages.forms import Done, FormPage, Sent
from xiuhua.web.pages.lists import ListPage, Preset
from xiuhua.web.pages.making import NewPage
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Action, Cell, Section, State, Tag
from xiuhua.web.parts.lines import Line, lines_section

_LASTS = timedelta(days=90)  # own choice: a season of digging
_TOLD_M3 = 0.05  # what a page prints as 0.1
_UNIT = "m³"
_MATCH = said(zh="匹配消纳点", en="Match docks")


def reasons_said(one: Allotment) -> list[str]:
    """Return why a line goes where it goes, a sentence each."""
    return [why_said(Why(MatchReason(kind), found, limit), language()) for kind, found, limit in one.reasons]


def flow_said(flow: Flow) -> str:
    """Return a balance in one sentence, its difference too."""
    missing = flow.missing_m3
    if missing > _TOLD_M3:
        gap = said(zh=f"，少收 {missing:,.1f} m³", en=f", {missing:,.1f} m³ did not come")
    elif missing < -_TOLD_M3:
        gap = said(zh=f"，多收 {-missing:,.1f} m³", en=f", {-missing:,.1f} m³ more came")
    else:
        gap = said(zh="，收运一致", en=", it balances")
    over = flow.out_m3 - flow.allotted_m3
    beyond = said(zh=f"，超出下达 {over:,.1f} m³", en=f", {over:,.1f} m³ beyond what was accepted")
    words = said(
        zh=f"下达 {flow.allotted_m3:,.1f}，出土 {flow.out_m3:,.1f}，消纳 {flow.taken_m3:,.1f}，"
        f"在途 {flow.underway_m3:,.1f} m³",
        en=f"{flow.allotted_m3:,.1f} accepted, {flow.out_m3:,.1f} out, {flow.taken_m3:,.1f} taken, "
        f"{flow.underway_m3:,.1f} m³ under way",
    )
    return f"{words}{gap}{beyond if over > _TOLD_M3 else ''}"


def flows_section(flows: Sequence[Flow]) -> Section:
    """Return out against taken, a line for each other end."""
    lines = tuple(
        Line(
            text=one.name,
            note=flow_said(one),
            tag=Tag(text=str(said(zh="有差异", en="Differs")), colour="late")
            if abs(one.missing_m3) > _TOLD_M3 or one.out_m3 - one.allotted_m3 > _TOLD_M3
            else None,
        )
        for one in flows
    )
    empty = str(said(zh="还没有出土，也没有下达。", en="Nothing left, and nothing is accepted."))
    return lines_section(str(said(zh="收运平衡", en="Out against taken")), lines, empty=empty)


BALANCE = (
    number("out", said(zh="已出土", en="Out"), of="out_m3", unit=_UNIT, decimals=1),
    number("taken", said(zh="已消纳", en="Taken"), of="taken_m3_signed", unit=_UNIT, decimals=1),
    number("underway", said(zh="在途", en="Under way"), of="underway_m3", unit=_UNIT, decimals=1, drop=2),
    number("missing", said(zh="差额", en="Missing"), of="missing_m3", unit=_UNIT, decimals=1),
)
PROJECT_COLUMNS: Sequence[ListColumn[Project]] = (
    code("number", said(zh="编号", en="Number"), primary=True, locked=True),
    text("site", said(zh="工地", en="Site"), of="site.premises.name"),
    term("state", said(zh="状态", en="State"), ProjectState),
    term("way", said(zh="方式", en="By"), ProjectWay, drop=1),
    ListColumn(
        key="corridor",
        label=said(zh="廊道", en="Corridor"),
        cell=lambda one: Cell(text=one.corridor.name if one.corridor else ""),
        drop=2,
    ),
    number("volume", said(zh="方量", en="Volume"), of="volume_m3", unit=_UNIT, decimals=1),
    number("allotted", said(zh="已下达", en="Accepted"), of="allotted_m3", unit=_UNIT, decimals=1, drop=3),
    number("unplaced", said(zh="待安排", en="To be placed"), of="unplaced_m3", unit=_UNIT, decimals=1),
    *BALANCE,
    moment("listed", said(zh="列入", en="Listed"), of="listed_at", sort="listed_at", drop=3),
)


class ProjectListPage(ListPage[Project]):
    """The list of projects: what each sends out, what is placed, and what came."""

    key = "spoil_projects"
    kind = "spoil_project"
    menu = MENU
    act = Act.READ.value
    title = said(zh="出土项目清单", en="Projects that send spoil")
    comes_from = said(
        zh="取得处置核准的项目由渣土窗口列入；土方留在本区的由工地报备。",
        en="The permit clerk lists projects with an approval; a site reports what stays in the district.",
    )
    sort = "-listed"
    columns = PROJECT_COLUMNS
    filters: ClassVar[Sequence[Filter]] = (
        TermFilter(name="state", label=said(zh="状态", en="State"), vocabulary=ProjectState),
        TermFilter(name="way", label=said(zh="方式", en="By"), vocabulary=ProjectWay),
    )
    presets: ClassVar[Sequence[Preset]] = (
        Preset(label=said(zh="全部", en="All")),
        Preset(
            label=said(zh="区内报备", en="Reported"),
            query={"way": (ProjectWay.REPORTED.value,)},
            counted=True,
        ),
    )

    def records(self) -> QuerySet[Project]:
        """Return the projects that the database scope lets through."""
        return queries.projects()

    def row_url(self, record: Project) -> str:
        """Return the page of the project."""
        return reverse("spoil:project", args=(record.pk,))

    def acts(self) -> Sequence[Action]:
        """Offer to list one, and to match sources with sinks."""
        return (
            *offered(self.actor, Act.LIST, said(zh="项目列入", en="List a project"), "spoil:project-new"),
            *offered(self.actor, Act.PROPOSE, _MATCH, "spoil:dispatch-propose", icon="route"),
        )


class ProjectOwnPage(ProjectListPage):
    """A site's manager: the own projects, and reporting what stays in the district."""

    key = "spoil_own_projects"
    menu = OWN_SITE
    act = Act.OWN.value
    title = said(zh="我的出土项目", en="My projects")
    filters: ClassVar[Sequence[Filter]] = ()
    presets: ClassVar[Sequence[Preset]] = ()

    def records(self) -> QuerySet[Project]:
        """Return the projects of the reader's sites."""
        return queries.projects_of(manifests.stands_for(self.actor, at=now()))

    def acts(self) -> Sequence[Action]:
        """Offer to report spoil that stays in the district."""
        label = said(zh="区内报备", en="Report spoil of the district")
        return offered(self.actor, Act.REPORT, label, "spoil:project-report")

    def empty(self) -> State:
        """Say why there is nothing."""
        words = said(
            zh="土方留在本区的可以报备；运往区外的取得处置核准后由渣土窗口列入。",
            en="Report what stays in the district; what leaves it is listed once it is approved.",
        )
        return State(kind="empty", title=str(said(zh="还没有项目", en="No project yet")), text=str(words))


class ProjectPage(ObjectPage[Project]):
    """One project with its balance, dock by dock."""

    kind = "spoil_project"
    menu = MENU
    act = Act.READ.value
    list_url_name = "spoil:projects"
    change_labels = {"state": said(zh="状态", en="State")}
    acts = (
        ObjectAct(
            act=Act.CLOSE.value,
            label=said(zh="销项", en="Close"),
            url_name="spoil:project-close",
            kind="danger",
            aside=True,
        ),
    )
    facts = (
        ListColumn(
            key="site",
            label=said(zh="工地", en="Site"),
            cell=lambda one: link(one.site.premises.name, "spoil:site", one.site_id),
        ),
        term("way", said(zh="方式", en="By"), ProjectWay),
        text("approval", said(zh="核准或报备号", en="Approval or report")),
        ListColumn(
            key="sink",
            label=said(zh="报备消纳点", en="Reported dock"),
            cell=lambda one: Cell(text=one.sink.premises.name if one.sink else ""),
        ),
        ListColumn(
            key="corridor",
            label=said(zh="廊道", en="Corridor"),
            cell=lambda one: Cell(text=one.corridor.name if one.corridor else ""),
        ),
        ListColumn(
            key="days",
            label=said(zh="出土期", en="Sends"),
            cell=lambda one: Cell(text=f"{one.since} – {one.until}"),
        ),
        number("volume", said(zh="方量", en="Volume"), of="volume_m3", unit=_UNIT, decimals=1),
        number("allotted", said(zh="已下达", en="Accepted"), of="allotted_m3", unit=_UNIT, decimals=1),
        number("unplaced", said(zh="待安排", en="To be placed"), of="unplaced_m3", unit=_UNIT, decimals=1),
        *BALANCE,
    )
    spare = frozenset({"sink", "corridor"})

    def load(self) -> Project:
        """Return the project of the URL."""
        return queries.project_get(self.kwargs["project_id"])

    def permit(self) -> None:
        """Let in whoever is a party to it; others need the right to read."""
        self.record = self.load()
        if not queries.is_party_to(self.record, self.actor, at=now()):
            seams.require(self.actor, self.act, self.record)

    def state(self) -> Tag:
        """Return whether it is dispatched."""
        return tag_of(ProjectState(self.record.state))

    def sections(self) -> Sequence[Section]:
        """Return out against taken, dock by dock."""
        return (flows_section(queries.flows_of_project(self.record)),)


def _plain_choice(field: object, found: Sequence[tuple[object, str]]) -> None:
    field.choices = found  # type: ignore[attr-defined]  # a ChoiceField


class ProjectNewPage(NewPage[Project, ProjectForm]):
    """Putting an approved project on the list."""

    kind = "spoil_project"
    menu = MENU
    row = Project
    act = Act.LIST.value
    list_url_name = "spoil:projects"
    form_class = ProjectForm
    title = said(zh="项目列入清单", en="List a project")
    lead = said(zh="方量取自有效的处置核准。", en="Its volume is that of the approval in force.")
    verb = said(zh="列入", en="List it")

    def prepare(self, form: ProjectForm) -> None:
        """Offer sites and corridors."""
        sites = places.sites().order_by("premises__name")
        _plain_choice(form.fields["site"], [(one.pk, one.premises.name) for one in sites])
        corridors = [(one.pk, one.name) for one in queries.corridors().order_by("name")]
        _plain_choice(form.fields["corridor"], [("", ""), *corridors])

    def initial(self) -> Mapping[str, object]:
        """Let it last a season."""
        return {"until": localtime(now()).date() + _LASTS}

    def submit(self, sent: Sent[ProjectForm]) -> Done:
        """List it."""
        typed = sent.form.cleaned_data
        made = services.project_list(
            site_id=int(typed["site"]),
            corridor_id=int(typed["corridor"]) if typed["corridor"] else None,
            until=typed["until"],
            actor=self.actor,
            at=sent.at,
        )
        return Done(url=reverse("spoil:project", args=(made.pk,)), message=Act.LIST.label(language()))


class ReportPage(NewPage[Project, ReportForm]):
    """Reporting spoil that stays in the district."""

    kind = "spoil_project"
    menu = MENU
    row = Project
    act = Act.REPORT.value
    list_url_name = "spoil:own-projects"
    form_class = ReportForm
    title = said(zh="区内报备", en="Report spoil of the district")
    verb = said(zh="报备", en="Report it")

    def prepare(self, form: ReportForm) -> None:
        """Offer the reader's sites and every dock that takes spoil."""
        sites = places.sites_of(manifests.stands_for(self.actor, at=now()))
        _plain_choice(form.fields["site"], [(one.pk, one.premises.name) for one in sites])
        _plain_choice(form.fields["dock"], [(one.pk, one.premises.name) for one in places.docks_taking()])

    def initial(self) -> Mapping[str, object]:
        """Let it last a season."""
        return {"until": localtime(now()).date() + _LASTS}

    def submit(self, sent: Sent[ReportForm]) -> Done:
        """Report it."""
        typed = sent.form.cleaned_data
        made = services.project_report(
            site_id=int(typed["site"]),
            dock_id=int(typed["dock"]),
            volume_m3=typed["volume_m3"],
            until=typed["until"],
            actor=self.actor,
            at=sent.at,
        )
        return Done(url=reverse("spoil:project", args=(made.pk,)), message=Act.REPORT.label(language()))


class ProjectClosePage(FormPage[Project, PlainForm]):
    """Taking a project off the list."""

    kind = "spoil_project"
    menu = MENU
    act = Act.CLOSE.value
    form_class = PlainForm
    title = said(zh="项目销项", en="Close the project")
    lead = said(
        zh="未确认的建议作废，码头为它留的余量释放。",
        en="What is proposed for it is dropped, and the room that docks keep for it is free again.",
    )
    verb = said(zh="销项", en="Close it")
    verb_kind = "danger"

    def load(self) -> Project:
        """Return the project of the URL."""
        return queries.project_get(self.kwargs["project_id"])

    def version(self) -> str:
        """Return where it stands."""
        return self.record.state

    def back_url(self) -> str:
        """Return the page of the project."""
        return reverse("spoil:project", args=(self.record.pk,))

    def submit(self, sent: Sent[PlainForm]) -> Done:
        """Close it."""
        services.project_close(project_id=self.record.pk, actor=self.actor, at=sent.at)
        return Done(url=self.back_url(), message=Act.CLOSE.label(language()))


class ProposePage(NewPage[Project, PlainForm]):
    """Matching sources with sinks."""

    kind = "spoil_allotment"
    menu = MENU
    row = Project
    act = Act.PROPOSE.value
    list_url_name = "spoil:dispatch"
    form_class = PlainForm
    title = said(zh="匹配出土与消纳", en="Match sources and docks")
    lead = said(
        zh="先尽量多安排，再尽量不跨廊道，再让方量走的路最短；每一行写明理由，由您确认或调整。未确认的旧建议会被替换。",
        en="As much as possible is placed, then as little as possible across corridors, then by the "
        "shortest ways. Each line says why; you accept or change it. Older proposals that "
        "nobody decided are replaced.",
    )
    verb = said(zh="生成建议", en="Propose")

    def submit(self, sent: Sent[PlainForm]) -> Done:
        """Propose."""
        areas = seams.areas_for(self.actor, self.act)
        made = services.dispatch_propose(area_code=areas[0] if areas else "", actor=self.actor, at=sent.at)
        words = said(zh=f"生成 {len(made)} 条建议", en=f"{len(made)} lines proposed")
        return Done(url=self.back_url(), message=str(words))


LINE_COLUMNS: Sequence[ListColumn[Allotment]] = (
    text("site", said(zh="工地", en="Site"), of="project.site.premises.name", primary=True, locked=True),
    text("dock", said(zh="消纳点", en="Dock"), of="dock.premises.name"),
    term("state", said(zh="状态", en="State"), AllotmentState),
    number("m3", said(zh="方量", en="Volume"), unit=_UNIT, decimals=1),
    number("out", said(zh="已出土", en="Out"), of="out_m3", unit=_UNIT, decimals=1, drop=1),
    number("taken", said(zh="已消纳", en="Taken"), of="taken_m3_signed", unit=_UNIT, decimals=1, drop=2),
    ListColumn(
        key="why",
        label=said(zh="理由", en="Why"),
        cell=lambda one: Cell(text="；".join(reasons_said(one))),
        drop=2,
    ),
    moment("proposed", said(zh="生成", en="Proposed"), of="proposed_at", sort="proposed_at", drop=3),
)


class AllotmentListPage(ListPage[Allotment]):
    """What is to go where: proposed, accepted, refused."""

    key = "spoil_allotments"
    kind = "spoil_allotment"
    menu = MENU
    act = Act.READ.value
    title = said(zh="消纳调度", en="Dispatch")
    comes_from = said(
        zh="在“出土清单”点“匹配消纳点”，系统按廊道、余量和距离提出建议，由人确认。",
        en="“Match docks” on the list of projects proposes lines; a person accepts them.",
    )
    sort = "-proposed"
    columns = LINE_COLUMNS
    filters: ClassVar[Sequence[Filter]] = (
        TermFilter(name="state", label=said(zh="状态", en="State"), vocabulary=AllotmentState),
        DaysFilter(name="proposed_at", label=said(zh="日期", en="Day")),
    )
    presets: ClassVar[Sequence[Preset]] = (
        Preset(label=said(zh="全部", en="All")),
        Preset(
            label=said(zh="待确认", en="Proposed"),
            query={"state": (AllotmentState.PROPOSED.value,)},
            counted=True,
        ),
        Preset(label=said(zh="已下达", en="Accepted"), query={"state": (AllotmentState.ACCEPTED.value,)}),
    )

    def records(self) -> QuerySet[Allotment]:
        """Return the lines that the database scope lets through."""
        return queries.allotments()

    def row_url(self, record: Allotment) -> str:
        """Return the page of the line."""
        return reverse("spoil:allotment", args=(record.pk,))

    def row_note(self, record: Allotment) -> str:
        """Return why."""
        return "；".join(reasons_said(record))

    def acts(self) -> Sequence[Action]:
        """Offer to match sources with sinks."""
        return offered(self.actor, Act.PROPOSE, _MATCH, "spoil:dispatch-propose", icon="route")


class IntakeOwnPage(AllotmentListPage):
    """A dock's keeper: what is going to come."""

    key = "spoil_own_intake"
    menu = OWN_FLEET
    act = Act.OWN.value
    title = said(zh="将到码头的土方", en="What is to come")
    comes_from = said(
        zh="渣土窗口把项目安排到你的码头后，列在这里。",
        en="Listed once the permit clerk has accepted a line to your dock.",
    )
    filters: ClassVar[Sequence[Filter]] = ()
    presets: ClassVar[Sequence[Preset]] = ()

    def records(self) -> QuerySet[Allotment]:
        """Return what is accepted for the reader's docks."""
        return queries.allotments_to(manifests.stands_for(self.actor, at=now()))

    def row_url(self, record: Allotment) -> str:
        """Return the page of the project."""
        return reverse("spoil:project", args=(record.project_id,))

    def acts(self) -> Sequence[Action]:
        """Offer nothing: it is decided at the window."""
        return ()


class AllotmentPage(ObjectPage[Allotment]):
    """One line with every reason for it."""

    kind = "spoil_allotment"
    menu = MENU
    act = Act.READ.value
    list_url_name = "spoil:dispatch"
    change_labels = {"state": said(zh="状态", en="State")}
    acts = (
        ObjectAct(
            act=Act.DECIDE.value,
            label=said(zh="确认或调整", en="Accept or change"),
            url_name="spoil:allotment-decide",
            kind="primary",
        ),
    )
    facts = (
        ListColumn(
            key="project",
            label=said(zh="项目", en="Project"),
            cell=lambda one: link(one.project.number, "spoil:project", one.project_id),
        ),
        text("site", said(zh="工地", en="Site"), of="project.site.premises.name"),
        ListColumn(
            key="dock",
            label=said(zh="消纳点", en="Dock"),
            cell=lambda one: link(one.dock.premises.name, "spoil:dock", one.dock_id),
        ),
        number("m3", said(zh="方量", en="Volume"), unit=_UNIT, decimals=1),
        number("out", said(zh="已出土", en="Out"), of="out_m3", unit=_UNIT, decimals=1),
        number("taken", said(zh="已消纳", en="Taken"), of="taken_m3_signed", unit=_UNIT, decimals=1),
        text("note", said(zh="说明", en="Note")),
    )
    spare = frozenset({"note"})

    def load(self) -> Allotment:
        """Return the line of the URL."""
        return queries.allotment_get(self.kwargs["allotment_id"])

    def heading(self) -> str:
        """Return from where to where."""
        return f"{self.record.project.site.premises.name} → {self.record.dock.premises.name}"

    def state(self) -> Tag:
        """Return what was decided."""
        return tag_of(AllotmentState(self.record.state))

    def sections(self) -> Sequence[Section]:
        """Return the reasons."""
        lines = tuple(Line(text=one) for one in reasons_said(self.record))
        return (lines_section(str(said(zh="理由", en="Why")), lines, empty=""),)


class DecidePage(FormPage[Allotment, DecideForm]):
    """Accepting, changing or refusing a line."""

    kind = "spoil_allotment"
    menu = MENU
    act = Act.DECIDE.value
    form_class = DecideForm
    title = said(zh="确认调度", en="Decide on the line")
    verb = said(zh="确认", en="Confirm")

    def load(self) -> Allotment:
        """Return the line of the URL."""
        return queries.allotment_get(self.kwargs["allotment_id"])

    def version(self) -> str:
        """Return where it stands."""
        return f"{self.record.state} {self.record.m3} {self.record.dock_id}"

    def initial(self) -> Mapping[str, object]:
        """Begin with what is proposed."""
        return {"verdict": "yes", "dock": self.record.dock_id, "m3": self.record.m3}

    def prepare(self, form: DecideForm) -> None:
        """Offer the docks that take spoil."""
        _plain_choice(form.fields["dock"], [(one.pk, one.premises.name) for one in places.docks_taking()])

    def back_url(self) -> str:
        """Return the page of the line."""
        return reverse("spoil:allotment", args=(self.record.pk,))

    def submit(self, sent: Sent[DecideForm]) -> Done:
        """Decide."""
        typed = sent.form.cleaned_data
        services.allotment_decide(
            allotment_id=self.record.pk,
            decision=Decision(
                takes=typed["verdict"] == "yes",
                m3=typed["m3"],
                dock_id=int(typed["dock"]),
                note=typed["note"],
            ),
            actor=self.actor,
            at=sent.at,
        )
        return Done(url=self.back_url(), message=Act.DECIDE.label(language()))


class SinkListPage(ListPage[Dock]):
    """Docks: what each still takes, is promised, was sent, and signed for."""

    key = "spoil_sinks"
    kind = "spoil_dock"
    menu = MENU
    act = Act.READ.value
    title = said(zh="消纳能力与平衡", en="What docks take")
    comes_from = said(
        zh="先在“码头”登记消纳点，这里按项目核对出土与消纳。",
        en="Record docks first; here what left is held against what they took.",
    )
    sort = "-updated"
    columns = (
        text("name", said(zh="消纳点", en="Dock"), of="premises.name", primary=True, locked=True),
        term("state", said(zh="状态", en="State"), DockState),
        ListColumn(
            key="corridors",
            label=said(zh="廊道", en="Corridor"),
            cell=lambda one: Cell(text="、".join(corridor.name for corridor in one.corridors.all())),
            drop=2,
        ),
        number("capacity", said(zh="容量", en="Capacity"), of="capacity_m3", unit=_UNIT, drop=1),
        number("room", said(zh="余量", en="Room"), of="room_m3", unit=_UNIT, decimals=1),
        number("promised", said(zh="已下达", en="Promised"), of="promised_m3", unit=_UNIT, decimals=1),
        *BALANCE,
        moment("updated", said(zh="更新", en="Changed"), of="updated_at", sort="updated_at", drop=3),
    )
    filters: ClassVar[Sequence[Filter]] = (
        TermFilter(name="state", label=said(zh="状态", en="State"), vocabulary=DockState),
    )

    def records(self) -> QuerySet[Dock]:
        """Return the docks that the database scope lets through."""
        return queries.sinks()

    def row_url(self, record: Dock) -> str:
        """Return the page of the dock."""
        return reverse("spoil:dock", args=(record.pk,))


class CorridorListPage(ListPage[Corridor]):
    """The corridors: which docks and routes lie on each."""

    key = "spoil_corridors"
    kind = "spoil_corridor"
    menu = MENU
    act = Act.READ.value
    title = said(zh="运输廊道", en="Corridors")
    comes_from = said(
        zh="廊道把码头和线路围栏归为一组，如“南线”“北线”，由渣土窗口登记。",
        en="A corridor groups docks and route fences, as “south” and “north”; the permit clerk records it.",
    )
    sort = "name"
    columns = (
        text("name", said(zh="廊道", en="Corridor"), primary=True, locked=True, sort="name"),
        ListColumn(
            key="docks",
            label=said(zh="消纳点", en="Docks"),
            cell=lambda one: Cell(text="、".join(dock.premises.name for dock in one.docks.all())),
        ),
        ListColumn(
            key="routes",
            label=said(zh="路线", en="Routes"),
            cell=lambda one: Cell(text="、".join(route.name for route in one.routes.all())),
            drop=1,
        ),
        number("projects", said(zh="在册项目", en="Projects"), of="number_of_projects"),
    )

    def records(self) -> QuerySet[Corridor]:
        """Return the corridors."""
        return queries.corridors()

    def row_url(self, record: Corridor) -> str:  # noqa: ARG002 - it has no page of its own
        """Return the projects: a corridor says nothing but its name and what lies on it."""
        return reverse("spoil:projects")

    def acts(self) -> Sequence[Action]:
        """Offer to set one."""
        return offered(
            self.actor, Act.CORRIDOR, said(zh="划定廊道", en="Set a corridor"), "spoil:corridor-new"
        )


class CorridorNewPage(NewPage[Corridor, CorridorForm]):
    """Setting a corridor."""

    kind = "spoil_corridor"
    menu = MENU
    row = Corridor
    act = Act.CORRIDOR.value
    list_url_name = "spoil:corridors"
    form_class = CorridorForm
    title = said(zh="划定廊道", en="Set a corridor")
    lead = said(zh="同名廊道会被替换。", en="One of the same name is replaced.")
    verb = said(zh="划定", en="Set it")

    def submit(self, sent: Sent[CorridorForm]) -> Done:
        """Set it."""
        typed = sent.form.cleaned_data
        areas = seams.areas_for(self.actor, self.act)
        services.corridor_write(
            name=typed["name"],
            area_code=areas[0] if areas else "",
            dock_ids=_known(queries.docks_coded(typed["docks"].split()), typed["docks"], "docks"),
            route_ids=_known(queries.routes_coded(typed["routes"].split()), typed["routes"], "routes"),
            actor=self.actor,
            at=sent.at,
        )
        return Done(url=self.back_url(), message=Act.CORRIDOR.label(language()))


def _known(found: Mapping[str, int], typed: str, field: str) -> list[int]:
    """Return the ids of what was typed, all of which must be known."""
    if set(typed.split()) - set(found):
        raise Invalid(fields={field: "spoil_premises_unknown" if field == "docks" else "spoil_route_unknown"})
    return list(found.values())
