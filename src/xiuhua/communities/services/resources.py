"""Sharing between departments: the catalogue, deliveries, wishes and grants, and every use of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.db import transaction
from django.db.models import F
from django.utils.timezone import localtime

from xiuhua.access.services import require, scope_opened
from xiuhua.communities.models import (
    ResourceAccess,
    ResourceGrant,
    ResourceRow,
    ResourceVersion,
    SharedResource,
)
from xiuhua.communities.queries import communities
from xiuhua.communities.queries import resources as queries
from xiuhua.communities.queries.community_rows import StoredFile
from xiuhua.communities.rules.resources import period_fault, resource_fault
from xiuhua.communities.services.community_refusals import NoGrant, NothingDelivered, NotTheOwner
from xiuhua.communities.terms.resources import GrantState, ResourceAct, ResourceKind, ResourceState, Secrecy
from xiuhua.files.rules.addresses import content_path
from xiuhua.files.services.store import store_root
from xiuhua.ground.services.importing import rows_remove
from xiuhua.ledger.services import NewEntry, entries_append_many, entry_append
from xiuhua.shared.actor import Actor, system
from xiuhua.shared.errors import Invalid, NotAllowedNow, NotFound

FETCH_MOST = 50_000
_CATALOGUE = system("catalogue")
_OPEN_UNTIL = date(2199, 12, 31)  # of what is shared without condition and has no end of its own


@dataclass(frozen=True, kw_only=True)
class NewResource:
    """What a department offers.

    Args:
        owner_id: the department, in which the actor serves.
        area_code: for whom it is: everybody whose area this is or lies in.
        address: of a service: where it answers.
    """

    code: str
    title: str
    kind: ResourceKind
    secrecy: Secrecy
    fields: tuple[str, ...]
    owner_id: int
    area_code: str
    since_on: date
    until_on: date | None = None
    summary: str = ""
    address: str = ""


@transaction.atomic
def resource_publish(*, new: NewResource, actor: Actor, at: datetime) -> SharedResource:
    """Enter a resource into the catalogue.

    Raises:
        NotPermitted: not by this actor, or not there.
        NotTheOwner: the actor does not serve in the department.
        Invalid: code, names or days are wrong; `fields` says which.
    """
    owner = next(iter(communities.units_known((new.owner_id,))), None)
    if owner is None:
        raise Invalid(fields={"owner": "resource_unit_wrong"})
    resource = SharedResource(
        code=new.code.strip(), title=new.title.strip(), summary=new.summary.strip(), kind=new.kind.value,
        secrecy=new.secrecy.value, fields=[name.strip() for name in new.fields], owner=owner,
        area_code=new.area_code, address=new.address.strip(), since_on=new.since_on, until_on=new.until_on,
        recorded_at=at, updated_at=at,
    )  # fmt: skip
    require(actor, ResourceAct.PUBLISH, resource)
    _owner_only(resource, actor, at)
    fields = resource_fault(
        code=resource.code, title=resource.title, fields=new.fields,
        is_table=new.kind is ResourceKind.TABLE,
    )  # fmt: skip
    if new.until_on is not None and new.until_on < new.since_on:
        fields["until_on"] = "resource_period_wrong"
    if resource.code in queries.resources_coded([resource.code]):
        fields["code"] = "resource_code_taken"
    if fields:
        raise Invalid(fields=fields)
    resource.save(force_insert=True)
    _record(
        resource, ResourceAct.PUBLISH, actor=actor, at=at,
        detail={
            "code": resource.code, "owner": owner.pk, "kind": resource.kind, "secrecy": resource.secrecy,
            "fields": len(resource.fields),
        },
        words={"title.after": resource.title},
    )  # fmt: skip
    return queries.resource_get(resource.pk, actor)


def _owner_only(resource: SharedResource, actor: Actor, at: datetime) -> None:
    if resource.owner_id not in communities.units_served(actor.user_id, at=at):
        raise NotTheOwner(unit=resource.owner.name)


@transaction.atomic
def resource_withdraw(*, resource_id: int, reason: str, actor: Actor, at: datetime) -> SharedResource:
    """Take a resource off the catalogue: nobody asks for it or fetches it from now on.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: no such resource, or not by this actor, or it is withdrawn.
        NotTheOwner: the actor serves elsewhere.
        Invalid: the reason is missing.
    """
    resource = queries.resource_lock(resource_id)
    require(actor, ResourceAct.WITHDRAW, resource)
    _owner_only(resource, actor, at)
    if not reason.strip():
        raise Invalid(fields={"reason": "whistle_reason_missing"})
    resource.state, resource.updated_at = ResourceState.WITHDRAWN.value, at
    resource.save(update_fields=["state", "updated_at"])
    _record(resource, ResourceAct.WITHDRAW, actor=actor, at=at, detail={}, words={"reason": reason.strip()})
    return queries.resource_get(resource.pk, actor)


# --- deliveries ---------------------------------------------------------------------------------------------


@transaction.atomic
def file_deliver(
    *, resource_id: int, delivery: str, file: StoredFile, actor: Actor, at: datetime
) -> ResourceVersion:
    """Deliver the file of a resource as its next version.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: no such resource, or not by this actor, or it is withdrawn.
        NotTheOwner: the actor serves elsewhere.
        Invalid: it is no file resource, or the delivery has no name or has arrived already.
    """
    resource = queries.resource_lock(resource_id)
    require(actor, ResourceAct.IMPORT, resource)
    _owner_only(resource, actor, at)
    if resource.kind != ResourceKind.FILE or not delivery.strip():
        raise Invalid(fields={"delivery": "resource_delivery_taken"})
    if queries.version_delivered(resource.pk, delivery.strip()) is not None:
        raise Invalid(fields={"delivery": "resource_delivery_taken"})
    version = _version(resource, delivery.strip(), at=at, file=file)
    _record(
        resource, ResourceAct.IMPORT, actor=actor, at=at, detail={"version": version.number, "file": file.pk},
        words={},
    )  # fmt: skip
    return version


def _version(
    resource: SharedResource, delivery: str, *, at: datetime, file: StoredFile | None = None
) -> ResourceVersion:
    last = queries.versions_of(resource.pk).values_list("number", flat=True).first() or 0
    return ResourceVersion.objects.create(
        resource=resource, number=last + 1, delivery=delivery, area_code=resource.area_code, file=file,
        file_name=file.name if file else "", delivered_at=at,
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class NewRow:
    """One row of a delivery: whose it is, which delivery, its number there, and its cells by column."""

    code: str
    delivery: str
    number: int
    cells: Mapping[str, str]


@transaction.atomic
def resource_rows_write(*, rows: Sequence[NewRow], actor: Actor, at: datetime) -> list[int]:
    """Write rows of deliveries, each with an entry, and return their ids in the same order.

    The first row of a delivery makes the version; an import does this in batches, in one transaction.

    Raises:
        NotFound: a resource is unknown.
        NotPermitted, NotAllowedNow: a resource is not the actor's, or withdrawn.
        NotTheOwner: the actor serves elsewhere.
    """
    versions: dict[tuple[str, str], ResourceVersion] = {}
    for code, delivery in dict.fromkeys((row.code, row.delivery) for row in rows):
        known = queries.resources_coded([code]).get(code)
        resource = queries.resource_lock(known.pk if known else 0)
        require(actor, ResourceAct.IMPORT, resource)
        _owner_only(resource, actor, at)
        found = queries.version_delivered(resource.pk, delivery)
        versions[code, delivery] = found or _version(resource, delivery, at=at)
    made = ResourceRow.objects.bulk_create(
        ResourceRow(
            version=versions[row.code, row.delivery], number=row.number, cells=dict(row.cells),
            area_code=versions[row.code, row.delivery].area_code,
        )
        for row in rows
    )  # fmt: skip
    for version in versions.values():
        added = sum(one.version_id == version.pk for one in made)
        ResourceVersion.objects.filter(pk=version.pk).update(rows_count=F("rows_count") + added)
    entries_append_many(
        [
            NewEntry(
                at=at, actor=actor, act=ResourceAct.IMPORT.value, subject=f"resource_row:{row.pk}",
                area=row.area_code, state=queries.row_state(row),
            )
            for row in made
        ]
    )  # fmt: skip
    return [row.pk for row in made]


@transaction.atomic
def resource_rows_undo(*, made: Sequence[int], actor: Actor, at: datetime) -> None:
    """Take rows back that an import wrote; a version without rows goes with them unless somebody used it.

    Raises:
        NotPermitted, NotAllowedNow: a resource is not the actor's, or withdrawn.
    """
    rows = queries.rows_known(made)
    versions = {row.version_id: row.version for row in rows}
    for version in versions.values():
        require(actor, ResourceAct.IMPORT, version.resource)
    rows_remove(
        table=ResourceRow.objects,
        rows=rows,
        entry=lambda row: NewEntry(
            at=at, actor=actor, act=ResourceAct.IMPORT.value, subject=f"resource_row:{row.pk}",
            area=row.area_code, state={},
        ),
    )  # fmt: skip
    for version in versions.values():
        left = ResourceRow.objects.filter(version_id=version.pk).count()
        ResourceVersion.objects.filter(pk=version.pk).update(rows_count=left)
        if not left and not ResourceAccess.objects.filter(version_id=version.pk).exists():
            ResourceVersion.objects.filter(pk=version.pk).delete()


# --- wishes and grants --------------------------------------------------------------------------------------


@transaction.atomic
def access_ask(
    *, resource_id: int, unit_id: int | None, purpose: str, actor: Actor, at: datetime, today: date
) -> ResourceGrant:
    """Ask for leave to use a resource; what is shared without condition is granted at once.

    Args:
        resource_id: which.
        unit_id: for which department of the actor's; None for their first.
        purpose: what it is for.
        actor: who.
        at: when.
        today: the day it is there.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: no such resource, or not by this actor, or it is withdrawn.
        Invalid: the purpose is missing, the department is not the actor's, or it has asked already.
    """
    resource = queries.resource_lock(queries.resource_get(resource_id, actor).pk)
    require(actor, ResourceAct.ASK, resource)
    served = sorted(communities.units_served(actor.user_id, at=at))
    unit = next((pk for pk in served if unit_id in {None, pk}), None)
    fields = {} if purpose.strip() else {"purpose": "resource_purpose_missing"}
    if unit is None:
        fields["unit"] = "resource_unit_wrong"
    if fields or unit is None:
        raise Invalid(fields=fields)
    for lapsed in queries.grants_lapsed(resource.pk, unit, today=today):
        lapsed.state = GrantState.REVOKED.value
        lapsed.save(update_fields=["state"])
    if queries.grant_open(resource.pk, unit):
        raise Invalid(fields={"unit": "resource_asked_already"})
    grant = ResourceGrant.objects.create(
        resource=resource, unit_id=unit, area_code=resource.area_code, purpose=purpose.strip(),
        asked_by=actor.name, asked_at=at,
    )  # fmt: skip
    _grant_entry(grant, ResourceAct.ASK, actor=actor, at=at, words={"purpose.after": grant.purpose})
    if resource.secrecy == Secrecy.OPEN:
        _granted(grant, since_on=today, until_on=resource.until_on or _OPEN_UNTIL, by=_CATALOGUE, at=at)
        _grant_entry(grant, ResourceAct.GRANT, actor=_CATALOGUE, at=at, words={})
    return queries.grant_get(grant.pk, actor)


@transaction.atomic
def access_grant(
    *, grant_id: int, since_on: date, until_on: date, actor: Actor, at: datetime
) -> ResourceGrant:
    """Grant a wish for some days, both included.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: no such wish, or not by this actor, or it is decided.
        NotTheOwner: the actor serves elsewhere.
        Invalid: the days are wrong.
    """
    grant = queries.grant_lock(grant_id)
    require(actor, ResourceAct.GRANT, grant)
    _owner_only(grant.resource, actor, at)
    fault = period_fault(
        Secrecy(grant.resource.secrecy), since_on=since_on, until_on=until_on,
        resource_until_on=grant.resource.until_on, today=localtime(at).date(),
    )  # fmt: skip
    if fault:
        raise Invalid(fields=fault)
    _granted(grant, since_on=since_on, until_on=until_on, by=actor, at=at)
    _grant_entry(grant, ResourceAct.GRANT, actor=actor, at=at, words={})
    return grant


def _granted(grant: ResourceGrant, *, since_on: date, until_on: date, by: Actor, at: datetime) -> None:
    grant.state, grant.since_on, grant.until_on = GrantState.GRANTED.value, since_on, until_on
    grant.decided_by, grant.decided_at = by.name, at
    grant.save()


@transaction.atomic
def access_refuse(*, grant_id: int, reason: str, actor: Actor, at: datetime) -> ResourceGrant:
    """Refuse a wish.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: no such wish, or not by this actor, or it is decided.
        NotTheOwner: the actor serves elsewhere.
        Invalid: the reason is missing.
    """
    return _ended(grant_id, ResourceAct.REFUSE, GrantState.REFUSED, reason, actor=actor, at=at)


@transaction.atomic
def access_revoke(*, grant_id: int, reason: str, actor: Actor, at: datetime) -> ResourceGrant:
    """Revoke a grant: nothing is fetched by it from now on.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: no such grant, or not by this actor, or it does not stand.
        NotTheOwner: the actor serves elsewhere.
        Invalid: the reason is missing.
    """
    return _ended(grant_id, ResourceAct.REVOKE, GrantState.REVOKED, reason, actor=actor, at=at)


def _ended(
    grant_id: int, act: ResourceAct, to: GrantState, reason: str, *, actor: Actor, at: datetime
) -> ResourceGrant:
    grant = queries.grant_lock(grant_id)
    require(actor, act, grant)
    _owner_only(grant.resource, actor, at)
    if not reason.strip():
        raise Invalid(fields={"reason": "whistle_reason_missing"})
    grant.state, grant.opinion = to.value, reason.strip()[:200]
    grant.decided_by, grant.decided_at = actor.name, at
    grant.save()
    _grant_entry(grant, act, actor=actor, at=at, words={"reason": grant.opinion})
    return grant


# --- use ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Fetched:
    """What somebody fetched, and the line of the access log that says so."""

    access: ResourceAccess
    version: ResourceVersion | None
    rows: list[dict[str, str]]
    address: str


@transaction.atomic
def resource_fetch(
    *, resource_id: int, delivery: str, purpose: str, actor: Actor, at: datetime, today: date
) -> Fetched:
    """Hand out a version of a resource, the latest unless another is named, and log it.

    Its own department needs no grant; everybody else's does, on this very day.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: no such resource, or not by this actor, or it is withdrawn.
        NoGrant: no department of the actor has leave today.
        NothingDelivered: there is no such version.
    """
    resource = queries.resource_get(resource_id, actor)
    require(actor, ResourceAct.FETCH, resource)
    served = communities.units_served(actor.user_id, at=at)
    grant = queries.grant_holding(resource.pk, served, today=today)
    own = resource.owner_id in served
    if grant is None and not own:
        raise NoGrant(title=resource.title)
    if not _lasts(resource, today):
        raise NotAllowedNow(act=ResourceAct.FETCH.value, state=resource.state)
    version = _wanted(resource, delivery)
    with scope_opened((resource.area_code,)):  # the grant opens what lies in a wider area than the actor's
        rows = queries.rows_of(version, most=FETCH_MOST) if version else []
    access = ResourceAccess.objects.create(
        resource=resource, version=version, grant=grant,
        unit_id=grant.unit_id if grant else resource.owner_id, area_code=resource.area_code, by=actor.name,
        purpose=(purpose.strip() or (grant.purpose if grant else ""))[:200], rows_count=len(rows), at=at,
    )  # fmt: skip
    _record(
        resource, ResourceAct.FETCH, actor=actor, at=at,
        detail={
            "unit": access.unit_id, "version": version.number if version else None, "rows": len(rows),
            "grant": grant.pk if grant else None,
        },
        words={"reason": access.purpose},
    )  # fmt: skip
    return Fetched(
        access=access, version=version, rows=[dict(row.cells) for row in rows], address=resource.address
    )


def rows_granted(*, access: ResourceAccess, version: ResourceVersion) -> list[dict[str, str]]:
    """Return the rows that a logged use gave out, for whoever made it: as many as the log says."""
    with scope_opened((access.area_code,)):
        return [dict(row.cells) for row in queries.rows_of(version, most=access.rows_count)]


@dataclass(frozen=True, kw_only=True)
class Granted:
    """A file that a logged use gave out: where its content lies, and what it is called and is."""

    path: Path
    name: str
    media: str


def file_granted(*, access: ResourceAccess, version: ResourceVersion) -> Granted:
    """Return the file that a logged use gave out, for whoever made it.

    Raises:
        NotFound: it was erased since.
    """
    with scope_opened((access.area_code,)):
        file = queries.file_of(version)
    if file is None or file.erased_at is not None:
        raise NotFound(kind="file", key=version.file_name)
    return Granted(
        path=store_root() / content_path(file.sha256), name=version.file_name, media=file.media_type
    )


def _lasts(resource: SharedResource, today: date) -> bool:
    return resource.since_on <= today and (resource.until_on is None or today <= resource.until_on)


def _wanted(resource: SharedResource, delivery: str) -> ResourceVersion | None:
    if resource.kind == ResourceKind.SERVICE:
        return None
    rows = queries.versions_of(resource.pk)
    version = rows.filter(delivery=delivery).first() if delivery else rows.first()
    if version is None:
        raise NothingDelivered(title=resource.title)
    return version


def _record(
    resource: SharedResource, act: ResourceAct, *, actor: Actor, at: datetime,
    detail: Mapping[str, object], words: Mapping[str, str],
) -> None:  # fmt: skip
    entry_append(
        at=at, actor=actor, act=act.value, subject=f"resource:{resource.pk}", area=resource.area_code,
        detail=detail, words={name: text for name, text in words.items() if text},  # type: ignore[arg-type]  # plain JSON
    )  # fmt: skip


def _grant_entry(
    grant: ResourceGrant, act: ResourceAct, *, actor: Actor, at: datetime, words: Mapping[str, str]
) -> None:
    entry_append(
        at=at, actor=actor, act=act.value, subject=f"resource_grant:{grant.pk}", area=grant.area_code,
        detail={
            "resource": grant.resource_id, "unit": grant.unit_id, "state": grant.state,
            "since": grant.since_on.isoformat() if grant.since_on else None,
            "until": grant.until_on.isoformat() if grant.until_on else None,
        },
        words=dict(words),
    )  # fmt: skip
