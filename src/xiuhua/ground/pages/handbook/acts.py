"""The acts on a version: drafting, publishing, withdrawing, naming units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar, cast

from django import forms
from django.urls import reverse
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiuhua.files.services import file_store
from xiuhua.ground.forms.handbook import (
    AssignForm,
    DraftForm,
    PublishForm,
    ReasonForm,
)
from xiuhua.ground.models import Handbook
from xiuhua.ground.pages.handbook.addresses import book_url, numbered
from xiuhua.ground.pages.handbook.units import units_offer, units_read
from xiuhua.ground.queries.areas import areas_wide
from xiuhua.ground.queries.handbook import (
    handbook_get,
    handbooks,
)
from xiuhua.ground.services import handbook as acts
from xiuhua.ground.terms.catalogue import (
    HandbookAct,
    HandbookStart,
    HandbookState,
)
from xiuhua.shared.clock import now
from xiuhua.web.days import midnight
from xiuhua.web.pages.forms import Done, FormPage, Sent
from xiuhua.web.parts import Crumb
from xiuhua.web.seams import areas_for, require

F = TypeVar("F", bound=forms.Form)


class HandbookForm(FormPage[Handbook, F]):
    """An act on a version."""

    kind = menu = "handbook"

    def load(self) -> Handbook:
        """Return the version of the URL."""
        return handbook_get(self.kwargs["handbook_id"])

    def back_url(self) -> str:
        """Return the page of the version."""
        return reverse("ground:handbook-page", args=(self.record.pk,))

    def crumbs(self) -> Sequence[Crumb]:
        """Return the list and the version."""
        return (
            Crumb(label=gettext("Handbook"), url=reverse("ground:handbooks")),
            Crumb(label=numbered(self.record), url=reverse("ground:handbook-page", args=(self.record.pk,))),
        )


class HandbookDraftPage(FormPage[Handbook, DraftForm]):
    """Beginning a version."""

    kind = menu = "handbook"
    act = HandbookAct.DRAFT
    form_class = DraftForm
    title = _("Draft a handbook")
    lead = _("Nobody is bound by a draft until it is published.")
    verb = _("Draft")
    verb_icon = "plus"

    def load(self) -> Handbook:
        """Return a version that is not there yet."""
        return Handbook(state=HandbookState.DRAFT.value)

    def permit(self) -> None:
        """Refuse whoever drafts nowhere; where, the service decides."""
        self.record = self.load()
        require(self.actor, self.act)

    def prepare(self, form: DraftForm) -> None:
        """Offer the cities and districts that the actor keeps a handbook for."""
        field = cast("forms.ChoiceField", form.fields["area_code"])
        field.choices = [(area.code, f"{area.name} {area.code}") for area in self._areas()]

    def _areas(self) -> Sequence[_AreaName]:
        prefixes = areas_for(self.actor, HandbookAct.DRAFT)
        return [
            _AreaName(area.code, area.name)
            for area in areas_wide()
            if len(area.code) <= 6 and area.code.startswith(prefixes)
        ]

    def initial(self) -> Mapping[str, object]:
        """Return the widest area, its title, and the version before where there is one."""
        area = next(iter(self._areas()), None)
        published = handbooks().filter(
            state=HandbookState.PUBLISHED.value, area_code=area.code if area else ""
        )
        start = HandbookStart.PREVIOUS if published.exists() else HandbookStart.DEFAULT_2026
        title = gettext("%(area)s handbook") % {"area": area.name} if area else ""
        return {"area_code": area.code if area else "", "title": title, "start": start.value}

    def submit(self, sent: Sent[DraftForm]) -> Done:
        """Draft."""
        typed = sent.form.cleaned_data
        book = acts.handbook_draft(
            area_code=typed["area_code"],
            title=typed["title"],
            start=HandbookStart(typed["start"]),
            actor=self.actor,
            at=sent.at,
        )
        return Done(url=book_url(book.pk), message=gettext("Drafted"))

    def back_url(self) -> str:
        """Return the list of versions."""
        return reverse("ground:handbooks")

    def crumbs(self) -> Sequence[Crumb]:
        """Return the list."""
        return (Crumb(label=gettext("Handbook"), url=reverse("ground:handbooks")),)


@dataclass(frozen=True)
class _AreaName:
    code: str
    name: str


class HandbookPublishPage(HandbookForm[PublishForm]):
    """Publishing a draft."""

    act = HandbookAct.PUBLISH
    form_class = PublishForm
    title = _("Publish the handbook")
    lead = _("From its day it holds for every new case. It cannot be changed afterwards, only replaced.")
    verb = _("Publish")
    verb_icon = "send"

    def initial(self) -> Mapping[str, object]:
        """Return today."""
        return {"effective_on": now().astimezone(get_current_timezone()).date()}

    def submit(self, sent: Sent[PublishForm]) -> Done:
        """Keep the paper, then publish."""
        typed = sent.form.cleaned_data
        paper = typed["basis"]
        stored = paper and file_store(content=paper, name=paper.name, actor=self.actor, at=sent.at)
        acts.handbook_publish(
            handbook_id=self.record.pk,
            document_number=typed["document_number"],
            effective_at=midnight(typed["effective_on"]),
            basis=stored or None,
            actor=self.actor,
            at=sent.at,
        )
        return Done(url=self.back_url(), message=gettext("Published"))


class HandbookWithdrawPage(HandbookForm[ReasonForm]):
    """Taking a draft or a version that does not hold yet back."""

    act = HandbookAct.WITHDRAW
    form_class = ReasonForm
    title = _("Withdraw the version")
    lead = _("It stays in the list and can be read; it will not take over.")
    verb = _("Withdraw")
    verb_kind = "danger"

    def submit(self, sent: Sent[ReasonForm]) -> Done:
        """Withdraw."""
        reason = sent.form.cleaned_data["reason"]
        acts.handbook_withdraw(handbook_id=self.record.pk, reason=reason, actor=self.actor, at=sent.at)
        return Done(url=self.back_url(), message=gettext("Withdrawn"))


class HandbookUnitsPage(HandbookForm[AssignForm]):
    """Naming units for a class or an item in one act."""

    act = HandbookAct.EDIT
    form_class = AssignForm
    title = _("Name units")
    lead = _("Every line under the code gets the units named here; those left empty stay as they are.")
    verb = _("Name units")
    verb_icon = "users"

    def prepare(self, form: AssignForm) -> None:
        """Offer units."""
        units_offer(form)

    def submit(self, sent: Sent[AssignForm]) -> Done:
        """Name them."""
        typed = sent.form.cleaned_data
        units = {role: pk for role, pk in units_read(typed).items() if pk is not None}
        count = acts.handbook_units_assign(
            handbook_id=self.record.pk,
            prefix=typed["code"].strip(),
            units=units,
            actor=self.actor,
            at=sent.at,
        )
        return Done(
            url=book_url(self.record.pk), message=gettext("Named in %(count)s lines") % {"count": count}
        )

    def back_url(self) -> str:
        """Return the book."""
        return book_url(self.record.pk)
