"""部件更新: proposed by one person, checked in the field by a second, accepted by a third."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

import shapely
from django.contrib.gis.geos import Point
from django.db import transaction

from xiuhua.access.services import require
from xiuhua.files.models import StoredFile
from xiuhua.ground.models.components import Component, ComponentPhoto, ComponentProposal
from xiuhua.ground.queries import components as queries
from xiuhua.ground.rules.components import LAST_SEQUENCE, ComponentCode, states_following
from xiuhua.ground.services.components import (
    NewComponent,
    component_move,
    component_revise,
    components_create_many,
)
from xiuhua.ground.terms.components import (
    ComponentSource,
    ComponentState,
    ProposalAct,
    ProposalState,
    ProposalVerb,
)
from xiuhua.ledger.services import entry_append
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Conflict, Invalid, NotPermitted
from xiuhua.shared.ids import uuid7

PROPOSED_FIELDS = ("class_code", "name", "state", "note")


@dataclass(frozen=True, kw_only=True)
class NewProposal:
    """What somebody in the street says about a component. Degrees are WGS84.

    Args:
        client_id: given in the field; the same one again is the same proposal.
        fields: of `PROPOSED_FIELDS`, those that are said.
    """

    client_id: UUID
    verb: ProposalVerb
    reason: str
    component_id: int | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    longitude: float | None = None
    latitude: float | None = None


@transaction.atomic
def proposal_create(
    *, new: NewProposal, photo: StoredFile | None, actor: Actor, at: datetime
) -> ComponentProposal:
    """Propose a new, a changed or a vanished component. Sending the same `client_id` again changes nothing.

    Raises:
        Invalid: the reason, the place, the class or the component is missing or unknown.
        NotPermitted: it lies outside the areas the actor may propose in.
    """
    require(actor, ProposalAct.CREATE)
    known = ComponentProposal.objects.filter(client_id=new.client_id).first()
    if known is not None:
        if known.proposed_by != actor.name:
            raise Conflict(kind="proposal", key=str(new.client_id))
        return known
    component = queries.component_get(new.component_id, actor=actor) if new.component_id else None
    place = _place(new, component)
    area = queries.area_at(place) if place else None
    _create_check(new, component, place=place, is_placed=area is not None)
    proposal = ComponentProposal(
        client_id=new.client_id,
        verb=new.verb.value,
        component=component,
        fields={key: value for key, value in new.fields.items() if value},
        reason=new.reason.strip(),
        state=ProposalState.PROPOSED.value,
        place=place,
        area_code=area.code if area else "",
        photo=photo,
        proposed_by=actor.name,
        recorded_at=at,
        updated_at=at,
    )
    require(actor, ProposalAct.CREATE, proposal)
    proposal.save()
    _record(proposal, ProposalAct.CREATE, words=_said(proposal), actor=actor, at=at)
    return proposal


def _place(new: NewProposal, component: Component | None) -> Point | None:
    if new.longitude is not None and new.latitude is not None:
        return Point(new.longitude, new.latitude, srid=4326)
    return component.place if component else None


def _create_check(
    new: NewProposal, component: Component | None, *, place: Point | None, is_placed: bool
) -> None:
    fields = {}
    if not new.reason.strip():
        fields["reason"] = "reason_missing"
    if place is None or not is_placed:
        fields["longitude"] = "place_missing" if place is None else "place_outside"
    if new.verb is ProposalVerb.NEW:
        fields |= _class_fault(new.fields)
    elif component is None:
        fields["component"] = "proposal_component"
    fields |= _state_fault(new.fields)
    if fields:
        raise Invalid(fields=fields)


def _class_fault(fields: Mapping[str, str]) -> dict[str, str]:
    return (
        {} if fields.get("class_code", "") in queries.component_items() else {"class_code": "class_missing"}
    )


def _state_fault(fields: Mapping[str, str]) -> dict[str, str]:
    state = fields.get("state", "")
    return {} if not state or state in {one.value for one in ComponentState} else {"state": "state_unknown"}


def _said(proposal: ComponentProposal) -> dict[str, str]:
    words = {f"{key}.after": str(value) for key, value in proposal.fields.items()}
    return {**words, "reason": proposal.reason}


@transaction.atomic
def proposal_check(
    *, proposal_id: int, fields: Mapping[str, str], photo: StoredFile | None, note: str, actor: Actor,
    at: datetime,
) -> ComponentProposal:  # fmt: skip
    """Confirm in the field what somebody else proposed, or correct it.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: no such proposal, or not by this actor, or not now.
        Invalid: a corrected field cannot be used.
    """
    proposal = queries.proposal_lock(proposal_id)
    require(actor, ProposalAct.CHECK, proposal)
    if proposal.proposed_by == actor.name:
        raise NotPermitted(act=ProposalAct.CHECK)
    before = dict(proposal.fields)
    after = before | {key: value for key, value in fields.items() if value}
    faults = _state_fault(after) | (_class_fault(after) if proposal.verb == ProposalVerb.NEW.value else {})
    if faults:
        raise Invalid(fields=faults)
    proposal.fields, proposal.check_photo, proposal.checked_by = after, photo, actor.name
    proposal.state, proposal.updated_at = ProposalState.CHECKED.value, at
    proposal.save(update_fields=["fields", "check_photo", "checked_by", "state", "updated_at"])
    changed = {key for key in after if after[key] != before.get(key, "")}
    words = {f"{key}.before": str(before.get(key, "")) for key in changed}
    words |= {f"{key}.after": str(after[key]) for key in changed}
    words |= {"reason": note.strip()} if note.strip() else {}
    _record(proposal, ProposalAct.CHECK, words=words, actor=actor, at=at)
    return proposal


@transaction.atomic
def proposal_accept(
    *, proposal_id: int, actor: Actor, at: datetime, changed_on: date, steward_code: str = ""
) -> Component:
    """Write a checked proposal into the register.

    A new component gets the next free code of its class in its district; two accepted at once never get
    the same.

    Args:
        proposal_id: which.
        actor: who.
        at: when.
        changed_on: the day the register gives for the change.
        steward_code: the unit in charge of a new component.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: no such proposal, or not by this actor, or accepted already.
        Invalid: a new component lacks its steward.
    """
    proposal = queries.proposal_lock(proposal_id)
    require(actor, ProposalAct.ACCEPT, proposal)
    write = _WRITERS[ProposalVerb(proposal.verb)]
    component = write(proposal, actor=actor, at=at, changed_on=changed_on, steward_code=steward_code)
    for photo in (proposal.photo, proposal.check_photo):
        if photo is not None:
            ComponentPhoto.objects.create(component=component, file=photo, taken_at=at)
    proposal.component, proposal.state, proposal.updated_at = component, ProposalState.ACCEPTED.value, at
    proposal.save(update_fields=["component", "state", "updated_at"])
    _record(proposal, ProposalAct.ACCEPT, words={}, actor=actor, at=at)
    return component


def _write_new(
    proposal: ComponentProposal, *, actor: Actor, at: datetime, changed_on: date, steward_code: str
) -> Component:
    steward = queries.register_ground(unit_codes=[steward_code], grid_codes=()).units.get(steward_code)
    if steward is None:
        raise Invalid(fields={"steward_code": "unit_unknown"})
    place = proposal.place
    if place is None:
        raise Invalid(fields={"place": "place_missing"})
    item = queries.component_items()[proposal.fields["class_code"]]
    made = components_create_many(
        new=[
            NewComponent(
                code=_next_code(proposal.area_code[:6], item.code),
                name=proposal.fields.get("name") or item.zh,
                state=ComponentState(proposal.fields.get("state") or ComponentState.INTACT.value),
                note=proposal.fields.get("note", ""),
                grid_code=f"{proposal.area_code:0<15}"[:15],
                surveyed_on=changed_on,
                source=ComponentSource.MEASURED,
                shape=shapely.Point(place.x, place.y),
                client_id=uuid7(),
                steward_code=steward.code,
                steward_name=steward.name,
            )
        ],
        actor=actor,
        at=at,
    )
    return made[0]


def _next_code(district: str, class_code: str) -> str:
    sequence = queries.component_next_sequence(district=district, class_code=class_code)
    if sequence > LAST_SEQUENCE:
        raise Invalid(fields={"class_code": "class_full"})
    return str(ComponentCode(district=district, class_code=class_code, sequence=sequence))


def _write_changed(
    proposal: ComponentProposal,
    *,
    actor: Actor,
    at: datetime,
    changed_on: date,
    steward_code: str,  # noqa: ARG001 - only a new component asks for it
) -> Component:
    component = queries.component_lock(proposal.component_id or 0)
    told = {"reason": proposal.reason, "actor": actor, "at": at, "changed_on": changed_on}
    state = ComponentState(proposal.fields.get("state") or component.state)
    words = {
        key: proposal.fields[key]
        for key in ("name", "note")
        if proposal.fields.get(key, getattr(component, key)) != getattr(component, key)
    }
    if words:
        component = component_revise(component_id=component.pk, changes=words, **told)  # type: ignore[arg-type]  # told holds exactly these
    if state.value != component.state:
        component = component_move(component_id=component.pk, to=state, **told)  # type: ignore[arg-type]  # as above
    return component


def _write_gone(
    proposal: ComponentProposal,
    *,
    actor: Actor,
    at: datetime,
    changed_on: date,
    steward_code: str,  # noqa: ARG001 - only a new component asks for it
) -> Component:
    component = queries.component_lock(proposal.component_id or 0)
    lost = ComponentState.LOST
    to = lost if lost in states_following(ComponentState(component.state)) else ComponentState.REMOVED
    return component_move(
        component_id=component.pk, to=to, reason=proposal.reason, actor=actor, at=at, changed_on=changed_on
    )


_WRITERS = {
    ProposalVerb.NEW: _write_new,
    ProposalVerb.CHANGED: _write_changed,
    ProposalVerb.GONE: _write_gone,
}


@transaction.atomic
def proposal_refuse(*, proposal_id: int, reason: str, actor: Actor, at: datetime) -> ComponentProposal:
    """Leave the register as it is, and say why.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: no such proposal, or not by this actor, or not now.
        Invalid: the reason is missing.
    """
    proposal = queries.proposal_lock(proposal_id)
    require(actor, ProposalAct.REFUSE, proposal)
    if not reason.strip():
        raise Invalid(fields={"reason": "reason_missing"})
    proposal.state, proposal.updated_at = ProposalState.REFUSED.value, at
    proposal.save(update_fields=["state", "updated_at"])
    _record(proposal, ProposalAct.REFUSE, words={"reason": reason.strip()}, actor=actor, at=at)
    return proposal


def _record(
    proposal: ComponentProposal, act: str, *, words: Mapping[str, str], actor: Actor, at: datetime
) -> None:
    entry_append(
        at=at,
        actor=actor,
        act=act,
        subject=f"proposal:{proposal.pk}",
        area=proposal.area_code,
        words=words,
        state=queries.proposal_state(proposal),
    )
