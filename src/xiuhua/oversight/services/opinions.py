"""舆情: a clue is entered, assigned or reported as a case, handled by its unit, and answered in public."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localtime

from xiuhua.access.rules import areas_for
from xiuhua.access.services import require
from xiuhua.cases.services import NewReport, case_report
from xiuhua.cases.terms import Channel
from xiuhua.ground.queries.people import users_of_unit
from xiuhua.ledger.services import entry_append
from xiuhua.notices.services import Recipient, notice_send
from xiuhua.oversight.models import Opinion
from xiuhua.oversight.queries import publicity as queries
from xiuhua.oversight.queries.oversight_rows import units_in
from xiuhua.oversight.rules.publicity import OPINION_STEPS
from xiuhua.oversight.rules.telling import OPINION_ASSIGNED
from xiuhua.oversight.services.refusals import NotThisUnit
from xiuhua.oversight.terms.publicity import MediaChannel, OpinionAct, OpinionLevel, OpinionState
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Invalid, NotAllowedNow, NotPermitted

_LONGEST = timedelta(days=366)


@dataclass(frozen=True, kw_only=True)
class NewOpinion:
    """A clue as it was found; see `Opinion`."""

    client_id: UUID
    title: str
    text: str
    channel: MediaChannel
    level: OpinionLevel
    link: str = ""


@transaction.atomic
def opinion_enter(*, new: NewOpinion, actor: Actor, at: datetime) -> Opinion:
    """Enter a clue; entered again under the same id it is the same clue.

    Raises:
        NotPermitted: not by this actor.
        Invalid: title or words are missing.
    """
    require(actor, OpinionAct.ENTER)
    known = Opinion.objects.filter(client_id=new.client_id).first()
    if known is not None:
        return known
    said = (("title", new.title, "oversight_title_missing"), ("text", new.text, "oversight_words_missing"))
    fields = {key: code for key, value, code in said if not value.strip()}
    if fields:
        raise Invalid(fields=fields)
    row = Opinion.objects.create(
        client_id=new.client_id, title=new.title.strip(), text=new.text.strip(), channel=new.channel.value,
        level=new.level.value, link=new.link.strip(), found_at=at, updated_at=at,
        area_code=areas_for(actor, OpinionAct.ENTER)[0],
    )  # fmt: skip
    _record(row, OpinionAct.ENTER, actor=actor, at=at)
    return row


@transaction.atomic
def opinion_assign(*, opinion_id: int, unit_id: int, due_on: date, actor: Actor, at: datetime) -> Opinion:
    """Give a clue to the unit that has to handle it, and tell its people.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: none in scope, not by this actor, or not now.
        Invalid: there is no such unit, or the day lies before today or years ahead.
    """
    row = _standing(opinion_id, OpinionAct.ASSIGN, actor)
    unit = units_in([unit_id]).get(unit_id)
    fields = {} if unit else {"unit": "oversight_unit_unknown"}
    today = localtime(at).date()
    if not today <= due_on <= today + _LONGEST:
        fields["due_on"] = "oversight_day_wrong"
    if fields or unit is None:
        raise Invalid(fields=fields)
    row.unit, row.due_on, row.state = unit, due_on, OpinionState.ASSIGNED.value
    if unit.area_code.startswith(areas_for(actor, OpinionAct.ASSIGN)):
        row.area_code = unit.area_code  # its people see their own area alone
    _moved(row, OpinionAct.ASSIGN, actor=actor, at=at)
    for user_id in users_of_unit(unit.pk, at=at):
        notice_send(
            to=Recipient(user_id=user_id), template=OPINION_ASSIGNED,
            words={"title": row.title, "until": due_on.isoformat()}, subject=f"opinion:{row.pk}",
            area=row.area_code, actor=actor, at=at,
        )  # fmt: skip
    return row


@transaction.atomic
def opinion_report(
    *, opinion_id: int, client_id: UUID, address: str, area_code: str, item_id: int | None, actor: Actor,
    at: datetime,
) -> Opinion:  # fmt: skip
    """Report what a clue is about as a case, by the channel of the press; the case hangs on the clue.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: none in scope, not by this actor, or not now or again.
        CityError: as `case_report`.
    """
    row = _standing(opinion_id, OpinionAct.REPORT, actor)
    if row.case_id is not None:
        raise NotAllowedNow(act=OpinionAct.REPORT.value, state=row.state)
    row.case = case_report(
        new=NewReport(
            client_id=client_id, channel=Channel.PRESS, text=row.text, item_id=item_id, area_code=area_code,
            address=address.strip(), source_ref=row.number,
        ),
        actor=actor, at=at,
    )  # fmt: skip
    return _moved(row, OpinionAct.REPORT, actor=actor, at=at)


@transaction.atomic
def opinion_done(*, opinion_id: int, text: str, actor: Actor, at: datetime) -> Opinion:
    """Say what the unit has done.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: none in scope, not by this actor, or not now.
        NotThisUnit: another unit handles it.
        Invalid: nothing was said.
    """
    row = _standing(opinion_id, OpinionAct.HANDLE, actor)
    if not queries.handles_it(row, user_id=actor.user_id, at=at):
        raise NotThisUnit
    if not text.strip():
        raise Invalid(fields={"text": "oversight_words_missing"})
    row.state, row.handled, row.handled_by = OpinionState.HANDLED.value, text.strip(), actor.name
    row.handled_at = at
    return _moved(row, OpinionAct.HANDLE, actor=actor, at=at)


@transaction.atomic
def opinion_answer(*, opinion_id: int, text: str, link: str = "", actor: Actor, at: datetime) -> Opinion:
    """Answer in public, and say where.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: none in scope, not by this actor, or not now.
        Invalid: nothing was said.
    """
    row = _standing(opinion_id, OpinionAct.ANSWER, actor)
    if not text.strip():
        raise Invalid(fields={"text": "oversight_words_missing"})
    row.state, row.answer, row.answer_link = OpinionState.ANSWERED.value, text.strip(), link.strip()
    row.answered_by, row.answered_at = actor.name, at
    return _moved(row, OpinionAct.ANSWER, actor=actor, at=at)


def opinion_seen(row: Opinion, *, actor: Actor, at: datetime) -> None:
    """Let pass whoever keeps them, and of the units the one that has to handle it.

    Raises:
        NotPermitted, NotThisUnit: it is not theirs to read.
    """
    try:
        require(actor, OpinionAct.READ, row)
    except NotPermitted:
        require(actor, OpinionAct.OWN, row)
        if not queries.handles_it(row, user_id=actor.user_id, at=at):
            raise NotThisUnit from None


def _standing(opinion_id: int, act: OpinionAct, actor: Actor) -> Opinion:
    row = queries.opinion_lock(opinion_id)
    require(actor, act, row)
    if OpinionState(row.state) not in OPINION_STEPS[act]:
        raise NotAllowedNow(act=act.value, state=row.state)
    return row


def _moved(row: Opinion, act: OpinionAct, *, actor: Actor, at: datetime) -> Opinion:
    row.updated_at = at
    row.save(
        update_fields=[
            *(
                "unit",
                "due_on",
                "state",
                "area_code",
                "case",
                "handled",
                "handled_by",
                "handled_at",
                "answer",
            ),
            *("answer_link", "answered_by", "answered_at", "updated_at"),
        ]
    )
    _record(row, act, actor=actor, at=at)
    return row


def _record(row: Opinion, act: OpinionAct, *, actor: Actor, at: datetime) -> None:
    entry_append(
        at=at, actor=actor, act=act.value, subject=f"opinion:{row.pk}", area=row.area_code,
        detail={"state": row.state, "unit": row.unit_id, "case": row.case_id},
        state=queries.opinion_state(row),
    )  # fmt: skip
