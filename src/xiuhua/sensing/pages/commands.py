"""Commands on the screen: the list, one with its story, and asking for one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiuhua.sensing.forms.devices import CommandApproveForm, CommandAskForm, DeviceReasonForm
from xiuhua.sensing.models import Command, Control, Device
from xiuhua.sensing.pages.shared import area_choices, device_crumbs, facts
from xiuhua.sensing.pages.video import listed_section, pads_section
from xiuhua.sensing.queries import commands as queries
from xiuhua.sensing.rules.commanding.orders import (
    HOST,
    HOURS,
    LASTS,
    LIVE,
    MOVE,
    ON,
    PRESET,
    SECONDS,
    SPEED,
    TCP_PORT,
    TEXT,
    UDP_PORT,
    asking_act,
    may_overtake,
)
from xiuhua.sensing.rules.commanding.states import OPEN
from xiuhua.sensing.rules.commanding.wording import (
    command_said,
    interlock_said,
    reading_said,
    switch_said,
)
from xiuhua.sensing.services import commands as services
from xiuhua.sensing.services.refusals import interlock_again, interlock_refusal
from xiuhua.sensing.terms import (
    CommandAct,
    CommandKind,
    CommandState,
    ControlAct,
    DeviceState,
    Guarded,
    Outcome,
)
from xiuhua.shared.clock import now
from xiuhua.web import seams
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import ListColumn, code, moment, tag_of, term, text
from xiuhua.web.pages.filters import AreaFilter, PrefixFilter, TermFilter
from xiuhua.web.pages.forms import Done, F, FormPage, Group, Sent
from xiuhua.web.pages.lists import ListPage, Preset
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Cell, Crumb, Section, Tag
from xiuhua.web.sentences import error_sentence

_NEWEST = 5
_FIELDS: Mapping[CommandKind, tuple[str, ...]] = {
    CommandKind.SWITCH: (ON,),
    CommandKind.INTERVAL: (SECONDS,),
    CommandKind.TEXT: (TEXT,),
    CommandKind.PTZ: (MOVE, SPEED, LASTS, PRESET),
    CommandKind.LIVE: (LIVE,),
    CommandKind.RECORDINGS: (HOURS,),
}
_EVERY_FIELD = tuple(name for names in _FIELDS.values() for name in names)


def said(command: Command) -> str:
    """Return a command in one line."""
    return command_said(CommandKind(command.kind), command.control.name, command.parameters, language())


def _person(name: str) -> Cell:
    labels = seams.actor_labels({name}) if name else {}
    return Cell(text=labels.get(name, name))


def _device(command: Command) -> Cell:
    url = reverse("sensing:device", args=(command.device_id,))
    return Cell(kind="link", text=command.device.name, url=url)


class CommandListPage(ListPage[Command]):
    """Every command."""

    key = "commands"
    kind = "command"
    menu = "components"
    act = CommandAct.READ
    title = _("Commands")
    sort = "-desired"
    columns = (
        ListColumn(
            key="said", label=_("Command"), cell=lambda row: Cell(text=said(row)), primary=True, locked=True
        ),
        term("state", _("State"), CommandState),
        ListColumn(key="device", label=_("Device"), cell=_device, kind="link"),
        moment("desired", _("Asked at"), of="desired_at", sort="desired_at"),
        moment("sent", _("Sent out"), of="sent_at", drop=3),
        moment("finished", _("Finished at"), of="finished_at", drop=4),
        ListColumn(
            key="outcome", label=_("Outcome"), drop=3,
            cell=lambda row: Cell(text=Outcome(row.outcome).label(language()) if row.outcome else ""),
        ),
        text("reason", _("Reason"), shown=False),
    )  # fmt: skip
    filters = (
        AreaFilter(name="area", label=_("Area"), choices=area_choices),
        TermFilter(name="state", label=_("State"), vocabulary=CommandState),
        TermFilter(name="kind", label=_("Kind"), vocabulary=CommandKind),
        TermFilter(name="outcome", label=_("Outcome"), vocabulary=Outcome),
        PrefixFilter(name="number", label=_("Device number"), field="device__number"),
    )
    presets = (
        Preset(label=_("All")),
        Preset(label=_("To be approved"), query={"state": (CommandState.PROPOSED.value,)}, counted=True),
        Preset(label=_("On the way"), query={"state": tuple(state.value for state in OPEN)}),
        Preset(
            label=_("Went wrong"), query={"state": (CommandState.FAILED.value, CommandState.EXPIRED.value)}
        ),
    )

    def records(self) -> QuerySet[Command]:
        """Return the commands that the database scope lets through."""
        return queries.commands_all()

    def row_url(self, record: Command) -> str:
        """Return the page of the command."""
        return reverse("sensing:command", args=(record.pk,))

    def row_note(self, record: Command) -> str:
        """Return the device."""
        return record.device.name


class CommandPage(ObjectPage[Command]):
    """One command, how far it has come, and its story."""

    kind = "command"
    menu = "components"
    act = CommandAct.READ
    list_url_name = "sensing:commands"
    facts_beside = True
    spare = frozenset({"reference", "answer", "approved_by"})
    change_labels = {"outcome": _("Outcome"), "answer": _("Its own code"), "state": _("State")}
    acts = (
        ObjectAct(
            act=CommandAct.APPROVE, label=_("Approve the command"), url_name="sensing:command-approve",
            kind="primary", icon="check", shortcut="e",
        ),
        ObjectAct(
            act=CommandAct.WITHDRAW, label=_("Withdraw"), url_name="sensing:command-withdraw", icon="x",
        ),
    )  # fmt: skip
    facts = (
        ListColumn(key="device", label=_("Device"), kind="link", cell=_device),
        term("kind", _("Kind"), CommandKind),
        text("reason", _("Reason")),
        ListColumn(key="desired_by", label=_("Asked by"), cell=lambda row: _person(row.desired_by)),
        moment("desired", _("Asked at"), of="desired_at"),
        ListColumn(key="approved_by", label=_("Approved by"), cell=lambda row: _person(row.approved_by)),
        moment("expires", _("To be sent by"), of="expires_at"),
        moment("sent", _("Sent out"), of="sent_at"),
        ListColumn(
            key="reference", label=_("QN or serial"),
            cell=lambda row: Cell(kind="code", text=row.reference if row.sent_at else ""),
        ),
        code("answer", _("Its own code")),
    )  # fmt: skip

    def load(self) -> Command:
        """Return the command of the URL."""
        return queries.command_get(self.kwargs["command_id"])

    def code(self) -> str:
        """Return the number of its device."""
        return self.record.device.number

    def heading(self) -> str:
        """Return what is commanded."""
        return said(self.record)

    def state(self) -> Tag:
        """Return how far it has come."""
        return tag_of(CommandState(self.record.state))

    def sections(self) -> Sequence[Section]:
        """Return what became of it, and what its interlock says or said."""
        return (*self._outcome(), *listed_section(self.record), *self._interlock())

    def _outcome(self) -> Sequence[Section]:
        if not self.record.outcome:
            return ()
        cells = {
            _("Outcome"): Cell(kind="tag", tag=tag_of(Outcome(self.record.outcome))),
            _("Finished at"): Cell(kind="time", at=self.record.finished_at),
        }
        refusal = interlock_again(self.record.details or {})
        if refusal is not None:
            cells[_("Because")] = Cell(text=error_sentence(refusal, language()))
        return (facts(_("What became of it"), cells),)

    def _interlock(self) -> Sequence[Section]:
        command, interlock = self.record, queries.interlock_of(self.record.control)
        if interlock is None:
            return ()
        cells = {_("It demands"): Cell(text=interlock_said(interlock, language(), command.device_id))}
        kept = command.standing
        if kept is not None:
            unit = f" {kept['unit']}" if kept["unit"] else ""
            read_at = localtime(datetime.fromtimestamp(kept["at"], UTC))
            cells[_("It was")] = Cell(text=f"{kept['value']:g}{unit} · {read_at:%Y-%m-%d %H:%M:%S}")
        if command.state in OPEN:
            line = standing(command.control, at=now())
            cells[_("It is now")] = Cell(text=line.refusal or line.standing)
        return (facts(_("Interlock"), cells),)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How an interlock stands now.

    Args:
        standing: the reading and its time; refusal: why a command would be refused, empty where it would
        pass.
    """

    standing: str = ""
    refusal: str = ""


