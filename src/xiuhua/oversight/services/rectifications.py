"""What happens to a problem on a list: entered, assigned, planned, answered, checked by somebody else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localtime

from xiuhua.access.rules import areas_for
from xiuhua.access.services import require
from xiuhua.files.services import files_settle
from xiuhua.ledger.services import entry_append
from xiuhua.oversight.models import (
    Rectification,
    RectificationPhoto,
    RectificationStep,
    SupervisionTask,
)
from xiuhua.oversight.queries import rectifications as queries
from xiuhua.oversight.queries.oversight_rows import StoredFile, units_in
from xiuhua.oversight.rules.rectifications import may_step
from xiuhua.oversight.rules.telling import ASSIGNED, SENT_BACK, WITHDRAWN
from xiuhua.oversight.services.refusals import NotThisUnit, OwnAnswer
from xiuhua.oversight.services.telling import unit_tell
from xiuhua.oversight.terms.rectifications import RectifyAct, RectifySource, RectifyState, TaskAct
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Invalid, NotAllowedNow, NotPermitted
from xiuhua.web.days import midnight

_LONGEST = timedelta(days=10 * 366)


@dataclass(frozen=True, kw_only=True)
class NewRectification:
    """A problem as its list tells it; see `Rectification`.

    `task_id` is None where no task found it, `warning_id` and `case_id` where it follows from no warning.
    """

    client_id: UUID
    source: RectifySource
    title: str
    found_on: date
    paper: str = ""
    text: str = ""
    task_id: int | None = None
    warning_id: int | None = None
    case_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class NewTask:
    """A supervision task as it is set; see `SupervisionTask`."""

    client_id: UUID
    source: RectifySource
    title: str
    on: date
    text: str = ""


@transaction.atomic
def task_set(*, new: NewTask, actor: Actor, at: datetime) -> SupervisionTask:
    """Set a supervision task; set again under the same id it is the same task.

    Raises:
        NotPermitted: not by this actor.
        Invalid: it has no title.
    """
    require(actor, TaskAct.SET)
    known = SupervisionTask.objects.filter(client_id=new.client_id).first()
    if known is not None:
        return known
    if not new.title.strip():
        raise Invalid(fields={"title": "oversight_title_missing"})
    task = SupervisionTask.objects.create(
        client_id=new.client_id, source=new.source.value, title=new.title.strip(), text=new.text.strip(),
        on=new.on, at=midnight(new.on), set_by=actor.name, recorded_at=at,
        area_code=areas_for(actor, TaskAct.SET)[0],
    )  # fmt: skip
    entry_append(
        at=at, actor=actor, act=TaskAct.SET.value, subject=f"supervision_task:{task.pk}",
        area=task.area_code, words={"reason": task.text} if task.text else {},
        state=queries.task_state(task),
    )  # fmt: skip
    return task


@transaction.atomic
def rectification_enter(*, new: NewRectification, actor: Actor, at: datetime) -> Rectification:
    """Enter a problem that somebody found; entered again under the same id it is the same problem.

    Raises:
        NotFound: there is no such task in scope.
        NotPermitted: not by this actor.
        Invalid: it has no title, or was found in the future.
    """
    require(actor, RectifyAct.ENTER)
    known = Rectification.objects.filter(client_id=new.client_id).first()
    if known is not None:
        return known
    fields = {} if new.title.strip() else {"title": "oversight_title_missing"}
    if new.found_on > localtime(at).date():
        fields["found_on"] = "oversight_day_ahead"
    if fields:
        raise Invalid(fields=fields)
    row = Rectification.objects.create(
        task=queries.task_get(new.task_id) if new.task_id is not None else None,
        warning_id=new.warning_id, case_id=new.case_id,
        client_id=new.client_id, source=new.source.value, paper=new.paper.strip(), title=new.title.strip(),
        text=new.text.strip(), found_on=new.found_on, found_at=midnight(new.found_on),
        area_code=areas_for(actor, RectifyAct.ENTER)[0], recorded_at=at, updated_at=at,
    )  # fmt: skip
    _step(row, RectifyAct.ENTER, text=row.text, actor=actor, at=at)
    return row


@transaction.atomic
def rectification_assign(
    *, rectification_id: int, unit_id: int, due_on: date, text: str = "", actor: Actor, at: datetime
) -> Rectification:
    """Give a problem to the unit that has to put it right, with the last day for it, and tell its people.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: none in scope, not by this actor, or not now.
        Invalid: there is no such unit, or the day lies before today or years ahead.
    """
    row = _standing(rectification_id, RectifyAct.ASSIGN, actor)
    unit = units_in([unit_id]).get(unit_id)
    fields = {} if unit else {"unit": "oversight_unit_unknown"}
    today = localtime(at).date()
    if not today <= due_on <= today + _LONGEST:
        fields["due_on"] = "oversight_day_wrong"
    if fields or unit is None:
        raise Invalid(fields=fields)
    row.unit, row.due_on, row.state = unit, due_on, RectifyState.ASSIGNED.value
    row.assigned_at = row.assigned_at or at
    if unit.area_code.startswith(areas_for(actor, RectifyAct.ASSIGN)):
        row.area_code = unit.area_code  # its people see their own area alone
    _moved(row, RectifyAct.ASSIGN, text=text, actor=actor, at=at)
    unit_tell(row=row, template=ASSIGNED, actor=actor, at=at)
    return row


@transaction.atomic
def rectification_plan(*, rectification_id: int, text: str, actor: Actor, at: datetime) -> Rectification:
    """Send in the plan by which the unit puts a problem right.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: none in scope, not by this actor, or not now.
        NotThisUnit: it was assigned to another unit.
        Invalid: nothing was said.
    """
    row = _standing(rectification_id, RectifyAct.PLAN, actor)
    _own_check(row, actor, at)
    _words_check(text)
    row.state = RectifyState.PLANNED.value
    return _moved(row, RectifyAct.PLAN, text=text, actor=actor, at=at)


@transaction.atomic
def rectification_answer(
    *, rectification_id: int, text: str, photos: Sequence[StoredFile] = (), actor: Actor, at: datetime
) -> Rectification:
    """Say that a problem was put right, with what shows it.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: none in scope, not by this actor, or not now.
        NotThisUnit: it was assigned to another unit.
        Invalid: nothing was said.
    """
    row = _standing(rectification_id, RectifyAct.ANSWER, actor)
    _own_check(row, actor, at)
    _words_check(text)
    row.state, row.answered_by = RectifyState.ANSWERED.value, actor.name
    return _moved(row, RectifyAct.ANSWER, text=text, photos=photos, actor=actor, at=at)


@transaction.atomic
def rectification_close(
    *, rectification_id: int, text: str, photos: Sequence[StoredFile] = (), actor: Actor, at: datetime
) -> Rectification:
    """Close a problem that somebody else than who answered has found put right.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: none in scope, not by this actor, or not now.
        OwnAnswer: the actor said that it was put right, or serves in the unit that did.
        Invalid: nothing was said.
    """
    row = _checked(rectification_id, RectifyAct.CLOSE, text, actor, at)
    row.state, row.closed_at = RectifyState.CLOSED.value, at
    return _moved(row, RectifyAct.CLOSE, text=text, photos=photos, actor=actor, at=at)


@transaction.atomic
def rectification_send_back(
    *, rectification_id: int, text: str, due_on: date, photos: Sequence[StoredFile] = (), actor: Actor,
    at: datetime,
) -> Rectification:  # fmt: skip
    """Send a problem back that is not put right yet, with a new last day.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: none in scope, not by this actor, or not now.
        OwnAnswer: the actor said that it was put right, or serves in the unit that did.
        Invalid: nothing was said, or the day lies before today or years ahead.
    """
    row = _checked(rectification_id, RectifyAct.SEND_BACK, text, actor, at)
    today = localtime(at).date()
    if not today <= due_on <= today + _LONGEST:
        raise Invalid(fields={"due_on": "oversight_day_wrong"})
    row.state, row.due_on, row.sent_back = RectifyState.PLANNED.value, due_on, row.sent_back + 1
    _moved(row, RectifyAct.SEND_BACK, text=text, photos=photos, actor=actor, at=at)
    unit_tell(row=row, template=SENT_BACK, actor=actor, at=at)
    return row


@transaction.atomic
def rectification_withdraw(*, rectification_id: int, text: str, actor: Actor, at: datetime) -> Rectification:
    """Withdraw a problem that turned out to be none, and say why; its unit is told.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: none in scope, not by this actor, or not now.
        OwnAnswer: the actor said that it was put right, or serves in the unit that did.
        Invalid: nothing was said.
    """
    row = _checked(rectification_id, RectifyAct.WITHDRAW, text, actor, at)
    row.state = RectifyState.WITHDRAWN.value
    _moved(row, RectifyAct.WITHDRAW, text=text, actor=actor, at=at)
    unit_tell(row=row, template=WITHDRAWN, actor=actor, at=at)
    return row


def rectification_seen(row: Rectification, *, actor: Actor, at: datetime) -> None:
    """Let pass whoever keeps the lists, and of the units the one that has to put it right.

    Raises:
        NotPermitted, NotThisUnit: it is not theirs to read.
    """
    try:
        require(actor, RectifyAct.READ, row)
    except NotPermitted:
        require(actor, RectifyAct.OWN, row)
        _own_check(row, actor, at)


def _standing(rectification_id: int, act: RectifyAct, actor: Actor) -> Rectification:
    row = queries.rectification_lock(rectification_id)
    require(actor, act, row)
    if not may_step(RectifyState(row.state), act):
        raise NotAllowedNow(act=act.value, state=row.state)
    return row


def _checked(rectification_id: int, act: RectifyAct, text: str, actor: Actor, at: datetime) -> Rectification:
    row = _standing(rectification_id, act, actor)
    if row.answered_by == actor.name or queries.is_own(row, user_id=actor.user_id, at=at):
        raise OwnAnswer
    _words_check(text)
    return row


def _own_check(row: Rectification, actor: Actor, at: datetime) -> None:
    if not queries.is_own(row, user_id=actor.user_id, at=at):
        raise NotThisUnit


def _words_check(text: str) -> None:
    if not text.strip():
        raise Invalid(fields={"text": "oversight_words_missing"})


def _moved(
    row: Rectification, act: RectifyAct, *, text: str, photos: Sequence[StoredFile] = (), actor: Actor,
    at: datetime,
) -> Rectification:  # fmt: skip
    row.updated_at = at
    row.save(
        update_fields=[
            *("unit", "due_on", "state", "assigned_at", "answered_by", "closed_at", "sent_back", "area_code"),
            "updated_at",
        ]
    )
    _step(row, act, text=text.strip(), photos=photos, actor=actor, at=at)
    return row


def _step(
    row: Rectification, act: RectifyAct, *, text: str, photos: Sequence[StoredFile] = (), actor: Actor,
    at: datetime,
) -> None:  # fmt: skip
    step = RectificationStep.objects.create(
        rectification=row, act=act.value, state=row.state, due_on=row.due_on, text=text, by=actor.name, at=at,
        area_code=row.area_code,
    )  # fmt: skip
    if photos:
        files_settle(files=photos, area_code=row.area_code, actor=actor, at=at)
        RectificationPhoto.objects.bulk_create(RectificationPhoto(step=step, file=file) for file in photos)
    entry_append(
        at=at, actor=actor, act=act.value, subject=f"rectification:{row.pk}", area=row.area_code,
        detail={"state": row.state, "unit": row.unit_id, "photos": [file.pk for file in photos]},
        words={f"{act.value.partition('.')[2]}.after": text} if text else {},
        state=queries.rectification_state(row),
    )  # fmt: skip
