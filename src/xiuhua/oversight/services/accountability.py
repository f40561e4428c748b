"""责任追究: a written rule is published, proposes about units, people are heard, and a person decides."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.timezone import localtime

from xiuhua.access.rules import areas_for
from xiuhua.access.services import require
from xiuhua.ledger.services import entry_append
from xiuhua.oversight.models import Accountability, AccountRule, AccountStep
from xiuhua.oversight.queries import accountability as queries
from xiuhua.oversight.queries.oversight_rows import person_in_scope, units_in
from xiuhua.oversight.rules.accountability import (
    MEASURES,
    Repeated,
    may_step,
    measures_faults,
    repeated_faults,
)
from xiuhua.oversight.rules.telling import ACCOUNT_DECIDED, ACCOUNT_DROPPED
from xiuhua.oversight.services.account_telling import account_tell, keepers_tell, named_tell
from xiuhua.oversight.services.refusals import NotHeardYet, NotThisUnit, OwnAccountability
from xiuhua.oversight.terms.accountability import AccountAct, AccountForm, AccountRuleAct, AccountState
from xiuhua.shared.actor import Actor, system
from xiuhua.shared.errors import Invalid, NotAllowedNow, NotPermitted

PROPOSER = system("accountability")


@transaction.atomic
def account_rule_publish(
    *, enabled: bool, paper: str, text: str, parameters: Mapping[str, int], actor: Actor, at: datetime
) -> AccountRule:
    """Publish the written rule of the actor's area, in a new version. What it proposed before stays.

    Raises:
        NotPermitted: not by this actor.
        Invalid: paper or text is missing, or a number is out of its bounds.
    """
    require(actor, AccountRuleAct.PUBLISH)
    told = {one.key: int(parameters.get(one.key, one.default)) for one in MEASURES}
    fields = measures_faults(told)
    fields |= {
        key: "oversight_words_missing" for key, said in (("paper", paper), ("text", text)) if not said.strip()
    }
    if fields:
        raise Invalid(fields=fields)
    area_code = areas_for(actor, AccountRuleAct.PUBLISH)[0]
    last = queries.account_rule_last(area_code)
    rule = AccountRule.objects.create(
        number=last.number + 1 if last else 1, enabled=enabled, paper=paper.strip(), text=text.strip(),
        parameters=told, published_by=actor.name, published_at=at, area_code=area_code,
    )  # fmt: skip
    entry_append(
        at=at, actor=actor, act=AccountRuleAct.PUBLISH.value, subject=f"accountability_rule:{rule.pk}",
        area=area_code, detail={"number": rule.number, "enabled": enabled},
        state=queries.account_rule_state(rule),
    )  # fmt: skip
    return rule


def account_rule_standing(*, actor: Actor) -> AccountRule | None:
    """Return the version that holds in the area for which an actor publishes; None before the first.

    Raises:
        NotPermitted: the actor publishes for no area.
    """
    require(actor, AccountRuleAct.PUBLISH)
    return queries.account_rule_last(areas_for(actor, AccountRuleAct.PUBLISH)[0])


@transaction.atomic
def accountability_propose(*, at: datetime) -> int:
    """Propose what the rules that hold find by now. The scope is every area; no person is named.

    Failures from before a district's rule was first published are not held against anybody.

    Returns:
        How many are new.
    """
    return sum(_proposed(rule, at=at) for rule in queries.account_rules_holding())


def _proposed(rule: AccountRule, *, at: datetime) -> int:
    since = at - timedelta(days=rule.parameters["days"])
    first = queries.account_rules_all().filter(area_code=rule.area_code).order_by("number").first()
    since = max(since, first.published_at) if first else since
    faults = queries.faults_since(since, area_code=rule.area_code, until=at)
    used = queries.evidence_used(rule.area_code)
    return sum(
        _propose(rule, one, at=at)
        for one in repeated_faults(faults, rule.parameters, used=used)
        if not queries.accountability_open(unit_id=one.unit_id, fault=one.kind.value, matter=one.matter)
    )


def _propose(rule: AccountRule, found: Repeated, *, at: datetime) -> bool:
    unit = units_in([found.unit_id])[found.unit_id]
    row = Accountability.objects.create(
        rule=rule, unit=unit, fault=found.kind.value, matter=found.matter, count=len(found.faults),
        matter_name=queries.matter_name(found.faults[0].case_id),
        evidence=[
            {"key": one.key, "case": one.case_id, "number": one.case_number, "at": one.at.isoformat()}
            for one in found.faults
        ],
        proposed_at=at, updated_at=at, area_code=unit.area_code,
    )  # fmt: skip
    _step(row, AccountAct.PROPOSE, text="", actor=PROPOSER, at=at)
    keepers_tell(row=row, area_code=rule.area_code, actor=PROPOSER, at=at)
    return True


@transaction.atomic
def accountability_hear(
    *, accountability_id: int, person_id: int, text: str, actor: Actor, at: datetime
) -> Accountability:
    """Name who answers for it, and tell them and their unit that they may state the case, and until when.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: none in scope, not by this actor, or not now.
        OwnAccountability: it is about the actor or the actor's unit.
        Invalid: there is no such person of the unit, or nothing was said.
    """
    row = _standing(accountability_id, AccountAct.HEAR, actor, at)
    _words_check(text)
    person = person_in_scope(person_id)
    if person is None or person.unit_id != row.unit_id:
        raise Invalid(fields={"person": "oversight_person_not_of_unit"})
    row.person, row.state = person, AccountState.HEARING.value
    row.hear_until = localtime(at).date() + timedelta(days=row.rule.parameters["hear_days"])
    _moved(row, AccountAct.HEAR, text=text, actor=actor, at=at)
    account_tell(row=row, actor=actor, at=at)
    return row


@transaction.atomic
def accountability_state_case(
    *, accountability_id: int, text: str, actor: Actor, at: datetime
) -> Accountability:
    """State the case, as the person named or as their unit; as often as there is something to say.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: none in scope, not by this actor, or not now.
        NotThisUnit: it is about another unit.
        Invalid: nothing was said.
    """
    row = queries.accountability_lock(accountability_id)
    require(actor, AccountAct.STATE, row)
    if not queries.is_against(row, user_id=actor.user_id, at=at):
        raise NotThisUnit
    if not may_step(AccountState(row.state), AccountAct.STATE):
        raise NotAllowedNow(act=AccountAct.STATE.value, state=row.state)
    _words_check(text)
    row.stated = True
    return _moved(row, AccountAct.STATE, text=text, actor=actor, at=at)


@transaction.atomic
def accountability_decide(
    *, accountability_id: int, form: AccountForm, text: str, actor: Actor, at: datetime
) -> Accountability:
    """Decide what follows, after the case was stated or the days for it are over.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: none in scope, not by this actor, or not now.
        OwnAccountability: it is about the actor or the actor's unit.
        NotHeardYet: nobody has stated the case, and there is time to.
        Invalid: nothing was said.
    """
    row = _standing(accountability_id, AccountAct.DECIDE, actor, at)
    _words_check(text)
    if not row.stated and row.hear_until is not None and localtime(at).date() <= row.hear_until:
        raise NotHeardYet(until=row.hear_until.isoformat())
    row.state, row.form, row.decision = AccountState.DECIDED.value, form.value, text.strip()
    row.decided_by, row.decided_at = actor.name, at
    _moved(row, AccountAct.DECIDE, text=text, actor=actor, at=at)
    named_tell(row=row, template=ACCOUNT_DECIDED, actor=actor, at=at)
    return row


@transaction.atomic
def accountability_drop(*, accountability_id: int, text: str, actor: Actor, at: datetime) -> Accountability:
    """Drop it, and say why. Its records are not held against the unit again.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: none in scope, not by this actor, or not now.
        OwnAccountability: it is about the actor or the actor's unit.
        Invalid: nothing was said.
    """
    row = _standing(accountability_id, AccountAct.DROP, actor, at)
    _words_check(text)
    row.state, row.decision = AccountState.DROPPED.value, text.strip()
    row.decided_by, row.decided_at = actor.name, at
    _moved(row, AccountAct.DROP, text=text, actor=actor, at=at)
    if row.person is not None:
        named_tell(row=row, template=ACCOUNT_DROPPED, actor=actor, at=at)
    return row


def accountability_seen(row: Accountability, *, actor: Actor, at: datetime) -> None:
    """Let pass whoever keeps the register, the person named and their unit.

    Raises:
        NotPermitted, NotThisUnit: it is not theirs to read.
    """
    try:
        require(actor, AccountAct.READ, row)
    except NotPermitted:
        require(actor, AccountAct.OWN, row)
        if not queries.is_against(row, user_id=actor.user_id, at=at):
            raise NotThisUnit from None


def _standing(accountability_id: int, act: AccountAct, actor: Actor, at: datetime) -> Accountability:
    row = queries.accountability_lock(accountability_id)
    require(actor, act, row)
    if not may_step(AccountState(row.state), act):
        raise NotAllowedNow(act=act.value, state=row.state)
    if queries.is_against(row, user_id=actor.user_id, at=at):
        raise OwnAccountability
    return row


def _words_check(text: str) -> None:
    if not text.strip():
        raise Invalid(fields={"text": "oversight_words_missing"})


def _moved(row: Accountability, act: AccountAct, *, text: str, actor: Actor, at: datetime) -> Accountability:
    row.updated_at = at
    row.save(
        update_fields=[
            *("state", "person", "hear_until", "stated", "form", "decision", "decided_by", "decided_at"),
            "updated_at",
        ]
    )
    _step(row, act, text=text.strip(), actor=actor, at=at)
    return row


def _step(row: Accountability, act: AccountAct, *, text: str, actor: Actor, at: datetime) -> None:
    AccountStep.objects.create(
        accountability=row, act=act.value, text=text, by=actor.name, at=at, area_code=row.area_code
    )
    entry_append(
        at=at, actor=actor, act=act.value, subject=f"accountability:{row.pk}", area=row.area_code,
        detail={"state": row.state, "unit": row.unit_id, "count": row.count},
        state=queries.accountability_state(row),
    )  # fmt: skip
