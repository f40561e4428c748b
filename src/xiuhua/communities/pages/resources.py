"""Sharing between departments on the screen: the catalogue, wishes, grants, fetching, the access log."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from typing import ClassVar

from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from xiuhua.communities.forms.community_fields import ReasonForm
from xiuhua.communities.forms.resources import AskForm, DeliverForm, FetchForm, PeriodForm, ResourceForm
from xiuhua.communities.models import ResourceAccess, ResourceGrant, SharedResource
from xiuhua.communities.pages.community_parts import (
    area_choices,
    offered,
    term_choices,
    unit_typed,
    units_options,
)
from xiuhua.communities.queries import resources as queries
from xiuhua.communities.rules.resources import cell_safe
from xiuhua.communities.services import resources as services
from xiuhua.communities.terms.resources import GrantState, ResourceAct, ResourceKind, ResourceState, Secrecy
from xiuhua.files.services import file_store
from xiuhua.shared.clock import now
from xiuhua.web import seams
from xiuhua.web.errors import language
from xiuhua.web.keyset import Slice
from xiuhua.web.pages.asking import Asked
from xiuhua.web.pages.base import Page
from xiuhua.web.pages.columns import ListColumn, code, moment, number, tag_cell, tag_of, term, text
from xiuhua.web.pages.filters import AreaFilter, ChoiceFilter, DaysFilter, Filter, TermFilter
from xiuhua.web.pages.forms import Done, F, FormPage, Sent
from xiuhua.web.pages.lists import ListPage, Preset
from xiuhua.web.pages.making import NewPage, verb_later
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Action, Cell, Count, Crumb, Related, Section, State, Tag


class ResourceListPage(ListPage[SharedResource]):
    """The catalogue."""

    key = "resources"
    kind = "resource"
    menu = "community"
    act = ResourceAct.READ.value
    title = gettext_lazy("What departments share")
    sort = "title"
    area_field = ""  # what is for a wider area is for the reader's too
    columns = (
        code("code", gettext_lazy("Code"), drop=1),
        text("title", pgettext_lazy("a resource", "Title"), sort="title", primary=True, locked=True),
        text("owner", gettext_lazy("Owning department"), of="owner.name"),
        term("kind", gettext_lazy("Kind"), ResourceKind, drop=2),
        term("secrecy", gettext_lazy("Sharing"), Secrecy),
        term("state", gettext_lazy("State"), ResourceState),
        number("versions", gettext_lazy("Deliveries"), of="versions_count"),
        number("uses", gettext_lazy("Uses"), drop=1),
        moment("delivered", gettext_lazy("Last delivery"), of="delivered_at"),
    )
    filters: ClassVar[Sequence[Filter]] = (
        AreaFilter(name="area", label=gettext_lazy("Area"), choices=area_choices),
        TermFilter(name="kind", label=gettext_lazy("Kind"), vocabulary=ResourceKind),
        TermFilter(name="secrecy", label=gettext_lazy("Sharing"), vocabulary=Secrecy),
        TermFilter(name="state", label=gettext_lazy("State"), vocabulary=ResourceState),
    )
    presets = (
        Preset(label=gettext_lazy("Offered"), query={"state": (ResourceState.OFFERED.value,)}, counted=True),
        Preset(label=gettext_lazy("All")),
    )

    def records(self) -> QuerySet[SharedResource]:
        """Return the catalogue of the reader."""
        return queries.resources_for(self.actor)

    def row_url(self, record: SharedResource) -> str:
        """Return the page of the resource."""
        return reverse("communities:resource", args=(record.pk,))

    def acts(self) -> Sequence[Action]:
        """Return entering one, for whoever may."""
        return offered(
            self.actor, ResourceAct.PUBLISH, en="Enter a resource", url_name="communities:resource-new"
        )

    def empty(self) -> State:
        """Return what stands where nothing is shared."""
        return State(
            kind="empty",
            title=_("Nothing is shared yet"),
            text=_("A department enters a table, a file or a service; others ask for it with a purpose."),
        )


def _until(resource: SharedResource) -> Cell:
    return Cell(text=resource.until_on.isoformat() if resource.until_on else _("without end"))


class ResourcePage(ObjectPage[SharedResource]):
    """One resource: what it holds, its deliveries, who may use it."""

    kind = "resource"
    change_labels = {"title": gettext_lazy("Name")}
    menu = "community"
    act = ResourceAct.READ.value
    list_url_name = "communities:resources"
    facts_beside = True
    spare = frozenset({"summary", "address"})
    acts = (
        ObjectAct(
            act=ResourceAct.FETCH.value, label=verb_later(ResourceAct.FETCH, "Fetch"),
            url_name="communities:resource-fetch", kind="primary", icon="download",
        ),
        ObjectAct(
            act=ResourceAct.ASK.value, label=verb_later(ResourceAct.ASK, "Ask for access"),
            url_name="communities:resource-ask", icon="key",
        ),
        ObjectAct(
            act=ResourceAct.IMPORT.value, label=verb_later(ResourceAct.IMPORT, "Deliver"),
            url_name="communities:resource-deliver", icon="upload",
        ),
        ObjectAct(
            act=ResourceAct.WITHDRAW.value, label=verb_later(ResourceAct.WITHDRAW, "Withdraw"),
            url_name="communities:resource-withdraw", icon="x", aside=True,
        ),
    )  # fmt: skip
    facts = (
        text("owner", gettext_lazy("Owning department"), of="owner.name"),
        ListColumn(key="kind", label=gettext_lazy("Kind"), cell=lambda one: tag_cell(ResourceKind(one.kind))),
        ListColumn(
            key="secrecy", label=gettext_lazy("Sharing"), cell=lambda one: tag_cell(Secrecy(one.secrecy))
        ),
        ListColumn(
            key="since", label=gettext_lazy("First day"), cell=lambda one: Cell(text=one.since_on.isoformat())
        ),
        ListColumn(key="until", label=gettext_lazy("Last day"), cell=_until),
        text("summary", pgettext_lazy("a resource", "What it holds")),
        text("address", gettext_lazy("Address of the service")),
    )

    def load(self) -> SharedResource:
        """Return the resource of the URL."""
        return queries.resource_get(self.kwargs["resource_id"], self.actor)

    def code(self) -> str:
        """Return its code."""
        return self.record.code

    def heading(self) -> str:
        """Return what it is called."""
        return self.record.title

    def state(self) -> Tag:
        """Return whether it is offered."""
        return tag_of(ResourceState(self.record.state))

    def sections(self) -> Sequence[Section]:
        """Return the columns and the deliveries."""
        versions = list(queries.versions_of(self.record.pk)[:20])
        found = [
            Section(
                title=_("Deliveries"), template="communities/resource_versions.html", context=versions,
                note=str(len(versions)),
            )
        ]  # fmt: skip
        if self.record.fields:
            context = {"text": "、".join(self.record.fields)}
            found.append(Section(title=_("Columns"), template="communities/words.html", context=context))
        return found

    def related(self) -> Sequence[Related]:
        """Return who asked and who used it."""
        told = vars(self.record)
        return (
            Related(
                label=_("Wishes and grants"), icon="key",
                url=f"{reverse('communities:resource-grants')}?resource={self.record.pk}",
            ),
            Related(
                label=_("Access log"), icon="history", count=Count(number=told["uses"]),
                url=f"{reverse('communities:resource-accesses')}?resource={self.record.pk}"
                if seams.may(self.actor, ResourceAct.LOG.value, self.standing)
                else "",
            ),
        )  # fmt: skip


class ResourceNewPage(NewPage[SharedResource, ResourceForm]):
    """Entering a resource."""

    kind = "resource"
    menu = "community"
    row = SharedResource
    list_url_name = "communities:resources"
    act = ResourceAct.PUBLISH.value
    form_class = ResourceForm
    title = gettext_lazy("Enter a resource")
    verb = verb_later(ResourceAct.PUBLISH, "Enter")

    def initial(self) -> Mapping[str, object]:
        """Begin with the actor's area and today."""
        areas = seams.areas_for(self.actor, self.act)
        return {"area_code": next(iter(areas), ""), "since_on": localtime(now()).date()}

    def prepare(self, form: ResourceForm) -> None:
        """Offer kinds, degrees of sharing and departments."""
        form.fields["kind"].choices = term_choices(ResourceKind)  # type: ignore[attr-defined]  # a ChoiceField
        form.fields["secrecy"].choices = term_choices(Secrecy)  # type: ignore[attr-defined]  # as above
        form.fields["owner"].widget.suggestions = units_options(self.actor, self.act)

    def submit(self, sent: Sent[ResourceForm]) -> Done:
        """Enter it."""
        typed = sent.form.cleaned_data
        named = re.split(r"[、,，;；\n]+", typed["fields_named"])
        resource = services.resource_publish(
            new=services.NewResource(
                code=typed["code"],
                title=typed["title"],
                summary=typed["summary"],
                kind=ResourceKind(typed["kind"]),
                secrecy=Secrecy(typed["secrecy"]),
                fields=tuple(name for name in named if name.strip()),
                owner_id=unit_typed(typed["owner"], field="owner").pk,
                area_code=typed["area_code"].strip(),
                since_on=typed["since_on"],
                until_on=typed["until_on"],
                address=typed["address"],
            ),
            actor=self.actor,
            at=sent.at,
        )
        return Done(
            url=reverse("communities:resource", args=(resource.pk,)),
            message=ResourceAct.PUBLISH.label(language()),
        )


