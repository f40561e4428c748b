"""The register of certificates: who holds what, one of them, and what is done to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from xiuhua.files.services import file_store
from xiuhua.ground.queries.called import party_called, premises_called, vehicle_called
from xiuhua.ground.queries.choices import area_choices
from xiuhua.ground.queries.standing import parties_stood_for
from xiuhua.permits import services
from xiuhua.permits.forms.certificates import (
    FIELD,
    AmendForm,
    CertificateForm,
    ReasonForm,
    fields_added,
    fields_initial,
)
from xiuhua.permits.models import Certificate
from xiuhua.permits.queries import certificates as queries
from xiuhua.permits.queries import subjects
from xiuhua.permits.queries.subjects import StoredFile
from xiuhua.permits.rules.certificates import state_now
from xiuhua.permits.rules.fields import field_shown, field_typed
from xiuhua.permits.terms import CertificateAct, CertificateState
from xiuhua.scenekit.declared import PermitField, PermitKind, SubjectKind
from xiuhua.scenekit.registry import permit_kind_named, permit_kinds
from xiuhua.shared.actor import Actor
from xiuhua.shared.clock import now
from xiuhua.shared.errors import Invalid, NotFound
from xiuhua.shared.ids import uuid_told
from xiuhua.web.addresses import Held
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import ListColumn, code, moment, tag_cell, tag_of, text
from xiuhua.web.pages.filters import AreaFilter, ChoiceFilter, DaysFilter, Filter, TermFilter
from xiuhua.web.pages.forms import ONCE, Done, F, FormPage, Sent
from xiuhua.web.pages.lists import ListPage, Preset
from xiuhua.web.pages.making import NewPage, making_offered, verb_later
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Action, Cell, Count, Crumb, Option, Related, Section, State, Tag

MENU = "permits"


def kind_label(key: str) -> str:
    """Return what people call a kind; its key where no scene declares it any more."""
    kind = permit_kind_named(key)
    if kind is None:
        return key
    return kind.title_zh if language().startswith("zh") and kind.title_zh else kind.title


def kind_choices() -> list[tuple[str, str]]:
    """Return the declared kinds for a filter."""
    return [(kind.key, kind_label(kind.key)) for kind in permit_kinds()]


def _stands(one: Certificate, at: datetime) -> CertificateState:
    return state_now(CertificateState(one.state), one.until_at, at)


def _state_cell(one: Certificate) -> Cell:
    return tag_cell(_stands(one, now()))


def _subject_cell(one: Certificate) -> Cell:
    """Return what it is about, with the way to it."""
    if one.premises_id:
        return Cell(
            kind="link", text=one.subject_name, url=reverse("ground:premises-page", args=(one.premises_id,))
        )
    if one.vehicle_id:
        return Cell(
            kind="link", text=one.subject_name, url=reverse("ground:vehicle-page", args=(one.vehicle_id,))
        )
    return Cell()


@dataclass(frozen=True, kw_only=True)
class StandingFilter(TermFilter):
    """Where certificates stand now: what is over is expired, whatever is stored."""

    def condition(self, held: Held) -> Q:
        """Return that they stand in one of the states."""
        at, chosen = now(), Q()
        over = Q(until_at__lte=at) & ~Q(state=CertificateState.REVOKED.value)
        for value in held[self.name]:
            expired = value == CertificateState.EXPIRED
            chosen |= over if expired else Q(state=value) & ~over
        return chosen


class CertificateListPage(ListPage[Certificate]):
    """The register: every certificate of the reader's areas, the last changed first."""

    key = "certificates"
    kind = "certificate"
    menu = MENU
    act = CertificateAct.READ.value
    title = gettext_lazy("Certificates")
    sort = "-changed"
    search_field = "search"
    search_label = gettext_lazy("Number, holder or subject")
    columns = (
        code("number", gettext_lazy("Number"), primary=True, locked=True),
        ListColumn(key="kind", label=gettext_lazy("Kind"), cell=lambda one: Cell(text=kind_label(one.kind))),
        text("holder", gettext_lazy("Holder"), of="holder_name"),
        text("subject", pgettext_lazy("a record", "About"), of="subject_name"),
        ListColumn(key="state", label=gettext_lazy("State"), kind="tag", cell=_state_cell),
        moment("since", gettext_lazy("Holds from"), of="since_at", drop=2),
        moment("until", gettext_lazy("Holds until"), of="until_at", sort="until_at", nullable=True),
        moment("changed", gettext_lazy("Changed"), of="updated_at", sort="updated_at", drop=1),
    )
    filters: ClassVar[Sequence[Filter]] = (
        AreaFilter(name="area", label=gettext_lazy("Area"), choices=area_choices),
        ChoiceFilter(name="kind", label=gettext_lazy("Kind"), choices=kind_choices),
        StandingFilter(name="state", label=gettext_lazy("State"), vocabulary=CertificateState),
        ChoiceFilter(
            name="premises", label=gettext_lazy("Premises"), field="premises_id", by_id=True,
            choices=queries.premises_choices,
        ),
        ChoiceFilter(
            name="vehicle", label=gettext_lazy("Vehicle"), field="vehicle_id", by_id=True,
            choices=queries.vehicle_choices,
        ),
        ChoiceFilter(
            name="holder", label=gettext_lazy("Holder"), field="party_id", by_id=True,
            choices=queries.holder_choices,
        ),
        DaysFilter(name="ends", label=gettext_lazy("Holds until"), field="until_at"),
    )  # fmt: skip
    presets = (
        Preset(label=gettext_lazy("All")),
        Preset(label=gettext_lazy("In force"), query={"state": (CertificateState.ISSUED.value,)}),
        Preset(label=gettext_lazy("Suspended"), query={"state": (CertificateState.SUSPENDED.value,)}),
    )

    def records(self) -> QuerySet[Certificate]:
        """Return the certificates that the database scope lets through."""
        return queries.certificates_all()

    def row_url(self, record: Certificate) -> str:
        """Return the page of the certificate."""
        return reverse("permits:certificate", args=(record.pk,))

    def acts(self) -> Sequence[Action]:
        """Return issuing one of each declared kind, for whoever may."""
        made = [
            making_offered(
                self.actor, CertificateAct.ISSUE.value, label=_("Issue: %(kind)s") % {"kind": label},
                url=reverse("permits:certificate-new", args=(key,)),
                kind="primary" if place == 0 else "plain",
            )
            for place, (key, label) in enumerate(kind_choices())
        ]  # fmt: skip
        return tuple(action for actions in made for action in actions)

    def empty(self) -> State:
        """Return what stands where nothing was ever issued."""
        return State(
            kind="empty",
            title=_("No certificate was issued yet"),
            text=_("What is permitted to whom, where and until when stands here."),
        )


