"""Alarms on the screen: what is wrong now, why, on which readings, and who looks after it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiuhua.ground.queries.areas import area_names
from xiuhua.sensing.forms.alarms import AlarmNoteForm, AlarmSeenForm
from xiuhua.sensing.models import Alarm, AlarmStep
from xiuhua.sensing.pages.shared import area_choices
from xiuhua.sensing.queries import alarm_rules as rule_queries
from xiuhua.sensing.queries import alarms as queries
from xiuhua.sensing.rules.alarms import Rule as JudgedRule
from xiuhua.sensing.rules.alarms import rule_words
from xiuhua.sensing.rules.area_limits import here_words
from xiuhua.sensing.rules.charting import Chart, chart, limits_of
from xiuhua.sensing.rules.conditions import BadRule
from xiuhua.sensing.rules.conditions.words import plain
from xiuhua.sensing.rules.following import Followed, cases_of
from xiuhua.sensing.services import alarms as services
from xiuhua.sensing.terms import AlarmAct, AlarmPhase, DeviceAct, RuleAct, Severity
from xiuhua.sensing.terms.alarms import Health, StepKind
from xiuhua.sensing.terms.doubts import Doubt
from xiuhua.shared.actor import NOBODY
from xiuhua.shared.clock import now
from xiuhua.web import seams
from xiuhua.web.errors import language
from xiuhua.web.keyset import Order
from xiuhua.web.pages.columns import ListColumn, moment, tag_of, term, text
from xiuhua.web.pages.filters import AreaFilter, ChoiceFilter, DaysFilter, PrefixFilter, TermFilter, YesFilter
from xiuhua.web.pages.forms import Done, F, FormPage, Sent
from xiuhua.web.pages.lists import ListPage, Preset
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Cell, Crumb, MapLayer, MapView, Row, Section, State, Tag

_OPEN = (AlarmPhase.FIRING.value, AlarmPhase.RECOVERING.value, AlarmPhase.HELD.value)
_MARGIN = timedelta(minutes=10)
_NO_CASE = Followed()
_PEOPLES = frozenset({StepKind.ACKNOWLEDGED, StepKind.NOTED, StepKind.RETIRED})
_MINUTE_S, _HOUR_S, _DAY_S = 60, 3600, 86_400


def _lasted(alarm: Alarm) -> Cell:
    """Return how long it lasts or lasted."""
    return Cell(text=_span((alarm.ended_at or now()) - alarm.since))


def _span(lasted: timedelta) -> str:
    seconds = max(0, int(lasted.total_seconds()))
    if seconds < _MINUTE_S:
        return gettext("%(count)s s") % {"count": seconds}
    if seconds < _HOUR_S:
        return gettext("%(count)s min") % {"count": seconds // _MINUTE_S}
    if seconds < _DAY_S:
        hours, rest = divmod(seconds, _HOUR_S)
        return gettext("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": rest // _MINUTE_S}
    days, rest = divmod(seconds, _DAY_S)
    return gettext("%(days)s d %(hours)s h") % {"days": days, "hours": rest // _HOUR_S}


def _seen_by(alarm: Alarm) -> Cell:
    if not alarm.acknowledged_by:
        return Cell(why_none=gettext("nobody yet"))
    labels = seams.actor_labels({alarm.acknowledged_by})
    return Cell(kind="person", text=labels.get(alarm.acknowledged_by, alarm.acknowledged_by))


def _case(alarm: Alarm) -> Cell:
    """Return the case that it became; the page looks for those of all its rows at once."""
    known = getattr(alarm, "followed", None)
    found: Followed | None = known or cases_of([alarm.pk], NOBODY, language()).get(alarm.pk)
    if found is None or not found.number:
        return Cell(why_none=(found.why_none if found else "") or gettext("no case"))
    state = found.state.label(language()) if found.state else ""
    said = f"{found.number} {state}".strip()
    return Cell(kind="link", text=said, url=found.url) if found.url else Cell(text=said)


def _rules_offered() -> Sequence[tuple[str, str]]:
    return [(str(key), name) for key, name in rule_queries.rule_names()]


class AlarmListPage(ListPage[Alarm]):
    """Every alarm."""

    key = "alarms"
    kind = "alarm"
    menu = "components"
    act = AlarmAct.READ
    title = _("Alarms")
    sort = "-since"
    shape_field = "device__place"
    mappable = True
    columns = (
        term("severity", _("Severity"), Severity),
        text("rule", _("Alarm"), of="rule.name", primary=True, locked=True),
        text("device", _("Device"), of="device.name"),
        term("state", _("State"), AlarmPhase),
        moment("since", _("Since"), sort="since"),
        ListColumn(key="lasted", label=_("Lasts"), cell=_lasted, drop=2),
        ListColumn(key="case", label=_("Case"), cell=_case, drop=2),
        ListColumn(
            key="seen", label=_("Acknowledged"), kind="time", drop=3,
            cell=lambda row: Cell(kind="time", at=row.acknowledged_at, why_none=gettext("nobody yet")),
        ),
        moment("ended", _("Cleared at"), of="ended_at", drop=3),
    )  # fmt: skip
    filters = (
        AreaFilter(name="area", label=_("Area"), choices=area_choices),
        TermFilter(name="state", label=_("State"), vocabulary=AlarmPhase),
        TermFilter(name="severity", label=_("Severity"), vocabulary=Severity),
        ChoiceFilter(name="rule", label=_("Rule"), field="rule_id", choices=_rules_offered, by_id=True),
        PrefixFilter(name="number", label=_("Device number begins with"), field="device__number"),
        YesFilter(name="unseen", label=_("Nobody has acknowledged it"), field="is_unseen"),
        DaysFilter(name="on", label=_("Since"), field="since"),
    )  # fmt: skip
    presets = (
        Preset(label=_("Open"), query={"state": _OPEN}, counted=True),
        Preset(
            label=_("To be acknowledged"), query={"state": _OPEN, "unseen": ("1",)}, counted=True
        ),
        Preset(label=_("All")),
    )  # fmt: skip

    def records(self) -> QuerySet[Alarm]:
        """Return the alarms that the database scope lets through."""
        return queries.alarms_listed()

    def _rows(
        self, records: Sequence[Alarm], shown: Sequence[ListColumn[Alarm]], order: Order
    ) -> Iterator[Row]:
        """Yield the rows, each with the case that its alarm became."""
        found = cases_of([one.pk for one in records], self.actor, language())
        for one in records:
            one.followed = found.get(one.pk, _NO_CASE)  # type: ignore[attr-defined]  # what _case looks at
        yield from super()._rows(records, shown, order)

    def row_url(self, record: Alarm) -> str:
        """Return the page of the alarm."""
        return reverse("sensing:alarm", args=(record.pk,))

    def row_note(self, record: Alarm) -> str:
        """Return which device, and how long."""
        return f"{record.device.name} · {_lasted(record).text}"

    def empty(self) -> State:
        """Say what would stand here."""
        return State(
            kind="empty", title=gettext("No alarm"),
            text=gettext("Rules that are on raise alarms here, each on the readings behind it."),
        )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class StepShown:
    """One step of an alarm as its page prints it."""

    at: datetime
    kind: Tag
    words: str
    who: str
    note: str
    reading: str


@dataclass(frozen=True, kw_only=True)
class SeriesShown:
    """The readings of a quantity behind an alarm.

    Args:
        drawn: None where there are no readings.
        late: how many came after their instant was judged, and so changed nothing.
    """

    label: str
    unit: str
    drawn: Chart | None
    since: datetime
    until: datetime
    readings: int
    late: int
    limits: Sequence[str]


class AlarmPage(ObjectPage[Alarm]):
    """One alarm: why it is one, its readings, its steps."""

    kind = "alarm"
    menu = "components"
    act = AlarmAct.READ
    list_url_name = "sensing:alarms"
    facts_beside = True
    spare = frozenset({"escalation"})
    acts = (
        ObjectAct(
            act=AlarmAct.ACKNOWLEDGE, label=_("Acknowledge"), url_name="sensing:alarm-acknowledge",
            kind="primary", icon="check", shortcut="a",
            why_not=lambda alarm: gettext("Somebody has acknowledged it.") if alarm.acknowledged_by else "",
        ),
        ObjectAct(
            act=AlarmAct.NOTE, label=_("Add a note"), url_name="sensing:alarm-note", icon="message-circle",
            shortcut="n",
        ),
    )  # fmt: skip
    change_labels = {"severity": _("Severity")}
    facts = (
        ListColumn(key="device", label=_("Device"), kind="link",
                   cell=lambda row: Cell(kind="link", text=row.device.name,
                                         url=reverse("sensing:device", args=(row.device_id,)))),
        ListColumn(key="rule", label=_("Rule"), cell=lambda row: Cell(text=row.rule.name)),
        ListColumn(key="case", label=_("Case"), kind="link", cell=_case),
        ListColumn(key="version", label=_("Version of the rule"),
                   cell=lambda row: Cell(kind="number", number=row.version.number)),
        moment("since", _("Raised at")),
        moment("from", _("Wrong since"), of="readings_from"),
        ListColumn(key="lasted", label=_("Lasts"), cell=_lasted),
        moment("ended", _("Cleared at"), of="ended_at"),
        term("severity", _("Severity"), Severity),
        term("worst", _("Gravest"), Severity),
        term("health", _("Readings"), Health),
        ListColumn(key="seen", label=_("Acknowledged by"), cell=_seen_by),
        moment("seen_at", _("Acknowledged"), of="acknowledged_at"),
        ListColumn(key="escalation", label=_("Passed up, times"), kind="number",
                   cell=lambda row: Cell(kind="number", number=row.escalation or None)),
    )  # fmt: skip

    def load(self) -> Alarm:
        """Return the alarm of the URL."""
        alarm = queries.alarm_get(self.kwargs["alarm_id"])
        alarm.followed = cases_of([alarm.pk], self.actor, language()).get(alarm.pk, _NO_CASE)  # type: ignore[attr-defined]  # as in the list
        return alarm

    def code(self) -> str:
        """Return its number."""
        return f"A{self.record.pk}"

    def heading(self) -> str:
        """Return what is wrong, and where."""
        return f"{self.record.rule.name} · {self.record.device.name}"

    def state(self) -> Tag:
        """Return where it stands."""
        return tag_of(AlarmPhase(self.record.state))

    def sections(self) -> Sequence[Section]:
        """Return why it is one, the readings behind it, and its steps."""
        try:
            rule = rule_queries.judged_rule(self.record.rule, self.record.version)
        except BadRule:
            return ()
        steps = queries.steps_of(self.record)
        return (self._why(rule), *self._readings(rule, steps), self._steps(rule, steps))

    def _why(self, rule: JudgedRule) -> Section:
        said = rule_words(rule, language(), rule_queries.series_words(rule))
        may = seams.may(self.actor, RuleAct.READ, self.record.rule)
        url = reverse("sensing:rule", args=(self.record.rule_id,)) if may else ""
        areas = area_names({str(one[2]) for one in self.record.limits if one[2]})
        here = here_words(self.record.limits, areas, language())
        shown = {
            "sentences": said,
            "here": here,
            "is_held": self.record.state == AlarmPhase.HELD,
            "rule_url": url,
            "is_flapping": self.record.is_flapping,
        }
        note = gettext("version %(number)s") % {"number": self.record.version.number}
        return Section(
            title=gettext("What the rule says"), template="sensing/alarm_why.html", context=shown, note=note,
            leads=True,
        )  # fmt: skip

    def _readings(self, rule: JudgedRule, steps: Sequence[AlarmStep]) -> Sequence[Section]:
        alarm = self.record
        since = min(alarm.readings_from, alarm.since) - _MARGIN
        until = min(now(), (alarm.ended_at or now()) + _MARGIN)
        shown = [
            _series(rule, name, alarm, steps, (since, until))
            for name in rule.series
        ]  # fmt: skip
        late = sum(one.late for one in shown)
        note = ""
        if late:
            note = gettext("%(count)s came too late to be judged") % {"count": f"{late:,}"}
        return (
            Section(
                title=gettext("Readings behind it"), template="sensing/alarm_readings.html", context=shown,
                note=note, leads=True,
            ),
        )  # fmt: skip

    def _steps(self, rule: JudgedRule, steps: Sequence[AlarmStep]) -> Section:
        labels = seams.actor_labels({step.by for step in steps if step.by})
        shown = [_step(rule, step, labels.get(step.by, step.by)) for step in reversed(steps)]
        return Section(
            title=gettext("Raised and cleared"), template="sensing/alarm_steps.html", context=shown
        )

    def map_view(self) -> MapView | None:
        """Return where its device stands."""
        device = self.record.device
        place = device.contact.place or device.place
        if place is None or not seams.may(self.actor, DeviceAct.READ):
            return None
        return MapView(
            label=device.name, layers=(MapLayer(name="areas", label=gettext("Areas")),),
            feature=place.geojson, feature_label=device.name, list_url=reverse("sensing:alarms"),
        )  # fmt: skip


def _step(rule: JudgedRule, row: AlarmStep, who: str) -> StepShown:
    kind = StepKind(row.kind)
    return StepShown(
        at=row.at, kind=tag_of(kind), words=Severity(row.severity).label(language()),
        who=who if kind in _PEOPLES else "", note=row.note,
        reading=queries.step_said(rule, row, language()),
    )  # fmt: skip


def _series(
    rule: JudgedRule, name: str, alarm: Alarm, steps: Sequence[AlarmStep], span: tuple[datetime, datetime]
) -> SeriesShown:
    series = rule.series[name]
    found = queries.readings_stored(alarm.device_id, series.quantity, since=span[0], until=span[1])
    at_s, value = found.readings.at_s, found.readings.value
    good = np.isfinite(value)
    points = list(zip(at_s[good].tolist(), value[good].tolist(), strict=True))
    limits = limits_of(rule, name, alarm.limits)
    words = rule_queries.series_words(rule)[name]
    return SeriesShown(
        label=words.zh if language().startswith("zh") else words.en,
        unit=words.unit,
        drawn=chart(
            points, since=span[0].timestamp(), until=span[1].timestamp(), gap_s=series.hold_s,
            limits=limits, marks=[step.at.timestamp() for step in steps if step.kind not in _PEOPLES],
        ),
        since=span[0],
        until=span[1],
        readings=len(at_s),
        late=_late(found, steps),
        limits=[plain(limit) for limit in limits],
    )  # fmt: skip


def _late(found: queries.StoredReadings, steps: Sequence[AlarmStep]) -> int:
    """Return how many readings came after a step of a later instant was written."""
    late = (found.readings.flags & Doubt.LATE_ARRIVAL.bit) != 0
    for step in steps:
        if step.kind not in _PEOPLES:
            before = found.readings.at_s < step.at.timestamp()
            late |= before & (found.received_s > step.recorded_at.timestamp())
    return int(np.count_nonzero(late))


class AlarmFormPage(FormPage[Alarm, F]):
    """An act on one alarm."""

    kind = "alarm"
    menu = "components"

    def load(self) -> Alarm:
        """Return the alarm of the URL."""
        return queries.alarm_get(self.kwargs["alarm_id"])

    def back_url(self) -> str:
        """Return the page of the alarm."""
        return reverse("sensing:alarm", args=(self.record.pk,))

    def crumbs(self) -> Sequence[Crumb]:
        """Return the list and the alarm."""
        return (
            Crumb(label=gettext("Alarms"), url=reverse("sensing:alarms")),
            Crumb(label=f"{self.record.rule.name} · {self.record.device.name}", url=self.back_url()),
        )


class AlarmSeenPage(AlarmFormPage[AlarmSeenForm]):
    """Acknowledging an alarm."""

    act = AlarmAct.ACKNOWLEDGE
    form_class = AlarmSeenForm
    title = _("Acknowledge the alarm")
    lead = _("You look after it: it is not passed up, unless it grows worse.")
    verb = _("Acknowledge")
    verb_icon = "check"

    def submit(self, sent: Sent[AlarmSeenForm]) -> Done:
        """Acknowledge it."""
        services.alarm_acknowledge(
            alarm_id=self.record.pk, note=sent.form.cleaned_data["note"], actor=self.actor, at=sent.at
        )
        return Done(url=self.back_url(), message=gettext("Acknowledged"))


class AlarmNotePage(AlarmFormPage[AlarmNoteForm]):
    """Adding what was found."""

    act = AlarmAct.NOTE
    form_class = AlarmNoteForm
    title = _("Add a note")
    verb = _("Add the note")
    verb_icon = "message-circle"

    def submit(self, sent: Sent[AlarmNoteForm]) -> Done:
        """Add it."""
        services.alarm_note(
            alarm_id=self.record.pk, note=sent.form.cleaned_data["note"], actor=self.actor, at=sent.at
        )
        return Done(url=self.back_url(), message=gettext("Noted"))
