"""What happens to single lines of the duty table outside a published change: they go with their post."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from xiuhua.ground.models import Duty, DutyDraftLine, Person, Post
from xiuhua.ground.queries import duties as queries
from xiuhua.ground.queries.units import open_at
from xiuhua.ground.terms.duties import DutyAct, RevisionState
from xiuhua.ledger.services import NewEntry, entries_append_many
from xiuhua.shared.actor import Actor


class DutiesHeld:
    """The duties on a person's posts, as open work that is handed over with them."""

    key = "duty"
    zh = "项职责"
    en = "duties"

    def count(self, person: Person, at: datetime) -> int:
        """Return how many lines, in force or yet to come, name a post the person holds."""
        return Duty.objects.filter(open_at(at), post__person=person, post__validity__contains=at).count()

    def move(self, from_post: Post, to_post: Post, at: datetime, actor: Actor) -> int:
        """Let the lines of a post name its successor from this instant on; what held before stays told.

        A line that holds already is cut in two: the line itself goes on with the new post, and a copy keeps
        who answered until now. Lines of drafts name the successor too. Handing over permitted it.
        """
        lines = list(Duty.objects.select_for_update().filter(open_at(at), post=from_post).order_by("pk"))
        before = [_until(duty, at) for duty in lines if duty.validity.lower < at]
        for duty in lines:
            duty.post = to_post
            duty.validity = DateTimeTZRange(max(duty.validity.lower, at), duty.validity.upper)
        Duty.objects.bulk_update(lines, ["post", "validity"], batch_size=500)
        kept = Duty.objects.bulk_create(before, batch_size=500)
        DutyDraftLine.objects.filter(post=from_post, revision__state=RevisionState.DRAFT.value).update(
            post=to_post
        )
        duty_entries(kept, DutyAct.CLOSED, actor=actor, at=at)
        duty_entries(lines, DutyAct.HANDED_OVER, actor=actor, at=at)
        return len(lines)


def _until(duty: Duty, at: datetime) -> Duty:
    """Return what a line was until an instant, as a line of its own."""
    columns = {field.attname: getattr(duty, field.attname) for field in Duty._meta.concrete_fields}
    changed = {"id": None, "closed_by_id": None, "validity": DateTimeTZRange(duty.validity.lower, at)}
    return Duty(**(columns | changed))


def duty_entries(duties: Sequence[Duty], act: DutyAct, *, actor: Actor, at: datetime) -> None:
    """Append an entry for each line, with what the ledger answers for."""
    entries_append_many(
        [
            NewEntry(
                at=at,
                actor=actor,
                act=act,
                subject=f"duty:{duty.pk}",
                area=duty.area_code,
                state=queries.duty_state(duty),
            )
            for duty in duties
        ]
    )