def standing(control: Control, *, at: datetime) -> Standing:
    """Return how the interlock of a control stands; nothing where it has none."""
    interlock = queries.interlock_of(control)
    if interlock is None:
        return Standing()
    looked = queries.interlock_standing(interlock, at=at)
    refusal = "" if looked.holds else error_sentence(interlock_refusal(looked, interlock), language())
    if looked.reading is None:
        return Standing(refusal=refusal)
    read_at = localtime(datetime.fromtimestamp(looked.reading.at, UTC))
    told = f"{reading_said(looked, interlock, language())} · {read_at:%Y-%m-%d %H:%M:%S}"
    return Standing(standing=told, refusal=refusal)


@dataclass(frozen=True, kw_only=True)
class ActLine:
    """A button of a control."""

    label: str
    url: str


@dataclass(frozen=True, kw_only=True)
class ControlLine:
    """A control as a line of its device's page."""

    name: str
    kind: str
    needs_second: bool
    guarded: str
    interlock: str
    standing: str
    refusal: str
    revise_url: str
    open_url: str
    open_said: str
    acts: Sequence[ActLine]


@dataclass(frozen=True, kw_only=True)
class CommandLine:
    """A command as a line of its device's page."""

    said: str
    url: str
    at: datetime
    state: Tag


@dataclass(frozen=True, kw_only=True)
class ControlsShown:
    """What a device may be told, and what it was told last; `elsewhere` that cameras are moved above."""

    lines: Sequence[ControlLine]
    commands: Sequence[CommandLine]
    new_url: str
    all_url: str
    elsewhere: bool = False


