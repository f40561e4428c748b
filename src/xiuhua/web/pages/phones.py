"""Telephone numbers on the screen: masked, and whole once on a page of its own, for a reason that is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, TypeVar

from django import forms
from django.db.models import Model
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiuhua.shared.masks import phone_masked
from xiuhua.web.pages.forms import Done, FormPage, Sent
from xiuhua.web.parts import Cell, Crumb

R = TypeVar("R", bound=Model)


class RevealForm(forms.Form):
    """Why somebody must see a whole number."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kept in the history, with your name."),
    )


_REVEALED = "phone_revealed"  # in the session: whose number may be shown, once


def phone_cell(phone: str, *, url: str = "") -> Cell:
    """Return a masked number, with the way to the whole one where there is one."""
    return Cell(kind="code", text=phone_masked(phone), masked=bool(phone), reveal_url=url if phone else "")


class PhoneAskPage(FormPage[R, RevealForm]):
    """Asks why the whole number is needed. Stands before the form page of the noun, which loads the record.

    Attributes:
        shown_url_name: the page that shows it.
    """

    form_class = RevealForm
    title = _("See the whole number")
    lead = _("It is shown once. That you asked, and why, stays in the history.")
    verb = _("Show the number")
    verb_icon = "eye"
    shown_url_name: ClassVar[str]

    def reveal(self, reason: str, *, at: datetime) -> None:
        """Call the noun's service."""
        raise NotImplementedError

    def submit(self, sent: Sent[RevealForm]) -> Done:
        """Keep the reason, and lead to the number."""
        self.reveal(sent.form.cleaned_data["reason"], at=sent.at)
        self.request.session[_REVEALED] = f"{self.kind}:{self.record.pk}"
        url = reverse(self.shown_url_name, args=(self.record.pk,))
        return Done(url=url, message=gettext("The reason is kept in the history"))


@dataclass(frozen=True, kw_only=True)
class PhoneView:
    """A number, shown once."""

    crumbs: Sequence[Crumb]
    name: str
    note: str
    phone: str
    back_url: str


class PhoneShownPage(FormPage[R, RevealForm]):
    """The number, once; whoever comes again is asked for a reason again. Stands before the noun's form page.

    It is no part of the object's page, which renews itself as soon as the history has the new entry: the
    number would be gone before it is read.

    Attributes:
        ask_url_name: the page that asks for the reason.
    """

    template = fragment = "web/phone_shown.html"
    http_method_names: ClassVar[list[str]] = ["get", "head"]  # type: ignore[misc]  # Django's own is no ClassVar
    title = _("The whole number")
    ask_url_name: ClassVar[str]

    def phone(self) -> str:
        """Return the number."""
        raise NotImplementedError

    def note(self) -> str:
        """Return what tells the record from others of its name."""
        return ""

    def get(self, _request: HttpRequest, **_kept: object) -> HttpResponseBase:
        """Answer with the number, or ask for the reason."""
        if self.request.session.pop(_REVEALED, None) != f"{self.kind}:{self.record.pk}":
            return HttpResponseRedirect(reverse(self.ask_url_name, args=(self.record.pk,)))
        view = PhoneView(
            crumbs=self.crumbs(),
            name=str(self.record),
            note=self.note(),
            phone=self.phone(),
            back_url=self.back_url(),
        )
        answer = self.answer(view, title=self.title)
        answer["Cache-Control"] = "no-store"
        return answer
