"""Every way rules can change. What follows for their alarms is the judge's, who looks at what is in force."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, connection, transaction

from xiuhua.access.services import require
from xiuhua.ground.queries.vehicles import areas_by_code
from xiuhua.ledger.services import entry_append
from xiuhua.sensing.models import Rule, RuleVersion
from xiuhua.sensing.queries import alarm_rules as queries
from xiuhua.sensing.rules.alarms import Rule as JudgedRule
from xiuhua.sensing.rules.alarms import profiles_areas, rule_read, rule_stored
from xiuhua.sensing.rules.conditions import BadRule
from xiuhua.sensing.rules.quantities import quantity_is_code
from xiuhua.sensing.services.refusals import DevicesOutside, ProfileAreas, RuleSame, RuleUnfit
from xiuhua.sensing.services.storing import quantities_ensure
from xiuhua.sensing.terms.rules import RuleAct, RuleState
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Conflict, Invalid

_MOST_NAMED = 20  # of what a refusal names one by one
_CODE = re.compile(r"[a-z0-9][a-z0-9-]{1,39}")


@dataclass(frozen=True, kw_only=True)
class NewRule:
    """A rule as somebody writes it; `definition` is the plain JSON that `rules.alarms` reads."""

    code: str
    name: str
    area_code: str
    definition: Mapping[str, object]
    reason: str


@transaction.atomic
def rule_create(*, new: NewRule, actor: Actor, at: datetime) -> Rule:
    """Write a rule with its first version; it is off until somebody switches it on.

    Raises:
        Invalid: its code, its name or its area is none.
        RuleUnfit: it cannot be judged.
        Conflict: the code is taken.
        NotPermitted: its area lies outside those the actor may write rules for.
    """
    wrongs = (
        ("code", None if _CODE.fullmatch(new.code) else "rule_code"),
        ("name", None if new.name.strip() else "name_empty"),
        ("area_code", None if new.area_code in areas_by_code({new.area_code}) else "area_code_unknown"),
    )
    fault = next(((field, code) for field, code in wrongs if code), None)
    if fault:
        raise Invalid(fields={fault[0]: fault[1]}, code=new.code)
    row = Rule(
        code=new.code, name=new.name.strip(), area_code=new.area_code, state=RuleState.OFF.value,
        recorded_at=at, updated_at=at,
    )  # fmt: skip
    require(actor, RuleAct.CREATE, row)
    judged = _judged(row, 1, new.definition)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(kind="rule", key=new.code) from error
    _published(row, judged, new.reason, actor, at)
    entry_append(
        at=at, actor=actor, act=RuleAct.CREATE, subject=f"rule:{row.pk}", area=row.area_code,
        words={"name.after": row.name, "version.after": "1", "reason": new.reason},
        state=queries.rule_state(row),
    )  # fmt: skip
    return row


@transaction.atomic
def rule_publish(
    *, rule_id: int, definition: Mapping[str, object], reason: str, actor: Actor, at: datetime
) -> RuleVersion:
    """Publish a new version, in force at once: alarms of the one before end, as no longer judged.

    Raises:
        RuleUnfit: it cannot be judged.
        RuleSame: it says what the version in force says.
    """
    row = queries.rule_lock(rule_id)
    require(actor, RuleAct.PUBLISH, row)
    before = row.current.number if row.current else 0
    judged = _judged(row, before + 1, definition)
    if row.current is not None and rule_stored(judged) == row.current.definition:
        raise RuleSame
    version = _published(row, judged, reason, actor, at)
    entry_append(
        at=at, actor=actor, act=RuleAct.PUBLISH, subject=f"rule:{row.pk}", area=row.area_code,
        words={"version.before": str(before), "version.after": str(version.number), "reason": reason},
        state=queries.rule_state(row),
    )  # fmt: skip
    return version


def rule_switch(*, rule_id: int, to: RuleState, reason: str, actor: Actor, at: datetime) -> Rule:
    """Switch a rule on or off; what it watches begins anew when it is switched on.

    Raises:
        NotAllowedNow: it stands so already.
    """
    act = RuleAct.ON if to is RuleState.ON else RuleAct.OFF
    with transaction.atomic():
        row = queries.rule_lock(rule_id)
        require(actor, act, row)
        before, row.state, row.updated_at = row.state, to.value, at
        if to is RuleState.ON:
            row.switched_at = at
        row.save(update_fields=["state", "switched_at", "updated_at"])
        entry_append(
            at=at, actor=actor, act=act, subject=f"rule:{row.pk}", area=row.area_code,
            words={"state.before": before, "state.after": to.value, "reason": reason},
            state=queries.rule_state(row),
        )  # fmt: skip
    return row


def _judged(row: Rule, version: int, definition: Mapping[str, object]) -> JudgedRule:
    """Return a definition as the judge takes it.

    Raises:
        RuleUnfit: it cannot be judged.
        ProfileAreas: its profiles speak of areas that are none, or none of the rule's.
        DevicesOutside: devices were picked that are not visible, or lie outside the rule's area.
    """
    try:
        found = rule_read(definition, key=row.code, version=version)
    except BadRule as error:
        first = error.faults[0]
        raise RuleUnfit(where=first.where, fault=first.fault.value) from error
    for name, series in found.series.items():
        if not quantity_is_code(series.quantity):
            raise RuleUnfit(where=f"series.{name}", fault="quantity")
    for name in sorted(found.named - found.profiles.keys()):
        raise RuleUnfit(where=f"profiles.{name}", fault="missing")
    _areas_check(row, found)
    _devices_check(row, found)
    if found.proposes is not None and queries.matter_named(found.proposes.matter) is None:
        raise RuleUnfit(where="proposes.matter", fault="unknown_matter")
    return found


def _areas_check(row: Rule, judged: JudgedRule) -> None:
    codes = profiles_areas(judged.profiles)
    known = areas_by_code(set(codes))
    wrong = sorted(one for one in codes if one not in known or not _meet(one, row.area_code))
    if wrong:
        raise ProfileAreas(areas="、".join(wrong[:_MOST_NAMED]))


def _meet(one: str, other: str) -> bool:
    """Return whether two areas overlap: one of them holds the other."""
    return one.startswith(other) or other.startswith(one)


def _devices_check(row: Rule, judged: JudgedRule) -> None:
    ids = judged.watches.devices
    inside = {one.pk: one for one in queries.devices_some(ids)} if ids else {}
    wrong = [
        inside[key].number if key in inside else str(key)
        for key in ids
        if key not in inside or not inside[key].area_code.startswith(row.area_code)
    ]
    if wrong:
        raise DevicesOutside(devices="、".join(wrong[:_MOST_NAMED]))


def _published(row: Rule, judged: JudgedRule, reason: str, actor: Actor, at: datetime) -> RuleVersion:
    codes = {series.quantity for series in judged.series.values()}
    with connection.cursor() as wrapped:
        ids = quantities_ensure(wrapped.cursor, codes)
    watches = judged.watches
    version = RuleVersion.objects.create(
        rule=row, number=judged.version, definition=rule_stored(judged), since=at, author=actor.name,
        reason=reason, subject=watches.subject.value if watches.subject else "", model=watches.model,
        tag=watches.tag, is_listed=bool(watches.devices),
    )  # fmt: skip
    version.devices.set(watches.devices)
    version.quantities.add(*(ids[code] for code in codes))
    row.current, row.updated_at = version, at
    row.save(update_fields=["current", "updated_at"])
    return version
