"""Fields that forms of several apps have."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from xiuhua.web.pages.forms import SeveralFilesInput


class PicturesField(forms.FileField):
    """A field of several photos: Django's own takes one, and refuses the list that several come as."""

    widget = SeveralFilesInput

    def clean(self, data: object, initial: object = None) -> list[Any]:  # Django names no type for an upload
        """Return the files, each looked at as one file would be."""
        uploads = data if isinstance(data, list) else []
        return [super(PicturesField, self).clean(upload, initial) for upload in uploads]


def pictures_field(label: Any = "") -> PicturesField:  # a text, or one that gettext says later
    """Return a field of photos, none of which is needed; a telephone offers its camera."""
    return PicturesField(
        label=label or _("Photos"), required=False, widget=SeveralFilesInput(attrs={"accept": "image/*"})
    )


def words_field(
    label: Any, *, most: int = 2_000, required: bool = True, rows: int = 3, hint: Any = ""
) -> forms.CharField:  # as above
    """Return a field of several lines."""
    return forms.CharField(
        label=label, max_length=most, required=required, help_text=hint,
        widget=forms.Textarea(attrs={"rows": rows}),
    )  # fmt: skip


# Beyond them a day has no first instant that can be kept and read again, or none after it.
_EARLIEST, _LATEST = date(1900, 1, 1), date(2199, 12, 31)


def day_field(label: Any, *, required: bool = True, hint: Any = "") -> forms.DateField:  # as above
    """Return a field of a day, of three centuries."""
    return forms.DateField(
        label=label, required=required, help_text=hint,
        validators=(MinValueValidator(_EARLIEST), MaxValueValidator(_LATEST)),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip
