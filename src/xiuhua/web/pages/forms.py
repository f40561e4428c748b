"""The shared form page: one act, what it needs, and refusals that lose nothing of what was typed."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, ClassVar, Generic, TypeVar, cast

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Model
from django.forms.boundfield import BoundField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve, reverse
from django.utils.functional import Promise
from django.utils.timezone import is_aware, localtime
from django.utils.translation import gettext as _

from xiuhua.shared.clock import now
from xiuhua.shared.errors import CityError, Conflict
from xiuhua.shared.ids import uuid7
from xiuhua.web import seams
from xiuhua.web.errors import language
from xiuhua.web.pages.base import Page, Words
from xiuhua.web.parts import (
    Action,
    ActionKind,
    Crumb,
    Field,
    FieldGroup,
    FieldKind,
    FormView,
    MapView,
    Option,
)
from xiuhua.web.sentences import error_sentence, field_sentences

R = TypeVar("R", bound=Model)  # and a seams.Subject, see web.pages.objects
F = TypeVar("F", bound=forms.Form)
ONCE, VERSION = "once", "version"
PHRASES = "/api/v1/phrases"  # where whoever keeps phrase books answers
_OWN_INPUTS = (ONCE, VERSION, "csrfmiddlewaretoken")


class SuggestInput(forms.TextInput):
    """A text input that offers values while somebody types; anything else may be typed as well."""

    suggestions: tuple[Option, ...] = ()


class SeveralFilesInput(forms.ClearableFileInput):
    """A file input that takes several at once."""

    allow_multiple_selected = True


@dataclass(frozen=True, kw_only=True)
class Group:
    """Fields of a form under a heading, as `FormPage.groups` lists them; see `parts.FieldGroup`."""

    fields: Sequence[str]
    title: Words = ""
    help: Words = ""
    folded: bool = False
    mapped: bool = False


@dataclass(frozen=True, kw_only=True)
class Done:
    """What an act leads to: the page that shows it, and the sentence that says it was done."""

    url: str
    message: str


@dataclass(frozen=True, kw_only=True)
class Sent(Generic[F]):
    """A filled-in form that is fit to act on.

    Args:
        form: valid, its values in `cleaned_data`.
        seen: the version the form was opened on; a service that cares refuses another.
        at: when it was sent.
    """

    form: F
    seen: str
    at: datetime


class FormPage(Page, Generic[R, F]):
    """An act on a record.

    Attributes:
        act: the act; whoever may not do it to the record is told why before typing.
        kind: the record's subject kind.
        form_class: what the act needs. A destructive act has a required `reason`.
        title: what is being done; `lead` one sentence more.
        verb: the act as the button says it; `verb_kind` danger where it destroys.
        groups: the fields under headings, in their order; empty for one group of all.
        secrets: fields, such as passwords, of which not even a digest may be kept.
    """

    template: ClassVar[str] = "web/form.html"
    fragment: ClassVar[str] = "web/fragments/form.html"
    kind: ClassVar[str]
    form_class: ClassVar[type[forms.Form]]
    title: ClassVar[Words]
    lead: ClassVar[Words] = ""
    verb: ClassVar[Words]
    verb_kind: ClassVar[ActionKind] = "primary"
    verb_icon: ClassVar[str] = ""
    groups: ClassVar[Sequence[Group]] = ()
    secrets: ClassVar[Sequence[str]] = ()
    record: R

    # --- what a concrete form says -------------------------------------------------------------------------

    def load(self) -> R:
        """Return the record that the URL names (`self.kwargs`), or raise NotFound."""
        raise NotImplementedError

    def initial(self) -> Mapping[str, object]:
        """Return what the record holds now, by field."""
        return {}

    def prepare(self, form: F) -> None:
        """Fill in what the form can offer only for this record, such as the choices of a field."""

    def form_groups(self) -> Sequence[Group]:
        """Return the fields under headings, in their order; nothing for one group of all."""
        return self.groups

    def map_view(self) -> MapView | None:
        """Return the map on which a click says where."""
        return None

    def hints_url(self) -> str:
        """Return what is asked while somebody types, and answers with a fragment; empty for nothing."""
        return ""

    def version(self) -> str:
        """Return what tells this state of the record from a later one."""
        return ""

    def submit(self, sent: Sent[F]) -> Done:
        """Call the one service, and say what it led to."""
        raise NotImplementedError

    def back_url(self) -> str:
        """Return where giving up leads."""
        raise NotImplementedError

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way down, without the form itself."""
        return ()

    # --- how a request is answered -------------------------------------------------------------------------

    def permit(self) -> None:
        """Load the record and refuse whoever may not act on it.

        What was typed into a form must not be lost to a state that has changed meanwhile: a sent form is
        refused by the service, beside the fields.
        """
        self.record = self.load()
        standing = cast("seams.Subject", self.record)
        seams.require(self.actor, self.act, None if self.request.method == "POST" else standing)

    def get(self, _request: HttpRequest, **_kept: object) -> HttpResponseBase:
        """Answer with the form."""
        form: Any = self.form_class(initial=dict(self.initial()))  # F, by form_class
        self.prepare(form)
        return self._form(form, once=str(uuid7()))

    def post(self, request: HttpRequest, **_kept: object) -> HttpResponseBase:
        """Do the act once, or answer with the form and what is wrong with it."""
        form: Any = self.form_class(
            request.POST, request.FILES, initial=dict(self.initial())
        )  # F, by form_class
        self.prepare(form)
        if not form.is_valid():
            return self._form(form, once=_token(request), status=422)
        try:
            done = Done(
                **seams.once(
                    key=_once_key(request, self.secrets),
                    actor=self.actor,
                    at=now(),
                    act=lambda: self._act(form),
                )
            )
        except CityError as refusal:
            return self._refused(form, refusal)
        messages.success(request, done.message)
        return self._gone_to(done.url)

    def _act(self, form: F) -> dict[str, str]:
        seen = self.request.POST.get(VERSION, "")
        if seen != self.version():
            raise Conflict(kind=self.kind, key=self.record.pk)
        done = self.submit(Sent(form=form, seen=seen, at=now()))
        return {"url": done.url, "message": done.message}

    def _gone_to(self, url: str) -> HttpResponse:
        if self.request.headers.get("HX-Request") == "true":
            return HttpResponse(headers={"HX-Redirect": url})
        return HttpResponseRedirect(url, status=303)

    # --- what is wrong -------------------------------------------------------------------------------------

    def _refused(self, form: F, refusal: CityError) -> HttpResponse:
        """Return the form with the service's refusal in it."""
        if isinstance(refusal, Conflict):
            self.record = self.load()
            return self._overtaken(form)
        sentences = field_sentences(refusal, language())
        for name, said in sentences.items():
            form.add_error(name if name in form.fields else None, said)
        if not sentences:
            form.add_error(None, error_sentence(refusal, language()))
        return self._form(form, once=_token(self.request), status=refusal.http_status)

    def _overtaken(self, form: F) -> HttpResponse:
        """Return the form with both values where somebody else was faster; sending it again is a decision."""
        for name, value in self.initial().items():
            typed = form.cleaned_data.get(name)
            if name in form.fields and _printed(value) != _printed(typed):
                said = _("It is now “%(theirs)s”; you typed “%(yours)s”.")
                form.add_error(name, said % {"theirs": _printed(value), "yours": _printed(typed)})
        form.add_error(
            None, _("Somebody changed this while you were typing. Compare, then send again to replace it.")
        )
        return self._form(form, once=str(uuid7()), status=Conflict.http_status)

    # --- what the template is told -------------------------------------------------------------------------

    def _form(self, form: forms.Form, *, once: str, status: int = 200) -> HttpResponse:
        subject = f"{self.kind}:{self.record.pk}"
        view = FormView(
            title=str(self.title),
            action_url=self.request.path,
            submit=Action(name=self.act, label=str(self.verb), kind=self.verb_kind, icon=self.verb_icon),
            groups=tuple(self._groups(form, once)),
            lead=str(self.lead),
            crumbs=(*(self.crumbs() or self._list_crumb()), Crumb(label=str(self.title))),
            cancel_url=self.back_url(),
            draft_key=f"{subject}:{self.act}",
            errors=tuple(str(error) for error in form.non_field_errors()),
            version=self.version(),
            upload=form.is_multipart(),
            subject=subject,
            map=self.map_view(),
            hints_url=self.hints_url(),
        )
        return self.answer(view, title=self.title, status=status)

    def _list_crumb(self) -> Sequence[Crumb]:
        """Return the list, and the object, that giving up leads to, for a form that names no way down."""
        back = self.back_url()
        page = _page_at(back)
        if title := _title_of(page):
            return (Crumb(label=title, url=back),)
        list_name = getattr(page, "list_url_name", "")
        lists = reverse(list_name) if list_name else ""
        title = _title_of(_page_at(lists)) if lists else ""
        named = next((said for said in (getattr(self.record, one, "") for one in _NAMES) if said), "")
        above = (Crumb(label=title, url=lists),) if title else ()
        return (*above, Crumb(label=named, url=back)) if isinstance(named, str) and named else above

    def _groups(self, form: forms.Form, once: str) -> Iterator[FieldGroup]:
        hidden = Field(name=ONCE, label="", kind="hidden", value=once)
        groups = self.form_groups()
        if not groups:
            yield FieldGroup(fields=(*(field_of(form[name]) for name in form.fields), hidden))
            return
        for group in groups:
            yield FieldGroup(
                fields=tuple(field_of(form[name]) for name in group.fields if name in form.fields),
                title=str(group.title),
                help=str(group.help),
                folded=group.folded,
                mapped=group.mapped,
            )
        yield FieldGroup(fields=(hidden,))


_NAMES = ("number", "title", "name")  # of a record, the first that it has


def _page_at(url: str) -> object:
    """Return the class of the page at an address; None where there is none."""
    try:
        return getattr(resolve(url.partition("?")[0]).func, "view_class", None)
    except Resolver404:
        return None


def _title_of(page: object) -> str:
    title = getattr(page, "title", "")
    return str(title) if isinstance(title, str | Promise) else ""


def field_of(bound: BoundField) -> Field:
    """Return a bound field as the template prints it."""
    field, widget, value = bound.field, bound.field.widget, bound.value()
    return Field(
        name=bound.html_name,
        id=bound.auto_id or "",
        label=str(bound.label),
        kind=_kind(widget),
        value="" if isinstance(widget, forms.FileInput) else _filled_in(value, _kind(widget)),
        options=tuple(_options(bound)),
        suggestions=getattr(widget, "suggestions", ()),
        help=str(field.help_text),
        optional=not (field.required or widget.attrs.get("needed")),
        error=" ".join(str(error) for error in bound.errors),
        autocomplete=str(widget.attrs.get("autocomplete", "off")),
        max_length=getattr(field, "max_length", None),
        rows=int(widget.attrs.get("rows", 3)),
        accept=str(widget.attrs.get("accept", "")),
        my_place=str(widget.attrs.get("my_place", "")),
        draws=str(widget.attrs.get("draws", "")),
        phrases=PHRASES if widget.attrs.get("phrases") else "",
        multiple=bool(getattr(widget, "allow_multiple_selected", False))
        and isinstance(widget, forms.FileInput),
    )


