"""Questions about cameras, what they see, and by which of them something is seen."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.contrib.gis.db.models.functions import Distance
from django.contrib.gis.geos import Point
from django.db.models import Exists, OuterRef, Q, QuerySet

from xiuhua.ground.models.cameras import Camera, CameraSight
from xiuhua.ground.models.components import Component
from xiuhua.ground.models.premises import Premises
from xiuhua.ground.models.vehicles import Mount
from xiuhua.ground.terms.cameras import CameraState, SightKind
from xiuhua.shared.errors import NotFound
from xiuhua.shared.geometry import distance_m
from xiuhua.web.areas import within

MOST_SEEN = 200
_GONE = ("abandoned", "removed")
_HEAVY = (
    *("mount__search", "mount__area__shape", "mount__area__line", "mount__area__search", "unit__search"),
)


def cameras_all() -> QuerySet[Camera]:
    """Return the cameras that the database scope lets through, with their places."""
    return Camera.objects.select_related("mount", "mount__area", "unit").defer("search", "view", *_HEAVY)


def cameras_watched() -> QuerySet[Camera]:
    """Return the visible cameras that still stand, by name: what a plan of rounds may hold."""
    return cameras_all().exclude(state=CameraState.DISMANTLED.value).order_by("name", "pk")


def camera_get(camera_id: int) -> Camera:
    """Return one of the visible cameras, with its field of view.

    Raises:
        NotFound: it does not exist, or lies outside the scope.
    """
    rows = cameras_all().defer(None).defer("search", *_HEAVY)
    found = rows.filter(pk=camera_id).first()
    if found is None:
        raise NotFound(kind="camera", key=str(camera_id))
    return found


def camera_coded(code: str) -> Camera:
    """Return one of the visible cameras by its number, with its field of view.

    Raises:
        NotFound: it does not exist, or lies outside the scope.
    """
    found = cameras_all().defer(None).defer("search", *_HEAVY).filter(code=code).first()
    if found is None:
        raise NotFound(kind="camera", key=code)
    return found


def cameras_after(*, after: int, areas: Sequence[str]) -> QuerySet[Camera]:
    """Return the cameras in some areas with a higher id, lowest first."""
    return cameras_all().filter(within("area_code", areas), pk__gt=after).order_by("pk")


def camera_lock(camera_id: int) -> Camera:
    """Return one of the visible cameras, locked until the transaction ends.

    Raises:
        NotFound: it does not exist, or lies outside the scope.
    """
    found = Camera.objects.select_for_update(of=("self",)).defer("search").filter(pk=camera_id).first()
    if found is None:
        raise NotFound(kind="camera", key=str(camera_id))
    return found


def cameras_by_code(codes: Collection[str]) -> dict[str, Camera]:
    """Return the visible cameras with some numbers."""
    return {row.code: row for row in cameras_all().filter(code__in=list(codes))}


def mounts_of_cameras(codes: Collection[str]) -> dict[str, Mount]:
    """Return the places with some codes."""
    rows = Mount.objects.select_related("area").defer("search", "area__shape", "area__line", "area__search")
    return {row.code: row for row in rows.filter(code__in=list(codes))}


def cameras_of_mount(mount: Mount) -> list[Camera]:
    """Return the visible cameras at a place."""
    return list(cameras_all().filter(mount=mount).order_by("code"))


def camera_state(camera: Camera) -> dict[str, str | int | None]:
    """Return the columns of a camera that the ledger answers for; its view follows from them."""
    return {
        "code": camera.code,
        "name": camera.name,
        "kind": camera.kind,
        "state": camera.state,
        "mount": camera.mount_id,
        "unit": camera.unit_id,
        "direction_deg": str(camera.direction_deg),
        "angle_deg": str(camera.angle_deg),
        "range_m": str(camera.range_m),
        "player_url": camera.player_url,
        # Only where it is known: the entries of cameras recorded before it was asked for hold nothing of it.
        **({"put_up_on": camera.put_up_on.isoformat()} if camera.put_up_on else {}),
    }


def camera_states() -> Iterator[tuple[int, dict[str, str | int | None]]]:
    """Yield every camera's id and what the ledger answers for, for `ledger verify`."""
    rows = Camera.objects.defer("search", "view").order_by("pk").iterator()
    return ((row.pk, camera_state(row)) for row in rows)


