"""Questions about what was found in duty grids, told to shops, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from django.db.models import Avg, Count, F, Q, QuerySet

from xiuhua.cases.models import Case
from xiuhua.cases.terms.states import OVER
from xiuhua.communities.models import GridNotice
from xiuhua.communities.terms.grid_notices import NoticeState, NoticeVerdict
from xiuhua.ground.models import Area, Premises
from xiuhua.ground.queries.areas import locate
from xiuhua.ground.terms import AreaLevel
from xiuhua.shared.errors import Invalid, NotFound

_RECENT = timedelta(days=2)  # of what a machine found; older findings are somebody's case by now


def notices_all() -> QuerySet[GridNotice]:
    """Return the notices that the database scope lets through, with shop and grid."""
    return GridNotice.objects.select_related("premises", "grid", "item", "follow_case", "found_case").defer(
        *("grid__shape", "grid__line", "grid__search", "premises__search", "item__search"),
        *("follow_case__search", "follow_case__description", "found_case__search", "found_case__description"),
    )


def notice_get(notice_id: int) -> GridNotice:
    """Return a notice.

    Raises:
        NotFound: there is none in scope.
    """
    found = notices_all().filter(pk=notice_id).first()
    if found is None:
        raise NotFound(kind="grid_notice", key=str(notice_id))
    return found


def notice_lock(notice_id: int) -> GridNotice:
    """Return a notice, locked until the transaction ends.

    Raises:
        NotFound: there is none in scope.
    """
    found = notices_all().select_for_update(of=("self",)).filter(pk=notice_id).first()
    if found is None:
        raise NotFound(kind="grid_notice", key=str(notice_id))
    return found


def notice_linked(link_key: str) -> GridNotice:
    """Return the notice that a shop's own link names; the caller has opened the scope for it.

    Raises:
        NotFound: no notice was told under it.
    """
    found = notices_all().filter(link_key=link_key).exclude(link_key="").first()
    if found is None:
        raise NotFound(kind="grid_notice", key="")
    return found


def notice_by_client_id(client_id: object) -> GridNotice | None:
    """Return the notice that was found under an id; None where there is none in scope."""
    return notices_all().filter(client_id=str(client_id)).first()


def premises_known(premises_id: int) -> Premises:
    """Return premises.

    Raises:
        Invalid: there are none in scope.
    """
    found = Premises.objects.defer("search").filter(pk=premises_id).first()
    if found is None:
        raise Invalid(fields={"premises": "grid_notice_premises_unknown"})
    return found


def premises_typed(typed: str) -> Premises:
    """Return the premises that somebody typed, by code or by a name that is one's.

    Raises:
        Invalid: none fits, or several do.
    """
    said = typed.strip()
    head = said.split(maxsplit=1)[0] if said else ""
    rows = Premises.objects.defer("search")
    found = list(rows.filter(code=head)[:2]) or list(rows.filter(name=said)[:2])
    if len(found) != 1:
        raise Invalid(fields={"premises": "grid_notice_premises_unknown"})
    return found[0]


def premises_offered(*, most: int = 200) -> list[Premises]:
    """Return premises in scope for a choice, by name."""
    return list(Premises.objects.only("code", "name").order_by("name")[:most])


def grid_holding(premises: Premises) -> Area | None:
    """Return the duty grid that premises lie in; None where no grid is drawn there."""
    found = locate(premises.place.x, premises.place.y).get(AreaLevel.DUTY_GRID)
    return Area.objects.defer("shape", "line", "search").get(pk=found.pk) if found else None


def findings_waiting(*, at: datetime, most: int) -> list[Case]:
    """Return the open cases about premises that a machine found and no notice has taken up, oldest first."""
    rows = Case.objects.filter(
        smart=True, premises_id__isnull=False, grid_notice=None, reported_at__gte=at - _RECENT
    )
    rows = rows.exclude(state__in=[state.value for state in OVER]).defer("search")
    return list(rows.order_by("pk")[:most])


def judged_waiting(*, most: int) -> list[int]:
    """Return the ids of the notices that are judged and not yet counted."""
    rows = GridNotice.objects.filter(state=NoticeState.JUDGED.value).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:most])


def _tallies(path: str, notices: QuerySet[GridNotice]) -> dict[str, Count | Avg]:
    """Return what is counted of each grid or shop, over some notices; `path` leads to them."""
    chosen = Q(**{f"{path}__in": notices.values("pk")})

    def number(*conditions: Q) -> Count:
        rows = notices.filter(*conditions)
        return Count(path, filter=Q(**{f"{path}__in": rows.values("pk")}), distinct=True)

    return {
        "counted": number(),
        "in_time": number(Q(fed_back_at__lte=F("due_at"))),
        "passed": number(Q(verdict=NoticeVerdict.PASSED.value)),
        "failed": number(Q(verdict=NoticeVerdict.FAILED.value)),
        "mean_score": Avg(f"{path}__score", filter=chosen),
    }


def counted_between(since: datetime, until: datetime) -> QuerySet[GridNotice]:
    """Return the notices that were counted in a span: [since, until)."""
    return GridNotice.objects.filter(
        state=NoticeState.COUNTED.value, counted_at__gte=since, counted_at__lt=until
    )


def grids_tallied(notices: QuerySet[GridNotice]) -> QuerySet[Area]:
    """Return the duty grids that some counted notices lie in, each with what came of them."""
    rows = Area.objects.defer("shape", "line", "search").filter(pk__in=notices.values("grid_id"))
    return rows.annotate(**_tallies("grid_notices", notices))


def shops_tallied(notices: QuerySet[GridNotice]) -> QuerySet[Premises]:
    """Return the premises that some counted notices are about, each with what came of them."""
    rows = Premises.objects.defer("search").filter(pk__in=notices.values("premises_id"))
    return rows.annotate(**_tallies("grid_notices", notices))


def notice_state(notice: GridNotice) -> dict[str, str | int | None]:
    """Return the columns of a notice that the ledger answers for."""
    return {
        "state": notice.state, "premises": notice.premises_id, "grid": notice.grid_code,
        "area_code": notice.area_code, "source": notice.source, "verdict": notice.verdict,
        "score": notice.score, "follow_case": notice.follow_case_id,
        "due_at": notice.due_at.astimezone(UTC).isoformat() if notice.due_at else None,
    }  # fmt: skip


def notice_states() -> Iterator[tuple[int, dict[str, str | int | None]]]:
    """Yield every notice's id and what the ledger answers for, for `ledger verify`."""
    rows = GridNotice.objects.defer("text", "told_words", "feedback", "opinion").order_by("pk")
    return ((row.pk, notice_state(row)) for row in rows.iterator(chunk_size=2_000))


def grid_choices() -> list[tuple[str, str]]:
    """Return the duty grids that have notices, for a filter."""
    rows = Area.objects.filter(pk__in=GridNotice.objects.values("grid_id")).order_by("code")
    return [(str(pk), name) for pk, name in rows.values_list("pk", "name")]


def premises_choices() -> list[tuple[str, str]]:
    """Return the premises that have notices, for a filter; the first two hundred by name."""
    rows = Premises.objects.filter(pk__in=GridNotice.objects.values("premises_id")).order_by("name")
    return [(str(pk), name) for pk, name in rows.values_list("pk", "name")[:200]]
