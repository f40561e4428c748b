"""What is done with a manifest, by whoever it is asked of: opening, carrying, weighing, signing, voiding."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from django.urls import reverse

from xiuhua.scenekit.words import said
from xiuhua.scenes.spoil.forms import ManifestForm, PlainForm, ReasonForm, WeighForm
from xiuhua.scenes.spoil.models import Manifest
from xiuhua.scenes.spoil.pages.shared import MENU
from xiuhua.scenes.spoil.queries import manifests as queries
from xiuhua.scenes.spoil.queries import places
from xiuhua.scenes.spoil.services import manifests as services
from xiuhua.scenes.spoil.services.manifests import NewManifest, Weighed
from xiuhua.scenes.spoil.terms import Act, MeasuredIn
from xiuhua.shared.clock import now
from xiuhua.shared.errors import Invalid
from xiuhua.shared.ids import uuid7
from xiuhua.web.errors import language
from xiuhua.web.pages.forms import Done, F, FormPage, Sent
from xiuhua.web.pages.making import NewPage, term_choices
from xiuhua.web.parts import Option


class ManifestOpenPage(NewPage[Manifest, ManifestForm]):
    """Opening a manifest."""

    kind = "manifest"
    menu = MENU
    row = Manifest
    act = Act.OPEN.value
    list_url_name = "spoil:own-site"
    form_class = ManifestForm
    title = said(zh="开具联单", en="Open a manifest")
    verb = said(zh="开具", en="Open it")

    def prepare(self, form: ManifestForm) -> None:
        """Offer the reader's sites, every dock that takes spoil, and trucks by plate."""
        parties = queries.stands_for(self.actor, at=now())
        form.fields["site"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (one.pk, one.premises.name) for one in places.sites_of(parties)
        ]
        form.fields["dock"].choices = [(one.pk, one.premises.name) for one in places.docks_taking()]  # type: ignore[attr-defined]  # as above
        form.fields["measured_in"].choices = term_choices(*MeasuredIn)  # type: ignore[attr-defined]  # as above
        form.fields["plate"].widget.suggestions = tuple(
            Option(value=plate, label="") for plate in queries.plates_known()
        )

    def submit(self, sent: Sent[ManifestForm]) -> Done:
        """Open it."""
        typed = sent.form.cleaned_data
        truck = queries.truck_plated(typed["plate"])
        if truck is None:
            raise Invalid(fields={"plate": "spoil_plate_unknown"})
        driver = queries.driver_numbered(typed["driver"])
        made = services.manifest_open(
            new=NewManifest(
                client_id=uuid7(),
                site_id=int(typed["site"]),
                dock_id=int(typed["dock"]),
                vehicle_id=truck.pk,
                amount=typed["amount"],
                measured_in=MeasuredIn(typed["measured_in"]),
                driver_id=driver.pk if driver else None,
            ),
            actor=self.actor,
            at=sent.at,
        )
        return Done(url=reverse("spoil:manifest", args=(made.pk,)), message=Act.OPEN.label(language()))


class ManifestActPage(FormPage[Manifest, F]):
    """An act on one manifest."""

    kind = "manifest"
    menu = MENU
    term: ClassVar[Act]

    def load(self) -> Manifest:
        """Return the manifest of the URL."""
        return queries.manifest_get(self.kwargs["manifest_id"])

    def version(self) -> str:
        """Return where it stands."""
        return self.record.state

    def back_url(self) -> str:
        """Return the page of the manifest."""
        return reverse("spoil:manifest", args=(self.record.pk,))

    def done(self) -> Done:
        """Return to the manifest."""
        return Done(url=self.back_url(), message=self.term.label(language()))


class CarryPage(ManifestActPage[PlainForm]):
    """Taking a load."""

    act, term = Act.CARRY.value, Act.CARRY
    form_class = PlainForm
    title = said(zh="接单运输", en="Take the load")
    verb = said(zh="接单", en="Take it")

    def submit(self, sent: Sent[PlainForm]) -> Done:
        """Take it."""
        services.manifest_carry(manifest_id=self.record.pk, actor=self.actor, at=sent.at)
        return self.done()


class WeighPage(ManifestActPage[WeighForm]):
    """Weighing a truck."""

    form_class = WeighForm

    def prepare(self, form: WeighForm) -> None:
        """Offer the measures."""
        form.fields["measured_in"].choices = term_choices(*MeasuredIn)  # type: ignore[attr-defined]  # a ChoiceField

    def weighed(self, sent: Sent[WeighForm]) -> Weighed:
        """Return what was typed."""
        typed: Mapping[str, object] = sent.form.cleaned_data
        told = str(typed["measured_in"] or MeasuredIn.LOOSE.value)
        return Weighed(
            gross_kg=_number(typed["gross_kg"]),
            tare_kg=_number(typed["tare_kg"]),
            amount=_number(typed["amount"]),
            measured_in=MeasuredIn(told),
        )


def _number(typed: object) -> float | None:
    return float(typed) if isinstance(typed, int | float) else None


class LeavePage(WeighPage):
    """Weighing out of the gate."""

    act, term = Act.LEAVE.value, Act.LEAVE
    title = said(zh="过磅出场", en="Weigh out")
    verb = said(zh="过磅", en="Weigh")

    def submit(self, sent: Sent[WeighForm]) -> Done:
        """Weigh it."""
        services.manifest_leave(
            manifest_id=self.record.pk, weighed=self.weighed(sent), actor=self.actor, at=sent.at
        )
        return self.done()


class ArrivePage(WeighPage):
    """Weighing at the dock."""

    act, term = Act.ARRIVE.value, Act.ARRIVE
    title = said(zh="过磅到场", en="Weigh in")
    verb = said(zh="过磅", en="Weigh")

    def submit(self, sent: Sent[WeighForm]) -> Done:
        """Weigh it."""
        services.manifest_arrive(
            manifest_id=self.record.pk, weighed=self.weighed(sent), actor=self.actor, at=sent.at
        )
        return self.done()


class SignPage(ManifestActPage[PlainForm]):
    """Signing for a load."""

    act, term = Act.SIGN.value, Act.SIGN
    form_class = PlainForm
    title = said(zh="签收联单", en="Sign for the load")
    verb = said(zh="签收", en="Sign")

    def submit(self, sent: Sent[PlainForm]) -> Done:
        """Sign for it."""
        services.manifest_sign(manifest_id=self.record.pk, actor=self.actor, at=sent.at)
        return self.done()


class VoidPage(ManifestActPage[ReasonForm]):
    """Voiding a manifest."""

    act, term = Act.VOID.value, Act.VOID
    form_class = ReasonForm
    title = said(zh="作废联单", en="Void the manifest")
    verb = said(zh="作废", en="Void it")
    verb_kind = "danger"

    def submit(self, sent: Sent[ReasonForm]) -> Done:
        """Void it."""
        services.manifest_void(
            manifest_id=self.record.pk, reason=sent.form.cleaned_data["reason"], actor=self.actor, at=sent.at
        )
        return self.done()
