"""The fields through which photos come in: near, from afar, and whatever else there is."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xiuhua.files.terms import PhotoRange, Purpose
from xiuhua.web.pages.forms import SeveralFilesInput

SHOTS: dict[str, PhotoRange | None] = {
    "photo_near": PhotoRange.NEAR,
    "photo_far": PhotoRange.FAR,
    "photo": None,
}
_LABELS = {"photo_near": _("Photos, close"), "photo_far": _("Photos from afar"), "photo": _("Other photos")}
_PICTURES = ",".join(Purpose.PHOTO.kinds)


class PhotosField(forms.FileField):
    """A field of several files: Django's own takes one, and refuses the list that several come as."""

    widget = SeveralFilesInput

    def clean(self, data: object, initial: object = None) -> list[Any]:  # Django names no type for an upload
        """Return the files, each looked at as one file would be."""
        uploads = data if isinstance(data, list) else []
        if self.required and not uploads:
            super().clean(None, initial)
        return [super(PhotosField, self).clean(upload, initial) for upload in uploads]


def photo_fields() -> dict[str, PhotosField]:
    """Return the fields, each of which takes several photos or none."""
    return {
        name: PhotosField(
            label=_LABELS[name], required=False, widget=SeveralFilesInput(attrs={"accept": _PICTURES})
        )
        for name in SHOTS
    }
