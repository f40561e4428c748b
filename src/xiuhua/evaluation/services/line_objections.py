"""Objections to single lines, of a month or of a result: what raising and deciding one have in common."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from xiuhua.access.queries import names_of
from xiuhua.evaluation.models import LineObjection
from xiuhua.evaluation.queries import closing_states as states_of
from xiuhua.evaluation.services.refusals import OwnObjection
from xiuhua.evaluation.terms.closings import LineState
from xiuhua.files.services import files_settle
from xiuhua.ledger.services import entry_append
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Invalid
from xiuhua.shared.terms import Term


def line_enter(
    row: LineObjection, *, act: Term, detail: Mapping[str, int | str | None], actor: Actor, at: datetime
) -> LineObjection:
    """Save an objection that was permitted, and keep its evidence, in the caller's transaction.

    `act` and `detail` go into the ledger.
    """
    row.save(force_insert=True)
    if row.evidence is not None:
        files_settle(files=(row.evidence,), area_code=row.area_code, actor=actor, at=at)
    entry_append(
        at=at, actor=actor, act=act.value, subject=f"line_objection:{row.pk}", area=row.area_code,
        detail={**detail, "about": row.about}, words={"text": row.text}, state=states_of.objection_state(row),
    )  # fmt: skip
    return row


def line_settle(
    row: LineObjection, *, act: Term, upheld: bool, answer: str, detail: Mapping[str, int | str | None],
    actor: Actor, at: datetime,
) -> None:  # fmt: skip
    """Write down what was decided of an objection, in the caller's transaction.

    Raises:
        OwnObjection: the actor raised it.
        Invalid: nobody said why.
    """
    if row.raised_by in names_of(actor.user_id) | {actor.name}:
        raise OwnObjection
    if not answer.strip():
        raise Invalid(fields={"answer": "closing_text_missing"})
    row.state = (LineState.UPHELD if upheld else LineState.REJECTED).value
    row.answer, row.decided_by, row.decided_at = answer.strip(), actor.name, at
    row.save(update_fields=["state", "answer", "decided_by", "decided_at"])
    entry_append(
        at=at, actor=actor, act=act.value, subject=f"line_objection:{row.pk}", area=row.area_code,
        detail={**detail, "upheld": upheld}, words={"answer": row.answer},
        state=states_of.objection_state(row),
    )  # fmt: skip
