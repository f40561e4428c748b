"""Rules on the screen: as sentences, in versions, and tried before they are switched on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from time import monotonic

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from xiuhua.ground.queries.areas import area_names
from xiuhua.sensing.forms.alarms import (
    RuleCreateForm,
    RuleForm,
    RuleReasonForm,
    RuleTakeForm,
    role_names,
    typed_of,
)
from xiuhua.sensing.models import Rule
from xiuhua.sensing.pages.shared import DevicesShown, area_choices
from xiuhua.sensing.queries import alarm_rules as queries
from xiuhua.sensing.queries.devices import devices_picked
from xiuhua.sensing.queries.scene_rules import rules_untaken
from xiuhua.sensing.queries.trying import (
    DAYS,
    Tried,
    devices_tried,
    raised_of,
    rule_findings,
    rule_tried,
)
from xiuhua.sensing.rules.alarms import Rule as JudgedRule
from xiuhua.sensing.rules.alarms import Tells, profiles_areas, rule_words, watches_words
from xiuhua.sensing.rules.area_limits import number_name, ordered, sheet_of, table_of
from xiuhua.sensing.rules.conditions import BadRule
from xiuhua.sensing.rules.following import Judgement, Proof, judgement_of, proof
from xiuhua.sensing.rules.trying import Episode
from xiuhua.sensing.rules.writing import simple_of, simple_stored
from xiuhua.sensing.services import alarm_rules as services
from xiuhua.sensing.services.alarm_rules import NewRule
from xiuhua.sensing.services.scene_rules import scene_rules_take
from xiuhua.sensing.terms import AlarmAct, RuleAct, RuleState, Severity
from xiuhua.shared.clock import now
from xiuhua.shared.errors import CityError, NotFound
from xiuhua.web import seams
from xiuhua.web.errors import language
from xiuhua.web.pages.base import Page
from xiuhua.web.pages.columns import ListColumn, area, code, moment, number, tag_of, term, text
from xiuhua.web.pages.filters import AreaFilter, TermFilter
from xiuhua.web.pages.forms import Done, F, FormPage, Group, Sent
from xiuhua.web.pages.lists import ListPage, Preset
from xiuhua.web.pages.making import NewPage
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Action, Cell, Count, Crumb, Option, Related, Section, State, Tag
from xiuhua.web.sentences import error_sentence

_PATIENCE_S = 4.0  # after which a trial shows what it has
_MOST_LINES = 100
_BAR_W, _BARS_H = 20.0, 60.0


def judged(row: Rule) -> JudgedRule | None:
    """Return the version in force as the judge takes it; None where there is none."""
    if row.current is None:
        return None
    try:
        return queries.judged_rule(row, row.current)
    except BadRule:
        return None


def sentences(rule: JudgedRule | None) -> tuple[str, ...]:
    """Return a rule in sentences, one a level, in the reader's language."""
    return rule_words(rule, language(), queries.series_words(rule)) if rule else ()