class CertificatePage(ObjectPage[Certificate]):
    """One certificate: what it says, what it said, and what was given under it."""

    kind = "certificate"
    menu = MENU
    act = CertificateAct.READ.value
    list_url_name = "permits:certificates"
    change_labels: ClassVar[Mapping[str, Any]] = {"number": gettext_lazy("Number")}  # texts said later
    facts_beside = True
    spare = frozenset({"subject", "parent"})
    acts: ClassVar[Sequence[ObjectAct[Certificate]]] = (
        ObjectAct(
            act=CertificateAct.AMEND.value, label=verb_later(CertificateAct.AMEND, "Amend"),
            url_name="permits:certificate-amend", icon="pencil",
        ),
        ObjectAct(
            act=CertificateAct.SUSPEND.value, label=verb_later(CertificateAct.SUSPEND, "Suspend"),
            url_name="permits:certificate-suspend", icon="hand-stop",
        ),
        ObjectAct(
            act=CertificateAct.RESUME.value, label=verb_later(CertificateAct.RESUME, "Put back in force"),
            url_name="permits:certificate-resume", icon="circle-check",
        ),
        ObjectAct(
            act=CertificateAct.REVOKE.value, label=verb_later(CertificateAct.REVOKE, "Revoke"),
            url_name="permits:certificate-revoke", kind="danger", icon="ban", aside=True,
        ),
    )  # fmt: skip
    facts: ClassVar[Sequence[ListColumn[Any]]] = (
        ListColumn(key="kind", label=gettext_lazy("Kind"), cell=lambda one: Cell(text=kind_label(one.kind))),
        text("holder", gettext_lazy("Holder"), of="holder_name"),
        ListColumn(key="subject", label=pgettext_lazy("a record", "About"), cell=_subject_cell),
        ListColumn(
            key="parent",
            label=gettext_lazy("Given under"),
            cell=lambda one: (
                Cell(kind="link", text=_number_of(one.parent_id),
                     url=reverse("permits:certificate", args=(one.parent_id,)))
                if one.parent_id
                else Cell()
            ),
        ),
        moment("since", gettext_lazy("Holds from"), of="since_at"),
        ListColumn(
            key="until",
            label=gettext_lazy("Holds until"),
            cell=lambda one: (
                Cell(kind="time", at=one.until_at) if one.until_at else Cell(text=_("without an end"))
            ),
        ),
    )  # fmt: skip

    def load(self) -> Certificate:
        """Return the certificate of the URL."""
        return queries.certificate_get(self.kwargs["certificate_id"])

    def code(self) -> str:
        """Return its number."""
        return self.record.number

    def heading(self) -> str:
        """Return what it is and about what."""
        named = self.record.subject_name or self.record.holder_name
        return f"{kind_label(self.record.kind)} · {named}"

    def state(self) -> Tag:
        """Return where it stands now."""
        return tag_of(_stands(self.record, now()))

    def sections(self) -> Sequence[Section]:
        """Return what it says, and what it said before."""
        one, at = self.record, now()
        said = Section(
            title=pgettext("a permit", "What it says"), template="permits/fields.html",
            context={"rows": _shown(one.kind, one.fields)},
        )  # fmt: skip
        versions = [
            {
                "number": version.number,
                "at": version.effective_at,
                "until": version.until_at,
                "reason": version.reason,
                "rows": _shown(one.kind, version.fields),
            }
            for version in queries.versions_of(one)
        ]
        if len(versions) < 2:
            return (said,)
        return (said, Section(title=_("Versions"), template="permits/versions.html",
                              context={"versions": versions, "at": at}))  # fmt: skip

    def related(self) -> Sequence[Related]:
        """Return what was given under it."""
        return [
            Related(label=f"{row.number} {row.subject_name}", icon="file-certificate",
                    url=reverse("permits:certificate", args=(row.pk,)))
            for row in queries.children_of(self.record)
        ]  # fmt: skip


