"""The ledger of kitchens, one of them, and what they are held to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localtime

from xiuhua.scenekit.words import said
from xiuhua.scenes.fumes.forms import KitchenForm, LimitsForm
from xiuhua.scenes.fumes.models import Kitchen, LimitsVersion
from xiuhua.scenes.fumes.pages.shared import area_choices, latest_cell, size_cell, state_tag, why_said
from xiuhua.scenes.fumes.queries import checks
from xiuhua.scenes.fumes.queries import kitchens as queries
from xiuhua.scenes.fumes.rules.checks import KITCHEN_CHECK
from xiuhua.scenes.fumes.rules.limits import FumeLimits, is_reached
from xiuhua.scenes.fumes.services import kitchens as services
from xiuhua.scenes.fumes.services.kitchens import NewKitchen
from xiuhua.scenes.fumes.terms import Act, KitchenState, ReportState, SizeClass
from xiuhua.shared.clock import now
from xiuhua.web import seams
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import ListColumn, code, moment, number, term, text
from xiuhua.web.pages.filters import AreaFilter, TermFilter
from xiuhua.web.pages.forms import Done, FormPage, Group, Sent
from xiuhua.web.pages.lists import ListPage, Preset
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import (
    Action,
    Cell,
    Clock,
    Count,
    Crumb,
    MapLayer,
    MapView,
    Related,
    Section,
    State,
    Tag,
)

_WRONG = (KitchenState.EXCEEDING.value, KitchenState.PURIFIER_OFF.value)


class KitchenListPage(ListPage[Kitchen]):
    """Every kitchen by how it stands, those with the most exceedances first."""

    key = "fume_kitchens"
    kind = "fume_kitchen"
    act = Act.READ
    menu = "fumes"
    title = said(zh="餐饮店", en="Kitchens")
    sort = "-exceeded"
    search_field = "search"
    search_label = said(zh="名称、编号、地址", en="Name, code or address")
    shape_field = "premises__place"
    mappable = True
    columns = (
        text("name", said(zh="餐饮店", en="Kitchen"), sort="name", primary=True, locked=True),
        term("state", said(zh="状态", en="State"), KitchenState),
        ListColumn(key="size", label=said(zh="规模", en="Size"), cell=size_cell, drop=3),
        ListColumn(
            key="latest",
            label=said(zh="油烟", en="Fume"),
            kind="number",
            unit="mg/m³",
            cell=latest_cell,
            drop=1,
        ),
        number(
            "exceeded",
            said(zh="30 天超标（次）", en="Above in 30 days"),
            of="exceeded_30d",
            sort="exceeded_30d",
        ),
        text("purifier", said(zh="净化设施", en="Purifier"), drop=4),
        term("report", said(zh="检测报告", en="Report"), ReportState, of="report_state", drop=2),
        ListColumn(
            key="expires",
            label=said(zh="报告有效期至", en="Report valid through"),
            kind="code",
            drop=3,
            sort="report_expires_on",
            nullable=True,
            cell=lambda one: Cell(
                kind="code", text=one.report_expires_on.isoformat() if one.report_expires_on else ""
            ),
        ),
        ListColumn(
            key="why",
            label=said(zh="存疑原因", en="Why in doubt"),
            cell=lambda one: Cell(text=why_said(one.why)),
            shown=False,
        ),
        code("code", said(zh="编号", en="Code"), shown=False),
        text("noise", said(zh="降噪设施", en="Noise device"), of="noise_device", shown=False),
        moment("latest_at", said(zh="最近读数", en="Last reading"), shown=False),
    )
    filters = (
        AreaFilter(name="area", label=said(zh="区域", en="Area"), choices=area_choices),
        TermFilter(name="state", label=said(zh="状态", en="State"), vocabulary=KitchenState),
        TermFilter(name="size", label=said(zh="规模", en="Size"), vocabulary=SizeClass),
        TermFilter(
            name="report",
            label=said(zh="检测报告", en="Report"),
            vocabulary=ReportState,
            field="report_state",
        ),
    )
    presets = (
        Preset(label=said(zh="全部", en="All")),
        Preset(
            label=said(zh="超标", en="Above the limit"),
            query={"state": (KitchenState.EXCEEDING.value,)},
            counted=True,
        ),
        Preset(
            label=said(zh="净化器未开", en="Purifier off"),
            query={"state": (KitchenState.PURIFIER_OFF.value,)},
            counted=True,
        ),
        Preset(
            label=said(zh="存疑", en="In doubt"),
            query={"state": (KitchenState.DOUBTFUL.value,)},
            counted=True,
        ),
        Preset(
            label=said(zh="离线", en="Offline"), query={"state": (KitchenState.OFFLINE.value,)}, counted=True
        ),
        Preset(
            label=said(zh="在线", en="Online"), query={"state": (KitchenState.ONLINE.value,)}, counted=True
        ),
        Preset(
            label=said(zh="未装监测", en="No monitor"), query={"state": (KitchenState.UNMONITORED.value,)}
        ),
        Preset(
            label=said(zh="报告过期", en="Report expired"),
            query={"report": (ReportState.EXPIRED.value, ReportState.NONE.value)},
        ),
    )

    def records(self) -> QuerySet[Kitchen]:
        """Return every kitchen in sight."""
        return queries.kitchens_all()

    def row_url(self, record: Kitchen) -> str:
        """Return the page of the kitchen."""
        return reverse("fumes:kitchen", args=(record.pk,))

    def row_note(self, record: Kitchen) -> str:
        """Return where it is, and why it is doubted."""
        return " · ".join(part for part in (record.premises.address, why_said(record.why)) if part)

    def row_clock(self, record: Kitchen) -> Clock | None:
        """Colour what is wrong, and what nobody can see."""
        label = KitchenState(record.state).label(language())
        if record.state in _WRONG:
            return Clock(text=label, state="late")
        if record.state in {KitchenState.DOUBTFUL, KitchenState.OFFLINE}:
            return Clock(text=label, state="soon")
        return Clock(text=label, state="done" if record.state == KitchenState.ONLINE else "paused")

    def acts(self) -> Sequence[Action]:
        """Offer the limits, for whoever publishes them."""
        if not seams.may(self.actor, Act.LIMITS):
            return ()
        label = str(said(zh="限值与门槛", en="Limits"))
        return (Action(name=Act.LIMITS, label=label, icon="settings", url=reverse("fumes:limits")),)

    def empty(self) -> State:
        """Say where kitchens come from."""
        return State(
            kind="empty",
            title=str(said(zh="台账还是空的", en="No kitchen yet")),
            text=str(
                said(
                    zh="从“导入”选择“餐饮油烟台账”导入。",
                    en="They come by Import, “Kitchens of the fume ledger”.",
                )
            ),
        )


def _reported(one: Kitchen) -> Cell:
    parts = (
        one.report_number,
        one.report_on and str(one.report_on),
        one.report_expires_on and f"→ {one.report_expires_on}",
    )
    return Cell(text=" ".join(str(part) for part in parts if part))


def _run_by(one: Kitchen) -> Cell:
    party = one.premises.party
    if party is None:
        return Cell()
    return Cell(kind="link", text=party.name, url=reverse("ground:party-page", args=(party.pk,)))


class KitchenPage(ObjectPage[Kitchen]):
    """One kitchen: how it stands and why, its last days, its leads and papers."""

    kind = "fume_kitchen"
    act = Act.READ
    menu = "fumes"
    list_url_name = "fumes:kitchens"
    change_labels = {"name": said(zh="餐饮店", en="Kitchen")}
    facts_beside = True
    spare = frozenset({"power", "hood", "noise", "why", "party"})
    acts = (
        ObjectAct(
            act=Act.LEAD, label=said(zh="形成线索", en="Open a lead"), url_name="fumes:lead-open", icon="flag"
        ),
        ObjectAct(
            act=Act.DEMAND,
            label=said(zh="起草整改通知", en="Draft a demand"),
            url_name="fumes:demand",
            icon="file-text",
        ),
        ObjectAct(
            act=Act.JOINT,
            label=said(zh="吹哨联合整治", en="Call for joint action"),
            url_name="fumes:joint",
            icon="users",
        ),
        ObjectAct(
            act=Act.ENTER,
            label=said(zh="修改台账", en="Revise"),
            url_name="fumes:kitchen-revise",
            icon="edit",
            aside=True,
        ),
    )
    facts = (
        ListColumn(
            key="latest",
            label=said(zh="最近十分钟油烟", en="Last mean of fume"),
            kind="number",
            unit="mg/m³",
            cell=latest_cell,
        ),
        ListColumn(
            key="why",
            label=said(zh="存疑原因", en="Why in doubt"),
            cell=lambda one: Cell(text=why_said(one.why)),
        ),
        number("exceeded", said(zh="30 天超标（次）", en="Above in 30 days"), of="exceeded_30d"),
        ListColumn(key="size", label=said(zh="规模", en="Size"), cell=size_cell),
        number("stoves", said(zh="基准灶头数", en="Base stoves")),
        number(
            "power",
            said(zh="灶头总功率", en="Heat of all burners"),
            of="power_1e8_j_h",
            decimals=2,
            unit="10⁸ J/h",
        ),
        number(
            "hood", said(zh="排气罩投影面积", en="Projection of hoods"), of="hood_m2", decimals=1, unit="m²"
        ),
        text("purifier", said(zh="净化设施", en="Purifier")),
        text("noise", said(zh="降噪设施", en="Noise device"), of="noise_device"),
        term("report", said(zh="检测报告", en="Report"), ReportState, of="report_state"),
        ListColumn(key="reported", label=said(zh="报告编号与有效期", en="Report"), cell=_reported),
        ListColumn(key="party", kind="link", label=said(zh="经营主体", en="Run by"), cell=_run_by),
    )

    def load(self) -> Kitchen:
        """Return the kitchen of the URL."""
        return queries.kitchen_get(self.kwargs["kitchen_id"])

    def code(self) -> str:
        """Return the code of its premises."""
        return self.record.code

    def state(self) -> Tag:
        """Return how it stands."""
        return state_tag(self.record)

    def place(self) -> str:
        """Return where it is."""
        return self.record.premises.address

    def map_view(self) -> MapView:
        """Return it on the map."""
        place = self.record.premises.place
        return MapView(
            label=self.record.name,
            layers=(MapLayer(name="areas", label=str(said(zh="区域", en="Areas"))),),
            feature=place.json,
            feature_label=self.record.name,
            bounds=(place.x - 0.004, place.y - 0.003, place.x + 0.004, place.y + 0.003),
        )

    def caution(self) -> State | None:
        """Say first what cannot be believed: it is neither compliant nor above the limit."""
        if not why_said(self.record.why):
            return None
        return State(
            kind="stale",
            title=str(
                said(zh="数据存疑，不计达标也不计超标", en="In doubt: neither compliant nor above the limit")
            ),
            text=why_said(self.record.why),
        )

    def sections(self) -> Sequence[Section]:
        """Return its last days and its last exceedances."""
        at = now()
        hours = list(queries.hours_of(self.record, since=at - timedelta(days=30), until=at))
        limits, version = queries.limits_at(self.record.area_code, at=at)
        online = sum(one.online for one in hours)
        valid, compliant = sum(one.valid for one in hours), sum(one.compliant for one in hours)
        rates = (
            _rate(said(zh="在线率", en="Online"), online, len(hours), limits.online_percent),
            _rate(said(zh="达标率", en="Compliant"), compliant, valid, limits.compliant_percent),
        )
        bad = list(
            queries.exceedances_of(self.record, since=at - timedelta(days=30), until=at).order_by("-start")[
                :10
            ]
        )
        shown = {
            "rates": rates,
            "unknown": sum(one.unknown for one in hours),
            "bad": bad,
            "off": sum(one.purifier_off for one in hours),
            "limit": limits.of(self.record.size),
            "version": version,
            "minutes": limits.window_minutes,
        }
        return (
            Section(
                title=str(said(zh="近 30 天", en="Last 30 days")),
                template="fumes/days.html",
                context=shown,
                leads=True,
            ),
        )

    def related(self) -> Sequence[Related]:
        """Return its monitor, leads, papers, complaints and premises."""
        one = self.record
        found = [
            Related(
                label=str(said(zh="监测设备", en="Monitor")) + f" {device.name}",
                icon="broadcast",
                url=reverse("sensing:device", args=(device.pk,)),
                count=Count(number=device.contact.frames),
            )
            for device in queries.monitors_of(one)
        ]
        leads = queries.leads_all().filter(kitchen=one).count()
        asks = queries.asks_all().filter(kitchen=one).count()
        complaints = queries.complaints_of(one, at=now()).count()
        return (
            *found,
            Related(
                label=str(said(zh="线索", en="Leads")),
                icon="flag",
                count=Count(number=leads),
                url=f"{reverse('fumes:leads')}?kitchen={one.pk}",
            ),
            Related(
                label=str(said(zh="文书", en="Papers")),
                icon="file-text",
                count=Count(number=asks),
                url=f"{reverse('fumes:asks')}?kitchen={one.pk}",
            ),
            Related(
                label=str(said(zh="待整改问题", en="To be put right")),
                icon="alert-triangle",
                count=Count(number=checks.waiting_at(one.premises_id)),
                url=f"{reverse('inspections:findings')}?premises={one.premises_id}",
            ),
            Related(
                label=str(said(zh="餐饮油烟检查", en="Check it")),
                icon="clipboard-check",
                url=f"{reverse('inspections:inspection-new', args=(KITCHEN_CHECK,))}?subject={one.code}",
            ),
            Related(
                label=str(said(zh="90 天油烟投诉", en="Complaints in 90 days")),
                icon="message",
                count=Count(number=complaints),
                url=reverse("ground:premises-page", args=(one.premises_id,)),
            ),
            Related(
                label=str(said(zh="场所档案", en="Premises")),
                icon="building-store",
                count=Count(number=1),
                url=reverse("ground:premises-page", args=(one.premises_id,)),
            ),
        )


def _rate(label: object, part: int, whole: int, target: float) -> dict[str, object]:
    share = 100 * part / whole if whole else None
    return {
        "label": str(label),
        "share": share,
        "part": part,
        "whole": whole,
        "target": target,
        "reached": is_reached(share, target),
    }


class KitchenFormPage(FormPage[Kitchen, KitchenForm]):
    """An act on a kitchen."""

    kind = "fume_kitchen"
    menu = "fumes"

    def load(self) -> Kitchen:
        """Return the kitchen of the URL."""
        return queries.kitchen_get(self.kwargs["kitchen_id"])

    def version(self) -> str:
        """Return when people last changed it."""
        return self.record.updated_at.isoformat()

    def back_url(self) -> str:
        """Return the page of the kitchen."""
        return reverse("fumes:kitchen", args=(self.record.pk,))

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way down."""
        return (
            Crumb(label=str(KitchenListPage.title), url=reverse("fumes:kitchens")),
            Crumb(label=self.record.name, url=self.back_url()),
        )


