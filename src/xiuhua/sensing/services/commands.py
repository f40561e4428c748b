"""Every way commands can change: what people do, and what becomes of it.

The gateway has no part in the ledger. It marks a command when it takes it to send, and leaves news of what
the device says; a job makes acts of both (`jobs.commands_settle`), each in a transaction of its own. So the
ledger holds every step, and a gateway that somebody has broken into cannot write there.

Source:
    docs/decisions/0030.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import connection, transaction

from xiuhua.access.services import require
from xiuhua.ledger.services import entry_append
from xiuhua.sensing.models import Command, CommandNews, Control
from xiuhua.sensing.queries import commands as queries
from xiuhua.sensing.queries.devices import device_lock
from xiuhua.sensing.rules.commanding import orders as order_rules
from xiuhua.sensing.rules.commanding.interlocks import Looked
from xiuhua.sensing.rules.commanding.states import (
    GOOD,
    command_after,
    command_begins,
    expired_for,
    is_guarded,
    may_approve,
)
from xiuhua.sensing.rules.conditions.comparing import ON_FROM
from xiuhua.sensing.services.refusals import (
    CommandTaken,
    CommandUnderWay,
    SamePerson,
    interlock_kept,
    interlock_refusal,
)
from xiuhua.sensing.terms import CommandAct, CommandKind, CommandState, DeviceState, Guarded, Outcome
from xiuhua.shared.actor import Actor, system
from xiuhua.shared.errors import Argument, Invalid, NotAllowedNow, NotFound

WAKES = "sensing_commands"  # where the gateway hears that a device has something to be told
DOOR = system("commands")
LONGEST_ANSWER = 80


@transaction.atomic
def command_ask(
    *, control_id: int, parameters: Mapping[str, object], reason: str, actor: Actor, at: datetime
) -> Command:
    """Ask for a command: it goes out at once, or once a second person has approved it.

    Raises:
        Invalid: its parameters are none.
        CommandUnderWay: the last one of this control is not over.
        InterlockRefused: a reading does not let it pass, or is not known for certain.
    """
    control = queries.control_get(control_id)
    device = device_lock(control.device_id)  # so that two who ask at once come one after the other
    kind = CommandKind(control.kind)
    act = order_rules.asking_act(kind)
    require(actor, act, device)
    fault = order_rules.parameters_fault(kind, parameters)
    if fault:
        raise Invalid(fields={fault[0]: fault[1]})
    before = None if order_rules.may_overtake(kind) else queries.command_under_way(control)
    if before is not None:
        raise CommandUnderWay(name=control.name, state=before.state)
    looked = _passed(control, parameters, at)
    state = command_begins(needs_second=control.needs_second)
    command = Command.objects.create(
        device=device, control=control, kind=kind.value, parameters=dict(parameters), reason=reason,
        area_code=device.area_code, state=state.value, desired_by=actor.name, desired_user=actor.user_id,
        desired_at=at, expires_at=at + timedelta(seconds=control.waits_s), standing=_standing(looked),
        updated_at=at,
    )  # fmt: skip
    entry_append(
        at=at, actor=actor, act=act, subject=f"command:{command.pk}", area=command.area_code,
        detail={"device": device.pk, "control": control.pk},
        words={"state.after": state.value, "reason": reason}, state=queries.command_state(command),
    )  # fmt: skip
    if state is CommandState.DESIRED:
        _wake(device.pk)
    return command


@transaction.atomic
def command_approve(*, command_id: int, actor: Actor, at: datetime) -> Command:
    """Approve a command, as another person than who asked; its time to be sent begins now.

    Raises:
        SamePerson: who asked would approve.
        NotAllowedNow: it waits for nobody; its device is stopped.
        InterlockRefused: by now a reading does not let it pass.
    """
    command = queries.command_lock(command_id)
    require(actor, CommandAct.APPROVE, command)
    if not may_approve(
        asked_by=command.desired_by, asked_user=command.desired_user, by=actor.name, user=actor.user_id
    ):
        raise SamePerson
    if command.device.state == DeviceState.STOPPED or command.control.ended_at is not None:
        raise NotAllowedNow(act=CommandAct.APPROVE, state=command.device.state)
    if command.expires_at <= at:
        raise NotAllowedNow(act=CommandAct.APPROVE, state=CommandState.EXPIRED)
    looked = _passed(command.control, command.parameters, at)
    command.standing = _standing(looked) or command.standing
    command.approved_by, command.approved_at = actor.name, at
    command.expires_at = at + timedelta(seconds=command.control.waits_s)
    _moved(command, CommandAct.APPROVE, actor, at)
    _wake(command.device_id)
    return command


@transaction.atomic
def command_withdraw(*, command_id: int, reason: str, actor: Actor, at: datetime) -> Command:
    """Take a command back before it goes out.

    Raises:
        CommandTaken: the gateway is sending it.
        NotAllowedNow: it has gone out, or is over.
    """
    command = queries.command_lock(command_id)
    require(actor, CommandAct.WITHDRAW, command)
    if command.claimed_at is not None:
        raise CommandTaken
    command.finished_at = at
    _moved(command, CommandAct.WITHDRAW, actor, at, reason=reason)
    return command


@transaction.atomic
def command_sent(*, command_id: int, actor: Actor, at: datetime) -> bool:
    """Record that the gateway has sent a command, or died while it did; return whether that was news."""
    command = queries.command_lock(command_id)
    require(actor, CommandAct.SENT, command)
    gone_at = command.left_at or command.claimed_at
    if gone_at is None:
        return False
    command.sent_at = gone_at
    command.answer_due_at = gone_at + timedelta(seconds=command.control.answer_s)
    return _moved(command, CommandAct.SENT, actor, at, must=False)


@transaction.atomic
def command_settle(*, news_id: int, actor: Actor, at: datetime) -> bool:
    """Record what the gateway heard of a command; return whether it changed anything."""
    news = CommandNews.objects.select_for_update().filter(pk=news_id, settled_at__isnull=True).first()
    if news is None:
        return False
    command = queries.command_lock(news.command_id)
    if command.state == CommandState.DESIRED and command.left_at is not None:
        return False  # that it was sent is recorded first
    news.settled_at = at
    news.save(update_fields=["settled_at"])
    return _answered(command, Outcome(news.outcome), news.answer, news.details, actor, news.at)


def _answered(
    command: Command,
    outcome: Outcome,
    answer: str,
    details: Mapping[str, Argument] | None,
    actor: Actor,
    at: datetime,
) -> bool:
    """Record what a device says: the end, or that a reading must still show it."""
    act = CommandAct.CONFIRMED if outcome in GOOD else CommandAct.FAILED
    if act is CommandAct.CONFIRMED and _is_read_back(command) and command.state == CommandState.SENT:
        act = CommandAct.ANSWERED
    require(actor, act, command)
    if act is CommandAct.ANSWERED:
        if command.answered_at is not None:
            return False
        command.answered_at, command.answer = at, answer[:LONGEST_ANSWER]
    else:
        command.outcome, command.answer = outcome.value, answer[:LONGEST_ANSWER]
        command.details, command.finished_at = (dict(details) if details else None), at
    return _moved(command, act, actor, at, must=False)


def _is_read_back(command: Command) -> bool:
    return bool(command.control.read_back) and command.kind == CommandKind.SWITCH


@transaction.atomic
def command_read_back(*, command_id: int, actor: Actor, at: datetime) -> bool:
    """Confirm a switch that its device says is done, once a reading of after it was sent shows it."""
    command = queries.command_lock(command_id)
    last = queries.quantity_last(command.device_id, command.control.read_back)
    if command.sent_at is None or last is None or last.at < command.sent_at:
        return False
    if (last.value >= ON_FROM) is not command.parameters[order_rules.ON]:
        return False
    require(actor, CommandAct.CONFIRMED, command)
    command.outcome, command.finished_at = Outcome.READ_BACK.value, at
    return _moved(command, CommandAct.CONFIRMED, actor, at, must=False)


@transaction.atomic
def command_expire(*, command_id: int, actor: Actor, at: datetime) -> bool:
    """Record that the time of a command is up; return whether it was."""
    command = queries.command_lock(command_id)
    require(actor, CommandAct.EXPIRED, command)
    state = CommandState(command.state)
    due = command.answer_due_at if state is CommandState.SENT else command.expires_at
    is_taken = state is not CommandState.SENT and command.claimed_at is not None
    if (
        due is None
        or due > at
        or is_taken
        or command_after(state, CommandAct.EXPIRED, was_sent=False) is None
    ):
        return False
    why = expired_for(state) if command.answered_at is None else Outcome.UNSHOWN
    command.outcome, command.finished_at = why.value, at
    return _moved(command, CommandAct.EXPIRED, actor, at, must=False)


@transaction.atomic
def command_hand_out(*, command_id: int, actor: Actor, at: datetime) -> Command | None:
    """Hand a command to a device that fetches it; return None where it may not go out (any more).

    It is handed out once. Where our answer is lost on the way, so is the command.
    """
    command = queries.command_lock(command_id)
    if command.state != CommandState.DESIRED or command.claimed_at is not None or command.expires_at <= at:
        return None
    looked = _looked(command.control, command.parameters, at)
    interlock = queries.interlock_of(command.control)
    if looked is not None and interlock is not None and not looked.holds:
        kept = interlock_kept(interlock_refusal(looked, interlock))
        _answered(command, Outcome.INTERLOCK, "", kept, actor, at)
        return None
    require(actor, CommandAct.SENT, command)
    command.claimed_at = command.left_at = command.sent_at = at
    command.reference = str(command.pk)
    command.answer_due_at = at + timedelta(seconds=command.control.answer_s)
    _moved(command, CommandAct.SENT, actor, at)
    return command


@transaction.atomic
def command_answer(
    *, command_id: int, device_id: int, is_done: bool, answer: str, actor: Actor, at: datetime
) -> bool:
    """Record what a device says that fetched a command; return whether it changed anything.

    Raises:
        NotFound: it is no command to this device, or never went out.
    """
    command = queries.command_lock(command_id)
    if command.device_id != device_id or command.left_at is None:
        raise NotFound(kind="command", key=str(command_id))
    return _answered(command, Outcome.DONE if is_done else Outcome.REFUSED, answer, None, actor, at)


def _passed(control: Control, parameters: Mapping[str, object], at: datetime) -> Looked | None:
    """Return what the interlock says; None where none stands for this command.

    Raises:
        InterlockRefused: it does not hold.
    """
    looked = _looked(control, parameters, at)
    interlock = queries.interlock_of(control)
    if looked is not None and interlock is not None and not looked.holds:
        raise interlock_refusal(looked, interlock)
    return looked


def _looked(control: Control, parameters: Mapping[str, object], at: datetime) -> Looked | None:
    interlock = queries.interlock_of(control)
    on = parameters.get(order_rules.ON) if control.kind == CommandKind.SWITCH else None
    is_on = on if isinstance(on, bool) else None
    if interlock is None or not is_guarded(Guarded(control.guarded), on=is_on):
        return None
    return queries.interlock_standing(interlock, at=at)


def _standing(looked: Looked | None) -> dict[str, object] | None:
    if looked is None or looked.reading is None:
        return None
    reading = looked.reading
    return {"series": looked.series, "value": reading.value, "at": reading.at, "unit": reading.unit}


def _moved(
    command: Command, act: CommandAct, actor: Actor, at: datetime, *, reason: str = "", must: bool = True
) -> bool:
    """Move a command and record it; return whether it could be moved.

    Raises:
        NotAllowedNow: it cannot, and must.
    """
    before = CommandState(command.state)
    after = command_after(before, act, was_sent=command.sent_at is not None)
    if after is None:
        if must:
            raise NotAllowedNow(act=act, state=before)
        return False
    command.state, command.updated_at = after.value, at
    command.save(
        update_fields=[
            "state", "approved_by", "approved_at", "expires_at", "sent_at", "answer_due_at", "answered_at",
            "finished_at", "outcome", "answer", "details", "standing", "claimed_at", "left_at", "reference",
            "updated_at",
        ]
    )  # fmt: skip
    words = {"state.before": before.value, "state.after": after.value} if before is not after else {}
    told = {"outcome.after": command.outcome} if command.outcome else {}
    said = {"answer.after": command.answer} if command.answer else {}
    given = {"reason": reason} if reason else {}
    entry_append(
        at=at, actor=actor, act=act, subject=f"command:{command.pk}", area=command.area_code,
        detail={"device": command.device_id}, words={**words, **told, **said, **given},
        state=queries.command_state(command),
    )  # fmt: skip
    return True


def _wake(device_id: int) -> None:
    """Tell the gateway, when this transaction commits, that a device has something to be told."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [WAKES, str(device_id)])
