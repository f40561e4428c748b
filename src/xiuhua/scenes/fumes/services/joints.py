"""Calling several departments to a small kitchen that people complain of."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from xiuhua.access.services import require
from xiuhua.cases.queries.ground import item_coded
from xiuhua.communities.services.whistles import NewWhistle, whistle_raise
from xiuhua.communities.terms.whistles import WhistleKind
from xiuhua.ledger.services import entry_append
from xiuhua.scenes.fumes.queries import kitchens as queries
from xiuhua.scenes.fumes.rules.proving import joint_fault
from xiuhua.scenes.fumes.services.refusals import NoJointMatter
from xiuhua.scenes.fumes.terms import Act, SizeClass
from xiuhua.shared.actor import Actor
from xiuhua.shared.ids import uuid7


@transaction.atomic
def kitchen_joint(
    *, kitchen_id: int, lead_unit_id: int, helper_ids: tuple[int, ...], actor: Actor, at: datetime
) -> int:
    """Call several departments to a small kitchen that people complain of, as a whistle of its community.

    Returns:
        The whistle's id: it has its own check-ins, results and case.

    Raises:
        NotFound, NotPermitted: no such kitchen, or not by this actor.
        NoJointMatter: complaints and monitor do not call for it.
        CityError: as `whistle_raise`.
    """
    kitchen = queries.kitchen_get(kitchen_id)
    require(actor, Act.JOINT, kitchen)
    limits, _version = queries.limits_at(kitchen.area_code, at=at)
    complaints = queries.complaints_of(kitchen, at=at).count()
    fault = joint_fault(
        size=kitchen.size,
        complaints=complaints,
        exceeded=kitchen.exceeded_30d,
        state=kitchen.state,
        limits=limits,
    )
    if fault:
        raise NoJointMatter(fields={"lead": fault})
    place, item = kitchen.premises.place, item_coded(queries.MATTER)
    whistle = whistle_raise(
        new=NewWhistle(
            client_id=uuid7(),
            kind=WhistleKind.ORDINARY,
            area_code=kitchen.area_code[:12],
            title=f"{kitchen.name}油烟扰民联合整治",
            text=f"90 天内油烟投诉 {complaints} 件；30 天内在线监测超标 {kitchen.exceeded_30d} 次；"
            f"规模 {SizeClass(kitchen.size).zh}。请到场联合整治。",
            lead_id=lead_unit_id,
            helper_ids=helper_ids,
            item_id=item.pk if item else None,
            longitude=place.x,
            latitude=place.y,
            address=kitchen.premises.address,
        ),
        actor=actor,
        at=at,
    )
    entry_append(
        at=at,
        actor=actor,
        act=Act.JOINT,
        subject=f"fume_kitchen:{kitchen.pk}",
        area=kitchen.area_code,
        detail={"whistle": whistle.pk, "complaints": complaints},
        state=queries.kitchen_state(kitchen),
    )
    return int(whistle.pk)
