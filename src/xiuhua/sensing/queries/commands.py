"""Questions about commands, what devices may be told, and what interlocks look at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from xiuhua.sensing.models import Command, CommandNews, Control, Device, LastValue
from xiuhua.sensing.rules.commanding.interlocks import (
    Interlock,
    LastReading,
    Looked,
    interlock_look,
    interlock_read,
)
from xiuhua.sensing.rules.commanding.orders import Order
from xiuhua.sensing.terms import CommandKind, CommandState, DeviceState
from xiuhua.shared.errors import NotFound

PERHAPS_SENT_AFTER = timedelta(seconds=30)  # claimed and nothing said since: the gateway died in between


def controls_of(device: Device) -> QuerySet[Control]:
    """Return what a device may be told."""
    return Control.objects.filter(device=device, ended_at__isnull=True).order_by("kind", "channel", "pk")


def steering_of(code: str) -> Control | None:
    """Return by what a camera of the ledger can be moved: a channel of a device, or the device itself."""
    rows = Control.objects.filter(
        Q(target=code) | Q(target="", device__number=code), kind=CommandKind.PTZ.value, ended_at__isnull=True,
        device__state=DeviceState.IN_USE.value,
    )  # fmt: skip
    return rows.select_related("device").defer("device__search").order_by("pk").first()


def control_get(control_id: int) -> Control:
    """Return one thing that a visible device may be told.

    Raises:
        NotFound: it does not exist, is ended, or lies outside the scope.
    """
    found = (
        Control.objects.select_related("device")
        .defer("device__search")
        .filter(pk=control_id, ended_at__isnull=True)
        .first()
    )
    if found is None:
        raise NotFound(kind="control", key=str(control_id))
    return found


def commands_all() -> QuerySet[Command]:
    """Return the commands that the database scope lets through."""
    return Command.objects.select_related("device", "control").defer("device__search")


def commands_of(device: Device) -> QuerySet[Command]:
    """Return the commands to a device, newest first."""
    return commands_all().filter(device=device).order_by("-pk")


def command_get(command_id: int) -> Command:
    """Return one of the visible commands.

    Raises:
        NotFound: it does not exist, or lies outside the scope.
    """
    found = commands_all().filter(pk=command_id).first()
    if found is None:
        raise NotFound(kind="command", key=str(command_id))
    return found


def command_lock(command_id: int) -> Command:
    """Return one of the visible commands, locked until the transaction ends.

    Raises:
        NotFound: it does not exist, or lies outside the scope.
    """
    found = commands_all().select_for_update(of=("self",)).filter(pk=command_id).first()
    if found is None:
        raise NotFound(kind="command", key=str(command_id))
    return found


def command_under_way(control: Control) -> Command | None:
    """Return the command of a control that is not over; None where there is none."""
    open_states = [CommandState.PROPOSED.value, CommandState.DESIRED.value, CommandState.SENT.value]
    return Command.objects.filter(control=control, state__in=open_states).first()


def pending(device: Device, *, at: datetime) -> list[Command]:
    """Return the commands that wait to be sent to a device, oldest first."""
    found = commands_all().filter(
        device=device, state=CommandState.DESIRED.value, claimed_at__isnull=True, expires_at__gt=at
    )
    return list(found.order_by("pk"))


def order_of(command: Command) -> Order:
    """Return a command as it goes to its device."""
    control = command.control
    return Order(
        id=command.pk, kind=CommandKind(command.kind), channel=control.channel, target=control.target,
        parameters=command.parameters, expires_at=command.expires_at,
    )  # fmt: skip


def interlock_of(control: Control) -> Interlock | None:
    """Return the interlock of a control; None where it has none."""
    return interlock_read(control.interlock) if control.interlock else None


def interlock_standing(interlock: Interlock, *, at: datetime) -> Looked:
    """Return what an interlock says now, by the last values of its series."""
    return interlock_look(interlock, _readings(interlock), at.timestamp())


def _readings(interlock: Interlock) -> Mapping[str, LastReading | None]:
    sources = interlock.series
    found = LastValue.objects.filter(
        device_id__in=[one.device_id for one in sources.values()],
        quantity__code__in=[one.quantity for one in sources.values()],
    ).select_related("quantity")
    by_place = {
        (one.device_id, one.quantity.code): LastReading(
            one.at.timestamp(), one.value, one.flags, one.quantity.unit
        )
        for one in found
    }
    return {name: by_place.get((one.device_id, one.quantity)) for name, one in sources.items()}


def quantity_last(device_id: int, code: str) -> LastValue | None:
    """Return the newest reading of a quantity of a device; None where none ever came."""
    return LastValue.objects.filter(device_id=device_id, quantity__code=code).first()


def commands_gone(*, at: datetime) -> list[int]:
    """Return the commands that the gateway has sent, or may have, and that still stand as waiting."""
    news = CommandNews.objects.filter(command=OuterRef("pk"))
    desired = Command.objects.filter(state=CommandState.DESIRED.value)
    perhaps = desired.filter(left_at__isnull=True, claimed_at__lte=at - PERHAPS_SENT_AFTER).exclude(
        Exists(news)
    )
    left = desired.filter(left_at__isnull=False)
    return sorted({*left.values_list("pk", flat=True), *perhaps.values_list("pk", flat=True)})


def news_unsettled() -> list[int]:
    """Return what the gateway has said and nobody has acted on, oldest first."""
    found = CommandNews.objects.filter(settled_at__isnull=True).order_by("pk")
    return list(found.values_list("pk", flat=True)[:1_000])


def commands_answered() -> list[int]:
    """Return the commands whose device says that they are done, and that a reading must still show."""
    found = Command.objects.filter(state=CommandState.SENT.value, answered_at__isnull=False)
    return list(found.order_by("pk").values_list("pk", flat=True))


def commands_due(*, at: datetime) -> list[int]:
    """Return the commands whose time is up."""
    waiting = Command.objects.filter(
        state__in=[CommandState.PROPOSED.value, CommandState.DESIRED.value],
        expires_at__lte=at,
        claimed_at__isnull=True,
    )
    unanswered = Command.objects.filter(state=CommandState.SENT.value, answer_due_at__lte=at)
    return sorted({*waiting.values_list("pk", flat=True), *unanswered.values_list("pk", flat=True)})


def command_state(command: Command) -> dict[str, str | int | None]:
    """Return the columns of a command that the ledger answers for."""
    return {
        "device": command.device_id,
        "control": command.control_id,
        "kind": command.kind,
        "state": command.state,
        "desired_by": command.desired_by,
        "approved_by": command.approved_by,
        "outcome": command.outcome,
        "answer": command.answer,
    }


def command_states() -> Iterator[tuple[int, dict[str, str | int | None]]]:
    """Yield every command's id and what the ledger answers for, for `ledger verify`."""
    return ((row.pk, command_state(row)) for row in Command.objects.order_by("pk").iterator())


def control_state(control: Control) -> dict[str, str | int | bool | None]:
    """Return the columns of a control that the ledger answers for."""
    return {
        "device": control.device_id,
        "kind": control.kind,
        "name": control.name,
        "channel": control.channel,
        "target": control.target,
        "needs_second": control.needs_second,
        "guarded": control.guarded,
        "read_back": control.read_back,
        "waits_s": control.waits_s,
        "answer_s": control.answer_s,
        "ended": control.ended_at is not None,
    }


def control_states() -> Iterator[tuple[int, dict[str, str | int | bool | None]]]:
    """Yield every control's id and what the ledger answers for, for `ledger verify`."""
    return ((row.pk, control_state(row)) for row in Control.objects.order_by("pk").iterator())