def controls_section(page: ObjectPage[Device]) -> Sequence[Section]:
    """Return the card of commands on a device's page."""
    device, actor = page.record, page.actor
    if not seams.may(actor, CommandAct.READ, page.standing):
        return ()
    may_write = seams.may(actor, ControlAct.WRITE, page.standing)
    controls = list(queries.controls_of(device))
    commands = list(queries.commands_of(device)[:_NEWEST])
    if not (controls or commands or may_write):
        return ()
    may = {act: seams.may(actor, act, page.standing) for act in (CommandAct.ASK, CommandAct.STEER)}
    pads = pads_section(page, controls)
    listed = [one for one in controls if may_write or not pads or one.kind != CommandKind.PTZ]
    shown = ControlsShown(
        lines=[
            _line(one, device, may_ask=may[asking_act(CommandKind(one.kind))], may_write=may_write)
            for one in listed
        ],
        commands=[
            CommandLine(
                said=said(one), url=reverse("sensing:command", args=(one.pk,)), at=one.desired_at,
                state=tag_of(CommandState(one.state)),
            )
            for one in commands
        ],
        new_url=reverse("sensing:control-new", args=(device.pk,)) if may_write else "",
        all_url=f"{reverse('sensing:commands')}?number={device.number}",
        elsewhere=bool(pads),
    )  # fmt: skip
    told = Section(title=gettext("Commands"), template="sensing/controls.html", context=shown)
    return (*pads, told)


def _line(control: Control, device: Device, *, may_ask: bool, may_write: bool) -> ControlLine:
    interlock = queries.interlock_of(control)
    how = standing(control, at=now())
    under_way = queries.command_under_way(control)
    is_free = under_way is None or may_overtake(CommandKind(control.kind))
    return ControlLine(
        name=control.name,
        kind=CommandKind(control.kind).label(language()),
        needs_second=control.needs_second,
        guarded=Guarded(control.guarded).label(language()),
        interlock=interlock_said(interlock, language(), device.pk) if interlock else "",
        standing=how.standing,
        refusal=how.refusal,
        revise_url=reverse("sensing:control-revise", args=(control.pk,)) if may_write else "",
        open_url=reverse("sensing:command", args=(under_way.pk,)) if under_way else "",
        open_said=CommandState(under_way.state).label(language()) if under_way else "",
        acts=_asks(control) if may_ask and device.state == DeviceState.IN_USE and is_free else (),
    )


def _asks(control: Control) -> Sequence[ActLine]:
    url = reverse("sensing:command-ask", args=(control.pk,))
    if control.kind != CommandKind.SWITCH:
        return (ActLine(label=gettext("Command"), url=url),)
    return tuple(
        ActLine(label=switch_said(on=on, language=language()), url=f"{url}?on={int(on)}")
        for on in (True, False)
    )


