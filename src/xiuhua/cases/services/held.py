"""Open cases as work that a person holds: handed over with the post, in one act."""

from __future__ import annotations

from datetime import datetime

from xiuhua.cases import queries
from xiuhua.cases.models import Case
from xiuhua.cases.queries.rows import Person, Post
from xiuhua.cases.services.writing import NewMove, move_write
from xiuhua.cases.terms import CaseAct, CaseState
from xiuhua.shared.actor import Actor


class CasesHeld:
    """The open cases that somebody inside a unit has."""

    key = "case"
    zh = "件在办案件"
    en = "open cases"

    def count(self, person: Person, at: datetime) -> int:  # noqa: ARG002 - what is open is open now
        """Return how many open cases a person has."""
        return Case.objects.filter(person=person, over_at__isnull=True).count()

    def move(self, from_post: Post, to_post: Post, at: datetime, actor: Actor) -> int:
        """Let the successor have the cases; the clocks run on. Handing over permitted it."""
        rows = Case.objects.filter(
            person_id=from_post.person_id, unit_id=from_post.unit_id, over_at__isnull=True
        )
        ids = list(rows.order_by("pk").values_list("pk", flat=True))
        for pk in ids:
            case = queries.case_lock(pk, user_id=None, at=at)
            move_write(
                case=case,
                new=NewMove(
                    act=CaseAct.HAND_OVER, after=CaseState(case.state), actor=actor, at=at,
                    unit_id=case.unit_id, person_id=to_post.person_id,
                    detail={"person": to_post.person_id},
                ),
            )  # fmt: skip
        return len(ids)