class ResourceFormPage(FormPage[SharedResource, F]):
    """An act on a resource."""

    kind = "resource"
    menu = "community"

    def load(self) -> SharedResource:
        """Return the resource of the URL."""
        return queries.resource_get(self.kwargs["resource_id"], self.actor)

    def version(self) -> str:
        """Return where it stands."""
        return self.record.state

    def crumbs(self) -> list[Crumb]:
        """Return the way down to the resource."""
        return [
            Crumb(label=_("What departments share"), url=reverse("communities:resources")),
            Crumb(label=self.record.title, url=self.back_url()),
        ]

    def back_url(self) -> str:
        """Return the page of the resource."""
        return reverse("communities:resource", args=(self.record.pk,))

    def done(self) -> Done:
        """Return what an act leads to."""
        return Done(url=self.back_url(), message=ResourceAct(self.act).label(language()))


class ResourceWithdrawPage(ResourceFormPage[ReasonForm]):
    """Taking a resource off the catalogue."""

    act = ResourceAct.WITHDRAW.value
    form_class = ReasonForm
    title = verb_later(ResourceAct.WITHDRAW, "Withdraw")
    lead = gettext_lazy("Nobody can fetch it any more; the access log stays.")
    verb = verb_later(ResourceAct.WITHDRAW, "Withdraw")
    verb_kind = "danger"

    def submit(self, sent: Sent[ReasonForm]) -> Done:
        """Withdraw it."""
        services.resource_withdraw(
            resource_id=self.record.pk, reason=sent.form.cleaned_data["reason"], actor=self.actor, at=sent.at
        )
        return self.done()