class RuleListPage(ListPage[Rule]):
    """Every rule of the actor's areas."""

    key = "rules"
    kind = "rule"
    menu = "components"
    act = RuleAct.READ
    title = _("Rules")
    sort = "name"
    columns = (
        text("name", _("Name"), sort="name", primary=True, locked=True),
        ListColumn(
            key="says", label=_("What it says"), cell=lambda row: Cell(text=" ".join(sentences(judged(row)))),
            drop=2,
        ),
        term("state", _("State"), RuleState),
        number("open", _("Open alarms"), of="open_alarms"),
        number("version", _("Version"), of="current.number", drop=3),
        code("code", _("Code"), drop=4),
        moment("updated", _("Changed"), of="updated_at", sort="updated_at", drop=3),
    )  # fmt: skip
    filters = (
        AreaFilter(name="area", label=_("Area"), choices=area_choices),
        TermFilter(name="state", label=_("State"), vocabulary=RuleState),
    )
    presets = (
        Preset(label=_("All")),
        Preset(label=_("On"), query={"state": (RuleState.ON.value,)}),
    )

    def records(self) -> QuerySet[Rule]:
        """Return every rule."""
        return queries.rules_all()

    def row_url(self, record: Rule) -> str:
        """Return the page of the rule."""
        return reverse("sensing:rule", args=(record.pk,))

    def row_note(self, record: Rule) -> str:
        """Return what it says."""
        return " ".join(sentences(judged(record)))

    def acts(self) -> Sequence[Action]:
        """Offer to write one."""
        if not seams.may(self.actor, RuleAct.CREATE):
            return ()
        new = Action(
            name=RuleAct.CREATE, label=gettext("New rule"), kind="primary", icon="plus",
            url=reverse("sensing:rule-new"),
        )  # fmt: skip
        areas = seams.areas_for(self.actor, RuleAct.CREATE)
        if not rules_untaken(areas[0] if areas else ""):
            return (new,)
        take = Action(
            name="rule.take", label=gettext("Take over what scenes propose"), icon="download",
            url=reverse("sensing:rule-take"),
        )  # fmt: skip
        return (new, take)

    def empty(self) -> State:
        """Say what a rule is good for."""
        return State(
            kind="empty", title=gettext("No rule yet"),
            text=gettext("A rule says which readings are wrong; only then do devices raise alarms."),
            acts=tuple(self.acts()),
        )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class VersionShown:
    """A version of a rule as a line of its page."""

    number: int
    since: datetime
    author: str
    reason: str
    sentences: Sequence[str]
    is_current: bool


@dataclass(frozen=True, kw_only=True)
class LimitsLine:
    """A row of the table of a rule's numbers, its area with its name."""

    area: str
    name: str
    hours: str
    values: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class LimitsShown:
    """The numbers of a rule by area and hours; `unit` is theirs, where all are of one."""

    names: Sequence[str]
    unit: str
    rows: Sequence[LimitsLine]
    csv_url: str


