"""Looking again at what a sheet of marks found, and saying how much of it is put right."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from xiuhua.access.services import require
from xiuhua.evaluation.models import MarkRecheck, RecheckPhoto
from xiuhua.evaluation.queries import contest_states as states_of
from xiuhua.evaluation.queries import contests as queries
from xiuhua.evaluation.queries.field_rows import StoredFile
from xiuhua.evaluation.terms.contests import ContestAct
from xiuhua.files.services import files_settle
from xiuhua.ledger.services import entry_append
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Invalid
from xiuhua.shared.ids import uuid7


@dataclass(frozen=True, kw_only=True)
class NewRecheck:
    """A second look as whoever marks writes it down.

    Args:
        mark_id: the sheet that found the problems.
        rectified: how many more of them are put right, at least one.
        note: what was seen.
        photos: of what was put right.
        client_id: given where it was written down; the same one again changes nothing.
    """

    mark_id: int
    rectified: int
    note: str = ""
    photos: tuple[StoredFile, ...] = ()
    client_id: UUID = field(default_factory=uuid7)


@transaction.atomic
def mark_recheck(*, new: NewRecheck, actor: Actor, at: datetime) -> MarkRecheck:
    """Record that problems of a sheet were seen to be put right, before or after its ranking is published.

    Raises:
        NotFound: the sheet is not in scope.
        NotPermitted, NotAllowedNow: not by this actor, or the sheet is struck.
        Invalid: none was put right, or more than are left.
    """
    known = queries.recheck_known(new.client_id)
    if known is not None:
        return known
    mark = queries.mark_lock(new.mark_id)
    require(actor, ContestAct.RECHECK, mark)
    if not 1 <= new.rectified <= mark.problems - queries.rectified_of(mark):
        raise Invalid(fields={"rectified": "contest_rectified_wrong"})
    made = MarkRecheck.objects.create(
        client_id=new.client_id, mark=mark, rectified=new.rectified, note=new.note.strip(),
        checked_by=actor.name, area_code=mark.area_code, at=at,
    )  # fmt: skip
    RecheckPhoto.objects.bulk_create(RecheckPhoto(recheck=made, file=photo) for photo in new.photos)
    files_settle(files=new.photos, area_code=mark.area_code, actor=actor, at=at)
    entry_append(
        at=at, actor=actor, act=ContestAct.RECHECK.value, subject=f"mark_recheck:{made.pk}",
        area=made.area_code, detail={"mark": mark.pk, "rectified": made.rectified},
        words={"note": made.note}, state=states_of.recheck_state(made),
    )  # fmt: skip
    return made
