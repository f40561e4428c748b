"""The acts on a line of a draft, and on its example photos."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiuhua.files.services import file_store
from xiuhua.files.terms import Media, PhotoRange
from xiuhua.ground.forms.handbook import (
    LineForm,
    NewLineForm,
    PhotoForm,
    ReasonForm,
)
from xiuhua.ground.models import CatalogueItem, ExamplePhoto, HandbookLine
from xiuhua.ground.pages.catalogue import item_name
from xiuhua.ground.pages.handbook.acts import F, HandbookForm
from xiuhua.ground.pages.handbook.addresses import book_url, numbered
from xiuhua.ground.pages.handbook.units import unit_text, units_offer, units_read
from xiuhua.ground.queries.catalogue import items
from xiuhua.ground.queries.handbook import (
    UNITS,
    line_get,
    photo_get,
)
from xiuhua.ground.rules.limits import limit_read, limit_text
from xiuhua.ground.services import handbook as acts
from xiuhua.ground.services.handbook import LineText
from xiuhua.ground.terms.catalogue import (
    HandbookAct,
    ItemKind,
    Standard,
)
from xiuhua.shared.errors import Invalid
from xiuhua.web.errors import language
from xiuhua.web.pages.forms import Done, FormPage, Sent
from xiuhua.web.parts import Crumb, Option

_PICTURES = {Media.JPEG.value, Media.PNG.value, Media.WEBP.value}


def _line_text(typed: Mapping[str, str]) -> LineText:
    """Return what was typed as the services want it.

    Raises:
        Invalid: the limit cannot be read, or a unit is not known.
    """
    units = units_read(typed)
    said = typed["limit"].strip()
    try:
        limit = limit_read(said) if said else None
    except ValueError as error:
        raise Invalid(fields={"limit": "handbook_limit_unread"}, text=said) from error
    return LineText(
        filing_condition=typed["filing_condition"],
        limit=limit,
        closing_condition=typed["closing_condition"],
        units=units,
        source=typed["source"],
        unchecked=typed["unchecked"],
    )


def _item_label(item: CatalogueItem) -> str:
    kind = ItemKind(item.kind).label(language())
    standard = Standard(item.standard).label(language())
    return f"{item.code} {item_name(item)} · {kind} · {standard}"


class LineAddPage(HandbookForm[NewLineForm]):
    """Adding a condition to an item."""

    act = HandbookAct.EDIT
    form_class = NewLineForm
    title = _("Add a line")
    verb = _("Add")
    verb_icon = "plus"

    def initial(self) -> Mapping[str, object]:
        """Return the item whose entry the reader came from."""
        asked = self.request.GET.get("item", "")
        item = items().filter(pk=int(asked)).first() if asked.isdecimal() and len(asked) < 19 else None
        return {"item": _item_label(item)} if item else {}

    def prepare(self, form: NewLineForm) -> None:
        """Offer items and units."""
        units_offer(form)
        form.order_fields(["item", *form.field_order])
        options = tuple(Option(value=_item_label(item), label="") for item in _items_offered())
        form.fields["item"].widget.suggestions = options

    def submit(self, sent: Sent[NewLineForm]) -> Done:
        """Add it."""
        typed = sent.form.cleaned_data
        item = _item_called(typed["item"])
        acts.handbook_line_add(
            handbook_id=self.record.pk, item_id=item.pk, text=_line_text(typed), actor=self.actor, at=sent.at
        )
        return Done(url=book_url(self.record.pk, item.pk), message=gettext("Added"))

    def back_url(self) -> str:
        """Return the book."""
        return book_url(self.record.pk)


def _items_offered() -> QuerySet[CatalogueItem]:
    return (
        items()
        .exclude(standard=Standard.GB_2026.value, kind=ItemKind.COMPONENT.value)
        .order_by("-standard", "kind", "code")
    )


def _item_called(text: str) -> CatalogueItem:
    """Return the item that was chosen from the list, or the one a bare code names.

    Raises:
        Invalid: none, or several.
    """
    said = text.strip()
    found = list(_items_offered().filter(code=said.split(" ", maxsplit=1)[0]))
    exact = [item for item in found if _item_label(item) == said] or found
    if len(exact) != 1:
        raise Invalid(fields={"item": "handbook_item_unknown"})
    return exact[0]


class LineForms(FormPage[HandbookLine, F]):
    """An act on a line; the act table judges the version it stands in."""

    kind = "handbook_line"
    menu = "handbook"
    act = HandbookAct.EDIT

    def load(self) -> HandbookLine:
        """Return the line of the URL."""
        return line_get(self.kwargs["line_id"])

    def back_url(self) -> str:
        """Return the entry in the book."""
        return book_url(self.record.handbook_id, self.record.item_id)

    def crumbs(self) -> Sequence[Crumb]:
        """Return the version and the item."""
        return (
            Crumb(label=gettext("Handbook"), url=reverse("ground:handbooks")),
            Crumb(label=numbered(self.record.handbook), url=book_url(self.record.handbook_id)),
            Crumb(label=f"{self.record.item.code} {item_name(self.record.item)}", url=self.back_url()),
        )


class LineChangePage(LineForms[LineForm]):
    """Changing what a line says."""

    form_class = LineForm
    title = _("Change the line")
    verb = _("Save")
    verb_icon = "check"

    def initial(self) -> Mapping[str, object]:
        """Return what it says now."""
        line = self.record
        return {
            "filing_condition": line.filing_condition,
            "limit": limit_text(line.limit).replace("\u00a0", " "),
            "closing_condition": line.closing_condition,
            "source": line.source,
            "unchecked": line.unchecked,
            **{role: unit_text(getattr(line, role)) for role in UNITS},
        }

    def version(self) -> str:
        """Return all it says: whatever changes it meanwhile is shown."""
        return "|".join(str(value) for value in self.initial().values())

    def prepare(self, form: LineForm) -> None:
        """Offer units."""
        units_offer(form)

    def submit(self, sent: Sent[LineForm]) -> Done:
        """Change it."""
        text_now = _line_text(sent.form.cleaned_data)
        acts.handbook_line_change(line_id=self.record.pk, text=text_now, actor=self.actor, at=sent.at)
        return Done(url=self.back_url(), message=gettext("Saved"))


class LineDropPage(LineForms[ReasonForm]):
    """Taking a line out of a draft."""

    form_class = ReasonForm
    title = _("Remove the line")
    lead = _("It leaves this draft with its photos; the versions before keep it.")
    verb = _("Remove")
    verb_kind = "danger"

    def submit(self, sent: Sent[ReasonForm]) -> Done:
        """Take it out."""
        reason = sent.form.cleaned_data["reason"]
        acts.handbook_line_drop(line_id=self.record.pk, reason=reason, actor=self.actor, at=sent.at)
        return Done(url=book_url(self.record.handbook_id), message=gettext("Removed"))


class PhotoAddPage(LineForms[PhotoForm]):
    """Adding an example photo."""

    form_class = PhotoForm
    title = _("Add an example photo")
    lead = _("Show what a case looks like: one close, one from afar. No faces, no number plates.")
    verb = _("Add")
    verb_icon = "photo"

    def submit(self, sent: Sent[PhotoForm]) -> Done:
        """Keep the picture and show it with the line."""
        typed = sent.form.cleaned_data
        photo = typed["photo"]
        stored = file_store(content=photo, name=photo.name, actor=self.actor, at=sent.at)
        if stored.media_type not in _PICTURES:
            raise Invalid(fields={"photo": "handbook_photo_kind"})
        acts.handbook_photo_add(
            line_id=self.record.pk,
            file=stored,
            shot=PhotoRange(typed["shot"]),
            caption=typed["caption"],
            actor=self.actor,
            at=sent.at,
        )
        return Done(url=self.back_url(), message=gettext("Added"))


class PhotoDropPage(FormPage[ExamplePhoto, forms.Form]):
    """Taking an example photo out of a draft."""

    kind = "example_photo"
    menu = "handbook"
    act = HandbookAct.EDIT
    form_class = forms.Form
    title = _("Remove the photo")
    lead = _("The versions before keep it.")
    verb = _("Remove")
    verb_kind = "danger"

    def load(self) -> ExamplePhoto:
        """Return the photo of the URL."""
        return photo_get(self.kwargs["photo_id"])

    def submit(self, sent: Sent[forms.Form]) -> Done:
        """Take it out."""
        acts.handbook_photo_drop(photo_id=self.record.pk, actor=self.actor, at=sent.at)
        return Done(url=self.back_url(), message=gettext("Removed"))

    def back_url(self) -> str:
        """Return the entry in the book."""
        return book_url(self.record.line.handbook_id, self.record.line.item_id)
