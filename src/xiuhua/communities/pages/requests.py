"""Residents' requests on the screen: given to the community, done by officers, confirmed by the resident."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiuhua.communities.forms.community_fields import PlainForm, ReasonForm
from xiuhua.communities.forms.visits import ConfirmForm, FinishForm, RequestForm
from xiuhua.communities.models import ServiceRequest
from xiuhua.communities.pages.community_parts import (
    area_choices,
    community_choices,
    offered,
    photos_keep,
    term_choices,
)
from xiuhua.communities.pages.visits import case_typed
from xiuhua.communities.queries import visits as queries
from xiuhua.communities.services import visits as services
from xiuhua.communities.terms.visits import RequestState, ServiceKind, VisitAct
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import NotFound
from xiuhua.shared.ids import uuid_told
from xiuhua.shared.masks import phone_masked
from xiuhua.web import seams
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import ListColumn, code, moment, tag_cell, tag_of, term, text
from xiuhua.web.pages.filters import AreaFilter, Filter, TermFilter
from xiuhua.web.pages.forms import ONCE, Done, F, FormPage, Sent
from xiuhua.web.pages.lists import ListPage, Preset
from xiuhua.web.pages.making import NewPage, verb_later
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Action, Cell, Crumb, Section, Stage, State, Tag

_COURSE = (RequestState.ASKED, RequestState.TAKEN, RequestState.DONE, RequestState.CONFIRMED)
_ACTS = (VisitAct.ASK, VisitAct.TAKE, VisitAct.FINISH, VisitAct.CONFIRM)


def request_seen(request_id: int, actor: Actor) -> ServiceRequest:
    """Return a request that an actor may see: staff those of their areas, a resident their own.

    Raises:
        NotFound: there is none of those.
    """
    if seams.may(actor, VisitAct.READ.value):
        return queries.request_get(request_id)
    found = queries.requests_own(actor).filter(pk=request_id).first()
    if found is None:
        raise NotFound(kind="service_request", key=str(request_id))
    return found


def page_of(request: ServiceRequest, actor: Actor) -> str:
    """Return where an actor reads a request."""
    name = "service-request" if seams.may(actor, VisitAct.READ.value) else "own-request"
    return reverse(f"communities:{name}", args=(request.pk,))


_ASKED_SHOWN = 20


class RequestListPage(ListPage[ServiceRequest]):
    """Every request of the reader's areas, the latest first."""

    key = "service-requests"
    kind = "service_request"
    menu = "community"
    act = VisitAct.READ.value
    title = gettext_lazy("Residents' requests")
    sort = "-asked"
    columns = (
        code("number", gettext_lazy("Number"), drop=1),
        text("text", gettext_lazy("What the resident asks for"), primary=True, locked=True),
        term("state", gettext_lazy("State"), RequestState),
        term("kind", gettext_lazy("Kind"), ServiceKind, drop=1),
        text("area", gettext_lazy("Community"), of="area.name"),
        ListColumn(
            key="person",
            label=gettext_lazy("Officer"),
            cell=lambda one: Cell(text=one.person.name if one.person else ""),
        ),
        moment("asked", gettext_lazy("Asked"), of="asked_at", sort="asked_at"),
    )
    filters: ClassVar[Sequence[Filter]] = (
        AreaFilter(name="area", label=gettext_lazy("Area"), choices=area_choices),
        TermFilter(name="state", label=gettext_lazy("State"), vocabulary=RequestState),
        TermFilter(name="kind", label=gettext_lazy("Kind"), vocabulary=ServiceKind),
    )
    presets: ClassVar[Sequence[Preset]] = (
        Preset(
            label=gettext_lazy("To be taken on"), query={"state": (RequestState.ASKED.value,)}, counted=True
        ),
        Preset(label=gettext_lazy("Being done"), query={"state": (RequestState.TAKEN.value,)}, counted=True),
        Preset(label=gettext_lazy("All")),
    )

    def records(self) -> QuerySet[ServiceRequest]:
        """Return the requests that the database scope lets through."""
        return queries.requests_all()

    def row_url(self, record: ServiceRequest) -> str:
        """Return the page of the request."""
        return page_of(record, self.actor)

    def acts(self) -> Sequence[Action]:
        """Return asking for something, for whoever may."""
        return offered(self.actor, VisitAct.ASK, en="New request", url_name="communities:service-request-new")

    def empty(self) -> State:
        """Return what stands where nobody ever asked."""
        return State(
            kind="empty",
            title=_("No request yet"),
            text=_("What residents ask for is done for them; they confirm it and need not come."),
        )


class OwnRequestListPage(RequestListPage):
    """What a resident has asked for: nobody else's."""

    key = "own-requests"
    menu = "community"
    act = VisitAct.OWN.value
    title = gettext_lazy("My requests")
    presets = (
        Preset(label=gettext_lazy("All")),
        Preset(label=gettext_lazy("To be confirmed"), query={"state": (RequestState.DONE.value,)}),
    )

    def records(self) -> QuerySet[ServiceRequest]:
        """Return the actor's own."""
        return queries.requests_own(self.actor)


