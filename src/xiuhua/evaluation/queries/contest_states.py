"""What the ledger answers for of contests: the columns of each row, for `ledger verify`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC

from xiuhua.evaluation.models import (
    Commendation,
    Interview,
    Listing,
    Mark,
    MarkRecheck,
    Objection,
    PaymentSheet,
    Round,
    Scheme,
    Trial,
)
from xiuhua.evaluation.terms.contests import Party

_State = dict[str, str | int | None]


def scheme_state(row: Scheme) -> _State:
    """Return the columns of a scheme that the ledger answers for."""
    return {"key": row.key, "area_code": row.area_code, "number": row.number, "cadence": row.cadence}


def scheme_states() -> Iterator[tuple[int, _State]]:
    """Yield every scheme's id and what the ledger answers for."""
    return ((row.pk, scheme_state(row)) for row in Scheme.objects.order_by("pk").iterator())


def round_state(row: Round) -> _State:
    """Return the columns of a round that the ledger answers for."""
    return {"scheme": row.scheme_id, "period": row.period, "state": row.state}


def round_states() -> Iterator[tuple[int, _State]]:
    """Yield every round's id and what the ledger answers for."""
    return ((row.pk, round_state(row)) for row in Round.objects.order_by("pk").iterator())


def mark_state(row: Mark) -> _State:
    """Return the columns of a sheet that the ledger answers for."""
    return {
        "round": row.round_id, "subject": row.subject_code, "state": row.state, "samples": row.samples,
        **({"party": row.party} if row.party != Party.DISTRICT else {}),
        "points": ";".join(f"{key}={row.points[key]}" for key in sorted(row.points)),
        "at": row.at.astimezone(UTC).isoformat(),
    }  # fmt: skip


def mark_states() -> Iterator[tuple[int, _State]]:
    """Yield every sheet's id and what the ledger answers for."""
    return ((row.pk, mark_state(row)) for row in Mark.objects.order_by("pk").iterator())


def recheck_state(row: MarkRecheck) -> _State:
    """Return the columns of a second look that the ledger answers for."""
    return {"mark": row.mark_id, "rectified": row.rectified, "at": row.at.astimezone(UTC).isoformat()}


def recheck_states() -> Iterator[tuple[int, _State]]:
    """Yield every second look's id and what the ledger answers for."""
    return ((row.pk, recheck_state(row)) for row in MarkRecheck.objects.order_by("pk").iterator())


def objection_state(row: Objection) -> _State:
    """Return the columns of an objection that the ledger answers for."""
    return {"mark": row.mark_id, "item": row.item, "state": row.state}


def objection_states() -> Iterator[tuple[int, _State]]:
    """Yield every objection's id and what the ledger answers for."""
    return ((row.pk, objection_state(row)) for row in Objection.objects.order_by("pk").iterator())


def interview_state(row: Interview) -> _State:
    """Return the columns of an interview that the ledger answers for."""
    return {
        "standing": row.standing_id, "rule": row.rule, "state": row.state, "interviewer": row.interviewer,
        "interviewee": row.interviewee, "result_round": row.result_round_id,
        **({"figure": row.figure, "target": f"{row.figure_target:g}", "period": row.figure_period,
            "value": None if row.figure_value is None else f"{row.figure_value:g}"}
           if row.figure and row.figure_target is not None else {}),
    }  # fmt: skip


def interview_states() -> Iterator[tuple[int, _State]]:
    """Yield every interview's id and what the ledger answers for."""
    return ((row.pk, interview_state(row)) for row in Interview.objects.order_by("pk").iterator())


def commendation_state(row: Commendation) -> _State:
    """Return the columns of a commendation that the ledger answers for."""
    return {
        "standing": row.standing_id,
        "rule": row.rule,
        "rank": row.rank,
        "grade": row.grade,
        "amount_fen": row.amount_fen,
    }


def commendation_states() -> Iterator[tuple[int, _State]]:
    """Yield every commendation's id and what the ledger answers for."""
    return ((row.pk, commendation_state(row)) for row in Commendation.objects.order_by("pk").iterator())


def listing_state(row: Listing) -> _State:
    """Return the columns of a place on a list that the ledger answers for."""
    return {
        "standing": row.standing_id, "kind": row.kind, "rule": row.rule, "score": str(row.score),
        "line": str(row.line), "state": row.state,
        "until": row.until.astimezone(UTC).isoformat() if row.until else None,
    }  # fmt: skip


def listing_states() -> Iterator[tuple[int, _State]]:
    """Yield every place on a list and what the ledger answers for."""
    return ((row.pk, listing_state(row)) for row in Listing.objects.order_by("pk").iterator())


def payment_state(row: PaymentSheet) -> _State:
    """Return the columns of a payment sheet that the ledger answers for."""
    told = ";".join(f"{line['subject']}={line['amount_fen']}" for line in row.lines)
    return {"round": row.round_id, "state": row.state, "total_fen": row.total_fen, "lines": told}


def payment_states() -> Iterator[tuple[int, _State]]:
    """Yield every payment sheet and what the ledger answers for."""
    return ((row.pk, payment_state(row)) for row in PaymentSheet.objects.order_by("pk").iterator())


def trial_state(row: Trial) -> _State:
    """Return the columns of a trial that the ledger answers for."""
    return {"scheme": row.scheme_id, "area_code": row.area_code}


def trial_states() -> Iterator[tuple[int, _State]]:
    """Yield every trial and what the ledger answers for."""
    return ((row.pk, trial_state(row)) for row in Trial.objects.order_by("pk").iterator())
