"""Deciding whether everybody may see a photo, and what is covered on it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiuhua.files import queries, services
from xiuhua.files.models import PublicPhoto, StoredFile
from xiuhua.files.terms import Act, Masked, PublicState
from xiuhua.shared.clock import now
from xiuhua.shared.errors import Invalid
from xiuhua.web.errors import language
from xiuhua.web.pages.base import Words
from xiuhua.web.pages.forms import Done, FormPage, Sent

_BACK = "back"


class BackForm(forms.Form):
    """Where whoever acts came from: a form is sent to its bare address."""

    back = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)


class BoxesForm(BackForm):
    """What is covered, as the drawing writes it."""

    boxes = forms.CharField(
        label=gettext_lazy("Covered parts"), widget=forms.HiddenInput, required=False, max_length=8_000
    )


class ReasonForm(BackForm):
    """Why."""

    reason = forms.CharField(label=gettext_lazy("Reason"), widget=forms.Textarea, max_length=200)


class _PhotoPage(FormPage[StoredFile, Any]):  # any form of this module
    """An act on a photo, which leads back to where one came from, because photos have no page."""

    kind = "file"
    form_class = BackForm

    def load(self) -> StoredFile:
        """Return the photo."""
        return queries.photo_get(self.kwargs["file_id"])

    def back_url(self) -> str:
        """Return where the reader came from, if that is a page of ours."""
        asked = self.request.POST.get(_BACK) or self.request.GET.get(_BACK, "")
        if asked.startswith("/") and url_has_allowed_host_and_scheme(asked, allowed_hosts=None):
            return asked
        return reverse("web:home")

    def initial(self) -> Mapping[str, object]:
        """Return the way back."""
        return {_BACK: self.back_url()}

    def here(self, name: str) -> str:
        """Return another act on the same photo, with the way back."""
        return f"{reverse(name, args=(self.record.pk,))}?{_BACK}={self.back_url()}"


class PhotoPublishPage(_PhotoPage):
    """The photo with what a machine proposes to cover; a person moves, adds, takes away, and decides."""

    act = Act.PUBLISH
    template = fragment = "files/publish.html"
    form_class = BoxesForm
    title = gettext_lazy("Publish a photo")
    lead = gettext_lazy(
        "Everybody will see it without an account. Faces and plates must be covered: the machine proposes,"
        " you decide."
    )
    verb = gettext_lazy("Publish the photo")
    verb_icon = "world"

    def initial(self) -> Mapping[str, object]:
        """Return the boxes that stand, and the way back."""
        public = self._public()
        return {**super().initial(), "boxes": json.dumps(public.boxes if public else [])}

    def version(self) -> str:
        """Return what somebody else might have decided meanwhile."""
        public = self._public()
        return f"{public.state} {public.version}" if public else ""

    def _public(self) -> PublicPhoto | None:
        public: PublicPhoto | None = getattr(self.record, "public", None)
        return public

    def submit(self, sent: Sent[Any]) -> Done:
        """Publish it."""
        services.photo_publish(
            file_id=self.record.pk,
            boxes=_typed(sent.form.cleaned_data["boxes"]),
            actor=self.actor,
            at=sent.at,
        )
        return Done(url=self.back_url(), message=_("The photo is public, with its covered parts."))

    def answer(self, view: object, *, title: Words, status: int = 200) -> HttpResponse:
        """Return the form with the photo in it."""
        public = self._public()
        at, actor = now(), self.actor
        context = {
            "view": view,
            "title": title,
            "photo": queries.shapes_of(self.record, actor=actor, at=at)["view"],
            "public": public,
            "looking": public is not None and public.standing is PublicState.LOOKING,
            "state": _state_words(public),
            "whats": [(one.value, one.label(language())) for one in Masked],
            "look_url": "" if public else self.here("files:photo-look"),
            "withhold_url": self.here("files:photo-withhold"),
            "shown_url": queries.public_address(public)
            if public and public.standing is PublicState.PUBLISHED
            else "",
            "here": self.here("files:photo-publish"),
        }
        return render(self.request, self.template, context, status=status)


def _state_words(public: PublicPhoto | None) -> str:
    return public.standing.label(language()) if public else _("Not searched yet")


def _typed(text: str) -> object:
    try:
        return json.loads(text or "[]")
    except ValueError as fault:
        raise Invalid(fields={"boxes": "files_boxes_wrong"}) from fault


class PhotoLookPage(_PhotoPage):
    """Having a photo searched for faces and plates."""

    act = Act.PUBLISH
    title = gettext_lazy("Search for faces and plates")
    lead = gettext_lazy("It takes a few seconds; what is found is a proposal.")
    verb = gettext_lazy("Search the photo")
    verb_icon = "search"

    def submit(self, sent: Sent[Any]) -> Done:
        """Have it searched."""
        services.masks_look(file_id=self.record.pk, actor=self.actor, at=sent.at)
        return Done(url=self.here("files:photo-publish"), message=_("The photo is being searched."))


class PhotoWithholdPage(_PhotoPage):
    """Keeping a photo from everybody."""

    act = Act.WITHHOLD
    form_class = ReasonForm
    title = gettext_lazy("Do not publish")
    lead = gettext_lazy("Whoever has its address finds it gone within ten minutes.")
    verb = gettext_lazy("Withhold")
    verb_kind = "danger"

    def submit(self, sent: Sent[Any]) -> Done:
        """Withhold it."""
        services.photo_withhold(
            file_id=self.record.pk, reason=sent.form.cleaned_data["reason"], actor=self.actor, at=sent.at
        )
        return Done(url=self.back_url(), message=_("The photo stays inside."))
