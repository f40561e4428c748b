"""Questions about what officers checked: of trucks for the files, of sites for whoever answers for them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, Literal

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import JSONObject

from xiuhua.inspections.models import Finding, Inspection
from xiuhua.inspections.queries.findings import findings_about, findings_for, overdue_at
from xiuhua.inspections.terms.findings import FindingState
from xiuhua.inspections.terms.inspections import InspectionResult
from xiuhua.scenes.spoil.rules.checks import TRUCK_CHECK, told
from xiuhua.scenes.spoil.rules.risk import FileRecord

Who = Literal["party_id", "vehicle_id"]
_CLEAN = {"checklist": TRUCK_CHECK, "result": InspectionResult.CLEAN.value}


def ordered_of(party_ids: Collection[int]) -> int:
    """Return how many findings some parties still have to put right."""
    return findings_for(party_ids).filter(state=FindingState.ORDERED.value).count()


def waiting_at(premises_id: int, *, at: datetime) -> tuple[int, int]:
    """Return how many findings at premises wait for somebody, and how many of them are overdue."""
    waits = (FindingState.OPEN, FindingState.ORDERED, FindingState.ANSWERED)
    rows = findings_about(premises_id=premises_id).filter(state__in=[one.value for one in waits])
    return rows.count(), rows.filter(overdue_at(at)).count()


def findings_of_truck(vehicle_id: int) -> QuerySet[Finding]:
    """Return what checks found of a truck, with standard and case, the latest first."""
    return findings_about(vehicle_id=vehicle_id).filter(checklist=TRUCK_CHECK).order_by("-found_at", "-pk")


def hauliers_checked(most: int) -> list[tuple[int, str]]:
    """Return the hauliers of whose trucks checks found something: key and name."""
    rows = Finding.objects.filter(checklist=TRUCK_CHECK, party__isnull=False).order_by()
    return list(rows.values_list("party_id", "party__name").distinct()[:most])


def checks_told(who: Who, ids: Collection[int], *, since: datetime) -> dict[int, list[FileRecord]]:
    """Return what checks amount to in the files of some hauliers or trucks, in two statements."""
    mine = Q(**{f"{who}__in": ids})
    found = Finding.objects.filter(mine, checklist=TRUCK_CHECK, found_at__gte=since)
    passed = Inspection.objects.filter(mine, **_CLEAN, at__gte=since)
    rows = [*found.values_list(who, "item", "found_at"), *passed.values_list(who, Value(""), "at")]
    held: dict[int, list[FileRecord]] = {key: [] for key in ids}
    for key, item, at in rows:
        one = told(item, at.timestamp())
        if one is not None:
            held[key].append(one)
    return held


def found_of_party() -> ArraySubquery:
    """Return what checks found of trucks of a party, as a column of parties that `stored_told` reads."""
    rows = Finding.objects.filter(party=OuterRef("pk"), checklist=TRUCK_CHECK)
    return ArraySubquery(rows.values(told=JSONObject(item=F("item"), at=F("found_at"))))


def passed_of_party() -> ArraySubquery:
    """Return which checks trucks of a party have passed, as a column of parties that `stored_told` reads."""
    rows = Inspection.objects.filter(party=OuterRef("pk"), **_CLEAN)
    return ArraySubquery(rows.values(told=JSONObject(item=Value(""), at=F("at"))))


def stored_told(
    stored: Iterable[Sequence[dict[str, Any]]], *, since: datetime
) -> list[FileRecord]:  # JSON rows
    """Return what those two columns hold."""
    rows = [(one["item"], datetime.fromisoformat(one["at"])) for column in stored for one in column]
    made = (told(item, at.timestamp()) for item, at in rows if at >= since)
    return [one for one in made if one is not None]
