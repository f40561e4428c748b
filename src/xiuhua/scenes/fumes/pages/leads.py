"""Leads, exceedances and papers as lists, and one lead with what was found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.db.models import QuerySet
from django.urls import reverse

from xiuhua.scenekit.words import said
from xiuhua.scenes.fumes.models import Ask, Exceedance, Kitchen, Lead
from xiuhua.scenes.fumes.pages.shared import area_choices
from xiuhua.scenes.fumes.queries import kitchens as queries
from xiuhua.scenes.fumes.rules.proving import letter_fault, may_file
from xiuhua.scenes.fumes.services.refusals import LetterEarly, OnlineValueAlone
from xiuhua.scenes.fumes.terms import Act, AskState, Cause, Found, LeadState, ProofKind
from xiuhua.shared.clock import now
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import ListColumn, code, moment, number, tag_of, term, text
from xiuhua.web.pages.filters import AreaFilter, ChoiceFilter, TermFilter
from xiuhua.web.pages.lists import ListPage, Preset
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Cell, Count, Related, Section, Stage, Tag
from xiuhua.web.sentences import error_sentence

_COURSE = (
    LeadState.OPEN,
    LeadState.PROVEN,
    LeadState.FILED,
    LeadState.NOTICED,
    LeadState.FIXED,
    LeadState.CLOSED,
)


def _kitchen_choices() -> Sequence[tuple[str, str]]:
    return ()


def _kitchen_cell(one: Lead | Ask | Exceedance) -> Cell:
    kitchen: Kitchen = one.kitchen
    return Cell(kind="link", text=kitchen.name, url=reverse("fumes:kitchen", args=(kitchen.pk,)))


class LeadListPage(ListPage[Lead]):
    """Every lead, the latest first."""

    key = "fume_leads"
    kind = "fume_lead"
    act = Act.READ
    menu = "fumes"
    title = said(zh="油烟线索", en="Leads")
    comes_from = said(
        zh="在线监测连续超标或净化器未开达到次数时自动形成，也可在餐饮店页面人工形成。",
        en="Opened when a monitor was above the limit often enough, or by hand on a kitchen’s page.",
    )
    sort = "-opened"
    columns = (
        ListColumn(
            key="kitchen",
            label=said(zh="餐饮店", en="Kitchen"),
            primary=True,
            locked=True,
            cell=lambda one: Cell(text=one.kitchen.name),
        ),
        code("number", said(zh="线索号", en="Number"), of="pk", drop=3),
        term("state", said(zh="状态", en="State"), LeadState),
        term("cause", said(zh="起因", en="Began with"), Cause, drop=2),
        number("exceeded", said(zh="超标（次）", en="Above")),
        number("bypassed", said(zh="净化器未开（次）", en="Purifier off"), drop=2),
        ListColumn(
            key="case",
            label=said(zh="案件", en="Case"),
            kind="code",
            drop=1,
            cell=lambda one: Cell(kind="code", text=one.case.number if one.case else ""),
        ),
        moment("opened", said(zh="形成时间", en="Opened"), of="opened_at", sort="opened_at"),
    )
    filters = (
        AreaFilter(name="area", label=said(zh="区域", en="Area"), choices=area_choices),
        TermFilter(name="state", label=said(zh="状态", en="State"), vocabulary=LeadState),
        TermFilter(name="cause", label=said(zh="起因", en="Began with"), vocabulary=Cause),
        ChoiceFilter(
            name="kitchen", label=said(zh="餐饮店", en="Kitchen"), choices=_kitchen_choices, by_id=True
        ),
    )
    presets = (
        Preset(
            label=said(zh="待核查", en="To be visited"),
            query={"state": (LeadState.OPEN.value,)},
            counted=True,
        ),
        Preset(
            label=said(zh="待立案", en="To be filed"),
            query={"state": (LeadState.PROVEN.value,)},
            counted=True,
        ),
        Preset(
            label=said(zh="待复查", en="To be checked again"),
            query={"state": (LeadState.NOTICED.value,)},
            counted=True,
        ),
        Preset(label=said(zh="全部", en="All")),
    )

    def records(self) -> QuerySet[Lead]:
        """Return every lead in sight."""
        return queries.leads_all()

    def row_url(self, record: Lead) -> str:
        """Return the page of the lead."""
        return reverse("fumes:lead", args=(record.pk,))

    def row_note(self, record: Lead) -> str:
        """Return what it began with."""
        return Cause(record.cause).label(language())


class ExceedanceListPage(ListPage[Exceedance]):
    """Every window above the limit or with the purifier off, the latest first."""

    key = "fume_exceedances"
    kind = "fume_exceedance"
    act = Act.READ
    menu = "fumes"
    title = said(zh="超标记录", en="Exceedances")
    comes_from = said(
        zh="监测均值超过限值的时段，逐段记录。",
        en="Every span in which a monitor’s mean was above the limit.",
    )
    sort = "-start"
    columns = (
        ListColumn(
            key="kitchen",
            label=said(zh="餐饮店", en="Kitchen"),
            primary=True,
            locked=True,
            cell=lambda one: Cell(text=one.kitchen.name),
        ),
        moment("start", said(zh="时段起", en="From"), sort="start"),
        number("minutes", said(zh="平均时长", en="Over"), unit="min", drop=3),
        number("mean", said(zh="均值", en="Mean"), of="mean_mg_m3", unit="mg/m³", decimals=2),
        number("limit", said(zh="限值", en="Limit"), of="limit_mg_m3", unit="mg/m³", decimals=1, drop=2),
        ListColumn(
            key="purifier",
            label=said(zh="净化器", en="Purifier"),
            drop=1,
            cell=lambda one: Cell(
                text={
                    True: str(said(zh="开", en="on")),
                    False: str(said(zh="未开", en="off")),
                    None: "",
                }[one.purifier_on]
            ),
        ),
        ListColumn(
            key="over",
            label=said(zh="超过限值", en="Above the limit"),
            cell=lambda one: Cell(
                text=str(said(zh="是", en="yes") if one.is_over else said(zh="否", en="no"))
            ),
        ),
    )
    filters = (
        AreaFilter(name="area", label=said(zh="区域", en="Area"), choices=area_choices),
        ChoiceFilter(
            name="kitchen", label=said(zh="餐饮店", en="Kitchen"), choices=_kitchen_choices, by_id=True
        ),
    )

    def records(self) -> QuerySet[Exceedance]:
        """Return every exceedance in sight."""
        return queries.exceedances_all()

    def row_url(self, record: Exceedance) -> str:
        """Return the page of the kitchen."""
        return reverse("fumes:kitchen", args=(record.kitchen_id,))


class AskListPage(ListPage[Ask]):
    """Every paper to a kitchen, the latest first."""

    key = "fume_asks"
    kind = "fume_ask"
    act = Act.READ
    menu = "fumes"
    title = said(zh="油烟文书", en="Papers to kitchens")
    comes_from = said(
        zh="告知函和整改通知书从线索页面或餐饮店页面起草。",
        en="Letters and orders are drafted on the page of a lead or a kitchen.",
    )
    sort = "-drafted"
    columns = (
        ListColumn(
            key="kitchen",
            label=said(zh="餐饮店", en="Kitchen"),
            primary=True,
            locked=True,
            cell=lambda one: Cell(text=one.kitchen.name),
        ),
        ListColumn(
            key="what",
            label=said(zh="文书", en="Paper"),
            drop=1,
            cell=lambda one: Cell(
                text=str(
                    said(zh="告知函", en="Notice") if one.is_notice else said(zh="整改通知书", en="Demand")
                )
            ),
        ),
        code("number", said(zh="文号", en="Number"), of="paper.number"),
        term("state", said(zh="状态", en="State"), AskState),
        number("exceeded", said(zh="所列超标（次）", en="Speaks of"), drop=2),
        moment("sent", said(zh="送达", en="Handed over"), of="sent_at", drop=1),
        ListColumn(
            key="due",
            label=said(zh="整改期限", en="Due"),
            kind="code",
            cell=lambda one: Cell(kind="code", text=one.due_on.isoformat() if one.due_on else ""),
        ),
        moment("drafted", said(zh="起草", en="Drafted"), of="drafted_at", sort="drafted_at"),
    )
    filters = (
        AreaFilter(name="area", label=said(zh="区域", en="Area"), choices=area_choices),
        TermFilter(name="state", label=said(zh="状态", en="State"), vocabulary=AskState),
        ChoiceFilter(
            name="kitchen", label=said(zh="餐饮店", en="Kitchen"), choices=_kitchen_choices, by_id=True
        ),
    )
    presets = (
        Preset(label=said(zh="全部", en="All")),
        Preset(
            label=said(zh="待整改", en="To be put right"),
            query={"state": (AskState.SENT.value,)},
            counted=True,
        ),
        Preset(
            label=said(zh="已回复", en="Answered"), query={"state": (AskState.ANSWERED.value,)}, counted=True
        ),
    )

    def records(self) -> QuerySet[Ask]:
        """Return every paper in sight."""
        return queries.asks_all()

    def row_url(self, record: Ask) -> str:
        """Return the page of the paper, or of its lead."""
        if record.lead_id is not None:
            return reverse("fumes:lead", args=(record.lead_id,))
        return reverse("papers:paper", args=(record.paper_id,))


def _unproven(lead: Lead) -> str:
    proofs = [(one.kind, one.found) for one in queries.proofs_of(lead)]
    return "" if may_file(proofs) else error_sentence(OnlineValueAlone(), language())


def _early(lead: Lead) -> str:
    at, kitchen = now(), lead.kitchen
    limits, _version = queries.limits_at(lead.area_code, at=at)
    exceeded = queries.exceeded_within(kitchen, at=at, days=limits.letter_days)
    sampled = any(one.kind == ProofKind.SAMPLING and one.found == Found.SO for one in queries.proofs_of(lead))
    if letter_fault(exceeded=exceeded, sampled_over=sampled, limits=limits) is None:
        return ""
    refusal = LetterEarly(exceeded=exceeded, days=limits.letter_days, needed=limits.letter_count)
    return error_sentence(refusal, language())


class LeadPage(ObjectPage[Lead]):
    """One lead: what it rests on, what was found, its case, its papers."""

    kind = "fume_lead"
    act = Act.READ
    menu = "fumes"
    list_url_name = "fumes:leads"
    facts_beside = True
    spare = frozenset({"note", "fixed"})
    acts = (
        ObjectAct(
            act=Act.VISIT,
            label=said(zh="登记核查", en="Enter a visit"),
            url_name="fumes:visit",
            kind="primary",
            icon="eye",
        ),
        ObjectAct(
            act=Act.FILE,
            label=said(zh="立案", en="Make it a case"),
            url_name="fumes:file",
            kind="primary",
            icon="folder-plus",
            why_not=_unproven,
        ),
        ObjectAct(
            act=Act.LETTER,
            label=said(zh="起草告知函", en="Draft the notice"),
            url_name="fumes:letter",
            kind="primary",
            icon="file-text",
            why_not=_early,
        ),
        ObjectAct(
            act=Act.RECHECK,
            label=said(zh="登记复查", en="Enter the second check"),
            url_name="fumes:recheck",
            kind="primary",
            icon="checks",
        ),
        ObjectAct(
            act=Act.SAMPLE,
            label=said(zh="登记法定采样", en="Enter a certified sampling"),
            url_name="fumes:sample",
            icon="flask",
        ),
        ObjectAct(
            act=Act.CLOSE,
            label=said(zh="办结", en="Close"),
            url_name="fumes:close",
            kind="primary",
            icon="check",
        ),
        ObjectAct(
            act=Act.DROP,
            label=said(zh="撤销线索", en="Drop the lead"),
            url_name="fumes:drop",
            aside=True,
            icon="x",
        ),
    )
    facts = (
        ListColumn(key="kitchen", label=said(zh="餐饮店", en="Kitchen"), kind="link", cell=_kitchen_cell),
        term("cause", said(zh="起因", en="Began with"), Cause),
        number("exceeded", said(zh="超标（次）", en="Above the limit")),
        number("bypassed", said(zh="净化器未开（次）", en="Purifier off")),
        text("note", said(zh="说明", en="Note")),
        moment("opened", said(zh="形成时间", en="Opened"), of="opened_at"),
        moment("fixed", said(zh="整改合格", en="Put right"), of="fixed_at"),
    )
    change_labels = {"state": said(zh="状态", en="State"), "cause": said(zh="起因", en="Began with")}

    def load(self) -> Lead:
        """Return the lead of the URL."""
        return queries.lead_get(self.kwargs["lead_id"])

    def code(self) -> str:
        """Return its number."""
        return str(self.record)

    def heading(self) -> str:
        """Return the kitchen's name."""
        return self.record.kitchen.name

    def state(self) -> Tag:
        """Return how far it has come."""
        return tag_of(LeadState(self.record.state))

    def stages(self) -> Sequence[Stage]:
        """Return its course."""
        state = LeadState(self.record.state)
        here = language()
        if state not in _COURSE:
            return (Stage(label=state.label(here), state="void"),)
        place = _COURSE.index(state)
        return [
            Stage(
                label=one.label(here),
                state="done" if number < place else "under_way" if number == place else "before",
            )
            for number, one in enumerate(_COURSE)
        ]

    def sections(self) -> Sequence[Section]:
        """Return what was found, and the papers."""
        lead, here = self.record, language()
        proofs = [
            {
                "kind": ProofKind(one.kind).label(here),
                "found": tag_of(Found(one.found)),
                "at": one.at,
                "note": one.note,
                "number": one.number,
                "body": one.by_name if one.kind == ProofKind.SAMPLING else "",
                "outlet": one.outlet_mg_m3,
                "removed": None if one.removed_share is None else 100 * one.removed_share,
            }
            for one in queries.proofs_of(lead)
        ]
        asks = [
            {
                "ask": one,
                "state": tag_of(AskState(one.state)),
                "url": reverse("papers:paper", args=(one.paper_id,)),
                "send_url": reverse("fumes:send", args=(one.pk,)) if one.state == AskState.DRAFTED else "",
            }
            for one in queries.asks_all().filter(lead=lead).order_by("pk")
        ]
        rows = (
            queries.exceedances_of(
                lead.kitchen, since=lead.opened_at - timedelta(days=1), until=lead.ended_at or now()
            )
            .filter(lead=lead)
            .order_by("-start")[:10]
        )
        return (
            Section(
                title=str(said(zh="查实情况", en="What was found")),
                template="fumes/proofs.html",
                context=proofs,
                leads=True,
            ),
            Section(title=str(said(zh="文书", en="Papers")), template="fumes/asks.html", context=asks),
            Section(
                title=str(said(zh="最近超标", en="Last exceedances")),
                template="fumes/exceedances.html",
                context=list(rows),
            ),
        )

    def related(self) -> Sequence[Related]:
        """Return its case and its exceedances."""
        lead = self.record
        found = []
        if lead.case is not None:
            found.append(
                Related(
                    label=str(said(zh="案件", en="Case")) + f" {lead.case.number}",
                    icon="folder",
                    url=reverse("cases:case", args=(lead.case_id,)),
                    count=Count(number=1),
                )
            )
        found.append(
            Related(
                label=str(said(zh="该店超标记录", en="Exceedances there")),
                icon="chart-bar",
                count=Count(number=lead.exceeded + lead.bypassed),
                url=f"{reverse('fumes:exceedances')}?kitchen={lead.kitchen_id}",
            )
        )
        return found

    def story_subjects(self) -> Sequence[str]:
        """Return the lead's own acts and those on its papers."""
        asks = self.record.asks.values_list("pk", flat=True)
        return (self.subject, *(f"fume_ask:{pk}" for pk in asks))