class RequestPage(ObjectPage[ServiceRequest]):
    """One request on its way."""

    kind = "service_request"
    change_labels = {
        "text": gettext_lazy("What the resident asks for"),
        "answer": gettext_lazy("What was done"),
    }
    menu = "community"
    act = VisitAct.READ.value
    list_url_name = "communities:service-requests"
    facts_beside = True
    spare = frozenset({"phone", "address", "person", "score", "opinion", "case"})
    acts = (
        ObjectAct(
            act=VisitAct.TAKE.value, label=verb_later(VisitAct.TAKE, "Take it on"),
            url_name="communities:service-request-take", kind="primary", icon="hand-stop",
        ),
        ObjectAct(
            act=VisitAct.FINISH.value, label=verb_later(VisitAct.FINISH, "Say what was done"),
            url_name="communities:service-request-finish", kind="primary", icon="check",
        ),
        ObjectAct(
            act=VisitAct.CONFIRM.value, label=verb_later(VisitAct.CONFIRM, "Confirm"),
            url_name="communities:service-request-confirm", kind="primary", icon="circle-check",
        ),
        ObjectAct(
            act=VisitAct.REOPEN.value, label=verb_later(VisitAct.REOPEN, "Send back"),
            url_name="communities:service-request-reopen", icon="arrow-back-up",
        ),
    )  # fmt: skip
    facts = (
        ListColumn(key="kind", label=gettext_lazy("Kind"), cell=lambda one: tag_cell(ServiceKind(one.kind))),
        text("area", gettext_lazy("Community"), of="area.name"),
        text("resident", gettext_lazy("Resident"), of="resident_name"),
        ListColumn(
            key="phone",
            label=gettext_lazy("Phone"),
            cell=lambda one: Cell(kind="code", text=phone_masked(one.resident_phone), masked=True),
        ),
        text("address", gettext_lazy("Address")),
        ListColumn(
            key="person",
            label=gettext_lazy("Officer"),
            cell=lambda one: Cell(text=one.person.name if one.person else ""),
        ),
        moment("asked", gettext_lazy("Asked"), of="asked_at"),
        ListColumn(
            key="score",
            label=gettext_lazy("Rating"),
            cell=lambda one: Cell(text=f"{one.score} / 5" if one.score else ""),
        ),
        text("opinion", gettext_lazy("In words")),
        ListColumn(
            key="case",
            label=gettext_lazy("Case"),
            cell=lambda one: (
                Cell(kind="link", text=one.case.number, url=reverse("cases:case", args=(one.case_id,)))
                if one.case
                else Cell()
            ),
        ),
    )

    def load(self) -> ServiceRequest:
        """Return the request of the URL."""
        return request_seen(self.kwargs["request_id"], self.actor)

    def code(self) -> str:
        """Return its number."""
        return self.record.number

    def heading(self) -> str:
        """Return what is asked for, in its first line."""
        return self.record.text.splitlines()[0][:60]

    def state(self) -> Tag:
        """Return where it stands."""
        return tag_of(RequestState(self.record.state))

    def stages(self) -> Sequence[Stage]:
        """Return its course."""
        one = self.record
        place = _COURSE.index(RequestState(one.state))
        ends = (one.asked_at, one.taken_at, one.done_at, one.confirmed_at)
        return [
            Stage(
                label=act.label(language()), at=ends[nth] if nth <= place else None,
                state="done" if nth <= place else ("under_way" if nth == place + 1 else "before"),
            )
            for nth, act in enumerate(_ACTS)
        ]  # fmt: skip

    def sections(self) -> Sequence[Section]:
        """Return what is asked for and what was done."""
        parts = (
            (_("What the resident asks for"), self.record.text),
            (_("What was done"), self.record.answer),
        )
        return [
            Section(title=title, template="communities/words.html", context={"text": said})
            for title, said in parts
            if said
        ]


class OwnRequestPage(RequestPage):
    """A resident's own request."""

    menu = "community"
    act = VisitAct.OWN.value
    list_url_name = "communities:own-requests"

    def offered(self) -> Sequence[ObjectAct[ServiceRequest]]:
        """Return what the resident decides."""
        return [one for one in self.acts if one.act in {VisitAct.CONFIRM, VisitAct.REOPEN}]


