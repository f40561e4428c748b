"""Questions about components, and about proposals to change their register."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.gis.db.models import GeometryField
from django.contrib.gis.db.models.functions import AsWKB
from django.contrib.gis.geos import Point, Polygon
from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.db.models import Count as CountOf
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from xiuhua.access.rules.roles import Family, roles_of
from xiuhua.ground.models.areas import Area
from xiuhua.ground.models.catalogue import CatalogueItem, ItemSuccession
from xiuhua.ground.models.components import Component, ComponentPhoto, ComponentProposal
from xiuhua.ground.models.people import Unit
from xiuhua.ground.models.vehicles import Mount
from xiuhua.ground.rules.components import LAST_SEQUENCE
from xiuhua.ground.terms.catalogue import ItemKind, Standard
from xiuhua.ground.terms.components import ProposalState
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import NotFound
from xiuhua.shared.search import search_question
from xiuhua.web.areas import within

_CONTRACTORS = frozenset(roles_of(Family.CONTRACTOR))
_NEARBY_M, _NEARBY_MOST = 60, 8
_METRES_PER_DEGREE = 111_320  # of latitude; generous enough for a box around a place


def components_all() -> QuerySet[Component]:
    """Return every component: public ground."""
    return Component.objects.select_related("item", "area", "area__parent", "keeper", "steward").defer(
        "search", "shape", "area__shape", "area__parent__shape"
    )


def components_for(actor: Actor) -> QuerySet[Component]:
    """Return the components an actor may read: contractors those that their unit keeps, others all."""
    rows = components_all()
    if actor.roles and actor.roles <= _CONTRACTORS:
        return rows.filter(keeper__people__user_id=actor.user_id or 0)
    return rows


def components_after(
    *, after: int, actor: Actor, areas: Sequence[str], question: str = ""
) -> QuerySet[Component]:
    """Return the components in some areas with a higher id, lowest first; with a question, those it finds."""
    rows = components_for(actor).filter(within("area_code", areas), pk__gt=after).order_by("pk")
    asked = search_question(question)
    return rows.filter(search=SearchQuery(asked, search_type="raw", config="simple")) if asked else rows


def component_get(component_id: int, *, actor: Actor) -> Component:
    """Return a component with its shape.

    Raises:
        NotFound: it does not exist, or is none that the actor may read.
    """
    found = (
        components_for(actor)
        .defer(None)
        .defer("search")
        .select_related("owner", "keeper")
        .filter(pk=component_id)
    )
    component = found.first()
    if component is None:
        raise NotFound(kind="component", key=str(component_id))
    return component


def component_lock(component_id: int) -> Component:
    """Return a component, locked until the transaction ends.

    Raises:
        NotFound: it does not exist.
    """
    found = Component.objects.select_for_update().defer("search").filter(pk=component_id).first()
    if found is None:
        raise NotFound(kind="component", key=str(component_id))
    return found


def component_state(component: Component) -> dict[str, str | int | None]:
    """Return the columns of a component that the ledger answers for."""
    return {
        "code": component.code,
        "code_2013": component.code_2013,
        "item": component.item_id,
        "name": component.name,
        "steward": f"{component.steward_code} {component.steward_name}",
        "owner": f"{component.owner_code} {component.owner_name}",
        "keeper": f"{component.keeper_code} {component.keeper_name}",
        "grid_code": component.grid_code,
        "area": component.area_id,
        "state": component.state,
        "surveyed_on": component.surveyed_on.isoformat(),
        "changed_on": component.changed_on.isoformat() if component.changed_on else None,
        "source": component.source,
        "note": component.note,
        "accuracy": component.accuracy,
        "place": bytes(component.place.wkb).hex(),
        "shape": bytes(component.shape.wkb).hex() if component.shape else None,
    }


def component_states() -> Iterator[tuple[int, dict[str, str | int | None]]]:
    """Yield every component's id and what the ledger answers for, for `ledger verify`."""
    rows = Component.objects.defer("search").order_by("pk").iterator(chunk_size=5_000)
    return ((row.pk, component_state(row)) for row in rows)


