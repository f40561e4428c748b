"""Recording that somebody walked what they are bound to."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from xiuhua.access.services import require
from xiuhua.ground.models import Patrol
from xiuhua.ground.queries import patrols as queries
from xiuhua.ground.terms.patrols import PatrolAct
from xiuhua.ledger.services import entry_append
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import NotFound


@transaction.atomic
def patrol_record(*, area_id: int, note: str, actor: Actor, at: datetime) -> Patrol:
    """Record that the actor walked a segment or grid that they are bound to.

    Raises:
        NotFound: nothing binds the actor to this area now.
        NotPermitted: the actor's roles give no patrols where their post is.
    """
    person = queries.person_of(actor.user_id)
    if person is None:
        raise NotFound(kind="person", key=actor.name)
    duty = queries.duty_of(person, area_id, at=at)
    patrol = Patrol(duty=duty, area_id=area_id, person=person, at=at, note=note.strip())
    patrol.area_code = duty.post.area_code if duty.post else duty.area_code
    require(actor, PatrolAct.RECORD, patrol)
    patrol.save(force_insert=True)
    entry_append(
        at=at,
        actor=actor,
        act=PatrolAct.RECORD,
        subject=f"patrol:{patrol.pk}",
        area=patrol.area_code,
        detail={"area": area_id, "duty": duty.pk},
        words={"note.after": patrol.note} if patrol.note else {},
        state=queries.patrol_state(patrol),
    )
    return patrol