class RequestNewPage(NewPage[ServiceRequest, RequestForm]):
    """Asking for something."""

    kind = "service_request"
    menu = "community"
    row = ServiceRequest
    list_url_name = "communities:service-requests"
    act = VisitAct.ASK.value
    form_class = RequestForm
    title = gettext_lazy("New request")
    lead = gettext_lazy("An officer of the community does it; nobody has to leave home for it.")
    verb = verb_later(VisitAct.ASK, "Ask")

    def prepare(self, form: RequestForm) -> None:
        """Offer communities and kinds."""
        form.fields["area_code"].choices = community_choices(self.actor, self.act)  # type: ignore[attr-defined]  # a ChoiceField
        form.fields["kind"].choices = term_choices(ServiceKind)  # type: ignore[attr-defined]  # as above

    def submit(self, sent: Sent[RequestForm]) -> Done:
        """Ask."""
        typed = sent.form.cleaned_data
        request = services.request_ask(
            new=services.NewRequest(
                client_id=uuid_told(self.request.POST.get(ONCE, "")),
                area_code=typed["area_code"],
                kind=ServiceKind(typed["kind"]),
                resident_name=typed["resident_name"],
                text=typed["text"],
                resident_phone=typed["resident_phone"],
                address=typed["address"],
            ),
            actor=self.actor,
            at=sent.at,
        )
        return Done(
            url=page_of(request, self.actor), message=f"{VisitAct.ASK.label(language())} · {request.number}"
        )

    def back_url(self) -> str:
        """Return the list that the actor may see."""
        staff = seams.may(self.actor, VisitAct.READ.value)
        return reverse("communities:service-requests" if staff else "communities:own-requests")


class RequestFormPage(FormPage[ServiceRequest, F]):
    """An act on a request."""

    kind = "service_request"
    menu = "community"

    def load(self) -> ServiceRequest:
        """Return the request of the URL."""
        return request_seen(self.kwargs["request_id"], self.actor)

    def version(self) -> str:
        """Return where it stands."""
        return self.record.state

    def crumbs(self) -> list[Crumb]:
        """Return the way down to the request."""
        asked = self.record.text.splitlines()[0][:_ASKED_SHOWN]
        return [*self._list_crumb(), Crumb(label=f"{self.record.number} {asked}", url=self.back_url())]

    def _list_crumb(self) -> list[Crumb]:
        """Return the list that the actor may see."""
        if seams.may(self.actor, VisitAct.READ.value):
            return [Crumb(label=str(RequestListPage.title), url=reverse("communities:service-requests"))]
        return [Crumb(label=str(OwnRequestListPage.title), url=reverse("communities:own-requests"))]

    def back_url(self) -> str:
        """Return the page of the request."""
        return page_of(self.record, self.actor)

    def done(self) -> Done:
        """Return what an act leads to."""
        return Done(url=self.back_url(), message=VisitAct(self.act).label(language()))


class RequestTakePage(RequestFormPage[PlainForm]):
    """Taking a request on."""

    act = VisitAct.TAKE.value
    form_class = PlainForm
    title = verb_later(VisitAct.TAKE, "Take it on")
    verb = verb_later(VisitAct.TAKE, "Take it on")

    def submit(self, sent: Sent[PlainForm]) -> Done:
        """Take it on."""
        services.request_take(request_id=self.record.pk, actor=self.actor, at=sent.at)
        return self.done()


class RequestFinishPage(RequestFormPage[FinishForm]):
    """Saying what was done."""

    act = VisitAct.FINISH.value
    form_class = FinishForm
    title = verb_later(VisitAct.FINISH, "Say what was done")
    lead = gettext_lazy("The resident confirms it.")
    verb = verb_later(VisitAct.FINISH, "Done")

    def submit(self, sent: Sent[FinishForm]) -> Done:
        """Say it."""
        typed = sent.form.cleaned_data
        services.request_finish(
            request_id=self.record.pk,
            done=services.Doing(
                answer=typed["answer"],
                on=localtime(sent.at).date(),
                case_id=case_typed(typed["case"]),
                photos=photos_keep(
                    typed["photos"], area_code=self.record.area_code, actor=self.actor, at=sent.at
                ),
            ),
            actor=self.actor,
            at=sent.at,
        )
        return self.done()


class RequestConfirmPage(RequestFormPage[ConfirmForm]):
    """Confirming what was done."""

    act = VisitAct.CONFIRM.value
    form_class = ConfirmForm
    title = verb_later(VisitAct.CONFIRM, "Confirm")
    verb = verb_later(VisitAct.CONFIRM, "Confirm")

    def submit(self, sent: Sent[ConfirmForm]) -> Done:
        """Confirm it."""
        typed = sent.form.cleaned_data
        services.request_confirm(
            request_id=self.record.pk, score=typed["score"], opinion=typed["opinion"], actor=self.actor,
            at=sent.at,
        )  # fmt: skip
        return self.done()


class RequestReopenPage(RequestFormPage[ReasonForm]):
    """Sending back what was not done."""

    act = VisitAct.REOPEN.value
    form_class = ReasonForm
    title = verb_later(VisitAct.REOPEN, "Send back")
    verb = verb_later(VisitAct.REOPEN, "Send back")

    def submit(self, sent: Sent[ReasonForm]) -> Done:
        """Send it back."""
        services.request_reopen(
            request_id=self.record.pk, reason=sent.form.cleaned_data["reason"], actor=self.actor, at=sent.at
        )
        return self.done()
