"""Somebody who is signed in and opens pages, in the process that serves them."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.test import Client

from xiuhua.access.services import NewRole, account_create
from xiuhua.access.terms import Role
from xiuhua.shared.actor import system
from xiuhua.shared.clock import now

PASSWORD = "Lotus-Harbour-27-Rain"  # noqa: S105 - of accounts that live as long as the run


def signed_in(name: str, role: Role, area: str) -> Client:
    """Return a browser in which somebody new with a role over an area is signed in."""
    account_create(
        username=name, name=name, password=PASSWORD, roles=(NewRole(role=role, area=area),),
        actor=system("setup"), at=now(),
    )  # fmt: skip
    client = Client(SERVER_NAME="localhost")
    answer = client.post("/sign-in", {"username": name, "password": PASSWORD})
    assert answer.status_code in {302, 303}, answer.content.decode()  # noqa: S101 - a benchmark is a test
    return client


def opened(client: Client, url: str) -> None:
    """Open an address, which must be there."""
    answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)  # noqa: S101 - as above
    answer.close()


def timed_ms(act: Callable[[], object]) -> float:
    """Return how long something took, ms."""
    started = time.perf_counter()
    act()
    return 1000 * (time.perf_counter() - started)
