"""What the acts on devices ask of a person."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xiuhua.sensing.codecs.hj212.crc import CrcVariant
from xiuhua.sensing.rules.commanding.orders import (
    HOURS,
    LASTS,
    LIVE,
    MOST_HOURS,
    MOST_PRESET,
    MOST_SPEED,
    MOVE,
    ON,
    PRESET,
    SECONDS,
    SPEED,
    TEXT,
)
from xiuhua.sensing.rules.devices import DIALECTS
from xiuhua.sensing.terms import CommandKind, ConcentrationUnit, Guarded, LiveAct, Move, Protocol
from xiuhua.sensing.terms.conditions import Comparison, ConditionKind
from xiuhua.shared.terms import Term
from xiuhua.web.errors import language

MOVE_LASTS_MS = (500, 1_000, 3_000, 10_000)


def _choices(vocabulary: type[Term]) -> list[tuple[str, str]]:
    return [(word.value, word.label(language())) for word in vocabulary]


def _dialects() -> Any:  # groups of choices, as Django takes them
    groups = [(protocol, names) for protocol, names in DIALECTS.items() if names]
    listed = [(protocol.label(language()), [(name, name) for name in names]) for protocol, names in groups]
    return [("", _("The usual")), *listed]


def _reason() -> forms.CharField:
    return forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kept in the history, with your name."),
    )


def _degrees(label: Any, most: int) -> forms.FloatField:  # lazy words
    return forms.FloatField(label=label, min_value=-most, max_value=most, required=False, help_text="WGS84")


class DeviceForm(forms.Form):
    """A device. What its protocol allows is the rules' to say."""

    protocol = forms.ChoiceField(label=_("Protocol"), choices=lambda: _choices(Protocol))
    number = forms.CharField(
        label=_("Device number"), max_length=40,
        help_text=_(
            "MN of HJ 212, phone of JT/T 808, station address of SL 651, user name of MQTT, "
            "twenty digits of GB/T 28181"
        ),
    )  # fmt: skip
    name = forms.CharField(label=_("Name"), max_length=80)
    model = forms.CharField(label=_("Model"), max_length=60, required=False)
    area_code = forms.CharField(label=_("Area code"), max_length=20)
    interval_s = forms.IntegerField(
        label=_("Sends every / s"), min_value=1, max_value=604_800, initial=60,
        help_text=_("Twice as long and it is late, six times and it is silent."),
    )  # fmt: skip
    longitude = _degrees(_("Longitude"), 180)
    latitude = _degrees(_("Latitude"), 90)
    component = forms.CharField(label=_("Component code"), max_length=17, required=False)
    premises = forms.CharField(label=_("Premises code"), max_length=30, required=False)
    vehicle = forms.CharField(label=_("Plate"), max_length=12, required=False)
    dialect = forms.ChoiceField(label=_("Dialect"), choices=_dialects, required=False)
    crc_variant = forms.ChoiceField(
        label=_("Checksum"), required=False,
        choices=lambda: [("", _("The standard's")), *((one.value, one.value) for one in CrcVariant)],
        help_text=_("HJ 212 only; a refused frame says which one would be right."),
    )  # fmt: skip
    concentration_unit = forms.ChoiceField(
        label=_("Unit of concentrations"), choices=lambda: _choices(ConcentrationUnit),
        initial=ConcentrationUnit.MICROGRAM.value, help_text=_("Where the standard fixes none: dust, gases."),
    )  # fmt: skip
    clock_offset_s = forms.IntegerField(
        label=_("Clock is fast by / s"), initial=0, help_text=_("Subtracted from every time it tells.")
    )
    calibrated_on = forms.DateField(label=_("Calibrated on"), required=False, widget=forms.DateInput)
    tags = forms.CharField(
        label=_("Tags"),
        max_length=300,
        required=False,
        help_text=_("Words that rules choose by, with commas."),
    )


class DeviceCreateForm(DeviceForm):
    """A new device, with its password, code or key."""

    secret = forms.CharField(
        label=_("Password or key"), max_length=64, required=False,
        help_text=_("Left empty: JT/T 808, HTTPS, MQTT and GB/T 28181 get one, the others are not asked."),
    )  # fmt: skip


class DeviceReasonForm(forms.Form):
    """Why a device is stopped or started."""

    reason = _reason()


class DeviceSecretForm(forms.Form):
    """Another password, code or key, and why."""

    secret = forms.CharField(
        label=_("Password or key"), max_length=64, required=False, widget=forms.PasswordInput
    )
    reason = _reason()