class CommandAskPage(FormPage[Control, CommandAskForm]):
    """Asking for a command; what its interlock says now stands above the fields."""

    kind = "control"
    menu = "components"
    act = CommandAct.ASK
    form_class = CommandAskForm
    title = _("Command the device")
    verb = _("Command")
    verb_icon = "send"

    def load(self) -> Control:
        """Return the control of the URL."""
        return queries.control_get(self.kwargs["control_id"])

    def permit(self) -> None:
        """Refuse whoever may not command this device."""
        self.record = self.load()
        device = cast("seams.Subject", self.record.device)
        act = asking_act(CommandKind(self.record.kind))
        seams.require(self.actor, act, None if self.request.method == "POST" else device)

    def initial(self) -> Mapping[str, object]:
        """Return which way the switch was chosen to go."""
        return {ON: self.request.GET.get(ON, "")}

    def prepare(self, form: CommandAskForm) -> None:
        """Leave only the field that this kind of command has."""
        needed = _FIELDS.get(CommandKind(self.record.kind), ())
        for name in _EVERY_FIELD:
            if name not in needed:
                del form.fields[name]

    def form_groups(self) -> Sequence[Group]:
        """Return the fields under the control's name, with its interlock as it stands."""
        control, interlock = self.record, queries.interlock_of(self.record)
        fields = (*_EVERY_FIELD, "reason")
        title = f"{control.device.name} · {control.name}"
        if interlock is None:
            return (Group(fields=fields, title=title, help=self._second()),)
        how = standing(control, at=now())
        demands = interlock_said(interlock, language(), control.device_id)
        said_now = how.refusal or gettext("Now: %(reading)s. It may pass.") % {"reading": how.standing}
        guarded = Guarded(control.guarded).label(language())
        told = f"{gettext('Interlock')} · {guarded} · {demands}。{said_now}"
        if not language().startswith("zh"):
            told = f"{gettext('Interlock')}, {guarded}: {demands}. {said_now}"
        return (Group(fields=fields, title=title, help=f"{told} {self._second()}".strip()),)

    def _second(self) -> str:
        if not self.record.needs_second:
            return ""
        return gettext("It goes out once a second person has approved it.")

    def submit(self, sent: Sent[CommandAskForm]) -> Done:
        """Ask for it."""
        command = services.command_ask(
            control_id=self.record.pk, parameters=self._parameters(sent.form),
            reason=sent.form.cleaned_data["reason"], actor=self.actor, at=sent.at,
        )  # fmt: skip
        message = gettext("Waits for a second person") if self.record.needs_second else gettext("Asked for")
        if self.record.kind == CommandKind.PTZ:  # whoever moves a camera moves it again
            return Done(
                url=f"{self.back_url()}#x-ptz-{self.record.pk}", message=f"{message} · {said(command)}"
            )
        return Done(url=reverse("sensing:command", args=(command.pk,)), message=message)

    def _parameters(self, form: CommandAskForm) -> dict[str, object]:
        """Return what was asked for; a live picture goes where the settings say."""
        found = form.parameters()
        if self.record.kind == CommandKind.LIVE and settings.MEDIA_SERVER is not None:
            host, tcp_port, udp_port = settings.MEDIA_SERVER
            found |= {HOST: host, TCP_PORT: tcp_port, UDP_PORT: udp_port}
        return found

    def back_url(self) -> str:
        """Return the page of the device."""
        return reverse("sensing:device", args=(self.record.device_id,))

    def crumbs(self) -> Sequence[Crumb]:
        """Return the devices and the device."""
        return device_crumbs(self.record.device)


class CommandFormPage(FormPage[Command, F]):
    """An act on one command."""

    kind = "command"
    menu = "components"

    def load(self) -> Command:
        """Return the command of the URL."""
        return queries.command_get(self.kwargs["command_id"])

    def version(self) -> str:
        """Return when it last changed."""
        return self.record.updated_at.isoformat()

    def back_url(self) -> str:
        """Return the page of the command."""
        return reverse("sensing:command", args=(self.record.pk,))

    def crumbs(self) -> Sequence[Crumb]:
        """Return the list and the command."""
        return (
            Crumb(label=gettext("Commands"), url=reverse("sensing:commands")),
            Crumb(label=said(self.record), url=self.back_url()),
        )


class CommandApprovePage(CommandFormPage[CommandApproveForm]):
    """Approving a command as the second person."""

    act = CommandAct.APPROVE
    form_class = CommandApproveForm
    title = _("Approve the command")
    verb = _("Approve the command")
    verb_icon = "check"

    def form_groups(self) -> Sequence[Group]:
        """Return what is approved, who asked for it and why, and how the interlock stands."""
        command = self.record
        asked = _person(command.desired_by).text
        how = standing(command.control, at=now())
        told = " · ".join(part for part in (asked, command.reason, how.refusal or how.standing) if part)
        return (Group(fields=("seen",), title=f"{command.device.name} · {said(command)}", help=told),)

    def submit(self, sent: Sent[CommandApproveForm]) -> Done:
        """Approve it."""
        services.command_approve(command_id=self.record.pk, actor=self.actor, at=sent.at)
        return Done(url=self.back_url(), message=gettext("Approved"))


class CommandWithdrawPage(CommandFormPage[DeviceReasonForm]):
    """Taking a command back before it goes out."""

    act = CommandAct.WITHDRAW
    form_class = DeviceReasonForm
    title = _("Withdraw the command")
    verb = _("Withdraw")
    verb_kind = "danger"
    verb_icon = "x"

    def submit(self, sent: Sent[DeviceReasonForm]) -> Done:
        """Withdraw it."""
        services.command_withdraw(
            command_id=self.record.pk, reason=sent.form.cleaned_data["reason"], actor=self.actor, at=sent.at
        )
        return Done(url=self.back_url(), message=gettext("Withdrawn"))