class ResourceAskPage(ResourceFormPage[AskForm]):
    """Asking for leave to use a resource."""

    act = ResourceAct.ASK.value
    form_class = AskForm
    title = verb_later(ResourceAct.ASK, "Ask for access")
    lead = gettext_lazy("The department that owns it decides; every use stands in the access log.")
    verb = verb_later(ResourceAct.ASK, "Ask for access")

    def submit(self, sent: Sent[AskForm]) -> Done:
        """Ask."""
        grant = services.access_ask(
            resource_id=self.record.pk, unit_id=None, purpose=sent.form.cleaned_data["purpose"],
            actor=self.actor, at=sent.at, today=localtime(sent.at).date(),
        )  # fmt: skip
        return Done(
            url=reverse("communities:resource-grant", args=(grant.pk,)),
            message=GrantState(grant.state).label(language()),
        )


class ResourceDeliverPage(ResourceFormPage[DeliverForm]):
    """Delivering the file of a resource; the rows of a table come by an import."""

    act = ResourceAct.IMPORT.value
    form_class = DeliverForm
    title = verb_later(ResourceAct.IMPORT, "Deliver")
    verb = verb_later(ResourceAct.IMPORT, "Deliver")

    def get(self, _request: HttpRequest, **_kept: object) -> HttpResponseBase:
        """Answer with the form; for a table lead to the imports, which show the rows before they count."""
        if self.record.kind == ResourceKind.TABLE:
            return HttpResponse(status=302, headers={"Location": f"{reverse('intake:imports')}/new"})
        return super().get(_request, **_kept)

    def submit(self, sent: Sent[DeliverForm]) -> Done:
        """Deliver it."""
        typed = sent.form.cleaned_data
        file = file_store(
            content=typed["file"], name=typed["file"].name or "", area_code=self.record.area_code,
            actor=self.actor, at=sent.at,
        )  # fmt: skip
        services.file_deliver(
            resource_id=self.record.pk, delivery=typed["delivery"], file=file, actor=self.actor, at=sent.at
        )
        return self.done()


