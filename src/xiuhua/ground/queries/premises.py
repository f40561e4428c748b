"""Questions about premises."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.search import SearchQuery
from django.db.models import QuerySet

from xiuhua.ground.models import Premises
from xiuhua.ground.models.parties import Party
from xiuhua.ground.models.surveys import SurveyFinding
from xiuhua.ground.models.vehicles import Mount
from xiuhua.shared.errors import NotFound
from xiuhua.shared.search import search_question
from xiuhua.web.areas import overlap, within


def premises_all() -> QuerySet[Premises]:
    """Return the premises that the database scope lets through."""
    return Premises.objects.select_related("area", "area__parent", "party").defer(
        "search", "area__shape", "area__parent__shape", "party__search"
    )


@dataclass(frozen=True, kw_only=True)
class PremisesWish:
    """What of the premises is asked for; empty is everything.

    Args:
        question: words to be found by.
        kinds: values of PremisesKind.
        area: an area code and everything in it.
        recorded_since: only what entered the register then or later.
    """

    question: str = ""
    kinds: Sequence[str] = ()
    area: str = ""
    recorded_since: datetime | None = None


_EVERYTHING = PremisesWish()


def premises_after(
    *, after: int, areas: Sequence[str], wish: PremisesWish = _EVERYTHING
) -> QuerySet[Premises]:
    """Return the premises wished for in some areas with a higher id, lowest first.

    The database scope alone is too wide: it spans every role of a person, also those that read no premises.
    """
    prefixes = overlap(areas, [wish.area]) if wish.area else areas
    rows = premises_all().filter(within("area_code", prefixes), pk__gt=after).order_by("pk")
    if wish.kinds:
        rows = rows.filter(kind__in=wish.kinds)
    if wish.recorded_since:
        rows = rows.filter(recorded_at__gte=wish.recorded_since)
    asked = search_question(wish.question)
    return rows.filter(search=SearchQuery(asked, search_type="raw", config="simple")) if asked else rows


def premises_get(premises_id: int) -> Premises:
    """Return one of the visible premises.

    Raises:
        NotFound: it does not exist, or lies outside the scope.
    """
    found = premises_all().select_related("basis").filter(pk=premises_id).first()
    if found is None:
        raise NotFound(kind="premises", key=str(premises_id))
    return found


def premises_lock(premises_id: int) -> Premises:
    """Return one of the visible premises, locked until the transaction ends.

    Raises:
        NotFound: it does not exist, or lies outside the scope.
    """
    found = Premises.objects.select_for_update().defer("search").filter(pk=premises_id).first()
    if found is None:
        raise NotFound(kind="premises", key=str(premises_id))
    return found


def premises_state(premises: Premises) -> dict[str, str | int | None]:
    """Return the columns of premises that the ledger answers for."""
    return {
        "code": premises.code,
        "name": premises.name,
        "kind": premises.kind,
        "state": premises.state,
        "address": premises.address,
        "contact_phone": premises.contact_phone,
        "area": premises.area_id,
        "place": premises.place.wkt,
        "basis": premises.basis_id,
        "party": premises.party_id,
        "frontage_m": str(premises.frontage_m),
        "floor_area_m2": str(premises.floor_area_m2),
    }


def premises_states() -> Iterator[tuple[int, dict[str, str | int | None]]]:
    """Yield every premises' id and what the ledger answers for, for `ledger verify`."""
    rows = Premises.objects.defer("search").order_by("pk").iterator(chunk_size=5_000)
    return ((row.pk, premises_state(row)) for row in rows)


def premises_mounts(premises: Premises) -> list[Mount]:
    """Return the places of cameras and devices at premises."""
    return list(Mount.objects.filter(premises=premises).defer("search").order_by("code"))


def premises_findings(premises: Premises) -> list[SurveyFinding]:
    """Return what surveys found at premises, latest first."""
    rows = SurveyFinding.objects.filter(premises=premises).select_related("grid__survey")
    return list(rows.order_by("-at")[:20])


def parties_by_code(codes: Collection[str]) -> dict[str, Party]:
    """Return the visible parties with some credit codes."""
    found = Party.objects.filter(credit_code__in=set(codes) - {""}).defer("search")
    return {party.credit_code or "": party for party in found}
