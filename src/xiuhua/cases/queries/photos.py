"""Questions about the photos of a case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib.gis.geos import Point

from xiuhua.access.rules import areas_for
from xiuhua.cases.models import (
    Appeal,
    AppealPhoto,
    Case,
    MovePhoto,
    ReportPhoto,
    Revisit,
    RevisitPhoto,
)
from xiuhua.cases.rules.photos import photo_doubts
from xiuhua.cases.terms import CaseAct, PhotoDoubt, ReportAct
from xiuhua.files.models import PhotoFacts, PublicPhoto, StoredFile
from xiuhua.files.queries import file_address, shapes_of
from xiuhua.files.terms import Act as FileAct
from xiuhua.files.terms import PhotoRange, PublicState, ZoneFrom
from xiuhua.shared.actor import Actor
from xiuhua.shared.geometry import distance_m


@dataclass(frozen=True, kw_only=True)
class CasePhoto:
    """A picture of a case, as one reader may see it.

    Args:
        file_id: the stored file.
        act: what it came with.
        shot: from how far it was taken, where that was said.
        view: its address, and `thumb` that of its thumbnail; `original` is empty for who may not take it.
        taken_at: when it says it was taken; `zone_from` how the zone of that is known.
        away_m: how far the camera was from the place reported, metres.
        device: what it was taken with.
        doubts: in what it contradicts the report.
        publish: where to decide whether everybody may see it; empty for who may not.
        public: how far it is on its way to everybody.
    """

    file_id: int
    act: CaseAct | ReportAct
    shot: PhotoRange | None
    view: str
    thumb: str
    original: str
    taken_at: datetime | None
    zone_from: ZoneFrom | None
    away_m: float | None
    device: str
    doubts: tuple[PhotoDoubt, ...]
    publish: str = ""
    public: PublicState | None = None


def photos_of(case: Case, *, actor: Actor, at: datetime) -> list[CasePhoto]:
    """Return the pictures of a case with their signed addresses: as reported, then as found and done."""
    came = (
        ReportPhoto.objects.filter(report__case=case)
        .select_related("report", "file__facts", "file__public")
        .order_by("pk")
    )
    made = (
        MovePhoto.objects.filter(move__case=case)
        .select_related("move", "file__facts", "file__public")
        .order_by("pk")
    )
    photos: list[tuple[StoredFile, CaseAct | ReportAct, Point | None, datetime]] = [
        *(
            (one.file, ReportAct.MAKE, one.report.place or case.place, one.report.reported_at)
            for one in came.defer("report__search", "report__text")
        ),
        *(
            (one.file, CaseAct(one.move.act), case.place, case.reported_at)
            for one in made.defer("move__note", "move__detail")
        ),
    ]
    originals, publishes = areas_for(actor, FileAct.ORIGINAL), areas_for(actor, FileAct.PUBLISH)
    return [
        _photo(
            file, act=act, spot=spot, reported_at=reported_at, actor=actor, at=at,
            takes=file.area_code.startswith(originals), publishes=file.area_code.startswith(publishes),
        )
        for file, act, spot, reported_at in photos
    ]  # fmt: skip


def _photo(
    file: StoredFile,
    *,
    act: CaseAct | ReportAct,
    spot: Point | None,
    reported_at: datetime,
    actor: Actor,
    at: datetime,
    takes: bool,
    publishes: bool,
) -> CasePhoto:
    facts: PhotoFacts | None = getattr(file, "facts", None)
    public: PublicPhoto | None = getattr(file, "public", None)
    taken_at, place = (facts.taken_at, facts.place) if facts else (None, None)
    away_m = distance_m(place.x, place.y, spot.x, spot.y) if place and spot else None
    addresses = shapes_of(file, actor=actor, at=at)
    return CasePhoto(
        file_id=file.pk,
        act=act,
        shot=PhotoRange(facts.shot) if facts and facts.shot else None,
        view=addresses["view"],
        thumb=addresses["thumb"],
        original=file_address(file, actor=actor, at=at) if takes else "",
        taken_at=taken_at,
        zone_from=ZoneFrom(facts.zone_from) if facts and facts.zone_from else None,
        away_m=away_m,
        device=facts.device if facts else "",
        doubts=photo_doubts(
            taken_at=taken_at,
            away_m=away_m,
            reported_at=reported_at,
            brought_at=file.stored_at,
            came_with_report=act is ReportAct.MAKE,
        ),
        publish=f"/files/{file.pk}/publish" if publishes else "",
        public=public.standing if public else None,
    )


@dataclass(frozen=True, kw_only=True)
class RevisitShot:
    """A picture of a place as it was when its case was closed, or as somebody found it later."""

    view: str
    thumb: str
    later: bool


def revisit_shots(revisit: Revisit, *, actor: Actor, at: datetime) -> list[RevisitShot]:
    """Return the last pictures of the case, then those of the revisit, with their signed addresses."""
    closed = MovePhoto.objects.filter(move__case_id=revisit.case_id).select_related("file").order_by("-pk")
    found = RevisitPhoto.objects.filter(revisit=revisit).select_related("file").order_by("pk")
    told = [*((one.file, False) for one in reversed(list(closed[:2]))), *((one.file, True) for one in found)]
    shapes = [(shapes_of(file, actor=actor, at=at), later) for file, later in told]
    return [RevisitShot(view=one["view"], thumb=one["thumb"], later=later) for one, later in shapes]


def appeal_shots(appeal: Appeal, *, actor: Actor, at: datetime) -> list[dict[str, str]]:
    """Return the addresses of the pictures that a unit brought with its objection."""
    rows = AppealPhoto.objects.filter(appeal=appeal).select_related("file").order_by("pk")
    return [shapes_of(one.file, actor=actor, at=at) for one in rows]