class ResourceFetchPage(ResourceFormPage[FetchForm]):
    """Fetching a delivery: what leaves stands in the access log before it leaves."""

    act = ResourceAct.FETCH.value
    form_class = FetchForm
    title = verb_later(ResourceAct.FETCH, "Fetch")
    lead = gettext_lazy("Your name, the time, the number of rows and the purpose are logged.")
    verb = verb_later(ResourceAct.FETCH, "Fetch")
    verb_icon = "download"

    def prepare(self, form: FetchForm) -> None:
        """Offer the deliveries, the latest first."""
        form.fields["delivery"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (one.delivery, one.delivery) for one in queries.versions_of(self.record.pk)[:50]
        ]

    def submit(self, sent: Sent[FetchForm]) -> Done:
        """Log it, and lead to what was fetched."""
        typed = sent.form.cleaned_data
        fetched = services.resource_fetch(
            resource_id=self.record.pk, delivery=typed["delivery"], purpose=typed["purpose"],
            actor=self.actor, at=sent.at, today=localtime(sent.at).date(),
        )  # fmt: skip
        if fetched.access.version_id is None:  # a service: there is nothing to fetch but where it answers
            return Done(
                url=self.back_url(), message=_("It answers at %(address)s") % {"address": self.record.address}
            )
        said = _("%(count)s rows") % {"count": f"{fetched.access.rows_count:,}"}
        return Done(
            url=reverse("communities:resource-download", args=(fetched.access.pk,)),
            message=f"{ResourceAct.FETCH.label(language())} · {said}",
        )


class ResourceDownloadPage(Page):
    """What one fetch gave out, for whoever made it: a table as CSV, a file, or where a service answers."""

    act = ResourceAct.FETCH.value
    menu = "community"

    def get(self, _request: HttpRequest, access_id: int) -> HttpResponseBase:
        """Answer with it."""
        access = queries.access_own(access_id, self.actor.name)
        version = access.version
        if version is not None and version.file_id is not None:
            file = services.file_granted(access=access, version=version)
            return FileResponse(
                file.path.open("rb"), as_attachment=True, filename=file.name, content_type=file.media
            )
        if version is None:
            return HttpResponse(access.resource.address, content_type="text/plain; charset=utf-8")
        kept = io.StringIO()
        sheet = csv.writer(kept)
        names = access.resource.fields
        sheet.writerow(names)
        for row in services.rows_granted(access=access, version=version):
            sheet.writerow([cell_safe(row.get(name, "")) for name in names])
        name = f"{access.resource.code}-{version.number}.csv"
        return HttpResponse(
            "\ufeff" + kept.getvalue(),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )


# --- wishes and grants --------------------------------------------------------------------------------------


def _resource_choices() -> list[tuple[str, str]]:
    return [(str(one.pk), one.title) for one in queries.resources_all().order_by("title")[:200]]