class KitchenRevisePage(KitchenFormPage):
    """Revising a kitchen of the ledger."""

    act = Act.ENTER
    form_class = KitchenForm
    title = said(zh="修改餐饮油烟台账", en="Revise the kitchen")
    verb = said(zh="保存", en="Save")
    verb_icon = "check"

    def initial(self) -> Mapping[str, object]:
        """Return what the ledger holds."""
        return {name: getattr(self.record, name) for name in KitchenForm.base_fields}

    def submit(self, sent: Sent[KitchenForm]) -> Done:
        """Write it."""
        new = NewKitchen(code=self.record.code, **sent.form.cleaned_data)
        services.kitchens_write(items=[new], actor=self.actor, at=sent.at)
        return Done(url=self.back_url(), message=str(said(zh="已保存", en="Saved")))


class LimitsPage(FormPage[LimitsVersion, LimitsForm]):
    """Publishing what an area holds its kitchens to."""

    kind = "fume_limits"
    menu = "fumes"
    act = Act.LIMITS
    form_class = LimitsForm
    title = said(zh="油烟限值与门槛", en="Fume limits")
    lead = said(
        zh="国家标准 GB 18483-2001 为底线，地方可从严。发布后立即生效，以前的判定不变。",
        en="GB 18483-2001 is the floor; a city may be stricter. In force at once; the past stays.",
    )
    verb = said(zh="发布", en="Publish")
    verb_icon = "check"
    groups = (
        Group(fields=("area_code",)),
        Group(title=said(zh="排放限值", en="Limits"), fields=("mg_small", "mg_medium", "mg_large")),
        Group(
            title=said(zh="净化效率", en="Removal"),
            fields=("removal_small", "removal_medium", "removal_large"),
        ),
        Group(
            title=said(zh="判定与处理", en="Judging and what follows"),
            fields=(
                "window_minutes",
                "letter_count",
                "letter_days",
                "answer_days",
                "joint_complaints",
                "reason",
            ),
        ),
    )

    def permit(self) -> None:
        """Refuse whoever may publish none."""
        self.record = self.load()
        seams.require(self.actor, self.act)

    def load(self) -> LimitsVersion:
        """Return the version that is not there yet."""
        return LimitsVersion()

    def initial(self) -> Mapping[str, object]:
        """Return what holds in the actor's own area."""
        areas = seams.areas_for(self.actor, self.act)
        area = areas[0] if areas else ""
        limits, _version = queries.limits_at(area, at=now())
        sizes = {f"mg_{one.name.lower()}": limits.mg_m3[one.value] for one in SizeClass}
        removal = {
            f"removal_{one.name.lower()}": round(100 * limits.removal_share[one.value], 1)
            for one in SizeClass
        }
        rest = ("window_minutes", "letter_count", "letter_days", "answer_days", "joint_complaints")
        return {"area_code": area, **sizes, **removal, **{name: getattr(limits, name) for name in rest}}

    def submit(self, sent: Sent[LimitsForm]) -> Done:
        """Publish them."""
        typed = sent.form.cleaned_data
        limits = FumeLimits(
            mg_m3={one.value: typed[f"mg_{one.name.lower()}"] for one in SizeClass},
            removal_share={one.value: typed[f"removal_{one.name.lower()}"] / 100 for one in SizeClass},
            **{
                name: typed[name]
                for name in (
                    "window_minutes",
                    "letter_count",
                    "letter_days",
                    "answer_days",
                    "joint_complaints",
                )
            },
        )
        services.limits_publish(
            area_code=typed["area_code"].strip(),
            limits=limits,
            reason=typed["reason"],
            since=sent.at,
            actor=self.actor,
            at=sent.at,
        )
        on = f"{localtime(sent.at):%Y-%m-%d %H:%M}"
        return Done(
            url=self.back_url(),
            message=str(said(zh=f"已发布，{on} 起生效", en=f"Published, in force from {on}")),
        )

    def back_url(self) -> str:
        """Return the list."""
        return reverse("fumes:kitchens")