def components_near(component: Component) -> list[Component]:
    """Return up to eight other components within 60 m, nearest first."""
    reach = 1.2 * _NEARBY_M / _METRES_PER_DEGREE
    x, y = component.place.coords
    around = Polygon.from_bbox((x - reach, y - reach, x + reach, y + reach))
    around.srid = component.place.srid
    rows = components_all().exclude(pk=component.pk).filter(place__bboverlaps=around)
    return list(
        rows.extra(
            select={"far_m": "ST_DistanceSphere(ground_component.place, ST_GeomFromWKB(%s, 4326))"},
            select_params=[bytes(component.place.wkb)],
        ).order_by("far_m")[:_NEARBY_MOST]
    )


def component_photos(component: Component) -> list[ComponentPhoto]:
    """Return its pictures, latest first."""
    return list(
        ComponentPhoto.objects.filter(component=component).select_related("file").order_by("-taken_at", "-pk")
    )


def component_mounts(component: Component) -> list[Mount]:
    """Return the places of cameras and devices on it."""
    return list(Mount.objects.filter(component=component).defer("search").order_by("code"))


def component_proposals(component: Component) -> list[ComponentProposal]:
    """Return what was proposed about it, latest first."""
    return list(ComponentProposal.objects.filter(component=component).order_by("-pk")[:20])


def components_by_codes(
    codes: Collection[str], columns: Sequence[str]
) -> Sequence[dict[str, Any]]:  # as columns hold
    """Return some columns of the components with codes of either standard, `pk`, and `wkb` of their shape."""
    wanted = list(codes)
    drawn = AsWKB(Coalesce("shape", "place", output_field=GeometryField(srid=4326)))
    rows = Component.objects.filter(Q(code__in=wanted) | Q(code_2013__in=wanted))
    return list(rows.values("pk", *columns, wkb=drawn))


# --- what the register knows of codes ----------------------------------------------------------------------


def component_items() -> dict[str, CatalogueItem]:
    """Return the kinds of component of 2026, by class code."""
    rows = CatalogueItem.objects.filter(standard=Standard.GB_2026.value, kind=ItemKind.COMPONENT.value)
    return {item.code: item for item in rows.order_by("code")}


def classes_succeeding(codes: Collection[str]) -> dict[str, str]:
    """Return, for component classes of 2013, the one class of 2026 that each became."""
    if not codes:
        return {}
    rows = ItemSuccession.objects.filter(
        older__standard=Standard.GB_2013.value,
        older__kind=ItemKind.COMPONENT.value,
        older__code__in=codes,
        newer__isnull=False,
    ).values_list("older__code", "newer__code")
    newer: dict[str, set[str]] = {}
    for old, new in rows:
        newer.setdefault(old, set()).add(new)
    return {old: next(iter(found)) for old, found in newer.items() if len(found) == 1}


@dataclass(frozen=True, kw_only=True)
class RegisterGround:
    """What components are matched with: kinds by class, units by code, areas by code."""

    items: Mapping[str, CatalogueItem]
    units: Mapping[str, Unit]
    areas: Mapping[str, Area]

    def area_of(self, grid_code: str) -> Area | None:
        """Return the narrowest area known of a unit grid's code, up to its district."""
        return next((self.areas[grid_code[:n]] for n in (15, 12, 9, 6) if grid_code[:n] in self.areas), None)


def register_ground(*, unit_codes: Iterable[str], grid_codes: Iterable[str]) -> RegisterGround:
    """Return what some components are matched with, in three queries."""
    wanted = {code[:length] for code in grid_codes for length in (15, 12, 9, 6)}
    units = Unit.objects.filter(code__in=set(unit_codes) - {""}).defer("search")
    areas = Area.objects.filter(code__in=wanted).defer("shape", "line", "search")
    return RegisterGround(
        items=component_items(),
        units={unit.code: unit for unit in units},
        areas={area.code: area for area in areas},
    )