class GrantListPage(ListPage[ResourceGrant]):
    """Who wants to use what, and who may."""

    key = "resource-grants"
    kind = "resource_grant"
    menu = "community"
    act = ResourceAct.READ.value
    title = gettext_lazy("Wishes and grants")
    sort = "-asked"
    area_field = ""  # as for the catalogue
    columns = (
        text("resource", gettext_lazy("Resource"), of="resource.title", primary=True, locked=True),
        text("unit", gettext_lazy("Who asks"), of="unit.name"),
        text("owner", gettext_lazy("Owning department"), of="resource.owner.name", drop=1),
        text("purpose", gettext_lazy("Purpose")),
        term("state", gettext_lazy("State"), GrantState),
        ListColumn(
            key="until",
            label=gettext_lazy("Last day"),
            kind="code",
            cell=lambda one: Cell(kind="code", text=one.until_on.isoformat() if one.until_on else ""),
        ),
        moment("asked", gettext_lazy("Asked"), of="asked_at", sort="asked_at"),
    )
    filters: ClassVar[Sequence[Filter]] = (
        AreaFilter(name="area", label=gettext_lazy("Area"), choices=area_choices),
        TermFilter(name="state", label=gettext_lazy("State"), vocabulary=GrantState),
        ChoiceFilter(
            name="resource", label=gettext_lazy("Resource"), field="resource_id", by_id=True,
            choices=_resource_choices,
        ),
    )  # fmt: skip
    presets = (
        Preset(label=gettext_lazy("To be decided"), query={"state": (GrantState.ASKED.value,)}, counted=True),
        Preset(label=gettext_lazy("All")),
    )

    def records(self) -> QuerySet[ResourceGrant]:
        """Return the wishes for what is in the reader's catalogue."""
        return queries.grants_for(self.actor)

    def row_url(self, record: ResourceGrant) -> str:
        """Return the page of the wish."""
        return reverse("communities:resource-grant", args=(record.pk,))


class GrantPage(ObjectPage[ResourceGrant]):
    """One wish, and what was decided."""

    kind = "resource_grant"
    menu = "community"
    act = ResourceAct.READ.value
    list_url_name = "communities:resource-grants"
    spare = frozenset({"since", "until", "opinion"})
    acts = (
        ObjectAct(
            act=ResourceAct.GRANT.value, label=verb_later(ResourceAct.GRANT, "Grant"),
            url_name="communities:resource-grant-grant", kind="primary", icon="check",
        ),
        ObjectAct(
            act=ResourceAct.REFUSE.value, label=verb_later(ResourceAct.REFUSE, "Refuse"),
            url_name="communities:resource-grant-refuse", icon="x",
        ),
        ObjectAct(
            act=ResourceAct.REVOKE.value, label=verb_later(ResourceAct.REVOKE, "Revoke"),
            url_name="communities:resource-grant-revoke", icon="lock",
        ),
    )  # fmt: skip
    facts = (
        ListColumn(
            key="resource",
            label=gettext_lazy("Resource"),
            cell=lambda one: Cell(
                kind="link",
                text=one.resource.title,
                url=reverse("communities:resource", args=(one.resource_id,)),
            ),
        ),
        text("owner", gettext_lazy("Owning department"), of="resource.owner.name"),
        text("unit", gettext_lazy("Who asks"), of="unit.name"),
        text("purpose", gettext_lazy("Purpose")),
        moment("asked", gettext_lazy("Asked"), of="asked_at"),
        ListColumn(
            key="since",
            label=gettext_lazy("First day"),
            cell=lambda one: Cell(text=one.since_on.isoformat() if one.since_on else ""),
        ),
        ListColumn(
            key="until",
            label=gettext_lazy("Last day"),
            cell=lambda one: Cell(text=one.until_on.isoformat() if one.until_on else ""),
        ),
        text("opinion", gettext_lazy("Reason")),
    )

    def load(self) -> ResourceGrant:
        """Return the wish of the URL."""
        return queries.grant_get(self.kwargs["grant_id"], self.actor)

    def heading(self) -> str:
        """Return who wants what."""
        return f"{self.record.unit.name} · {self.record.resource.title}"

    def state(self) -> Tag:
        """Return where it stands."""
        return tag_of(GrantState(self.record.state))


class GrantFormPage(FormPage[ResourceGrant, F]):
    """An act on a wish."""

    kind = "resource_grant"
    menu = "community"

    def load(self) -> ResourceGrant:
        """Return the wish of the URL."""
        return queries.grant_get(self.kwargs["grant_id"], self.actor)

    def version(self) -> str:
        """Return where it stands."""
        return self.record.state

    def crumbs(self) -> list[Crumb]:
        """Return the way down to the wish."""
        grant = self.record
        return [
            Crumb(label=_("Wishes and grants"), url=reverse("communities:resource-grants")),
            Crumb(label=f"{grant.resource.title} · {grant.unit.name}", url=self.back_url()),
        ]

    @property
    def lead(self) -> str:  # type: ignore[override]  # each wish has its own
        """What it is wanted for."""
        return _("Wanted for: %(purpose)s") % {"purpose": self.record.purpose} if self.record.purpose else ""

    def back_url(self) -> str:
        """Return the page of the wish."""
        return reverse("communities:resource-grant", args=(self.record.pk,))

    def done(self) -> Done:
        """Return what an act leads to."""
        return Done(url=self.back_url(), message=ResourceAct(self.act).label(language()))


