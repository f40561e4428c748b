"""Lines from a project to a dock: proposing, the lists, one of them, deciding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from django.db.models import QuerySet
from django.urls import reverse

from xiuhua.scenekit.words import said
from xiuhua.scenes.spoil.forms import PlainForm
from xiuhua.scenes.spoil.forms.dispatch import DecideForm
from xiuhua.scenes.spoil.models import Allotment, Project
from xiuhua.scenes.spoil.pages.shared import M3, MATCH, MENU, OWN_FLEET, choices_put, link
from xiuhua.scenes.spoil.queries import dispatch as queries
from xiuhua.scenes.spoil.queries import manifests, places
from xiuhua.scenes.spoil.rules.matching import Why, why_said
from xiuhua.scenes.spoil.services import dispatch as services
from xiuhua.scenes.spoil.services.dispatch import Decision
from xiuhua.scenes.spoil.terms import Act, AllotmentState, MatchReason
from xiuhua.shared.clock import now
from xiuhua.web import seams
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import ListColumn, moment, number, tag_of, term, text
from xiuhua.web.pages.filters import DaysFilter, Filter, TermFilter
from xiuhua.web.pages.forms import Done, FormPage, Sent
from xiuhua.web.pages.lists import ListPage, Preset
from xiuhua.web.pages.making import NewPage, act_offered
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Action, Cell, Section, Tag
from xiuhua.web.parts.lines import Line, lines_section


def reasons_said(one: Allotment) -> list[str]:
    """Return why a line goes where it goes, a sentence each."""
    return [why_said(Why(MatchReason(kind), found, limit), language()) for kind, found, limit in one.reasons]


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
    number("m3", said(zh="方量", en="Volume"), unit=M3, decimals=1),
    number("out", said(zh="已出土", en="Out"), of="out_m3", unit=M3, decimals=1, drop=1),
    number("taken", said(zh="已消纳", en="Taken"), of="taken_m3_signed", unit=M3, decimals=1, drop=2),
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
        return act_offered(self.actor, Act.PROPOSE, MATCH, "spoil:dispatch-propose", icon="route")


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
        number("m3", said(zh="方量", en="Volume"), unit=M3, decimals=1),
        number("out", said(zh="已出土", en="Out"), of="out_m3", unit=M3, decimals=1),
        number("taken", said(zh="已消纳", en="Taken"), of="taken_m3_signed", unit=M3, decimals=1),
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
        choices_put(form.fields["dock"], [(one.pk, one.premises.name) for one in places.docks_taking()])

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