class CommandAskForm(forms.Form):
    """What a device is told, and why."""

    on = forms.ChoiceField(label=_("Which way"), choices=lambda: [("", "—"), ("1", _("On")), ("0", _("Off"))])
    seconds = forms.IntegerField(label=_("Sends every / s"), min_value=30, max_value=3600)
    text = forms.CharField(label=_("Text"), max_length=200, widget=forms.Textarea(attrs={"rows": 3}))
    move = forms.ChoiceField(label=_("Movement"), choices=lambda: [("", "—"), *_choices(Move)])
    speed = forms.IntegerField(
        label=_("Speed / %"), min_value=1, max_value=MOST_SPEED, initial=50, required=False
    )
    lasts_ms = forms.TypedChoiceField(
        label=_("For / s"), choices=[(str(ms), f"{ms / 1000:g}") for ms in MOVE_LASTS_MS], coerce=int,
        initial=str(MOVE_LASTS_MS[1]), required=False, empty_value=None,
    )  # fmt: skip
    preset = forms.IntegerField(label=_("Preset no."), min_value=1, max_value=MOST_PRESET, required=False)
    live = forms.ChoiceField(label=_("Live video"), choices=lambda: [("", "—"), *_choices(LiveAct)])
    hours = forms.IntegerField(label=_("Of the last / h"), min_value=1, max_value=MOST_HOURS, initial=24)
    reason = _reason()

    def parameters(self) -> dict[str, object]:
        """Return the command's parameters as services take them."""
        typed = self.cleaned_data
        plain = (SECONDS, TEXT, MOVE, SPEED, LASTS, PRESET, LIVE, HOURS)
        found: dict[str, object] = {
            name: typed[name] for name in plain if typed.get(name) is not None and typed[name] != ""
        }
        return found | ({ON: typed[ON] == "1"} if ON in typed else {})


class CommandApproveForm(forms.Form):
    """That the second person has looked."""

    seen = forms.BooleanField(label=_("I have checked that it may be done now"))


class ControlForm(forms.Form):
    """What a device may be told. What its protocol can say is the rules' to say."""

    kind = forms.ChoiceField(label=_("Kind"), choices=lambda: _choices(CommandKind))
    name = forms.CharField(label=_("Name"), max_length=60, help_text=_("What people call it: pump 1"))
    channel = forms.IntegerField(
        label=_("Channel no."), initial=1, min_value=1, max_value=16,
        help_text=_("Which switch; SL 651 switches pumps 1 to this one together."),
    )  # fmt: skip
    target = forms.CharField(
        label=_("Part"), max_length=40, required=False,
        help_text=_("Of a switch: HJ 212 PolId/InfoId, SL 651 pumps or valves; GB/T 28181 a channel."),
    )  # fmt: skip
    needs_second = forms.BooleanField(label=_("A second person approves"), required=False)
    quantity = forms.CharField(
        label=_("Only while"), max_length=100, required=False,
        help_text=_("Code of a quantity (level), or DEVICE NUMBER/code of another device"),
    )  # fmt: skip
    comparison = forms.ChoiceField(
        label=_("is"), choices=lambda: [("", "—"), *_choices(Comparison)], required=False
    )
    limit = forms.FloatField(label=_("Limit value"), required=False)
    guarded = forms.ChoiceField(
        label=_("Stands"), choices=lambda: _choices(Guarded), initial=Guarded.ON.value
    )
    fresh_s = forms.IntegerField(label=_("A reading counts for / s"), initial=600)
    condition = forms.CharField(
        label=_("Or as a condition"), required=False, max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("JSON as rules have it; wins over the fields above."),
    )  # fmt: skip
    read_back = forms.CharField(
        label=_("A reading shows it"), max_length=60, required=False,
        help_text=_("Code of a quantity that is 1 when on; empty: the device's answer counts."),
    )  # fmt: skip
    waits_s = forms.IntegerField(label=_("Waits for the device / s"), initial=600)
    answer_s = forms.IntegerField(label=_("Waits for the answer / s"), initial=60)

    def interlock(self) -> dict[str, object] | None:
        """Return the condition that was typed, either way; None for none."""
        typed = self.cleaned_data
        if typed["condition"].strip():
            return self._condition()
        if not typed["quantity"].strip():
            return None
        found: dict[str, object] = {
            "kind": ConditionKind.LIMIT.value, "of": typed["quantity"].strip(), "is": typed["comparison"],
        }  # fmt: skip
        return found if typed["limit"] is None else {**found, "limit": typed["limit"]}

    def _condition(self) -> dict[str, object]:
        """Return the JSON that was typed; what is no object is refused as a condition of no kind."""
        try:
            found = json.loads(self.cleaned_data["condition"])
        except (ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}
