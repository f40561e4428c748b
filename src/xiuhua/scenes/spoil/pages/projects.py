"""Projects whose spoil is placed: the lists, one of them, listing, reporting and closing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localtime

from xiuhua.scenekit.words import said
from xiuhua.scenes.spoil.forms import PlainForm
from xiuhua.scenes.spoil.forms.dispatch import ProjectForm, ReportForm
from xiuhua.scenes.spoil.models import Project
from xiuhua.scenes.spoil.pages.flows import BALANCE, flows_section
from xiuhua.scenes.spoil.pages.shared import M3, MATCH, MENU, OWN_SITE, choices_put, link
from xiuhua.scenes.spoil.queries import dispatch as queries
from xiuhua.scenes.spoil.queries import manifests, places
from xiuhua.scenes.spoil.services import dispatch as services
from xiuhua.scenes.spoil.terms import Act, ProjectState, ProjectWay
from xiuhua.shared.clock import now
from xiuhua.web import seams
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import ListColumn, code, moment, number, tag_of, term, text
from xiuhua.web.pages.filters import Filter, TermFilter
from xiuhua.web.pages.forms import Done, FormPage, Sent
from xiuhua.web.pages.lists import ListPage, Preset
from xiuhua.web.pages.making import NewPage, act_offered
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Action, Cell, Section, State, Tag

_LASTS = timedelta(days=90)  # own choice: a season of digging
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
    number("volume", said(zh="方量", en="Volume"), of="volume_m3", unit=M3, decimals=1),
    number("allotted", said(zh="已下达", en="Accepted"), of="allotted_m3", unit=M3, decimals=1, drop=3),
    number("unplaced", said(zh="待安排", en="To be placed"), of="unplaced_m3", unit=M3, decimals=1),
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
            *act_offered(self.actor, Act.LIST, said(zh="项目列入", en="List a project"), "spoil:project-new"),
            *act_offered(self.actor, Act.PROPOSE, MATCH, "spoil:dispatch-propose", icon="route"),
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
        return act_offered(self.actor, Act.REPORT, label, "spoil:project-report")

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
        number("volume", said(zh="方量", en="Volume"), of="volume_m3", unit=M3, decimals=1),
        number("allotted", said(zh="已下达", en="Accepted"), of="allotted_m3", unit=M3, decimals=1),
        number("unplaced", said(zh="待安排", en="To be placed"), of="unplaced_m3", unit=M3, decimals=1),
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
        choices_put(form.fields["site"], [(one.pk, one.premises.name) for one in sites])
        corridors = [(one.pk, one.name) for one in queries.corridors().order_by("name")]
        choices_put(form.fields["corridor"], [("", ""), *corridors])

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
        choices_put(form.fields["site"], [(one.pk, one.premises.name) for one in sites])
        choices_put(form.fields["dock"], [(one.pk, one.premises.name) for one in places.docks_taking()])

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
