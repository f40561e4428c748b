"""Questions about small works."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import QuerySet

from xiuhua.oversight.models import SmallWork, WorkCheck
from xiuhua.oversight.queries.sealing import seal_opened
from xiuhua.oversight.queries.warnings import RuleStanding, rule_standing
from xiuhua.oversight.rules.works import FEN, WorkFacts, split_among
from xiuhua.shared.errors import NotFound

SPLIT_RULE = "small_work_split"


def works_all() -> QuerySet[SmallWork]:
    """Return the small works that the database scope lets through."""
    return SmallWork.objects.select_related("unit").defer("unit__search")


def work_get(work_id: int) -> SmallWork:
    """Return a small work.

    Raises:
        NotFound: there is none in scope.
    """
    found = works_all().filter(pk=work_id).first()
    if found is None:
        raise NotFound(kind="small_work", key=str(work_id))
    return found


def work_lock(work_id: int) -> SmallWork:
    """Return a small work, locked until the transaction ends.

    Raises:
        NotFound: there is none in scope.
    """
    found = works_all().select_for_update(of=("self",)).filter(pk=work_id).first()
    if found is None:
        raise NotFound(kind="small_work", key=str(work_id))
    return found


def checks_of(work: SmallWork) -> list[WorkCheck]:
    """Return the checks of a work with their photos, the last one first."""
    return list(work.checks.prefetch_related("photos__file").order_by("-pk"))


def split_rule() -> RuleStanding:
    """Return the rule that says where the line lies, as it holds now; everybody who registers needs it."""
    with seal_opened():
        return rule_standing(SPLIT_RULE)


def split_with(work: SmallWork, rule: RuleStanding) -> tuple[WorkFacts, ...]:
    """Return the works that together with this one come to the line; empty where none do."""
    days = rule.parameters["days"]
    near = SmallWork.objects.filter(
        unit_id=work.unit_id, contractor=work.contractor,
        signed_on__range=(work.signed_on - timedelta(days=days), work.signed_on + timedelta(days=days)),
    ).order_by("pk")  # fmt: skip
    line_fen = rule.parameters["line_yuan"] * FEN
    return split_among([_facts(one) for one in near], _facts(work), days=days, line_fen=line_fen)


def _facts(work: SmallWork) -> WorkFacts:
    return WorkFacts(
        id=work.pk, name=f"{work.number} {work.name}", amount_fen=work.amount_fen, signed_on=work.signed_on
    )


def work_state(work: SmallWork) -> dict[str, str | int | bool | None]:
    """Return the columns of a work that the ledger answers for."""
    return {
        "unit": work.unit_id, "procurement": work.procurement, "amount_fen": work.amount_fen,
        "line_fen": work.line_fen, "signed_on": work.signed_on.isoformat(), "split": work.split,
        "last_result": work.last_result, "area_code": work.area_code,
    }  # fmt: skip


def work_states() -> Iterator[tuple[int, dict[str, str | int | bool | None]]]:
    """Yield every work's id and what the ledger answers for, for `ledger verify`."""
    rows = SmallWork.objects.order_by("pk")
    return ((row.pk, work_state(row)) for row in rows.iterator(chunk_size=2_000))