def _number_of(certificate_id: int) -> str:
    found = queries.certificates_all().filter(pk=certificate_id).first()
    return found.number if found else str(certificate_id)


def _shown(kind_key: str, fields: Mapping[str, object]) -> list[tuple[str, str]]:
    """Return the fields of a certificate by label, as people read them."""
    kind, here = permit_kind_named(kind_key), language()
    if kind is None:
        return [(key, str(value)) for key, value in fields.items()]
    return [
        (
            field.title_zh if here.startswith("zh") and field.title_zh else field.title,
            _field_said(field, fields[field.key]),
        )
        for field in kind.fields
        if field.key in fields
    ]


def _field_said(field: PermitField, value: object) -> str:
    said = f"{value:,.10g}" if isinstance(value, int | float) else field_shown(field, value)
    return f"{said} {field.unit}" if field.unit else said


class CertificateNewPage(NewPage[Certificate, CertificateForm]):
    """Issuing a certificate of one kind; the form is made from what the kind declares."""

    kind = "certificate"
    menu = MENU
    row = Certificate
    list_url_name = "permits:certificates"
    act = CertificateAct.ISSUE.value
    form_class = CertificateForm
    verb = gettext_lazy("Issue")
    verb_icon = "file-certificate"

    @cached_property
    def permit_kind(self) -> PermitKind:
        """The declared kind of the URL."""
        found = permit_kind_named(self.kwargs["key"])
        if found is None:
            raise NotFound(kind="certificate", key=self.kwargs["key"])
        return found

    @property
    def title(self) -> str:  # type: ignore[override]  # each kind has its own
        """What the kind is called."""
        return kind_label(self.permit_kind.key)

    def prepare(self, form: CertificateForm) -> None:
        """Ask for what the kind is about, and for its fields."""
        kind = self.permit_kind
        asked = {
            "premises": kind.subject is SubjectKind.PREMISES,
            "vehicle": kind.subject is SubjectKind.VEHICLE,
            "parent": bool(kind.parent),
        }
        for name, is_asked in asked.items():
            if not is_asked:
                del form.fields[name]
        form.fields["number"].required = not kind.sign
        hint = kind.number_hint_zh if language().startswith("zh") else kind.number_hint
        form.fields["number"].help_text = hint
        offered = {
            "party": subjects.parties_offered(),
            "premises": subjects.premises_offered(kind.kinds) if asked["premises"] else [],
            "parent": queries.numbers_offered(kind.parent) if asked["parent"] else [],
        }
        for name, values in offered.items():
            if name in form.fields:
                widget: Any = form.fields[name].widget  # a SuggestInput
                widget.suggestions = tuple(Option(value=value, label="") for value in values)
        fields_added(form, kind, language())

    def initial(self) -> Mapping[str, object]:
        """Begin today."""
        return {"since": localtime(now()).replace(hour=0, minute=0, second=0, microsecond=0)}

    def submit(self, sent: Sent[CertificateForm]) -> Done:
        """Issue it."""
        typed, kind = sent.form.cleaned_data, self.permit_kind
        party = party_called(typed["party"])
        premises, vehicle = (
            premises_called(typed.get("premises", "")),
            vehicle_called(typed.get("vehicle", "")),
        )
        parent = (
            queries.certificate_called(typed.get("parent", ""), kind=kind.parent) if kind.parent else None
        )
        if party is None:
            raise Invalid(fields={"party": "certificate_party_unknown"})
        new = services.NewCertificate(
            kind=kind.key, party_id=party.pk, premises_id=premises.pk if premises else None,
            vehicle_id=vehicle.pk if vehicle else None, parent_id=parent.pk if parent else None,
            number=typed["number"], since=typed["since"], until=typed["until"],
            fields=_typed_fields(kind, typed),
            file=_kept(typed["file"], area_code=(premises or vehicle or party).area_code, actor=self.actor,
                       at=sent.at),
            client_id=uuid_told(self.request.POST.get(ONCE, "")),
        )  # fmt: skip
        made = services.certificate_issue(new=new, actor=self.actor, at=sent.at)
        return Done(
            url=reverse("permits:certificate", args=(made.pk,)),
            message=f"{CertificateAct.ISSUE.label(language())} · {made.number}",
        )


