"""Questions about accountability: the rule that holds, failures on record, proposals."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from xiuhua.cases.models import Case, CaseClock, Move
from xiuhua.cases.models import Reminder as UrgedOnce
from xiuhua.cases.queries.cases import serves_in
from xiuhua.cases.terms import CaseAct, ClockAlert, Stage
from xiuhua.ground.models import Unit
from xiuhua.oversight.models import Accountability, AccountRule, AccountStep
from xiuhua.oversight.rules.accountability import OPEN, Fault
from xiuhua.oversight.terms.accountability import FaultKind
from xiuhua.shared.errors import NotFound

_FAULT_OF = {CaseAct.CHECK_FAIL.value: FaultKind.REWORK, CaseAct.RETURN_REFUSE.value: FaultKind.SHIRKED}
_LATE = (ClockAlert.OVERDUE.value, ClockAlert.ESCALATED.value)


def accountabilities_all() -> QuerySet[Accountability]:
    """Return the proposals that the database scope lets through."""
    rows = Accountability.objects.select_related("unit", "person", "rule")
    return rows.defer("unit__search", "person__search")


def accountabilities_own(user_id: int | None, *, at: datetime) -> QuerySet[Accountability]:
    """Return what is held against a unit that a user serves in, or against the user."""
    named = Q(person__user_id=user_id, person__isnull=False)
    return accountabilities_all().filter(Q(serves_in(user_id, at=at)) | named)


def accountability_get(accountability_id: int) -> Accountability:
    """Return a proposal.

    Raises:
        NotFound: there is none in scope.
    """
    found = accountabilities_all().filter(pk=accountability_id).first()
    if found is None:
        raise NotFound(kind="accountability", key=str(accountability_id))
    return found


def accountability_lock(accountability_id: int) -> Accountability:
    """Return a proposal, locked until the transaction ends.

    Raises:
        NotFound: there is none in scope.
    """
    rows = accountabilities_all().select_for_update(of=("self",))
    found = rows.filter(pk=accountability_id).first()
    if found is None:
        raise NotFound(kind="accountability", key=str(accountability_id))
    return found


def is_against(row: Accountability, *, user_id: int | None, at: datetime) -> bool:
    """Return whether it is about a user, or a unit that the user serves in."""
    return accountabilities_own(user_id, at=at).filter(pk=row.pk).exists()


def steps_of(row: Accountability) -> list[AccountStep]:
    """Return its steps, first to last."""
    return list(row.steps.order_by("pk"))


# --- the rule -------------------------------------------------------------------------------------------


def account_rules_all() -> QuerySet[AccountRule]:
    """Return every version of every rule."""
    return AccountRule.objects.all()


def account_rule_get(rule_id: int) -> AccountRule:
    """Return a version.

    Raises:
        NotFound: there is none.
    """
    found = AccountRule.objects.filter(pk=rule_id).first()
    if found is None:
        raise NotFound(kind="accountability_rule", key=str(rule_id))
    return found


def account_rule_last(area_code: str) -> AccountRule | None:
    """Return the version that holds in an area; None as long as none was published."""
    return AccountRule.objects.filter(area_code=area_code).order_by("-number").first()


def account_rules_holding() -> list[AccountRule]:
    """Return the last version of each area that proposes."""
    last = {one.area_code: one for one in AccountRule.objects.order_by("area_code", "number")}
    return [one for one in last.values() if one.enabled]


# --- what it looks at -----------------------------------------------------------------------------------


def faults_since(since: datetime, *, area_code: str, until: datetime) -> list[Fault]:
    """Return the failures of the units of an area since an instant. The scope is every area.

    A failure that an upheld appeal exempts is none.
    """
    units = Unit.objects.filter(area_code__startswith=area_code)
    units_by_id = set(units.values_list("pk", flat=True))
    clocks = CaseClock.objects.filter(
        Q(late=True) | Q(alert__in=_LATE), stage=Stage.HANDLE.value, cancelled=False, exempt=False,
        due_at__gte=since, due_at__lte=until, charged_to__startswith="unit:",
    )  # fmt: skip
    told: list[tuple[str, FaultKind, int, datetime, int]] = [
        (f"clock:{one.pk}", FaultKind.LATE, int(one.charged_to[5:]), one.due_at, one.case_id)
        for one in clocks.only("charged_to", "due_at", "case_id")
        if one.due_at is not None
    ]
    exempt = Move.objects.filter(case=OuterRef("case"), act=CaseAct.EXEMPT.value)
    moves = Move.objects.filter(~Exists(exempt), act__in=list(_FAULT_OF), at__gte=since, at__lte=until)
    told += [
        (f"move:{pk}", _FAULT_OF[act], unit_id or case_unit, at, case_id)
        for pk, act, unit_id, case_unit, at, case_id in moves.values_list(
            "pk", "act", "unit_id", "case__unit_id", "at", "case_id"
        )
        if unit_id or case_unit
    ]
    urged = UrgedOnce.objects.filter(at__gte=since, at__lte=until)
    told += [
        (f"reminder:{pk}", FaultKind.URGED, unit_id, at, case_id)
        for pk, unit_id, at, case_id in urged.values_list("pk", "unit_id", "at", "case_id")
    ]
    kept = [one for one in told if one[2] in units_by_id]
    cases = Case.objects.select_related("item").only("pk", "item__kind", "item__class_code")
    by_id = cases.in_bulk({one[4] for one in kept})
    return [
        Fault(
            key=key, kind=kind, unit_id=unit_id, at=at, case_id=case_id,
            case_number=by_id[case_id].number, matter=_matter(by_id[case_id]),
        )
        for key, kind, unit_id, at, case_id in kept
    ]  # fmt: skip


def _matter(case: Case) -> str:
    return f"{case.item.kind}:{case.item.class_code}" if case.item else ""


def matter_name(case_id: int) -> str:
    """Return what the class of a case's matter is called."""
    case = Case.objects.select_related("item").only("pk", "item__class_zh").get(pk=case_id)
    return case.item.class_zh if case.item else ""


