"""What other systems name by code or number, found for the loop."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from xiuhua.access.rules import areas_for
from xiuhua.cases.queries.cases import number_read
from xiuhua.cases.queries.ground import item_coded
from xiuhua.files.models import Export, StoredFile
from xiuhua.files.terms import Act as FileAct
from xiuhua.ground.models import Component, Premises
from xiuhua.ground.queries.people import people_numbered
from xiuhua.ground.queries.units import units_coded
from xiuhua.ground.terms.catalogue import ItemKind
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Invalid


def matter_named(code: str, *, kind: ItemKind = ItemKind.MATTER) -> int | None:
    """Return the item of the catalogue that a code names; None for an empty code.

    Raises:
        Invalid: no item has it.
    """
    found = item_coded(code, kind=kind) if code else None
    if code and found is None:
        raise Invalid(fields={"matter": "case_matter_unknown"})
    return found.pk if found else None


def component_named(code: str) -> int | None:
    """Return the component that a code names; None for an empty code.

    Raises:
        Invalid: no component has it.
    """
    found = Component.objects.filter(code=code).values_list("pk", flat=True).first() if code else None
    if code and found is None:
        raise Invalid(fields={"component_code": "report_component_unknown"})
    return found


def premises_named(code: str) -> int | None:
    """Return the premises that a code names, in scope; None for an empty code.

    Raises:
        Invalid: no premises have it.
    """
    found = Premises.objects.filter(code=code).values_list("pk", flat=True).first() if code else None
    if code and found is None:
        raise Invalid(fields={"premises_code": "report_premises_unknown"})
    return found


def units_named(codes: Sequence[str], *, field: str) -> tuple[int, ...]:
    """Return the units that codes name, in their order.

    Raises:
        Invalid: one of them names none; said beside `field`.
    """
    found = units_coded(codes) if codes else {}
    if any(code not in found for code in codes):
        raise Invalid(fields={field: "case_unit_unknown"})
    return tuple(found[code].pk for code in codes)


def person_named(number: str) -> int | None:
    """Return the person who has a number; None for an empty one.

    Raises:
        Invalid: nobody has it.
    """
    found = people_numbered([number]).get(number) if number else None
    if number and found is None:
        raise Invalid(fields={"person_number": "case_person_unknown"})
    return found.pk if found else None


def target_named(target: str) -> int | None:
    """Return the id that says which other case is meant, by id or number; None for an empty text.

    Raises:
        Invalid: it is neither.
    """
    found = number_read(target) if target else None
    if target and found is None:
        raise Invalid(fields={"target": "case_target_wrong"})
    return found


def photos_named(ids: Collection[int], *, actor: Actor) -> tuple[StoredFile, ...]:
    """Return stored files, by id: the actor's own, by account or token, or what the actor may read.

    A sheet that somebody took out is nobody's photo, whoever may read files.

    Raises:
        Invalid: one of them does not exist, was erased, or is not the actor's to show.
    """
    if not ids:
        return ()
    rows = StoredFile.objects.filter(pk__in=ids, erased_at=None).order_by("pk")
    sheets = set(Export.objects.filter(file__in=ids).values_list("file_id", flat=True))
    readable, own = areas_for(actor, FileAct.READ), {actor.name, f"user:{actor.user_id}"}
    found = tuple(
        row
        for row in rows
        if row.pk not in sheets and (row.stored_by in own or row.area_code.startswith(readable))
    )
    if len(found) < len(set(ids)):
        raise Invalid(fields={"photos": "case_photo_unknown"})
    return found
