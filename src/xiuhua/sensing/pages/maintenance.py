"""Maintenance windows on the screen: which there are, one of them, and the acts on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiuhua.sensing.forms.maintenance import MaintenanceForm, MaintenanceReasonForm
from xiuhua.sensing.models import Device, MaintenanceWindow
from xiuhua.sensing.pages.shared import DevicesShown, area_choices, area_suggestions, device_crumbs
from xiuhua.sensing.queries import maintenance as queries
from xiuhua.sensing.queries.alarm_rules import rule_names
from xiuhua.sensing.queries.devices import device_get
from xiuhua.sensing.services import maintenance as services
from xiuhua.sensing.services.maintenance import NewMaintenance
from xiuhua.sensing.terms import MaintenanceAct, MaintenancePhase
from xiuhua.shared.clock import now
from xiuhua.web import seams
from xiuhua.web.pages.columns import ListColumn, area, code, moment, tag_of, term, text
from xiuhua.web.pages.filters import AreaFilter, DaysFilter, TermFilter
from xiuhua.web.pages.forms import Done, F, FormPage, Group, Sent
from xiuhua.web.pages.lists import ListPage, Preset
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Action, Cell, Crumb, Section, State, Tag

_MOST_DEVICES = 50
_USUAL = timedelta(hours=2)
_SOON = timedelta(days=7)


def _about(window: MaintenanceWindow) -> Cell:
    """Return which devices a window is about, in a few words."""
    if window.whole_area:
        return Cell(text=gettext("every device of %(area)s") % {"area": window.area_code})
    names, count = queries.listed_of(window)
    if not names:
        return Cell(text=gettext("%(count)s devices") % {"count": count})
    named = "、".join(names)
    return Cell(text=named if count <= len(names) else f"{named} … ({count})")


def _weekly(window: MaintenanceWindow) -> Cell:
    if window.weekly_until is None:
        return Cell(why_none=gettext("once"))
    return Cell(text=gettext("weekly until %(on)s") % {"on": window.weekly_until.isoformat()})


class MaintenanceListPage(ListPage[MaintenanceWindow]):
    """Every maintenance window."""

    key = "maintenance"
    kind = "maintenance"
    menu = "components"
    act = MaintenanceAct.READ
    title = _("Maintenance")
    sort = "-since"
    columns = (
        ListColumn(key="about", label=_("What is worked on"), cell=_about, primary=True, locked=True),
        term("phase", _("State"), MaintenancePhase),
        moment("since", _("Begins at"), sort="since"),
        moment("until", _("Ends at")),
        ListColumn(key="weekly", label=_("Repeated"), cell=_weekly, drop=3),
        text("worker", _("Who does the work"), drop=2),
        text("reason", _("Why"), drop=3),
        code("area", _("Area code"), of="area_code", drop=4),
    )  # fmt: skip
    filters = (
        AreaFilter(name="area", label=_("Area"), choices=area_choices),
        TermFilter(name="phase", label=_("State"), vocabulary=MaintenancePhase),
        DaysFilter(name="on", label=_("Begins at"), field="since"),
    )
    presets = (
        Preset(
            label=_("Now and ahead"),
            query={"phase": (MaintenancePhase.NOW.value, MaintenancePhase.AHEAD.value)},
        ),
        Preset(label=_("Over by now"), query={"phase": (MaintenancePhase.PAST.value,)}),
        Preset(label=_("All")),
    )  # fmt: skip

    def records(self) -> QuerySet[MaintenanceWindow]:
        """Return the windows that the database scope lets through."""
        return queries.windows_all(at=now())

    def row_url(self, record: MaintenanceWindow) -> str:
        """Return the page of the window."""
        return reverse("sensing:maintenance-window", args=(record.pk,))

    def row_note(self, record: MaintenanceWindow) -> str:
        """Return from when until when, and who."""
        return f"{_span(record.since, record.until)} · {record.worker}"

    def acts(self) -> Sequence[Action]:
        """Offer to announce one."""
        if not seams.may(self.actor, MaintenanceAct.DECLARE):
            return ()
        new = Action(
            name=MaintenanceAct.DECLARE, label=gettext("Announce maintenance"), kind="primary", icon="plus",
            url=reverse("sensing:maintenance-new"),
        )  # fmt: skip
        return (new,)

    def empty(self) -> State:
        """Say what a window is good for."""
        return State(
            kind="empty", title=gettext("No maintenance announced"),
            text=gettext("While devices are worked on, rules keep quiet and readings are marked."),
            acts=tuple(self.acts()),
        )  # fmt: skip


def _span(since: datetime, until: datetime) -> str:
    """Return from when until when, the day once where it is one."""
    one, other = localtime(since), localtime(until)
    end = f"{other:%H:%M}" if one.date() == other.date() else f"{other:%m-%d %H:%M}"
    return f"{one:%m-%d %H:%M}–{end}"


@dataclass(frozen=True, kw_only=True)
class TimeShown:
    """One time of a window as a line of its page."""

    since: datetime
    until: datetime
    phase: Tag


class MaintenancePage(ObjectPage[MaintenanceWindow]):
    """One window: what it is about, when, and what it means for alarms."""

    kind = "maintenance"
    menu = "components"
    act = MaintenanceAct.READ
    list_url_name = "sensing:maintenance"
    facts_beside = True
    spare = frozenset({"weekly"})
    acts = (
        ObjectAct(act=MaintenanceAct.END, label=_("End it now"), url_name="sensing:maintenance-end",
                  kind="primary", icon="check"),
        ObjectAct(act=MaintenanceAct.WITHDRAW, label=_("Withdraw"), url_name="sensing:maintenance-withdraw",
                  icon="x"),
    )  # fmt: skip
    facts = (
        moment("since", _("Begins at")),
        moment("until", _("Ends at"), of="last_until"),
        ListColumn(key="weekly", label=_("Repeated"), cell=_weekly),
        text("worker", _("Who does the work")),
        text("reason", _("Why")),
        ListColumn(
            key="rules", label=_("Rules that keep quiet"),
            cell=lambda row: Cell(
                text="、".join(name for _key, name in queries.rules_of(row)) or gettext("All rules")
            ),
        ),
        area("area", _("Area")),
        moment("recorded", _("Announced at"), of="recorded_at"),
    )  # fmt: skip

    def load(self) -> MaintenanceWindow:
        """Return the window of the URL."""
        return queries.window_get(self.kwargs["window_id"], at=now())

    def code(self) -> str:
        """Return its number."""
        return f"M{self.record.pk}"

    def heading(self) -> str:
        """Return what it is about."""
        return _about(self.record).text

    def state(self) -> Tag:
        """Return where it stands."""
        return tag_of(queries.phase_of(self.record))

    def offered(self) -> Sequence[ObjectAct[MaintenanceWindow]]:
        """Return the acts that make sense: of what is on the end, of what is ahead that it is taken back."""
        phase = queries.phase_of(self.record)
        spans, at = queries.spans_of(self.record), now()
        fit = {
            MaintenanceAct.END: phase is MaintenancePhase.NOW,
            MaintenanceAct.WITHDRAW: any(span.since > at for span in spans),
        }
        return [act for act in self.acts if fit[MaintenanceAct(act.act)]]

    def sections(self) -> Sequence[Section]:
        """Return what follows for alarms, when, and which devices."""
        means = {
            "is_for_rules": self.record.is_for_rules,
            "is_now": queries.phase_of(self.record) is MaintenancePhase.NOW,
        }
        at = now()
        times = [
            TimeShown(since=one.since, until=one.until, phase=tag_of(_time_phase(one.since, one.until, at)))
            for one in queries.spans_of(self.record)
        ]
        devices = list(queries.devices_of(self.record)[: _MOST_DEVICES + 1])
        lines = [
            (one.name, one.number, reverse("sensing:device", args=(one.pk,)))
            for one in devices[:_MOST_DEVICES]
        ]
        more = queries.devices_of(self.record).count() - len(lines)
        shown = DevicesShown(lines=lines, more=max(more, 0))
        return (
            Section(title=gettext("What it means"), template="sensing/maintenance_means.html", context=means,
                    leads=True),
            Section(title=gettext("When"), template="sensing/maintenance_times.html", context=times),
            Section(title=gettext("What is worked on"), template="sensing/device_lines.html", context=shown),
        )  # fmt: skip


def _time_phase(since: datetime, until: datetime, at: datetime) -> MaintenancePhase:
    if since > at:
        return MaintenancePhase.AHEAD
    return MaintenancePhase.NOW if at < until else MaintenancePhase.PAST


@dataclass(frozen=True, kw_only=True)
class ShadeShown:
    """A time of maintenance as a line of a device's page."""

    url: str
    when: str
    worker: str
    reason: str
    phase: Tag