class RuleLimitsSheet(Page):
    """The limits of a rule by area as a file that its form takes again."""

    menu = "components"
    act = RuleAct.READ

    def permit(self) -> None:
        """Load the rule, and refuse whoever may not see it."""
        self.record = queries.rule_get(self.kwargs["rule_id"])
        seams.require(self.actor, self.act, self.record)

    def get(self, _request: HttpRequest, **_kept: object) -> HttpResponseBase:
        """Answer with CSV.

        Raises:
            NotFound: the rule has the same limits everywhere.
        """
        rule = judged(self.record)
        if rule is None or not rule.profiles:
            raise NotFound(kind="limits", key=self.record.code)
        text = sheet_of(rule.profiles, area_names(profiles_areas(rule.profiles)))
        name = f"{self.record.code}-limits.csv"
        return HttpResponse(
            "\ufeff" + text, content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class FollowsShown:
    """What follows from the alarms of a rule, as its page prints it.

    `percent` is None while nothing is decided.
    """

    matter: str
    at_least: Tag | None
    urgent_from: Tag | None
    roles: str
    higher: str
    unit: bool
    found: Judgement
    percent: int | None


class RulePage(ObjectPage[Rule]):
    """One rule: what it says, what it watches, its versions, its alarms."""

    kind = "rule"
    menu = "components"
    act = RuleAct.READ
    list_url_name = "sensing:rules"
    facts_beside = True
    acts = (
        ObjectAct(act=RuleAct.ON, label=_("Switch on"), url_name="sensing:rule-on", kind="primary",
                  icon="check"),
        ObjectAct(act=RuleAct.READ, label=_("Try it on the last 30 days"), url_name="sensing:rule-try",
                  icon="chart-bar", shortcut="t"),
        ObjectAct(act=RuleAct.PUBLISH, label=_("Write a new version"), url_name="sensing:rule-publish",
                  icon="edit", shortcut="e"),
        ObjectAct(act=RuleAct.OFF, label=_("Switch off"), url_name="sensing:rule-off", icon="player-pause",
                  aside=True),
    )  # fmt: skip
    facts = (
        code("code", _("Code")),
        area("area", _("Area")),
        number("version", _("Version in force"), of="current.number"),
        moment("switched", _("Last switched on"), of="switched_at"),
        moment("recorded", _("Written at"), of="recorded_at"),
    )
    change_labels = {"version": _("Version"), "state": _("State"), "name": _("Name")}

    def load(self) -> Rule:
        """Return the rule of the URL."""
        return queries.rule_get(self.kwargs["rule_id"])

    def code(self) -> str:
        """Return its code."""
        return self.record.code

    def state(self) -> Tag:
        """Return whether it is judged."""
        return tag_of(RuleState(self.record.state))

    def offered(self) -> Sequence[ObjectAct[Rule]]:
        """Return the acts that make sense: on or off, not both."""
        without = RuleAct.ON if self.record.state == RuleState.ON else RuleAct.OFF
        return [act for act in self.acts if act.act != without]

    def sections(self) -> Sequence[Section]:
        """Return what it says, its limits by area, its devices, what follows, and its versions."""
        return (
            self._says(), *self._limits(), *self._picked(), self._follows(), self._versions(),
        )  # fmt: skip

    def _follows(self) -> Section:
        """Return what its alarms become, what people made of it, and who is told."""
        rule = judged(self.record)
        proposal, tells = (rule.proposes, rule.tells) if rule else (None, Tells())
        matter = queries.matter_named(proposal.matter) if proposal else None
        found = judgement_of(self.record.pk)
        shown = FollowsShown(
            matter=f"{matter.code} {matter.zh}" if matter else "",
            at_least=tag_of(proposal.at_least) if proposal else None,
            urgent_from=tag_of(proposal.urgent_from) if proposal and proposal.urgent_from else None,
            roles=role_names(tells.roles),
            higher=role_names(tells.higher or tells.roles) if rule and rule.escalate_after_s else "",
            unit=tells.unit,
            found=found,
            percent=None if found.share is None else round(100 * found.share),
        )
        return Section(
            title=gettext("What follows from its alarms"), template="sensing/rule_follows.html", context=shown
        )

    def _says(self) -> Section:
        rule = judged(self.record)
        watched = queries.watched_count(self.record)
        note = ""
        if self.record.state == RuleState.ON:
            note = ngettext("watches %(count)s device", "watches %(count)s devices", watched) % {
                "count": f"{watched:,}"
            }
        meant = watches_words(rule.watches, language()) if rule else ""
        shown = {
            "sentences": sentences(rule),
            "meant": meant,
            "faults": queries.standings_at_fault(self.record),
        }
        return Section(
            title=gettext("What it says"), template="sensing/rule_says.html", context=shown, note=note,
            leads=True,
        )  # fmt: skip

    def _limits(self) -> Sequence[Section]:
        rule = judged(self.record)
        if rule is None or not rule.profiles:
            return ()
        areas = area_names(profiles_areas(rule.profiles))
        units = {one.unit for one in queries.series_words(rule).values() if one.unit}
        shown = LimitsShown(
            names=[number_name(name, language()) for name in ordered(rule.profiles)],
            unit=units.pop() if len(units) == 1 else "",
            rows=[
                LimitsLine(area=one.area, name=areas.get(one.area, ""), hours=one.hours, values=one.values)
                for one in table_of(rule.profiles)
            ],
            csv_url=reverse("sensing:rule-limits", args=(self.record.pk,)),
        )
        return (Section(title=gettext("Limits by area"), template="sensing/rule_limits.html", context=shown),)

    def _picked(self) -> Sequence[Section]:
        current = self.record.current
        if current is None or not current.is_listed:
            return ()
        listed = queries.devices_listed(current)
        lines = [
            (one.name, one.number, reverse("sensing:device", args=(one.pk,))) for one in listed[:_MOST_LINES]
        ]
        shown = DevicesShown(lines=lines, more=max(0, listed.count() - len(lines)))
        return (
            Section(title=gettext("Devices picked by hand"), template="sensing/device_lines.html",
                    context=shown),
        )  # fmt: skip

    def _versions(self) -> Section:
        rows = queries.versions_of(self.record)
        labels = seams.actor_labels({row.author for row in rows})
        shown = []
        for row in rows:
            try:
                said = sentences(queries.judged_rule(self.record, row))
            except BadRule:
                said = ()
            shown.append(
                VersionShown(
                    number=row.number, since=row.since, author=labels.get(row.author, row.author),
                    reason=row.reason, sentences=said, is_current=row.pk == self.record.current_id,
                )
            )  # fmt: skip
        return Section(title=gettext("Versions"), template="sensing/rule_versions.html", context=shown)

    def related(self) -> Sequence[Related]:
        """Return its alarms."""
        if not seams.may(self.actor, AlarmAct.READ):
            return ()
        url = f"{reverse('sensing:alarms')}?rule={self.record.pk}"
        count = Count(number=queries.alarms_count(self.record))
        return (Related(label=gettext("Alarms"), count=count, url=url, icon="alert-triangle"),)


_GROUPS = (
    Group(
        title=_("What raises it"),
        fields=("kind", "quantity", "compare", "limit", "minutes", "times", "severity"),
    ),
    Group(
        title=_("Only while"),
        fields=("while_quantity", "while_compare", "while_limit", "days", "hours"),
        folded=True,
    ),
    Group(
        title=_("When it is over, and when it is worse"),
        fields=("clear_limit", "clear_minutes", "graver_severity", "graver_limit"),
        folded=True,
    ),
    Group(
        title=_("Other limits in some areas or at some hours"),
        fields=("area_limits", "area_sheet"),
        folded=True,
    ),
    Group(
        title=_("Which devices of the area"),
        fields=("watch_subject", "watch_model", "watch_tag", "watch_add", "watch_numbers"),
        folded=True,
    ),
    Group(
        title=_("How the alarm behaves"),
        fields=("is_calmed", "escalate", "no_readings", "hold_minutes"),
        folded=True,
    ),
    Group(
        title=_("What follows from it"),
        fields=("matter", "case_from", "urgent_from", "tell", "tell_unit", "tell_higher"),
        folded=True,
    ),
    Group(fields=("reason",)),
)


def _offer(form: RuleForm, area_code: str) -> None:
    """Offer what a rule may speak of, and say who finds what somebody types."""
    form.quantities_offer(queries.quantity_codes())
    form.matters_offer([(one.code, one.zh, one.en) for one in queries.matters_known()])
    form.sources(
        devices_find=devices_picked, areas_find=lambda words: queries.areas_found(words, under=area_code)
    )
    offered = {
        "watch_model": [Option(value=one, label=one) for one in queries.models_known()],
        "watch_tag": [Option(value=one, label=one) for one in queries.tags_known()],
        "watch_add": [
            Option(value=f"{protocol}/{number}", label=f"{name} · {number}")
            for protocol, number, name in queries.devices_suggested()
        ],
    }
    for name, options in offered.items():
        form.fields[name].widget.suggestions = tuple(options)


class RuleNewPage(FormPage[Rule, RuleCreateForm]):
    """Writing a rule."""

    kind = "rule"
    menu = "components"
    act = RuleAct.CREATE
    form_class = RuleCreateForm
    title = _("New rule")
    lead = _("It is off until you have tried it and switch it on.")
    verb = _("Write the rule")
    verb_icon = "plus"
    groups = (Group(fields=("name", "code", "area_code")), *_GROUPS)

    def permit(self) -> None:
        """Refuse whoever may write none."""
        self.record = self.load()
        seams.require(self.actor, self.act)

    def load(self) -> Rule:
        """Return the rule that is not there yet."""
        return Rule()

    def initial(self) -> Mapping[str, object]:
        """Begin with the actor's own area."""
        areas = seams.areas_for(self.actor, self.act)
        return {"area_code": areas[0] if areas else ""}

    def prepare(self, form: RuleCreateForm) -> None:
        """Offer quantities, models, tags and devices."""
        _offer(form, str(form.data.get("area_code", "")).strip())

    def submit(self, sent: Sent[RuleCreateForm]) -> Done:
        """Write it."""
        typed = sent.form.cleaned_data
        new = NewRule(
            code=typed["code"], name=typed["name"], area_code=typed["area_code"],
            definition=simple_stored(sent.form.simple()), reason=typed["reason"],
        )  # fmt: skip
        made = services.rule_create(new=new, actor=self.actor, at=sent.at)
        return Done(url=reverse("sensing:rule", args=(made.pk,)), message=gettext("Written; it is still off"))

    def back_url(self) -> str:
        """Return the list."""
        return reverse("sensing:rules")

    def crumbs(self) -> Sequence[Crumb]:
        """Return the list."""
        return (Crumb(label=gettext("Rules"), url=self.back_url()),)


class RuleTakePage(NewPage[Rule, RuleTakeForm]):
    """Taking over rules that scenes propose."""

    kind = "rule"
    menu = "components"
    act = RuleAct.CREATE
    row = Rule
    list_url_name = "sensing:rules"
    form_class = RuleTakeForm
    title = _("Take over what scenes propose")
    lead = _("They become this area's own rules. Each is off until you have tried it and switch it on.")
    verb = _("Take over")
    verb_icon = "download"

    def initial(self) -> Mapping[str, object]:
        """Begin with the actor's own area."""
        areas = seams.areas_for(self.actor, self.act)
        return {"area_code": areas[0] if areas else ""}

    def prepare(self, form: RuleTakeForm) -> None:
        """Offer each proposed rule as a tick, with what it is for."""
        area = str(form.data.get("area_code") or form.initial.get("area_code", "")).strip()
        here = language()
        for one in rules_untaken(area):
            name, scene = (one.zh, one.scene_zh) if here.startswith("zh") else (one.en, one.scene_en)
            form.fields[one.code] = forms.BooleanField(
                label=f"{scene} · {name}", required=False, initial=True, help_text=one.reason
            )

    def submit(self, sent: Sent[RuleTakeForm]) -> Done:
        """Take over what is ticked."""
        typed = sent.form.cleaned_data
        area = typed["area_code"].strip()
        codes = {one.code for one in rules_untaken(area) if typed.get(one.code)}
        made = scene_rules_take(area_code=area, codes=codes, actor=self.actor, at=sent.at)
        said = ngettext("%(count)s rule taken over; off", "%(count)s rules taken over; off", len(made))
        return Done(url=self.back_url(), message=said % {"count": len(made)})

    def crumbs(self) -> Sequence[Crumb]:
        """Return the list."""
        return (Crumb(label=gettext("Rules"), url=self.back_url()),)


class RuleFormPage(FormPage[Rule, F]):
    """An act on one rule."""

    kind = "rule"
    menu = "components"

    def load(self) -> Rule:
        """Return the rule of the URL."""
        return queries.rule_get(self.kwargs["rule_id"])

    def version(self) -> str:
        """Return when it last changed."""
        return self.record.updated_at.isoformat()

    def back_url(self) -> str:
        """Return the page of the rule."""
        return reverse("sensing:rule", args=(self.record.pk,))

    def crumbs(self) -> Sequence[Crumb]:
        """Return the list and the rule."""
        return (
            Crumb(label=gettext("Rules"), url=reverse("sensing:rules")),
            Crumb(label=self.record.name, url=self.back_url()),
        )


class RulePublishPage(RuleFormPage[RuleForm]):
    """Writing a new version."""

    act = RuleAct.PUBLISH
    form_class = RuleForm
    title = _("New version")
    lead = _("It is in force at once. Open alarms of the version before end; what is still wrong rises anew.")
    verb = _("Publish")
    verb_icon = "check"
    groups = _GROUPS

    def initial(self) -> Mapping[str, object]:
        """Return what the version in force says, where the form can say it."""
        rule = judged(self.record)
        simple = simple_of(rule) if rule else None
        if simple is None or self.record.current is None:
            return {}
        numbers = [f"{one.protocol}/{one.number}" for one in queries.devices_listed(self.record.current)]
        return {**typed_of(simple), "watch_numbers": "\n".join(numbers)}

    def prepare(self, form: RuleForm) -> None:
        """Offer quantities, models, tags and devices."""
        _offer(form, self.record.area_code)

    def submit(self, sent: Sent[RuleForm]) -> Done:
        """Publish it."""
        services.rule_publish(
            rule_id=self.record.pk, definition=simple_stored(sent.form.simple()),
            reason=sent.form.cleaned_data["reason"], actor=self.actor, at=sent.at,
        )  # fmt: skip
        return Done(url=self.back_url(), message=gettext("Published"))


class RuleOnPage(RuleFormPage[RuleReasonForm]):
    """Switching a rule on."""

    act = RuleAct.ON
    form_class = RuleReasonForm
    title = _("Switch the rule on")
    lead = _("From now on its devices raise alarms.")
    verb = _("Switch on")
    verb_icon = "check"

    def submit(self, sent: Sent[RuleReasonForm]) -> Done:
        """Switch it on."""
        services.rule_switch(
            rule_id=self.record.pk, to=RuleState.ON, reason=sent.form.cleaned_data["reason"],
            actor=self.actor, at=sent.at,
        )  # fmt: skip
        return Done(url=self.back_url(), message=gettext("Switched on"))


class RuleOffPage(RuleFormPage[RuleReasonForm]):
    """Switching a rule off."""

    act = RuleAct.OFF
    form_class = RuleReasonForm
    title = _("Switch the rule off")
    lead = _("Its open alarms end, as no longer judged.")
    verb = _("Switch off")
    verb_kind = "danger"
    verb_icon = "player-pause"

    def submit(self, sent: Sent[RuleReasonForm]) -> Done:
        """Switch it off."""
        services.rule_switch(
            rule_id=self.record.pk, to=RuleState.OFF, reason=sent.form.cleaned_data["reason"],
            actor=self.actor, at=sent.at,
        )  # fmt: skip
        return Done(url=self.back_url(), message=gettext("Switched off"))


@dataclass(frozen=True, kw_only=True)
class TriedLine:
    """An alarm that would have been raised."""

    device: str
    url: str
    since: datetime
    until: datetime | None
    severity: Tag


@dataclass(frozen=True, kw_only=True)
class DayBar:
    """How many would have been raised on a day, as a bar of a drawing."""

    on: date
    count: int
    x: float
    y: float
    height: float


@dataclass(frozen=True, kw_only=True)
class TrialView:
    """What a trial found.

    Args:
        looked: devices that were tried, of how many.
        loudest: the devices with most alarms, and how many.
    """

    title: str
    rule_code: str
    rule_url: str
    sentences: Sequence[str]
    meant: str
    since: datetime
    until: datetime
    looked: int
    devices: int
    readings: int
    alarms: int
    with_alarms: int
    lines: Sequence[TriedLine]
    more: int
    bars: Sequence[DayBar]
    most_a_day: int
    loudest: Sequence[tuple[str, int]]
    refused: str
    proof: Proof
    percent: int | None
    crumbs: Sequence[Crumb]
    width: float = DAYS * _BAR_W + _BAR_W
    height: float = _BARS_H


class RuleTryPage(Page):
    """A rule tried on the last thirty days: what it would have raised."""

    act = RuleAct.READ
    menu = "components"
    template = "sensing/trial.html"
    fragment = "sensing/trial_part.html"

    def permit(self) -> None:
        """Load the rule, and refuse whoever may not see it."""
        self.record = queries.rule_get(self.kwargs["rule_id"])
        seams.require(self.actor, self.act, self.record)

    def get(self, _request: HttpRequest, **_kept: object) -> HttpResponseBase:
        """Try it, for as long as somebody waits."""
        until = now()
        since = until - timedelta(days=DAYS)
        rule = judged(self.record)
        devices = devices_tried(self.record, self.record.current) if rule and self.record.current else []
        found: list[Tried] = []
        refused = ""
        enough = monotonic() + _PATIENCE_S
        try:
            for one in rule_tried(rule, devices, since=since, until=until) if rule else ():
                found.append(one)
                if monotonic() > enough:
                    break
        except (BadRule, NotFound) as error:
            refused = _why(error)
        title = gettext("Tried on the last %(days)s days") % {"days": DAYS}
        view = self._view(title, rule, found, (since, until), len(devices), refused)
        return self.answer(view, title=title)

    def _view(
        self,
        title: str,
        rule: JudgedRule | None,
        found: Sequence[Tried],
        span: tuple[datetime, datetime],
        devices: int,
        refused: str,
    ) -> TrialView:
        raised = [(one, episode) for one in found for episode in one.episodes]
        raised.sort(key=lambda pair: -pair[1].since)
        bars = _bars([_local(episode.since).date() for _one, episode in raised], span)
        loud = sorted(((one.device.name, len(one.episodes)) for one in found), key=lambda pair: -pair[1])
        url = reverse("sensing:rule", args=(self.record.pk,))
        held = self._held(rule, found, span)
        share = held.raised.share
        return TrialView(
            title=title,
            rule_code=self.record.code,
            rule_url=url,
            sentences=sentences(rule),
            meant=watches_words(rule.watches, language()) if rule else "",
            since=span[0],
            until=span[1],
            looked=len(found),
            devices=devices,
            readings=sum(one.readings for one in found),
            alarms=len(raised),
            with_alarms=sum(1 for one in found if one.episodes),
            lines=[_line(one, episode) for one, episode in raised[:_MOST_LINES]],
            more=max(0, len(raised) - _MOST_LINES),
            bars=bars,
            most_a_day=max((bar.count for bar in bars), default=0),
            loudest=[pair for pair in loud[:5] if pair[1]],
            refused=refused,
            proof=held,
            percent=None if share is None else round(100 * share),
            crumbs=(
                Crumb(label=gettext("Rules"), url=reverse("sensing:rules")),
                Crumb(label=self.record.name, url=url),
                Crumb(label=title),
            ),
        )

    def _held(
        self, rule: JudgedRule | None, found: Sequence[Tried], span: tuple[datetime, datetime]
    ) -> Proof:
        """Return how what was tried stands to what people found at those devices."""
        devices = [one.device for one in found]
        seen = rule_findings(self.record, rule, devices, since=span[0], until=span[1]) if rule else ()
        return proof([alarm for one in found for alarm in raised_of(one)], seen)


def _why(error: BadRule | NotFound) -> str:
    if isinstance(error, CityError):
        return error_sentence(error, language())
    return error.faults[0].sentence(language())


def _local(seconds: float) -> datetime:
    return localtime(datetime.fromtimestamp(seconds, UTC))


def _line(one: Tried, episode: Episode) -> TriedLine:
    return TriedLine(
        device=one.device.name,
        url=reverse("sensing:device", args=(one.device.pk,)),
        since=_local(episode.since),
        until=None if episode.until is None else _local(episode.until),
        severity=tag_of(Severity(episode.worst)),
    )


def _bars(days: Sequence[date], span: tuple[datetime, datetime]) -> list[DayBar]:
    counts = Counter(days)
    most = max(counts.values(), default=0)
    first = localtime(span[0]).date()
    found = []
    for place in range((localtime(span[1]).date() - first).days + 1):
        on = first + timedelta(days=place)
        height = round(_BARS_H * counts[on] / most, 1) if most else 0.0
        found.append(
            DayBar(on=on, count=counts[on], x=place * _BAR_W, y=round(_BARS_H - height, 1), height=height)
        )
    return found
