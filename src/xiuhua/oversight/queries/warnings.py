"""Questions about warnings and their rules. The caller has opened the seal: see `queries.sealing`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import cast

from django.contrib.gis.geos import Point
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, Func, OuterRef, Q, QuerySet

from xiuhua.access.models import Token, User
from xiuhua.access.queries import names_of, users_named
from xiuhua.cases.models import Case, CaseClock, Move, MovePhoto
from xiuhua.cases.terms import CaseAct, CaseState, Stage
from xiuhua.oversight.models import IntegrityWarning, RuleVersion
from xiuhua.oversight.queries.sealing import seal_opened
from xiuhua.oversight.rules.warnings import (
    AT_A_POST,
    CORRECTIONS,
    LOOKED_AT,
    RULES,
    WAIVERS,
    Deed,
    Shot,
    WarningRule,
)
from xiuhua.oversight.terms.warnings import WarningResult, WarningState
from xiuhua.shared.errors import NotFound

_CLOCK_OF: Mapping[str, Stage] = {
    CaseAct.FEED_BACK.value: Stage.HANDLE, CaseAct.CHECK_PASS.value: Stage.CHECK,
    CaseAct.CLOSE.value: Stage.CLOSE,
}  # fmt: skip
_CASE_COLUMNS = ("pk", "premises", "unit", "reported_at", "area_code", "limit_amount", "limit_unit", "place")


def warnings_all() -> QuerySet[IntegrityWarning]:
    """Return the warnings that the database scope and the seal let through."""
    return IntegrityWarning.objects.select_related("case").defer("case__search", "case__description")


def warnings_listed() -> QuerySet[IntegrityWarning]:
    """Return the same for a list: with the unit of the case, and as `about_names` whom each is about.

    Both ride on the list's own statement.
    """
    accounts = Func(OuterRef("about"), template="(SELECT unnest(%(expressions)s))")
    people = User.objects.filter(pk__in=accounts).order_by("pk")
    rows = warnings_all().select_related("case__unit").defer("case__unit__search")
    return rows.annotate(about_names=ArraySubquery(people.values("name")))


def warning_get(warning_id: int) -> IntegrityWarning:
    """Return a warning.

    Raises:
        NotFound: there is none that this reader may see.
    """
    found = warnings_all().filter(pk=warning_id).first()
    if found is None:
        raise NotFound(kind="warning", key=str(warning_id))
    return found


def warning_lock(warning_id: int) -> IntegrityWarning:
    """Return a warning, locked until the transaction ends.

    Raises:
        NotFound: there is none that this reader may see.
    """
    found = warnings_all().select_for_update(of=("self",)).filter(pk=warning_id).first()
    if found is None:
        raise NotFound(kind="warning", key=str(warning_id))
    return found


def warning_open(rule: str, subject: str) -> IntegrityWarning | None:
    """Return the warning of a rule about a subject that is not closed yet; None where there is none."""
    rows = IntegrityWarning.objects.filter(rule=rule, subject=subject)
    return rows.exclude(state=WarningState.CLOSED.value).first()


def judged(rule: str) -> frozenset[int]:
    """Return the moves that closed warnings of a rule were about: they are not judged twice."""
    rows = IntegrityWarning.objects.filter(rule=rule, state=WarningState.CLOSED.value)
    return frozenset(
        said["move"] for found in rows.values_list("evidence", flat=True) for said in found if "move" in said
    )


# --- rules ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class RuleStanding:
    """A rule as it holds now, and what its warnings came to.

    Args:
        version: None as long as nobody has changed it.
        raised: all its warnings; `true`, `explained`, `wrong` those that were judged so.
    """

    rule: WarningRule
    version: RuleVersion | None
    enabled: bool
    parameters: Mapping[str, int]
    raised: int = 0
    true: int = 0
    explained: int = 0
    wrong: int = 0

    @property
    def judged(self) -> int:
        """How many were judged."""
        return self.true + self.explained + self.wrong

    @property
    def precision(self) -> float | None:
        """The share that proved true among those judged, 0 to 1; None as long as none was."""
        return self.true / self.judged if self.judged else None


def rules_standing() -> list[RuleStanding]:
    """Return every rule as it holds now, in the order of their declaration."""
    versions = {one.rule: one for one in RuleVersion.objects.order_by("rule", "number")}  # the last one stays
    counted = {
        row["rule"]: cast("Mapping[str, int]", row)  # what is counted, beside the rule's key
        for row in IntegrityWarning.objects.values("rule").annotate(
            raised=Count("pk"), true=Count("pk", filter=Q(result=WarningResult.TRUE.value)),
            explained=Count("pk", filter=Q(result=WarningResult.EXPLAINED.value)),
            wrong=Count("pk", filter=Q(result=WarningResult.RULE_WRONG.value)),
        ).order_by("rule")
    }  # fmt: skip
    return [_standing(rule, versions.get(rule.key), counted.get(rule.key, {})) for rule in RULES]


def _standing(rule: WarningRule, version: RuleVersion | None, counted: Mapping[str, int]) -> RuleStanding:
    told = {name: counted.get(name, 0) for name in ("raised", "true", "explained", "wrong")}
    return RuleStanding(
        rule=rule, version=version, enabled=version.enabled if version else True,
        parameters=rule.defaults() | (version.parameters if version else {}), **told,
    )  # fmt: skip


def rule_standing(key: str) -> RuleStanding:
    """Return one rule as it holds now.

    Raises:
        NotFound: no rule has this key.
    """
    found = next((one for one in rules_standing() if one.rule.key == key), None)
    if found is None:
        raise NotFound(kind="warning_rule", key=key)
    return found


def rule_versions(key: str) -> list[RuleVersion]:
    """Return the versions of a rule, the last one first."""
    return list(RuleVersion.objects.filter(rule=key).order_by("-number"))


# --- what the rules look at ------------------------------------------------------------------------------


def deeds_about(entry_ids: Collection[int], *, days: int, seconds: int) -> tuple[frozenset[int], list[Deed]]:
    """Return which moves some entries wrote that a rule looks at, and every deed to see them beside.

    Those are, of somebody who let a unit off, what else they let off within some days; of somebody who was in
    a hurry, what else they ended in one; what else corrected the same cases; and what showed the same photos.
    An ordinary act is seen beside nothing: the rules look at every one of them. The scope is every area.
    """
    fresh = list(Move.objects.filter(entry_id__in=list(entry_ids), act__in=_valued(LOOKED_AT)))
    if not fresh:
        return frozenset(), []
    since = min(move.at for move in fresh) - timedelta(days=days)
    told = _deeds(fresh)
    waived = _acting(deed for deed in told if deed.act in WAIVERS)
    hurried = _acting(deed for deed in told if deed.left_s is not None and 0 <= deed.left_s <= seconds)
    corrected = {deed.case_id for deed in told if deed.act in CORRECTIONS}
    shown = {shot.sha256 for deed in told if deed.act is CaseAct.FEED_BACK for shot in deed.shots}
    ended = CaseClock.objects.filter(
        case_id=OuterRef("case_id"), stopped_at=OuterRef("at"), left_s__range=(0, seconds)
    )
    # A question each, because an index answers each of them and none of them their union.
    wanted = (
        (waived, Q(actor__in=waived, at__gte=since, act__in=_valued(WAIVERS))),
        (hurried, Q(Exists(ended), actor__in=hurried, at__gte=since, act__in=_valued(AT_A_POST))),
        (corrected, Q(case_id__in=corrected, act__in=_valued(CORRECTIONS))),
        (shown, Q(photos__file__sha256__in=shown, act=CaseAct.FEED_BACK.value)),
    )
    found = {move.pk: move for which, one in wanted if which for move in Move.objects.filter(one)}
    beside = [move for pk, move in found.items() if pk not in {move.pk for move in fresh}]
    deeds = sorted([*told, *_deeds(beside)], key=lambda deed: (deed.at, deed.move_id))
    return frozenset(move.pk for move in fresh), deeds


def _valued(acts: Iterable[CaseAct]) -> list[str]:
    return [act.value for act in acts]


def _acting(deeds: Iterable[Deed]) -> set[str]:
    """Return every name under which those who did something act."""
    return {name for deed in deeds if deed.by_person for name in _names(deed.actor)}


def _deeds(moves: Iterable[Move]) -> list[Deed]:
    moves = list(moves)
    people = _people(move.actor for move in moves)
    cases = Case.objects.only(*_CASE_COLUMNS).in_bulk({move.case_id for move in moves})
    closings = _closings({move.case_id for move in moves if move.before == CaseState.CLOSED.value})
    left = _left({move.case_id for move in moves})
    shots = _shots([move.pk for move in moves])
    return [
        Deed(
            move_id=move.pk, case_id=move.case_id, case_number=cases[move.case_id].number,
            act=CaseAct(move.act), actor=people.get(move.actor, move.actor), at=move.at, desk=move.desk,
            reported_at=cases[move.case_id].reported_at, area_code=move.area_code,
            unit_id=move.unit_id or cases[move.case_id].unit_id,
            premises_id=cases[move.case_id].premises_id,
            closed_at=_closed_before(closings.get(move.case_id, ()), move),
            left_s=left.get((move.case_id, _CLOCK_OF[move.act].value, move.at))
            if move.act in _CLOCK_OF
            else None,
            shots=tuple(shots.get(move.pk, ())),
            limit=_amount(cases[move.case_id].limit_amount, cases[move.case_id].limit_unit),
            given=_given(move),
            place=_point(cases[move.case_id].place),
        )
        for move in moves
    ]  # fmt: skip


def _people(actors: Iterable[str]) -> dict[str, str]:
    """Return for tokens among names of the ledger whose they are: `token:3` is `user:12`."""
    tokens = {int(name[6:]) for name in actors if name.startswith("token:")}
    rows = Token.objects.filter(pk__in=tokens).values_list("pk", "user_id") if tokens else ()
    return {f"token:{pk}": f"user:{user_id}" for pk, user_id in rows}


def _names(actor: str) -> frozenset[str]:
    """Return every name under which whoever acts here acts."""
    person = _people((actor,)).get(actor, actor)
    return names_of(int(person[5:])) if person.startswith("user:") else frozenset({actor})


def _amount(amount: int | None, unit: str) -> tuple[int, str] | None:
    return (amount, unit) if amount else None


def _given(move: Move) -> tuple[int, str] | None:
    """Return how much time a grant has added, as the loop keeps it in its move."""
    told = move.detail.get("extend")
    if not isinstance(told, dict):
        return None
    return _amount(told.get("amount"), str(told.get("unit", "")))


def _closings(case_ids: Collection[int]) -> dict[int, list[tuple[int, datetime]]]:
    """Return by case the moves that closed it: their number and instant."""
    found: dict[int, list[tuple[int, datetime]]] = {}
    rows = Move.objects.filter(case_id__in=case_ids, after=CaseState.CLOSED.value)
    for case_id, number, at in (
        rows.exclude(before=CaseState.CLOSED.value).order_by("number").values_list("case_id", "number", "at")
    ):
        found.setdefault(case_id, []).append((number, at))
    return found


def _closed_before(closings: Iterable[tuple[int, datetime]], move: Move) -> datetime | None:
    if move.before != CaseState.CLOSED.value:
        return None
    return max(((number, at) for number, at in closings if number < move.number), default=(0, None))[1]


def _left(case_ids: Collection[int]) -> dict[tuple[int, str, datetime], float]:
    """Return how many seconds were left when a clock stopped, by case, stage and instant."""
    rows = CaseClock.objects.filter(case_id__in=case_ids, stopped_at__isnull=False, left_s__isnull=False)
    return {
        (case_id, stage, stopped_at): float(left_s)
        for case_id, stage, stopped_at, left_s in rows.values_list("case_id", "stage", "stopped_at", "left_s")
        if stopped_at is not None and left_s is not None
    }


def _shots(move_ids: Collection[int]) -> dict[int, list[Shot]]:
    found: dict[int, list[Shot]] = {}
    rows = MovePhoto.objects.filter(move_id__in=move_ids).order_by("pk")
    told = rows.values_list("move_id", "file__sha256", "file__facts__taken_at", "file__facts__place")
    for move_id, sha256, taken_at, place in told:
        found.setdefault(move_id, []).append(Shot(sha256=sha256, taken_at=taken_at, place=_point(place)))
    return found


def _point(place: Point | None) -> tuple[float, float] | None:
    """Return a point as longitude and latitude."""
    return (place.x, place.y) if place else None


def accounts_of(actors: Iterable[str]) -> list[int]:
    """Return the accounts behind names of the ledger, each once."""
    return sorted(set(users_named(actors)))


# --- what the ledger answers for --------------------------------------------------------------------------


def warning_state(warning: IntegrityWarning) -> dict[str, str | int | None]:
    """Return the columns of a warning that the ledger answers for."""
    return {
        "rule": warning.rule, "version": warning.version_id, "subject": warning.subject,
        "about": ",".join(str(one) for one in warning.about), "case": warning.case_id,
        "evidence": ",".join(str(one.get("move", one.get("work"))) for one in warning.evidence),
        "state": warning.state, "result": warning.result, "area_code": warning.area_code,
        "raised_at": warning.raised_at.astimezone(UTC).isoformat(),
    }  # fmt: skip


def warning_states() -> Iterator[tuple[int, dict[str, str | int | None]]]:
    """Yield every warning's id and what the ledger answers for, for `ledger verify`."""
    with seal_opened():
        rows = [(row.pk, warning_state(row)) for row in IntegrityWarning.objects.order_by("pk")]
    yield from rows


def rule_version_state(version: RuleVersion) -> dict[str, str | int | bool | None]:
    """Return the columns of a version of a rule that the ledger answers for."""
    return {
        "rule": version.rule, "number": version.number, "enabled": version.enabled,
        **{f"parameter_{key}": value for key, value in sorted(version.parameters.items())},
    }  # fmt: skip


def rule_version_states() -> Iterator[tuple[int, dict[str, str | int | bool | None]]]:
    """Yield every version's id and what the ledger answers for, for `ledger verify`."""
    with seal_opened():
        rows = [(row.pk, rule_version_state(row)) for row in RuleVersion.objects.order_by("pk")]
    yield from rows
