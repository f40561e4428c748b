"""What the acts on an import need."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from xiuhua.intake.rules.kinds import ImportKind
from xiuhua.intake.rules.reading import ENDINGS_TAKEN
from xiuhua.shared.coordinates import Datum

ACCEPTED = ",".join(ENDINGS_TAKEN)
OWN, LOCAL = "", "local"
SYSTEMS = (
    (OWN, _("as the file says")),
    (Datum.WGS84.value, "WGS84"),
    (Datum.CGCS2000.value, "CGCS2000"),
    (Datum.GCJ02.value, "GCJ-02"),
    (Datum.BD09.value, "BD-09"),
)
ENCODINGS = (("", _("found out")), ("utf-8", "UTF-8"), ("gb18030", "GB18030"), ("utf-16", "UTF-16"))


class UploadForm(forms.Form):
    """A file and what it holds."""

    kind = forms.ChoiceField(label=_("What it holds"))
    file = forms.FileField(
        label=_("File"),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        help_text=_("Excel (.xlsx), CSV, GeoJSON, GeoPackage, KML, DXF; shapefile or FileGDB as ZIP."),
    )
    map = forms.FileField(
        label=_("Map file"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".toml"}),
        help_text=_(
            "MAP.toml, where the headings are your own. Without it, headings are recognised by name."
        ),
    )


class CommitForm(forms.Form):
    """Whether faulty rows stay out; asked only where there are any."""

    leaves_out = forms.BooleanField(required=False)


class UndoForm(forms.Form):
    """Why an import is taken back."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=500)


class MapForm(forms.Form):
    """Which heading fills which column; the columns come from the kind, see `columns_add`."""

    system = forms.ChoiceField(label=_("Coordinate system"), choices=SYSTEMS, required=False)
    axes = forms.ChoiceField(
        label=_("Order of coordinates"),
        choices=(("xy", _("longitude first")), ("yx", _("latitude first"))),
    )
    layer = forms.CharField(label=_("Layer or sheet"), required=False, max_length=200)
    encoding = forms.ChoiceField(label=_("Encoding"), choices=ENCODINGS, required=False)
    skip_rows = forms.IntegerField(
        label=_("Rows above the headings"), min_value=0, max_value=1000, required=False
    )

    def columns_add(self, kind: ImportKind, headings: dict[str, list[str]], *, language: str) -> None:
        """Add a field for each column of the kind, and two for coordinates; each heading with its samples."""
        choices = [
            ("", _("— not in the file —")),
            *((one, _told(one, seen)) for one, seen in headings.items()),
        ]
        fields: dict[str, forms.Field] = {}
        for column in kind.columns:
            label = column.zh if language.startswith("zh") else column.en
            fields[f"column_{column.key}"] = forms.ChoiceField(
                label=label, choices=choices, required=column.required, help_text=column.key
            )
        fields["longitude"] = forms.ChoiceField(label=_("Longitude or x"), choices=choices, required=False)
        fields["latitude"] = forms.ChoiceField(label=_("Latitude or y"), choices=choices, required=False)
        self.fields = {**fields, **self.fields} if headings else self.fields


def _told(heading: str, samples: list[str]) -> str:
    return f"{heading}（{' · '.join(samples)}）" if samples else heading
