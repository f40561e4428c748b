"""The form page: fields in groups, and what is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from xiuhua.web.parts.acts import Action
from xiuhua.web.parts.frame import Crumb
from xiuhua.web.parts.lists import Option
from xiuhua.web.parts.maps import MapView

FieldKind = Literal[
    "text",
    "area",
    "select",
    "date",
    "datetime-local",
    "time",
    "number",
    "file",
    "checkbox",
    "radio",
    "hidden",
    "password",
    "tel",
]


@dataclass(frozen=True, kw_only=True)
class Field:
    """One input with its label above, help and error below.

    Give `widget` (a Django bound field's rendered, safe html; its id must be `id`) or let the template draw
    the input from `kind`; `radio` draws a few `options` side by side, large enough for a thumb. Required is
    unmarked; `optional` prints （选填）. `suggestions` are offered while somebody types, and bind nobody.
    `my_place`, at a latitude, names the input of the longitude: a button then writes where the device stands
    into both. `draws`, at a text of GeoJSON, names the input that says whether the form's map draws an area
    or a route into it. `phrases` is where the phrases for a text are fetched.
    """

    name: str
    label: str
    id: str = ""
    kind: FieldKind = "text"
    widget: str = ""
    value: str = ""
    options: tuple[Option, ...] = ()
    suggestions: tuple[Option, ...] = ()
    help: str = ""
    optional: bool = False
    error: str = ""
    autocomplete: str = "off"
    max_length: int | None = None
    rows: int = 3
    accept: str = ""
    unit: str = ""
    disabled_reason: str = ""
    my_place: str = ""
    multiple: bool = False
    phrases: str = ""
    draws: str = ""

    @property
    def named(self) -> str:
        """Its label before a colon: a question loses its mark."""
        return self.label.rstrip("?？")

    @property
    def input_id(self) -> str:
        """The id that label and error summary point to."""
        return self.id or f"id_{self.name}"


@dataclass(frozen=True, kw_only=True)
class FieldGroup:
    """Fields that belong together under a heading; a single group needs no title.

    A `folded` group opens by itself where something in it is filled in or wrong. The form's map stands at the
    head of the group that is `mapped`.
    """

    fields: tuple[Field, ...]
    title: str = ""
    help: str = ""
    folded: bool = False
    mapped: bool = False

    @property
    def opened(self) -> bool:
        """Whether a folded group shows its fields."""
        return any(item.error or (item.value and item.optional) for item in self.fields)


@dataclass(frozen=True, kw_only=True)
class FormView:
    """The shared form page.

    Template `web/form.html`; fragment `web/fragments/form.html` (its root is `#x-form`), which is also what
    opens in place of a fact and what a refused form (409, 422) is answered with.

    Args:
        draft_key: `premises:12:rename`; what was typed is kept in this browser under it until the act
            succeeds.
        submit: its label is the act ("改名"), never "提交"; `submit.kind` danger for destructive acts.
        errors: errors of the whole form; errors of fields stand in the fields and are listed at the top as
            links.
        map: on which a click says where; it writes into the fields of degrees.
        hints_url: is sent what was typed, after each pause, and answers with what stands above the acts.
        version: the row's version the form was opened on, sent back to notice that somebody was faster.
    """

    title: str
    action_url: str
    submit: Action
    groups: tuple[FieldGroup, ...]
    lead: str = ""
    crumbs: tuple[Crumb, ...] = ()
    cancel_url: str = ""
    draft_key: str = ""
    errors: tuple[str, ...] = ()
    version: str = ""
    upload: bool = False
    subject: str = ""
    map: MapView | None = None
    hints_url: str = ""

    @property
    def place_field(self) -> Field | None:
        """The latitude that the map and the device's own place write to, with the longitude it names."""
        return next((item for item in self.fields if item.my_place), None)

    @property
    def drawn_field(self) -> Field | None:
        """The field that the map draws a shape into."""
        return next((item for item in self.fields if item.draws), None)

    @property
    def fields(self) -> tuple[Field, ...]:
        """Every field of every group."""
        return tuple(item for group in self.groups for item in group.fields)

    @property
    def wrong_fields(self) -> tuple[Field, ...]:
        """The fields that the summary lists."""
        return tuple(item for item in self.fields if item.error)
