"""Readings that arrive when a test says, and a rule about kitchens."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection

from xiuhua.sensing.models import Device, Rule
from xiuhua.sensing.rules.writing import SimpleRule, simple_stored
from xiuhua.sensing.services.alarm_rules import NewRule, rule_create, rule_switch
from xiuhua.sensing.services.judging import alarms_judge
from xiuhua.sensing.services.storing import (
    STAGING,
    Batch,
    ReadingRow,
    batch_store,
    days_ensure,
    quantities_ensure,
)
from xiuhua.sensing.terms import RuleState, Severity
from xiuhua.sensing.terms.conditions import Comparison
from xiuhua.sensing.terms.rules import SimpleKind
from xiuhua.sensing.tests.device_kit import KEEPER

FUME = SimpleRule(
    kind=SimpleKind.LIMIT, quantity="oil_fume", compare=Comparison.ABOVE, limit=2.0, minutes=10,
    severity=Severity.MAJOR, while_quantity="purifier_state", clear_limit=1.8, clear_minutes=5,
    graver=(Severity.CRITICAL, 5.0), escalate_minutes=(15,),
)  # fmt: skip
SILENT = SimpleRule(kind=SimpleKind.SILENT, quantity="oil_fume", minutes=30, severity=Severity.MINOR)


def rule_made(
    simple: SimpleRule = FUME, *, at: datetime, code: str = "fume-high", area: str = "990101"
) -> Rule:
    """Write a rule and switch it on."""
    new = NewRule(
        code=code, name="油烟超标", area_code=area, definition=simple_stored(simple), reason="GB 18483"
    )
    made = rule_create(new=new, actor=KEEPER, at=at)
    return rule_switch(rule_id=made.pk, to=RuleState.ON, reason="试算通过", actor=KEEPER, at=at)


def arrive(
    device: Device, at: datetime, values: dict[str, float], *, received: datetime | None = None
) -> None:
    """Let readings of one instant arrive; at once, unless told otherwise."""
    with connection.cursor() as wrapped:
        cursor = wrapped.cursor
        cursor.execute(STAGING)
        ids = quantities_ensure(cursor, set(values))
        batch = Batch(
            readings=[
                ReadingRow(device.pk, ids[code], at, 0, value, 0, received or at)
                for code, value in values.items()
            ]
        )
        days_ensure(cursor, batch.days())
        batch_store(cursor, batch)
        cursor.execute("TRUNCATE new_frame, new_reading, new_point, new_contact")


def kitchen(device: Device, start: datetime, fumes: dict[int, float], *, judged: bool = True) -> None:
    """Let a kitchen send its fume by the minute, purifier running, and the judge come by after each."""
    for minute, fume in fumes.items():
        at = start + timedelta(minutes=minute)
        arrive(device, at, {"oil_fume": fume, "purifier_state": 1.0})
        if judged:
            alarms_judge(at=at + timedelta(seconds=6))
