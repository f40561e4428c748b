"""The API that tells of cases."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from django.contrib.gis.geos import Point
from django.http import HttpRequest
from ninja import Query, Router, Schema

from xiuhua.access.services import require
from xiuhua.cases import queries
from xiuhua.cases.models import Case
from xiuhua.cases.queries.ground import suggestion_for
from xiuhua.cases.queries.listing import CaseWish, cases_before, cases_from_above, reports_of, waiting_for
from xiuhua.cases.queries.moves import moves_shown
from xiuhua.cases.queries.near import around
from xiuhua.cases.rules.clocks import light
from xiuhua.cases.rules.loop import desks_of
from xiuhua.cases.serializers.cases import (
    CaseFullOut,
    CaseOut,
    CasesPage,
    ClockOut,
    MoveOut,
    NearOut,
    TakenReportOut,
    Told,
    case_full_told,
    case_told,
    clock_out,
    near_told,
)
from xiuhua.cases.serializers.shared import Code, Matter
from xiuhua.cases.serializers.suggestion import SuggestionOut, suggestion_out
from xiuhua.cases.terms import CaseAct, CaseState, Channel, ReportAct
from xiuhua.shared.actor import Actor
from xiuhua.shared.clock import now
from xiuhua.web.api import Instant, asker
from xiuhua.web.errors import language
from xiuhua.web.seams import areas_for

router = Router(tags=["cases"])


class CaseFilter(Schema):
    """Which cases are asked for; several states or channels widen."""

    q: Annotated[str, Query(max_length=80, description="words of title, address or matter")] = ""
    state: Annotated[list[CaseState], Query(max_length=20)] = []
    area: Annotated[str, Query(max_length=20, pattern="^[0-9]*$", description="and all below it")] = ""
    unit: Code = ""
    matter: Matter = ""
    channel: Annotated[list[Channel], Query(max_length=20)] = []
    late: bool | None = None
    since: Annotated[Instant | None, Query(description="reported then or later")] = None
    until: Annotated[Instant | None, Query(description="reported before")] = None
    mine: Annotated[bool, Query(description="what waits for you: at your desk, or in your unit")] = False

    def as_wish(self, actor: Actor) -> CaseWish:
        """Return it as the query takes it."""
        desks = desks_of(actor.roles, {})
        return CaseWish(
            question=self.q, states=[one.value for one in self.state], area=self.area, unit=self.unit,
            matter=self.matter, channels=[one.value for one in self.channel], late=self.late,
            since=self.since, until=self.until,
            waiting=waiting_for(desks=desks, user_id=actor.user_id, at=now()) if self.mine else None,
        )  # fmt: skip


def _case_for(request: HttpRequest, case_id: int) -> Case:
    """Return a case that whoever asks may read."""
    case = queries.case_get(case_id)
    require(asker(request), CaseAct.READ, case)
    return case


@router.get("/cases", response=CasesPage, summary="Cases in your areas, newest first")
def case_list(
    request: HttpRequest,
    asked: Query[CaseFilter],
    after: Annotated[int | None, Query(ge=0, le=2**63 - 1, description="`next` of the page before")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> dict[str, object]:
    """Return cases by id, found by words where `q` is given."""
    actor = asker(request)
    require(actor, CaseAct.READ)
    areas = areas_for(actor, CaseAct.READ)
    rows = list(cases_before(before=after, areas=areas, wish=asked.as_wish(actor))[: limit + 1])
    return {
        "items": [case_told(row) for row in rows[:limit]],
        "next": str(rows[limit - 1].pk) if len(rows) > limit else None,
    }


@router.get("/cases/near", response=list[NearOut], summary="Cases near a place, nearest first")
def case_near(
    request: HttpRequest,
    longitude: Annotated[float, Query(ge=-180, le=180, description="degrees, WGS84")],
    latitude: Annotated[float, Query(ge=-90, le=90, description="degrees, WGS84")],
    reach_m: Annotated[float, Query(gt=0, le=2_000)] = 50,
    days: Annotated[int, Query(ge=1, le=366, description="reported in the last so many days")] = 7,
) -> list[Told]:
    """Return the latest twenty that lie within reach."""
    actor = asker(request)
    require(actor, CaseAct.READ)
    place = Point(longitude, latitude, srid=4326)
    areas = areas_for(actor, CaseAct.READ)
    near = around(place, reach_m=reach_m, since=now() - timedelta(days=days))
    return [near_told(one) for one in near if one.case.area_code.startswith(areas)]


@router.get(
    "/cases/by-upper/{number}", response=list[CaseOut], summary="Cases of the platform above's number"
)
def case_by_upper(request: HttpRequest, number: str) -> list[Told]:
    """Return the cases that have this number, newest first; none where it is unknown."""
    actor = asker(request)
    require(actor, CaseAct.READ)
    areas = areas_for(actor, CaseAct.READ)
    return [case_told(case) for case in cases_from_above(number[:40]) if case.area_code.startswith(areas)]


@router.get("/cases/{int:case_id}", response=CaseFullOut, summary="One case")
def case_read(request: HttpRequest, case_id: int) -> Told:
    """Return a case in your areas."""
    return case_full_told(_case_for(request, case_id))


@router.get("/cases/{int:case_id}/moves", response=list[MoveOut], summary="What happened to a case")
def case_moves(request: HttpRequest, case_id: int) -> object:
    """Return the moves, first to last."""
    return moves_shown(_case_for(request, case_id))


@router.get("/cases/{int:case_id}/clocks", response=list[ClockOut], summary="The clocks of a case")
def case_clocks(request: HttpRequest, case_id: int) -> list[ClockOut]:
    """Return the runs of its stages' clocks, in the order they started."""
    case, at = _case_for(request, case_id), now()
    rows = queries.clocks_of(case.pk)
    runs = queries.runs_of(rows)
    return [
        clock_out(row, light(run, at, soon_from=row.soon_at).value)
        for row, run in zip(rows, runs, strict=True)
    ]  # fmt: skip


@router.get("/cases/{int:case_id}/reports", response=list[TakenReportOut], summary="What was reported of it")
def case_reports(request: HttpRequest, case_id: int) -> object:
    """Return the reports, first to last."""
    case = _case_for(request, case_id)
    require(asker(request), ReportAct.READ, case)
    return reports_of(case)


@router.get("/cases/{int:case_id}/suggestion", response=SuggestionOut, summary="Who should get it, and why")
def case_suggestion(request: HttpRequest, case_id: int) -> SuggestionOut:
    """Return whom the duty table names, now, with everybody else who answers, in order."""
    case, at = _case_for(request, case_id), now()
    return suggestion_out(suggestion_for(case, at=at), at=at, language=language())
