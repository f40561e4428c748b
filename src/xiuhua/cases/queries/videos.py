"""Questions about video rounds: plans, rounds with their tallies, looks, and findings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery

from xiuhua.cases.models import Case, VideoFinding, VideoLook, VideoPlan, VideoPlanStop, VideoRound
from xiuhua.cases.queries.rows import Camera
from xiuhua.cases.rules.videos import Looked, Tally, tallied
from xiuhua.cases.terms import LookState, VideoRoundState
from xiuhua.ground.terms.cameras import CameraState
from xiuhua.shared.errors import NotFound

_FILED = Q(findings__case__filed_at__isnull=False) | Q(findings__case__merged_into__filed_at__isnull=False)
_CAMERA_HEAVY = ("camera__search", "camera__view", "camera__mount__search")


def plans_all() -> QuerySet[VideoPlan]:
    """Return every visible plan, with how many cameras it has and when the last round began."""
    rows = VideoPlan.objects.select_related("person").defer("person__search")
    last = VideoRound.objects.filter(plan=OuterRef("pk")).order_by("-started_at").values("started_at")[:1]
    return rows.annotate(camera_count=Count("stops"), last_at=Subquery(last))


def plan_get(plan_id: int) -> VideoPlan:
    """Return a plan.

    Raises:
        NotFound: there is none in scope.
    """
    found = plans_all().filter(pk=plan_id).first()
    if found is None:
        raise NotFound(kind="video_plan", key=str(plan_id))
    return found


def plan_lock(plan_id: int) -> VideoPlan:
    """Return a plan, locked until the transaction ends.

    Raises:
        NotFound: there is none in scope.
    """
    found = VideoPlan.objects.select_for_update().filter(pk=plan_id).first()
    if found is None:
        raise NotFound(kind="video_plan", key=str(plan_id))
    return found


def stops_of(plan: VideoPlan) -> list[VideoPlanStop]:
    """Return the cameras of a plan in their order; those out of the reader's sight are left out."""
    rows = VideoPlanStop.objects.filter(plan=plan).select_related("camera", "camera__mount")
    return list(rows.defer(*_CAMERA_HEAVY).order_by("number"))


def stops_standing(plan: VideoPlan) -> list[VideoPlanStop]:
    """Return those cameras of a plan that still stand."""
    return [stop for stop in stops_of(plan) if stop.camera.state != CameraState.DISMANTLED]


def cameras_called(codes: Sequence[str]) -> dict[str, Camera]:
    """Return the visible standing cameras with some numbers or names, by what they were called."""
    rows = Camera.objects.exclude(state=CameraState.DISMANTLED.value).filter(
        Q(code__in=codes) | Q(name__in=codes)
    )
    found: dict[str, Camera] = {}
    for row in rows.defer("search", "view").order_by("-pk"):
        found[row.code] = found[row.name] = row
    return found


def rounds_all() -> QuerySet[VideoRound]:
    """Return every visible round, with its tally in counts."""
    rows = VideoRound.objects.select_related("plan", "person").defer("person__search")

    def looks(*states: LookState) -> Count:
        wanted = Q(looks__state__in=[state.value for state in states])
        return Count("looks", filter=wanted, distinct=True)

    return rows.annotate(
        looked_count=looks(LookState.LOOKED),
        missed_count=looks(LookState.MISSED, LookState.SKIPPED),
        dark_count=looks(LookState.NO_PICTURE),
        camera_count=Count("looks", distinct=True),
        finding_count=Count("looks__findings", distinct=True),
        filed_count=Count(
            "looks__findings",
            filter=Q(looks__findings__case__filed_at__isnull=False)
            | Q(looks__findings__case__merged_into__filed_at__isnull=False),
            distinct=True,
        ),
    )


def round_get(round_id: int) -> VideoRound:
    """Return a round.

    Raises:
        NotFound: there is none in scope.
    """
    found = rounds_all().filter(pk=round_id).first()
    if found is None:
        raise NotFound(kind="video_round", key=str(round_id))
    return found