def _typed_fields(kind: PermitKind, typed: Mapping[str, Any]) -> dict[str, object]:  # form values
    found = {}
    for field in kind.fields:
        value = typed[FIELD.format(field.key)]
        found[field.key] = field_typed(field, value) if isinstance(value, str) else value
    return found


def _kept(
    upload: Any, *, area_code: str, actor: Actor, at: datetime
) -> StoredFile | None:  # Django names no type
    if not upload:
        return None
    return file_store(content=upload, name=upload.name or "", area_code=area_code, actor=actor, at=at)


class CertificateFormPage(FormPage[Certificate, F]):
    """An act on a certificate."""

    kind = "certificate"
    menu = MENU

    def load(self) -> Certificate:
        """Return the certificate of the URL."""
        return queries.certificate_get(self.kwargs["certificate_id"])

    def version(self) -> str:
        """Return where it stands."""
        return f"{self.record.state} {self.record.version}"

    def crumbs(self) -> list[Crumb]:
        """Return the way down to the certificate."""
        return [
            Crumb(label=_("Certificates"), url=reverse("permits:certificates")),
            Crumb(label=self.record.number, url=self.back_url()),
        ]

    def back_url(self) -> str:
        """Return the page of the certificate."""
        return reverse("permits:certificate", args=(self.record.pk,))

    def done(self) -> Done:
        """Return what an act leads to."""
        return Done(url=self.back_url(), message=CertificateAct(self.act).label(language()))


class AmendPage(CertificateFormPage[AmendForm]):
    """Letting it say something else from now on."""

    act = CertificateAct.AMEND.value
    form_class = AmendForm
    title = verb = verb_later(CertificateAct.AMEND, "Amend")
    lead = gettext_lazy("It holds from now on; what it said before stays true of the time before.")

    def prepare(self, form: AmendForm) -> None:
        """Ask for the fields of its kind."""
        fields_added(form, self._kind, language())

    @property
    def _kind(self) -> PermitKind:
        found = permit_kind_named(self.record.kind)
        if found is None:
            raise Invalid(fields={"kind": "certificate_kind_unknown"})
        return found

    def initial(self) -> Mapping[str, object]:
        """Begin with what it says."""
        return {"until": self.record.until_at, **fields_initial(self._kind, self.record.fields)}

    def submit(self, sent: Sent[AmendForm]) -> Done:
        """Amend it."""
        typed = sent.form.cleaned_data
        services.certificate_amend(
            certificate_id=self.record.pk, until=typed["until"], fields=_typed_fields(self._kind, typed),
            reason=typed["reason"],
            file=_kept(typed["file"], area_code=self.record.area_code, actor=self.actor, at=sent.at),
            actor=self.actor, at=sent.at,
        )  # fmt: skip
        return self.done()