def _kind(widget: forms.Widget) -> FieldKind:
    kinds: tuple[tuple[type[forms.Widget], FieldKind], ...] = (
        (forms.Textarea, "area"),
        (forms.RadioSelect, "radio"),
        (forms.Select, "select"),
        (forms.DateInput, "date"),
        (forms.CheckboxInput, "checkbox"),
        (forms.FileInput, "file"),
        (forms.HiddenInput, "hidden"),
        (forms.PasswordInput, "password"),
        (forms.NumberInput, "number"),
    )
    found: FieldKind = next((kind for known, kind in kinds if isinstance(widget, known)), "text")
    told = getattr(widget, "input_type", "")
    return next((kind for kind in _TOLD if kind == told), found)


_TOLD: tuple[FieldKind, ...] = ("tel", "datetime-local", "time")


def _filled_in(value: object, kind: FieldKind) -> str:
    """Return a value as an input of its kind takes it: an instant as `2026-11-27T09:30` here."""
    if kind == "datetime-local" and isinstance(value, datetime):
        return f"{localtime(value) if is_aware(value) else value:%Y-%m-%dT%H:%M}"
    if kind == "datetime-local":
        return _printed(value).replace(" ", "T")
    return f"{value:%H:%M}" if isinstance(value, time) else _printed(value)


def _options(bound: BoundField) -> Iterator[Option]:
    chosen = _printed(bound.value())
    for value, label in getattr(bound.field, "choices", ()):
        grouped = isinstance(label, list | tuple)
        for one, said in label if grouped else ((value, label),):
            yield Option(
                value=str(one),
                label=str(said),
                selected=str(one) == chosen,
                group=str(value) if grouped else "",
            )


def _printed(value: object) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)


def _token(request: HttpRequest) -> str:
    """Return the form's own token, or a fresh one where it came without."""
    try:
        return str(uuid.UUID(request.POST.get(ONCE, "")))
    except ValueError:
        return str(uuid7())


def _once_key(request: HttpRequest, secrets: Sequence[str]) -> str:
    """Return what names this one sending: the form's token and what was typed.

    A double click sends the same twice and is done once; the same form sent again with other words is another
    act.
    """
    typed = sorted(
        (name, values) for name, values in request.POST.lists() if name not in {*_OWN_INPUTS, *secrets}
    )
    files = sorted(
        (name, upload.name, upload.size)
        for name, upload in request.FILES.items()
        if isinstance(upload, UploadedFile)
    )
    digest = hashlib.sha256(repr((request.path, typed, files)).encode()).hexdigest()
    return f"{_token(request)}:{digest[:32]}"