def round_lock(round_id: int) -> VideoRound:
    """Return a round, locked until the transaction ends.

    Raises:
        NotFound: there is none in scope.
    """
    rows = VideoRound.objects.select_for_update(of=("self",)).select_related("plan")
    found = rows.filter(pk=round_id).first()
    if found is None:
        raise NotFound(kind="video_round", key=str(round_id))
    return found


def round_open_of(name: str) -> VideoRound | None:
    """Return the round that somebody has under way."""
    rows = VideoRound.objects.select_related("plan")
    return rows.filter(started_by=name, state=VideoRoundState.UNDER_WAY.value).first()


def looks_of(one: VideoRound) -> list[VideoLook]:
    """Return the cameras of a round in their order, each with its counts of findings."""
    rows = VideoLook.objects.filter(round=one).select_related(
        "camera", "camera__mount", "camera__mount__area"
    )
    return list(
        rows.defer(
            *("camera__search", "camera__mount__search", "camera__mount__area__search"),
            *("camera__mount__area__shape", "camera__mount__area__line"),
        )
        .annotate(
            finding_count=Count("findings", distinct=True),
            filed_count=Count("findings", filter=_FILED, distinct=True),
        )
        .order_by("number")
    )


def look_facts(look: VideoLook) -> Looked:
    """Return a camera of a round as the rules see it; the counts only where they were asked for."""
    seconds = (look.ended_at - look.began_at).total_seconds() if look.ended_at and look.began_at else 0.0
    return Looked(
        number=look.number, state=LookState(look.state), seconds=seconds,
        findings=getattr(look, "finding_count", 0), filed=getattr(look, "filed_count", 0),
    )  # fmt: skip


def tally_of(looks: Sequence[VideoLook]) -> Tally:
    """Return what a round came to."""
    return tallied([look_facts(look) for look in looks])


def findings_all() -> QuerySet[VideoFinding]:
    """Return every visible finding, with its case and camera.

    Its round is left out: that may span a district, of which who sees the finding sees one street.
    """
    rows = VideoFinding.objects.select_related(
        "camera", "camera__mount", "case", "case__area", "case__premises", "case__item", "case__merged_into",
    )  # fmt: skip
    return rows.defer(
        *_CAMERA_HEAVY, "case__search", "case__description", "case__area__shape", "case__area__line",
        "case__area__search", "case__premises__search", "case__item__search", "case__merged_into__search",
        "case__merged_into__description",
    )  # fmt: skip


def finding_get(finding_id: int) -> VideoFinding:
    """Return a finding.

    Raises:
        NotFound: there is none in scope.
    """
    found = findings_all().filter(pk=finding_id).first()
    if found is None:
        raise NotFound(kind="video_finding", key=str(finding_id))
    return found


def round_of_finding(finding: VideoFinding) -> VideoRound | None:
    """Return the round on which something was found; None for who does not see it."""
    return VideoRound.objects.select_related("plan").filter(looks=finding.look_id).first()


def findings_of_round(one: VideoRound) -> list[VideoFinding]:
    """Return what a round found, first things first."""
    return list(findings_all().filter(look__round=one).order_by("pk"))


def findings_of_case(case: Case) -> list[VideoFinding]:
    """Return what was found on video of a case."""
    return list(findings_all().filter(case=case).order_by("pk"))


def case_filed(case: Case) -> bool:
    """Return whether a finding's case was filed, itself or as part of another."""
    merged = case.merged_into
    return case.filed_at is not None or (merged is not None and merged.filed_at is not None)


def looked_last(camera_id: int) -> datetime | None:
    """Return when somebody last looked at a camera."""
    rows = VideoLook.objects.filter(camera_id=camera_id, state=LookState.LOOKED.value)
    last: datetime | None = rows.aggregate(last=Max(F("ended_at")))["last"]
    return last