def player_template(camera: Camera) -> str:
    """Return the address of a camera's player with its gaps: its own, or the city's usual one."""
    return camera.player_url or settings.PLAYER_TEMPLATE


# --- what is seen -------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Seen:
    """Something that a camera sees, or that a person took away from what it sees.

    Args:
        away_m: from the camera, metres.
        kind: by its field of view, or by hand.
        reason: why, where somebody corrected it.
    """

    thing: Premises | Component
    away_m: float
    kind: SightKind
    reason: str = ""


def premises_seen(camera: Camera, *, most: int = MOST_SEEN) -> list[Seen]:
    """Return the visible premises that a camera sees, and those taken away, nearest first; two statements."""
    rows = Premises.objects.select_related("party").defer("search", "party__search")
    return _seen(camera, rows, "premises", most)


def components_seen(camera: Camera, *, most: int = MOST_SEEN) -> list[Seen]:
    """Return the components that stand and that a camera sees, nearest first; two statements."""
    rows = Component.objects.exclude(state__in=_GONE).defer("search", "shape")
    return _seen(camera, rows, "component", most)


def _seen(
    camera: Camera, rows: QuerySet[Premises] | QuerySet[Component], column: str, most: int
) -> list[Seen]:
    told = {
        getattr(one, f"{column}_id"): one
        for one in CameraSight.objects.filter(camera=camera, **{f"{column}__isnull": False})
    }
    condition = Q(pk__in=list(told))
    if camera.view is not None:
        condition |= Q(place__intersects=camera.view)
    near = rows.filter(condition).annotate(away=Distance("place", camera.mount.place)).order_by("away", "pk")
    return [
        Seen(
            thing=row,
            away_m=row.away.m,
            kind=SightKind(told[row.pk].kind) if row.pk in told else SightKind.BY_VIEW,
            reason=told[row.pk].reason if row.pk in told else "",
        )
        for row in near[:most]
    ]


def cameras_seeing(thing: Premises | Component) -> list[tuple[Camera, SightKind]]:
    """Return the standing cameras that see premises or a component; what was taken away is left out."""
    column = "premises" if isinstance(thing, Premises) else "component"
    added = CameraSight.objects.filter(**{column: thing}, kind=SightKind.ADDED.value, camera=OuterRef("pk"))
    removed = CameraSight.objects.filter(
        **{column: thing}, kind=SightKind.REMOVED.value, camera=OuterRef("pk")
    )
    rows = cameras_watched().annotate(by_hand=Exists(added))
    found = rows.filter(Q(view__intersects=thing.place) | Q(by_hand=True)).exclude(Exists(removed))
    return [
        (row, SightKind.ADDED if row.by_hand else SightKind.BY_VIEW)
        for row in found.annotate(away=Distance("mount__place", thing.place)).order_by("away", "pk")[
            :MOST_SEEN
        ]
    ]


def cameras_looking_at(place: Point, *, most: int = 20) -> list[Camera]:
    """Return the standing cameras that look at a point, the nearest first: for tracing back."""
    rows = cameras_watched().filter(view__intersects=place)
    return list(rows.annotate(away=Distance("mount__place", place)).order_by("away", "pk")[:most])


def shops_seen(camera: Camera) -> list[tuple[Seen, Premises]]:
    """Return the shops that count as seen by a camera, nearest to it first."""
    found = [one for one in premises_seen(camera) if one.kind is not SightKind.REMOVED]
    return [(one, one.thing) for one in found if isinstance(one.thing, Premises)]


def shop_at(camera: Camera, place: Point | None) -> Premises | None:
    """Return the premises that an alarm of a camera is about: of those it sees, the nearest to the point.

    Without a point it is the only one, or None: which of several would be a guess.
    """
    shops = [premises for _seen, premises in shops_seen(camera)]
    if place is None:
        return shops[0] if len(shops) == 1 else None
    near = {one.pk: distance_m(one.place.x, one.place.y, place.x, place.y) for one in shops}
    return min(shops, key=lambda one: (near[one.pk], one.pk), default=None)
