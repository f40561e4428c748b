"""A token's way into SensorThings, and some readings to find there."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.test import Client

from xiuhua.access.queries import actor_of, holdings_at
from xiuhua.access.services import NewRole, account_create, scope_set, token_issue
from xiuhua.access.terms import Role
from xiuhua.sensing.models import Device
from xiuhua.sensing.services.storing import (
    EMPTIED,
    STAGING,
    Batch,
    ReadingRow,
    batch_store,
    days_ensure,
    quantities_ensure,
)
from xiuhua.shared.actor import system
from xiuhua.shared.clock import now

BASE = "/sta/v1.1"
AT = datetime(2026, 11, 20, 0, 0, tzinfo=UTC)
ACTS = (
    *("device.read", "device.create", "device.revise", "device.withdraw"),
    *("stream.declare", "stream.observe", "stream.revise", "stream.withdraw"),
)
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
_PASSWORD = "Lotus-Harbour-27-Rain"


def token_made(
    name: str = "hub", *, area: str = "990101", role: Role = Role.DATA_ADMIN, acts: Sequence[str] = ACTS
) -> str:
    """Return the key of a token of an account."""
    user = account_create(
        username=name, name="数据接口", password=_PASSWORD, roles=(NewRole(role=role, area=area),),
        actor=system("tests"), at=LONG_AGO,
    )  # fmt: skip
    owner = actor_of(user, holdings_at(user.pk, at=now()))
    return token_issue(name="接口", acts=tuple(acts), days=30, actor=owner, at=now())[1]


@dataclass
class Door:
    """Asks as a program with a token would."""

    key: str

    def get(self, path: str, status: int = 200, /, **options: str) -> Any:  # any JSON
        answer = Client(headers={"Authorization": f"Bearer {self.key}"}).get(
            path if path.startswith("http") else f"{BASE}{path}",
            {f"${name}": value for name, value in options.items()} or None,
        )
        scope_set(("",))
        assert answer.status_code == status, answer.content.decode()
        return (
            answer.json()
            if answer["Content-Type"].startswith("application/json")
            else answer.content.decode()
        )

    def change(self, path: str, body: object, *, status: int = 200, by: str = "patch") -> Any:  # any JSON
        """Change what stands at an address, or delete it (`by="delete"`)."""
        client = Client(headers={"Authorization": f"Bearer {self.key}"}, enforce_csrf_checks=True)
        answer = getattr(client, by)(f"{BASE}{path}", json.dumps(body), content_type="application/json")
        scope_set(("",))
        assert answer.status_code == status, answer.content.decode()
        return answer.json() if answer.content else None

    def post(self, path: str, body: object, *, status: int = 201) -> Any:  # any JSON
        answer = Client(headers={"Authorization": f"Bearer {self.key}"}, enforce_csrf_checks=True).post(
            f"{BASE}{path}", body, content_type="application/json"
        )
        scope_set(("",))
        assert answer.status_code == status, answer.content.decode()
        if status == 201 and isinstance(body, dict):
            assert answer["Location"] == answer.json()["@iot.selfLink"]
        return answer.json()


def readings_stored(device: Device, values: Mapping[str, Sequence[float]], *, at: datetime = AT) -> None:
    """Store the values of quantities, one a minute."""
    with transaction.atomic(), connection.cursor() as wrapped:
        cursor = wrapped.cursor
        cursor.execute(STAGING)
        ids = quantities_ensure(cursor, set(values))
        batch = Batch(
            readings=[
                ReadingRow(
                    device.pk, ids[code], at + timedelta(minutes=minute), 0, value, 0, at + timedelta(hours=1)
                )
                for code, row in values.items()
                for minute, value in enumerate(row)
            ]
        )
        days_ensure(cursor, batch.days())
        batch_store(cursor, batch)
        cursor.execute(EMPTIED)
