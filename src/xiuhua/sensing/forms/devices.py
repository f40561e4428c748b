"""What the acts on devices ask of a person."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xiuhua.sensing.codecs.hj212.crc import CrcVariant
from xiuhua.sensing.rules.devices import DIALECTS
from xiuhua.sensing.terms import ConcentrationUnit, Protocol
from xiuhua.shared.terms import Term
from xiuhua.web.errors import language


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
        help_text=_("MN of HJ 212, phone of JT/T 808, station address of SL 651, user name of MQTT"),
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


class DeviceCreateForm(DeviceForm):
    """A new device, with its password, code or key."""

    secret = forms.CharField(
        label=_("Password or key"), max_length=64, required=False,
        help_text=_("Left empty: JT/T 808, HTTPS and MQTT get one, the others are not asked."),
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