def component_next_sequence(*, district: str, class_code: str) -> int:
    """Return the next free sequence of a class in a district, held until the transaction ends.

    Two that ask at once wait for one another, so that neither gets the other's number.
    """
    prefix = f"{district}{class_code}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"component:{prefix}"])
    last = (
        Component.objects.filter(code__gte=f"{prefix}000000", code__lte=f"{prefix}{LAST_SEQUENCE}")
        .order_by("-code")
        .values_list("code", flat=True)
        .first()
    )
    return int(last[-6:]) + 1 if last else 1


def area_at(place: Point) -> Area | None:
    """Return the narrowest administrative area or unit grid that a place lies in."""
    levels = ("unit_grid", "community", "street", "district")
    rows = Area.objects.filter(shape__covers=place, level__in=levels, state="valid").defer("shape", "line")
    return max(rows, key=lambda area: len(area.code), default=None)


# --- proposals ---------------------------------------------------------------------------------------------


def proposals_all() -> QuerySet[ComponentProposal]:
    """Return every proposal with its component."""
    return ComponentProposal.objects.select_related("component", "component__item").defer(
        "component__search", "component__shape"
    )


def proposal_get(proposal_id: int) -> ComponentProposal:
    """Return a proposal.

    Raises:
        NotFound: it does not exist.
    """
    found = proposals_all().select_related("photo", "check_photo").filter(pk=proposal_id).first()
    if found is None:
        raise NotFound(kind="proposal", key=str(proposal_id))
    return found


def proposal_lock(proposal_id: int) -> ComponentProposal:
    """Return a proposal, locked until the transaction ends.

    Raises:
        NotFound: it does not exist.
    """
    found = ComponentProposal.objects.select_for_update().filter(pk=proposal_id).first()
    if found is None:
        raise NotFound(kind="proposal", key=str(proposal_id))
    return found


def proposal_state(proposal: ComponentProposal) -> dict[str, str | int | None]:
    """Return the columns of a proposal that the ledger answers for."""
    fields = sorted(proposal.fields.items())
    return {
        "verb": proposal.verb,
        "component": proposal.component_id,
        "fields": "\n".join(f"{key}={value}" for key, value in fields),
        "reason": proposal.reason,
        "state": proposal.state,
        "place": bytes(proposal.place.wkb).hex() if proposal.place else None,
        "proposed_by": proposal.proposed_by,
        "checked_by": proposal.checked_by,
    }


def proposal_states() -> Iterator[tuple[int, dict[str, str | int | None]]]:
    """Yield every proposal's id and what the ledger answers for, for `ledger verify`."""
    return ((row.pk, proposal_state(row)) for row in ComponentProposal.objects.order_by("pk").iterator())


def proposal_counts(areas: Sequence[str]) -> dict[str, int]:
    """Return how many proposals in some areas stand where."""
    rows = (
        ComponentProposal.objects.filter(within("area_code", areas)).values("state").annotate(n=CountOf("pk"))
    )
    return {state.value: 0 for state in ProposalState} | {row["state"]: row["n"] for row in rows}


def class_choices() -> list[tuple[str, str]]:
    """Return the kinds of component with their codes, for a filter or a form."""
    return [(code, f"{code} {item.zh}") for code, item in component_items().items()]


def keeper_choices() -> list[tuple[str, str]]:
    """Return the units that keep components, by name."""
    kept = Component.objects.filter(keeper=OuterRef("pk"))
    rows = Unit.objects.filter(Exists(kept)).order_by("name").values_list("pk", "name")
    return [(str(pk), name) for pk, name in rows]


def components_alike(component: Component) -> int:
    """Return how many others of the same kind stand in the same community."""
    rows = Component.objects.filter(within("area_code", [component.area_code[:12]]))
    return rows.filter(class_code=component.class_code).exclude(pk=component.pk).count()


def area_of_place(longitude: float | None, latitude: float | None) -> Area | None:
    """Return the narrowest area that a place in degrees lies in; None where no place is given."""
    if longitude is None or latitude is None:
        return None
    return area_at(Point(longitude, latitude, srid=4326))
