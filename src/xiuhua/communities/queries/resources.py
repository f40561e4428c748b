"""Questions about what departments share, who may use it, and who did."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from datetime import date

from django.db.models import Count, Max, Q, QuerySet

from xiuhua.communities.models import (
    ResourceAccess,
    ResourceGrant,
    ResourceRow,
    ResourceVersion,
    SharedResource,
)
from xiuhua.communities.queries.communities import reaching
from xiuhua.communities.rules.resources import grant_holds
from xiuhua.communities.terms.resources import GrantState
from xiuhua.files.models import StoredFile
from xiuhua.ledger.rules.canonical import canonical
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import NotFound


def resources_for(actor: Actor) -> QuerySet[SharedResource]:
    """Return the catalogue of an actor: what is for one of their areas, or for one in it."""
    return resources_all().filter(reaching("area_code", actor.areas))


def resources_all() -> QuerySet[SharedResource]:
    """Return the whole catalogue, each with its owner, its versions and how often it was used."""
    return (
        SharedResource.objects.select_related("owner")
        .defer("owner__search")
        .annotate(
            versions_count=Count("versions", distinct=True),
            delivered_at=Max("versions__delivered_at"),
            uses=Count("accesses", distinct=True),
        )
    )


def resource_get(resource_id: int, actor: Actor) -> SharedResource:
    """Return a resource.

    Raises:
        NotFound: there is none in the actor's catalogue.
    """
    found = resources_for(actor).filter(pk=resource_id).first()
    if found is None:
        raise NotFound(kind="resource", key=str(resource_id))
    return found


def resource_lock(resource_id: int) -> SharedResource:
    """Return a resource, locked until the transaction ends.

    Raises:
        NotFound: there is none.
    """
    found = (
        SharedResource.objects.select_for_update(of=("self",)).select_related("owner").filter(pk=resource_id)
    )
    one = found.defer("owner__search").first()
    if one is None:
        raise NotFound(kind="resource", key=str(resource_id))
    return one


def resources_coded(codes: Collection[str]) -> dict[str, SharedResource]:
    """Return resources by their codes."""
    return {one.code: one for one in SharedResource.objects.filter(code__in=codes)}


def versions_of(resource_id: int) -> QuerySet[ResourceVersion]:
    """Return the versions of a resource, latest first."""
    return ResourceVersion.objects.filter(resource_id=resource_id).order_by("-number")


def file_of(version: ResourceVersion) -> StoredFile | None:
    """Return the file of a version; the caller has opened the scope for it."""
    return StoredFile.objects.filter(pk=version.file_id).first() if version.file_id else None


def version_delivered(resource_id: int, delivery: str) -> ResourceVersion | None:
    """Return the version that a department calls so; None where there is none."""
    return ResourceVersion.objects.filter(resource_id=resource_id, delivery=delivery).first()


def rows_of(version: ResourceVersion, *, most: int) -> list[ResourceRow]:
    """Return the rows of a version in their order, those that the database scope lets through."""
    return list(ResourceRow.objects.filter(version=version).order_by("number")[:most])


def rows_keyed(keys: Collection[tuple[str, str, int]]) -> list[ResourceRow]:
    """Return the rows that some keys name: code of the resource, delivery, number."""
    found = Q(pk__in=())
    grouped: dict[tuple[str, str], list[int]] = {}
    for code, delivery, number in keys:
        grouped.setdefault((code, delivery), []).append(number)
    for (code, delivery), numbers in grouped.items():
        found |= Q(version__resource__code=code, version__delivery=delivery, number__in=numbers)
    return list(ResourceRow.objects.filter(found).select_related("version__resource"))


def rows_known(ids: Collection[int]) -> list[ResourceRow]:
    """Return rows by id: nobody may change one, so none is locked."""
    rows = ResourceRow.objects.select_related("version__resource")
    return list(rows.filter(pk__in=ids).order_by("pk"))


def grants_all() -> QuerySet[ResourceGrant]:
    """Return every wish to use a resource, with both departments."""
    return ResourceGrant.objects.select_related("resource__owner", "unit").defer(
        "unit__search", "resource__owner__search"
    )


def grants_for(actor: Actor) -> QuerySet[ResourceGrant]:
    """Return the wishes for what an actor's catalogue holds."""
    return grants_all().filter(reaching("area_code", actor.areas))


def grant_get(grant_id: int, actor: Actor) -> ResourceGrant:
    """Return a wish to use a resource.

    Raises:
        NotFound: there is none for what is in the actor's catalogue.
    """
    found = grants_for(actor).filter(pk=grant_id).first()
    if found is None:
        raise NotFound(kind="resource_grant", key=str(grant_id))
    return found


def grant_lock(grant_id: int) -> ResourceGrant:
    """Return a wish to use a resource, locked until the transaction ends.

    Raises:
        NotFound: there is none.
    """
    found = grants_all().select_for_update(of=("self",)).filter(pk=grant_id).first()
    if found is None:
        raise NotFound(kind="resource_grant", key=str(grant_id))
    return found


def grant_open(resource_id: int, unit_id: int) -> bool:
    """Return whether a department has asked already, or has been granted."""
    held = (GrantState.ASKED.value, GrantState.GRANTED.value)
    return ResourceGrant.objects.filter(resource_id=resource_id, unit_id=unit_id, state__in=held).exists()


def grant_holding(resource_id: int, units: Collection[int], *, today: date) -> ResourceGrant | None:
    """Return the grant by which one of some departments may use a resource today; None where none holds."""
    rows = ResourceGrant.objects.filter(resource_id=resource_id, unit_id__in=units).select_related("unit")
    return next(
        (
            one
            for one in rows.defer("unit__search").order_by("pk")
            if grant_holds(GrantState(one.state), since_on=one.since_on, until_on=one.until_on, today=today)
        ),
        None,
    )


def grants_lapsed(resource_id: int, unit_id: int, *, today: date) -> list[ResourceGrant]:
    """Return the grants of a department that have run out: they no longer stand in the way of a new wish."""
    rows = ResourceGrant.objects.filter(
        resource_id=resource_id, unit_id=unit_id, state=GrantState.GRANTED.value, until_on__lt=today
    )
    return list(rows.select_for_update())


def accesses_all() -> QuerySet[ResourceAccess]:
    """Return the access log."""
    return ResourceAccess.objects.select_related("resource", "unit", "version").defer("unit__search")


def access_own(access_id: int, by: str) -> ResourceAccess:
    """Return a use of a resource by whoever made it.

    Raises:
        NotFound: there is none of theirs.
    """
    found = accesses_all().filter(pk=access_id, by=by).first()
    if found is None:
        raise NotFound(kind="resource_access", key=str(access_id))
    return found


def row_state(row: ResourceRow) -> dict[str, str | int | None]:
    """Return the columns of a row that the ledger answers for; its cells by their digest."""
    return {
        "version": row.version_id, "number": row.number, "area_code": row.area_code,
        "cells": hashlib.sha256(canonical(row.cells)).hexdigest(),
    }  # fmt: skip


def row_states() -> Iterator[tuple[int, dict[str, str | int | None]]]:
    """Yield every row's id and what the ledger answers for, for `ledger verify`."""
    return ((row.pk, row_state(row)) for row in ResourceRow.objects.order_by("pk").iterator(chunk_size=2_000))