def maintenance_section(device: Device) -> Section | None:
    """Return the card of what is announced for a device: what is on, and what comes within a week."""
    at = now()
    found = queries.shades_of(device, since=at, until=at + _SOON)
    if not found:
        return None
    shown = [
        ShadeShown(
            url=reverse("sensing:maintenance-window", args=(one.window_id,)),
            when=_span(one.since, one.until), worker=one.worker, reason=one.reason,
            phase=tag_of(_time_phase(one.since, one.until, at)),
        )
        for one in found[:5]
    ]  # fmt: skip
    return Section(title=gettext("Maintenance"), template="sensing/maintenance_lines.html", context=shown)


_GROUPS = (
    Group(title=_("What is worked on"), fields=("numbers", "area_code", "rule")),
    Group(title=_("When"), fields=("since", "until", "weekly_until")),
    Group(fields=("worker", "reason")),
)


class MaintenanceNewPage(FormPage[MaintenanceWindow, MaintenanceForm]):
    """Announcing maintenance, of any devices."""

    kind = "maintenance"
    menu = "components"
    act = MaintenanceAct.DECLARE
    form_class = MaintenanceForm
    title = _("Announce maintenance")
    lead = _("Meanwhile no alarm is raised, open ones are held, and readings are marked.")
    verb = _("Announce")
    verb_icon = "check"
    groups = _GROUPS

    def permit(self) -> None:
        """Refuse whoever may announce none."""
        self.record = self.load()
        seams.require(self.actor, self.act)

    def load(self) -> MaintenanceWindow:
        """Return the window that is not there yet."""
        return MaintenanceWindow()

    def initial(self) -> Mapping[str, object]:
        """Begin now, for two hours."""
        at = localtime(now()).replace(second=0, microsecond=0)
        return {"since": at, "until": at + _USUAL, "numbers": self.request.GET.get("numbers", "")[:200]}

    def prepare(self, form: MaintenanceForm) -> None:
        """Offer rules and areas."""
        form.rules_offer(rule_names())
        form.fields["area_code"].widget.suggestions = area_suggestions()

    def submit(self, sent: Sent[MaintenanceForm]) -> Done:
        """Announce it."""
        typed = sent.form.cleaned_data
        new = NewMaintenance(
            since=typed["since"], until=typed["until"], weekly_until=typed["weekly_until"],
            numbers=typed["numbers"], area_code=typed["area_code"].strip(), worker=typed["worker"],
            rules=[int(typed["rule"])] if typed["rule"] else [], reason=typed["reason"],
        )  # fmt: skip
        made = services.maintenance_declare(new=new, actor=self.actor, at=sent.at)
        url = reverse("sensing:maintenance-window", args=(made.pk,))
        return Done(url=url, message=gettext("Announced"))

    def back_url(self) -> str:
        """Return the list."""
        return reverse("sensing:maintenance")

    def crumbs(self) -> Sequence[Crumb]:
        """Return the list."""
        return (Crumb(label=gettext("Maintenance"), url=self.back_url()),)