class SuspendPage(CertificateFormPage[ReasonForm]):
    """Letting it not hold for a while."""

    act = CertificateAct.SUSPEND.value
    form_class = ReasonForm
    title = verb = verb_later(CertificateAct.SUSPEND, "Suspend")

    def submit(self, sent: Sent[ReasonForm]) -> Done:
        """Suspend it."""
        services.certificate_suspend(
            certificate_id=self.record.pk, reason=sent.form.cleaned_data["reason"], actor=self.actor,
            at=sent.at,
        )  # fmt: skip
        return self.done()


class ResumePage(CertificateFormPage[ReasonForm]):
    """Putting it back in force."""

    act = CertificateAct.RESUME.value
    form_class = ReasonForm
    title = verb = verb_later(CertificateAct.RESUME, "Put back in force")

    def submit(self, sent: Sent[ReasonForm]) -> Done:
        """Put it back in force."""
        services.certificate_resume(
            certificate_id=self.record.pk, reason=sent.form.cleaned_data["reason"], actor=self.actor,
            at=sent.at,
        )  # fmt: skip
        return self.done()


class RevokePage(CertificateFormPage[ReasonForm]):
    """Revoking it."""

    act = CertificateAct.REVOKE.value
    form_class = ReasonForm
    title = verb = verb_later(CertificateAct.REVOKE, "Revoke")
    verb_kind = "danger"

    def submit(self, sent: Sent[ReasonForm]) -> Done:
        """Revoke it."""
        services.certificate_revoke(
            certificate_id=self.record.pk, reason=sent.form.cleaned_data["reason"], actor=self.actor,
            at=sent.at,
        )  # fmt: skip
        return self.done()


# --- what a firm sees of its own ----------------------------------------------------------------------------


class OwnCertificateListPage(CertificateListPage):
    """What the firm that the reader stands for is permitted."""

    key = "own-certificates"
    act = CertificateAct.OWN.value
    title = gettext_lazy("My certificates")
    filters: ClassVar[Sequence[Filter]] = (
        StandingFilter(name="state", label=gettext_lazy("State"), vocabulary=CertificateState),
    )

    def records(self) -> QuerySet[Certificate]:
        """Return the certificates that its firm holds."""
        return queries.certificates_held(parties_stood_for(self.actor.user_id, at=now()))

    def row_url(self, record: Certificate) -> str:
        """Return the firm's own page of the certificate."""
        return reverse("permits:own-certificate", args=(record.pk,))


class OwnCertificatePage(CertificatePage):
    """One certificate, as its holder sees it."""

    act = CertificateAct.OWN.value
    list_url_name = "permits:own-certificates"
    acts: ClassVar[Sequence[ObjectAct[Certificate]]] = ()
    facts = tuple(fact for fact in CertificatePage.facts if fact.key in {"kind", "holder", "since", "until"})

    def load(self) -> Certificate:
        """Return the certificate of the URL, if its holder asks."""
        found = super().load()
        if found.party_id not in parties_stood_for(self.actor.user_id, at=now()):
            raise NotFound(kind="certificate", key=str(found.pk))
        return found

    def related(self) -> Sequence[Related]:
        """Return nothing: the rest stands in the firm's list."""
        return ()


def certificates_related(kind: str) -> Any:  # what further_related_register takes
    """Return what shows the certificates about a kind of subject, or that a party holds, on its page."""
    column, asked = {"party": ("party_id", "holder")}.get(kind, (f"{kind}_id", kind))

    def provider(record: Any) -> Sequence[Related]:  # premises, a vehicle or a party
        number = queries.certificates_about(**{column: record.pk}).count()
        if not number:
            return ()
        url = f"{reverse('permits:certificates')}?{asked}={record.pk}"
        return (
            Related(label=_("Certificates"), url=url, icon="file-certificate", count=Count(number=number)),
        )

    return provider