def evidence_used(area_code: str) -> frozenset[str]:
    """Return the keys of every failure that was held against somebody of an area, whatever came of it."""
    rows = Accountability.objects.filter(area_code__startswith=area_code).values_list("evidence", flat=True)
    return frozenset(str(one["key"]) for found in rows for one in found)


def accountability_open(*, unit_id: int, fault: str, matter: str) -> bool:
    """Return whether one about the same unit, kind and class waits for its end."""
    rows = Accountability.objects.filter(unit_id=unit_id, fault=fault, matter=matter)
    return rows.filter(state__in=[state.value for state in OPEN]).exists()


# --- what the ledger answers for ---------------------------------------------------------------------------


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def accountability_state(row: Accountability) -> dict[str, str | int | bool | None]:
    """Return the columns of a proposal that the ledger answers for."""
    return {
        "rule": row.rule_id, "unit": row.unit_id, "fault": row.fault, "matter": row.matter,
        "evidence": ",".join(str(one["key"]) for one in row.evidence), "state": row.state,
        "person": row.person_id, "hear_until": _day(row.hear_until), "stated": row.stated, "form": row.form,
        "area_code": row.area_code,
        "decided_at": row.decided_at.astimezone(UTC).isoformat() if row.decided_at else None,
    }  # fmt: skip


def accountability_states() -> Iterator[tuple[int, dict[str, str | int | bool | None]]]:
    """Yield every proposal's id and what the ledger answers for, for `ledger verify`."""
    rows = Accountability.objects.defer("decision").order_by("pk")
    return ((row.pk, accountability_state(row)) for row in rows.iterator(chunk_size=2_000))


def account_rule_state(row: AccountRule) -> dict[str, str | int | bool | None]:
    """Return the columns of a version that the ledger answers for."""
    return {
        "number": row.number, "enabled": row.enabled, "area_code": row.area_code,
        **{f"parameter_{key}": value for key, value in sorted(row.parameters.items())},
    }  # fmt: skip


def account_rule_states() -> Iterator[tuple[int, dict[str, str | int | bool | None]]]:
    """Yield every version's id and what the ledger answers for, for `ledger verify`."""
    return ((row.pk, account_rule_state(row)) for row in AccountRule.objects.order_by("pk").iterator())