class DeviceMaintenancePage(MaintenanceNewPage):
    """Announcing maintenance of one device, from its page."""

    def permit(self) -> None:
        """Load the device, and refuse whoever may announce none for it."""
        self.device = device_get(self.kwargs["device_id"])
        self.record = self.load()
        seams.require(self.actor, self.act, self.device)

    def initial(self) -> Mapping[str, object]:
        """Begin with its number."""
        return {**super().initial(), "numbers": f"{self.device.protocol}/{self.device.number}"}

    def back_url(self) -> str:
        """Return the page of the device."""
        return reverse("sensing:device", args=(self.device.pk,))

    def crumbs(self) -> Sequence[Crumb]:
        """Return the devices, and this one."""
        return device_crumbs(self.device)


class MaintenanceFormPage(FormPage[MaintenanceWindow, F]):
    """An act on one window."""

    kind = "maintenance"
    menu = "components"

    def load(self) -> MaintenanceWindow:
        """Return the window of the URL."""
        return queries.window_get(self.kwargs["window_id"], at=now())

    def version(self) -> str:
        """Return when it last changed."""
        return self.record.updated_at.isoformat()

    def back_url(self) -> str:
        """Return the page of the window."""
        return reverse("sensing:maintenance-window", args=(self.record.pk,))

    def crumbs(self) -> Sequence[Crumb]:
        """Return the list and the window."""
        return (
            Crumb(label=gettext("Maintenance"), url=reverse("sensing:maintenance")),
            Crumb(label=_about(self.record).text, url=self.back_url()),
        )


class MaintenanceEndPage(MaintenanceFormPage[MaintenanceReasonForm]):
    """Ending maintenance early."""

    act = MaintenanceAct.END
    form_class = MaintenanceReasonForm
    title = _("End the maintenance now")
    lead = _("From now on its devices are judged by what they send.")
    verb = _("End it now")
    verb_icon = "check"

    def submit(self, sent: Sent[MaintenanceReasonForm]) -> Done:
        """End it."""
        services.maintenance_end(
            window_id=self.record.pk, reason=sent.form.cleaned_data["reason"], actor=self.actor, at=sent.at
        )
        return Done(url=self.back_url(), message=gettext("Ended"))


class MaintenanceWithdrawPage(MaintenanceFormPage[MaintenanceReasonForm]):
    """Taking back what has not begun."""

    act = MaintenanceAct.WITHDRAW
    form_class = MaintenanceReasonForm
    title = _("Withdraw the maintenance")
    lead = _("Times that have begun stay.")
    verb = _("Withdraw")
    verb_kind = "danger"
    verb_icon = "x"

    def submit(self, sent: Sent[MaintenanceReasonForm]) -> Done:
        """Withdraw it."""
        services.maintenance_withdraw(
            window_id=self.record.pk, reason=sent.form.cleaned_data["reason"], actor=self.actor, at=sent.at
        )
        return Done(url=self.back_url(), message=gettext("Withdrawn"))
