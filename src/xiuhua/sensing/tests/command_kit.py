"""Commands asked for through pages, and what became of them."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.test import Client

from xiuhua.access.models import User
from xiuhua.access.services import NewRole, account_create, scope_opened
from xiuhua.access.terms import Role
from xiuhua.sensing import jobs
from xiuhua.sensing.models import Command, Control, Device
from xiuhua.sensing.services.controls import NewControl, control_write
from xiuhua.sensing.terms import CommandKind, CommandState
from xiuhua.sensing.tests.device_kit import KEEPER
from xiuhua.sensing.tests.gateway_kit import eventually
from xiuhua.shared.actor import system
from xiuhua.shared.clock import now

SignIn = Callable[..., Client]
S = CommandState
_PASSWORD = "Lotus-Harbour-27-Rain"


def people_of(live_city: str) -> Callable[..., Client]:
    """Return how people of the committed district sign in, as the fixture `session_open` wants it."""

    def opened(*, role: str, area: str, person: str) -> Client:
        with scope_opened(("",)):
            if not User.objects.filter(username=person).exists():
                account_create(
                    username=person, name=person, password=_PASSWORD,
                    roles=(NewRole(role=Role(role), area=area),), actor=system("tests"), at=now(),
                )  # fmt: skip
        client = Client()
        assert client.post("/sign-in", {"username": person, "password": _PASSWORD}).status_code in {302, 303}
        return client

    return opened


def left(command: Command) -> Command:
    """Return a command once the gateway has written down that it went out."""

    def looked() -> Command | None:
        found = stands(command.pk)
        return found if found.left_at else None

    return eventually(looked)


def controlled(device: Device, **changes: object) -> Control:
    """Set what a device may be told: a pump, if nothing else is said."""
    given = {"kind": CommandKind.SWITCH, "name": "1 号泵", "target": "a34041/i22001"} | changes
    with scope_opened(("",)):
        new = NewControl(**given)  # type: ignore[arg-type]  # fields by name, as the tests give them
        return control_write(device_id=device.pk, new=new, actor=KEEPER, at=now())


def asked(client: Client, control: Control, **typed: str) -> Command:
    """Ask for a command on its page."""
    answer = client.post(f"/controls/{control.pk}/command", {"on": "1", "reason": "汛前试车"} | typed)
    assert answer.status_code == 303, answer.content.decode()
    found = re.fullmatch(r"/commands/(\d+)", answer["Location"])
    assert found
    return stands(int(found[1]))


def stands(command_id: int) -> Command:
    """Return a command as it stands."""
    with scope_opened(("",)):
        return Command.objects.select_related("device", "control").get(pk=command_id)


def becomes(command: Command, state: CommandState) -> Command:
    """Let the job look until a command is in a state."""

    def looked() -> Command | None:
        jobs.commands_settle()
        found = stands(command.pk)
        return found if found.state == state else None

    return eventually(looked)


def posted(client: Client, command: Command, act: str, **typed: str) -> int:
    """Approve or withdraw a command on its page; return the status of the answer."""
    version = stands(command.pk).updated_at.isoformat()
    return client.post(f"/commands/{command.pk}/{act}", typed | {"version": version}).status_code