class GrantGrantPage(GrantFormPage[PeriodForm]):
    """Granting a wish."""

    act = ResourceAct.GRANT.value
    form_class = PeriodForm
    title = verb_later(ResourceAct.GRANT, "Grant")
    verb = verb_later(ResourceAct.GRANT, "Grant")

    def initial(self) -> Mapping[str, object]:
        """Begin with today."""
        return {"since_on": localtime(now()).date()}

    def submit(self, sent: Sent[PeriodForm]) -> Done:
        """Grant it."""
        typed = sent.form.cleaned_data
        services.access_grant(
            grant_id=self.record.pk, since_on=typed["since_on"], until_on=typed["until_on"],
            actor=self.actor, at=sent.at,
        )  # fmt: skip
        return self.done()


class GrantRefusePage(GrantFormPage[ReasonForm]):
    """Refusing a wish."""

    act = ResourceAct.REFUSE.value
    form_class = ReasonForm
    title = verb_later(ResourceAct.REFUSE, "Refuse")
    verb = verb_later(ResourceAct.REFUSE, "Refuse")

    def submit(self, sent: Sent[ReasonForm]) -> Done:
        """Refuse it."""
        services.access_refuse(
            grant_id=self.record.pk, reason=sent.form.cleaned_data["reason"], actor=self.actor, at=sent.at
        )
        return self.done()


class GrantRevokePage(GrantFormPage[ReasonForm]):
    """Revoking a grant."""

    act = ResourceAct.REVOKE.value
    form_class = ReasonForm
    title = verb_later(ResourceAct.REVOKE, "Revoke")
    verb = verb_later(ResourceAct.REVOKE, "Revoke")
    verb_kind = "danger"

    def submit(self, sent: Sent[ReasonForm]) -> Done:
        """Revoke it."""
        services.access_revoke(
            grant_id=self.record.pk, reason=sent.form.cleaned_data["reason"], actor=self.actor, at=sent.at
        )
        return self.done()


class AccessListPage(ListPage[ResourceAccess]):
    """The access log: who, when, how many rows, what for."""

    key = "resource-accesses"
    kind = "resource_access"
    menu = "community"
    act = ResourceAct.LOG.value
    title = gettext_lazy("Access log")
    sort = "-at"
    columns = (
        moment("at", gettext_lazy("When"), sort="at"),
        text("resource", gettext_lazy("Resource"), of="resource.title", primary=True, locked=True),
        text("unit", gettext_lazy("Used by"), of="unit.name"),
        ListColumn(
            key="by",
            label=gettext_lazy("Who"),
            cell=lambda one: Cell(text=vars(one).get("by_label", one.by)),
        ),
        number("rows", gettext_lazy("Rows"), of="rows_count"),
        text("purpose", gettext_lazy("Purpose")),
    )
    filters: ClassVar[Sequence[Filter]] = (
        AreaFilter(name="area", label=gettext_lazy("Area"), choices=area_choices),
        ChoiceFilter(
            name="resource", label=gettext_lazy("Resource"), field="resource_id", by_id=True,
            choices=_resource_choices,
        ),
        DaysFilter(name="at", label=gettext_lazy("When")),
    )  # fmt: skip

    def records(self) -> QuerySet[ResourceAccess]:
        """Return the log."""
        return queries.accesses_all()

    def _slice(self, asked: Asked) -> tuple[Slice[ResourceAccess], tuple[str, ...]]:
        """Return the page's rows, each with the name of who it was: asked for once, not row by row."""
        found, lost = super()._slice(asked)
        labels = seams.actor_labels({row.by for row in found.rows})
        for row in found.rows:
            row.by_label = labels.get(row.by, row.by)  # type: ignore[attr-defined]  # what the cell prints
        return found, lost

    def row_url(self, record: ResourceAccess) -> str:
        """Return the page of the resource."""
        return reverse("communities:resource", args=(record.resource_id,))
