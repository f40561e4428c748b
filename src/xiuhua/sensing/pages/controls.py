"""What a device may be told: set, changed and ended."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import cast

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiuhua.sensing.forms.devices import ControlForm, DeviceReasonForm
from xiuhua.sensing.models import Control, Device
from xiuhua.sensing.pages.shared import device_crumbs
from xiuhua.sensing.queries import commands as queries
from xiuhua.sensing.queries.devices import device_get
from xiuhua.sensing.rules.conditions import condition_stored
from xiuhua.sensing.services import controls as services
from xiuhua.sensing.services.controls import NewControl
from xiuhua.sensing.terms import CommandKind, ControlAct, Guarded
from xiuhua.web import seams
from xiuhua.web.pages.forms import Done, F, FormPage, Group, Sent
from xiuhua.web.parts import Crumb

_GROUPS = (
    Group(fields=("kind", "name", "channel", "target", "needs_second")),
    Group(
        title=_("Interlock"),
        help=_("What is unknown, too old or doubtful forbids it."),
        fields=("quantity", "comparison", "limit", "guarded", "fresh_s", "condition"),
    ),
    Group(title=_("Confirmation"), fields=("read_back", "waits_s", "answer_s")),
)
_CHOSEN = ("kind", "name", "target")
_SAME = (
    "kind", "name", "channel", "target", "needs_second", "guarded", "read_back", "waits_s", "answer_s",
)  # fmt: skip


class ControlNewPage(FormPage[Device, ControlForm]):
    """Setting one thing more that a device may be told."""

    kind = "device"
    menu = "components"
    act = ControlAct.WRITE
    form_class = ControlForm
    title = _("What the device may be told")
    verb = _("Set")
    verb_icon = "plus"
    groups = _GROUPS

    def load(self) -> Device:
        """Return the device of the URL."""
        return device_get(self.kwargs["device_id"])

    def initial(self) -> Mapping[str, object]:
        """Return what the way here has chosen: a channel that is to be moved."""
        return {name: self.request.GET[name] for name in _CHOSEN if self.request.GET.get(name)}

    def submit(self, sent: Sent[ControlForm]) -> Done:
        """Set it."""
        services.control_write(device_id=self.record.pk, new=_new(sent.form), actor=self.actor, at=sent.at)
        return Done(url=self.back_url(), message=gettext("Set"))

    def back_url(self) -> str:
        """Return the page of the device."""
        return reverse("sensing:device", args=(self.record.pk,))

    def crumbs(self) -> Sequence[Crumb]:
        """Return the list and the device."""
        return device_crumbs(self.record)


class ControlFormPage(FormPage[Control, F]):
    """An act on one control."""

    kind = "control"
    menu = "components"

    def load(self) -> Control:
        """Return the control of the URL."""
        return queries.control_get(self.kwargs["control_id"])

    def permit(self) -> None:
        """Refuse whoever may not set what this device may be told."""
        self.record = self.load()
        device = cast("seams.Subject", self.record.device)
        seams.require(self.actor, self.act, None if self.request.method == "POST" else device)

    def version(self) -> str:
        """Return when it last changed."""
        return self.record.updated_at.isoformat()

    def back_url(self) -> str:
        """Return the page of the device."""
        return reverse("sensing:device", args=(self.record.device_id,))

    def crumbs(self) -> Sequence[Crumb]:
        """Return the list and the device."""
        return device_crumbs(self.record.device)


class ControlRevisePage(ControlFormPage[ControlForm]):
    """Changing one thing that a device may be told."""

    act = ControlAct.WRITE
    form_class = ControlForm
    title = _("What the device may be told")
    verb = _("Revise")
    verb_icon = "edit"
    groups = _GROUPS

    def initial(self) -> Mapping[str, object]:
        """Return what is set."""
        control = self.record
        interlock = queries.interlock_of(control)
        known: dict[str, object] = {name: getattr(control, name) for name in _SAME}
        if interlock is not None:
            known["condition"] = json.dumps(condition_stored(interlock.when), ensure_ascii=False)
            known["fresh_s"] = interlock.fresh_s
        return known

    def prepare(self, form: ControlForm) -> None:
        """Keep the kind."""
        form.fields["kind"].disabled = True

    def submit(self, sent: Sent[ControlForm]) -> Done:
        """Revise it."""
        services.control_write(
            device_id=self.record.device_id, control_id=self.record.pk, new=_new(sent.form),
            actor=self.actor, at=sent.at,
        )  # fmt: skip
        return Done(url=self.back_url(), message=gettext("Revised"))


class ControlEndPage(ControlFormPage[DeviceReasonForm]):
    """Letting a device no longer be told something."""

    act = ControlAct.END
    form_class = DeviceReasonForm
    title = _("End what the device may be told")
    verb = _("End")
    verb_kind = "danger"
    verb_icon = "x"

    def submit(self, sent: Sent[DeviceReasonForm]) -> Done:
        """End it."""
        services.control_end(
            control_id=self.record.pk, reason=sent.form.cleaned_data["reason"], actor=self.actor, at=sent.at
        )
        return Done(url=self.back_url(), message=gettext("Ended"))


def _new(form: ControlForm) -> NewControl:
    typed = form.cleaned_data
    return NewControl(
        kind=CommandKind(typed["kind"]),
        name=typed["name"],
        channel=typed["channel"],
        target=typed["target"],
        needs_second=typed["needs_second"],
        interlock=form.interlock(),
        fresh_s=typed["fresh_s"],
        guarded=Guarded(typed["guarded"]),
        read_back=typed["read_back"],
        waits_s=typed["waits_s"],
        answer_s=typed["answer_s"],
    )
