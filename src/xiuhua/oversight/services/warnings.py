"""Raising warnings, working them, and changing the rules that raise them.

Texts of warnings stay out of the ledger: who may see an area may have its proofs, and a warning is for fewer
eyes. The entries hold states and digests.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localtime

from xiuhua.access.services import require
from xiuhua.ledger.services import entry_append
from xiuhua.oversight.models import IntegrityWarning, Rectification, RuleVersion
from xiuhua.oversight.queries import warnings as queries
from xiuhua.oversight.queries.rectifications import order_open
from xiuhua.oversight.queries.sealing import seal_opened
from xiuhua.oversight.rules.warnings import (
    RULE_OF,
    Found,
    hurried_s,
    looked_back_days,
    parameters_faults,
)
from xiuhua.oversight.services.rectifications import (
    NewRectification,
    rectification_assign,
    rectification_enter,
)
from xiuhua.oversight.services.refusals import OrderOpen
from xiuhua.oversight.services.telling import warning_tell
from xiuhua.oversight.terms.rectifications import RectifySource
from xiuhua.oversight.terms.warnings import RuleAct, WarningAct, WarningResult, WarningState
from xiuhua.shared.actor import Actor, system
from xiuhua.shared.errors import Invalid

WATCHER = system("oversight")


@dataclass(frozen=True, kw_only=True)
class NewWarning:
    """Something that a rule found, ready to be raised; see `IntegrityWarning`."""

    rule: str
    subject: str
    about: Collection[int]
    arguments: Mapping[str, int | str]
    evidence: Sequence[Mapping[str, int | str]]
    area_code: str
    case_id: int | None = None
    parameters: Mapping[str, int] = field(default_factory=dict)
    version_id: int | None = None


def deeds_watch(*, entry_ids: Collection[int], at: datetime) -> int:
    """Look at what some entries of the log did to cases, and raise what the rules find.

    Runs in the transaction of the tail, which sees every area.

    Returns:
        How many warnings were raised.
    """
    with seal_opened():
        standing = {one.rule.key: one for one in queries.rules_standing() if one.enabled}
        told = {key: one.parameters for key, one in standing.items()}
        fresh, deeds = queries.deeds_about(entry_ids, days=looked_back_days(told), seconds=hurried_s(told))
        raised = 0
        for key, one in standing.items():
            if one.rule.look is None or not fresh:
                continue
            done = queries.judged(key)
            shown = [deed for deed in deeds if deed.move_id not in done] if one.rule.counts else deeds
            for each in one.rule.look(shown, one.parameters):
                if any(deed.move_id in fresh - done for deed in each.evidence):
                    version_id = one.version.pk if one.version else None
                    raised += _raised(key, each, one.parameters, version_id, at=at)
    return raised


def _raised(
    key: str, found: Found, parameters: Mapping[str, int], version_id: int | None, *, at: datetime
) -> bool:
    last = found.evidence[-1]
    new = NewWarning(
        rule=key, subject=found.subject, about=queries.accounts_of(found.actors), arguments=found.arguments,
        evidence=[
            {
                "move": deed.move_id, "case": deed.case_id, "number": deed.case_number,
                "act": deed.act.value, "actor": deed.actor, "at": deed.at.isoformat(),
            }
            for deed in found.evidence
        ],
        area_code=last.area_code, case_id=last.case_id, parameters=parameters, version_id=version_id,
    )  # fmt: skip
    return warning_raise(new=new, actor=WATCHER, at=at) is not None


def warning_raise(*, new: NewWarning, actor: Actor, at: datetime) -> IntegrityWarning | None:
    """Raise a warning, unless the same rule already warns of the same subject and nobody has closed that.

    A rule raises it, no person: nothing is asked. In the caller's transaction; the seal is open.
    """
    if queries.warning_open(new.rule, new.subject) is not None:
        return None
    warning = IntegrityWarning.objects.create(
        rule=new.rule, version_id=new.version_id, parameters=dict(new.parameters), subject=new.subject,
        about=sorted(new.about), arguments=dict(new.arguments), evidence=[dict(one) for one in new.evidence],
        case_id=new.case_id, area_code=new.area_code, raised_at=at, updated_at=at,
    )  # fmt: skip
    _record(warning, WarningAct.RAISE, actor=actor, at=at)
    warning_tell(warning=warning, actor=actor, at=at)
    return warning


@transaction.atomic
def warning_take(*, warning_id: int, actor: Actor, at: datetime) -> IntegrityWarning:
    """Take a warning up.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: none that this actor may see, not by this actor, or not now.
    """
    with seal_opened(_account(actor)):
        warning = _standing(warning_id, WarningAct.TAKE, actor)
        warning.state, warning.taken_by, warning.taken_at = WarningState.TAKEN.value, actor.name, at
        return _moved(warning, WarningAct.TAKE, actor=actor, at=at)


@transaction.atomic
def warning_check(
    *, warning_id: int, result: WarningResult, words: str, actor: Actor, at: datetime
) -> IntegrityWarning:
    """Say what the check of a warning came to, and why.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: none that this actor may see, not by this actor, or not now.
        Invalid: nothing was said.
    """
    with seal_opened(_account(actor)):
        warning = _standing(warning_id, WarningAct.CHECK, actor)
        if not words.strip():
            raise Invalid(fields={"words": "oversight_words_missing"})
        warning.state, warning.result = WarningState.CHECKED.value, result.value
        warning.checked_by, warning.checked_at = actor.name, at
        warning.checked_words = words.strip()
        return _moved(warning, WarningAct.CHECK, actor=actor, at=at)


@dataclass(frozen=True, kw_only=True)
class NewOrder:
    """责令改正: which unit puts what right by when, in words that the unit may read."""

    client_id: UUID
    unit_id: int
    due_on: date
    title: str
    text: str


@transaction.atomic
def warning_order(*, warning_id: int, new: NewOrder, actor: Actor, at: datetime) -> Rectification:
    """Order a unit to put right what a warning proved to be: it stands on the rectification list from now on.

    The unit reads the order and its case, not the warning.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: none that this actor may see, not by this actor, or not now.
        OrderOpen: what was ordered before has not come to its end.
        Invalid: title or words are missing, there is no such unit, or the day is wrong; or it was judged to
            be no failure.
    """
    with seal_opened(_account(actor)):
        warning = _standing(warning_id, WarningAct.ORDER, actor)
        _order_check(warning)
        if warning.result != WarningResult.TRUE:
            raise Invalid(fields={"text": "oversight_order_untrue"})
        if not new.text.strip():
            raise Invalid(fields={"text": "oversight_words_missing"})
        row = rectification_enter(
            new=NewRectification(
                client_id=new.client_id, source=RectifySource.LAW, title=new.title, text=new.text,
                found_on=localtime(at).date(), warning_id=warning.pk, case_id=warning.case_id,
            ),
            actor=actor, at=at,
        )  # fmt: skip
        row = rectification_assign(
            rectification_id=row.pk, unit_id=new.unit_id, due_on=new.due_on, text=new.text, actor=actor, at=at
        )
        warning.updated_at = at
        _moved(warning, WarningAct.ORDER, actor=actor, at=at)
        return row


def _order_check(warning: IntegrityWarning) -> None:
    pending = order_open(warning.pk)
    if pending is not None:
        raise OrderOpen(number=pending.number)


@transaction.atomic
def warning_close(*, warning_id: int, words: str = "", actor: Actor, at: datetime) -> IntegrityWarning:
    """Close a warning that was checked.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: none that this actor may see, not by this actor, or not now.
        OrderOpen: what was ordered of it has not come to its end.
    """
    with seal_opened(_account(actor)):
        warning = _standing(warning_id, WarningAct.CLOSE, actor)
        _order_check(warning)
        warning.state, warning.closed_by, warning.closed_at = WarningState.CLOSED.value, actor.name, at
        warning.closed_words = words.strip()
        return _moved(warning, WarningAct.CLOSE, actor=actor, at=at)


@transaction.atomic
def rule_publish(
    *, rule: str, enabled: bool, parameters: Mapping[str, int], reason: str, actor: Actor, at: datetime
) -> RuleVersion:
    """Switch a rule on or off, or change its numbers, from now on. What it found before stays.

    Raises:
        NotFound: no rule has this key.
        NotPermitted: not by this actor.
        Invalid: a number is out of its bounds, or no reason was given.
    """
    require(actor, RuleAct.PUBLISH)
    with seal_opened(_account(actor)):
        known = queries.rule_standing(rule)
        told = {**known.parameters, **{key: parameters[key] for key in known.parameters if key in parameters}}
        fields = parameters_faults(RULE_OF[rule], told)
        if not reason.strip():
            fields["reason"] = "oversight_reason_missing"
        if fields:
            raise Invalid(fields=fields)
        version = RuleVersion.objects.create(
            rule=rule, number=(known.version.number if known.version else 0) + 1, enabled=enabled,
            parameters=told, reason=reason.strip(), published_by=actor.name, published_at=at,
        )  # fmt: skip
        entry_append(
            at=at, actor=actor, act=RuleAct.PUBLISH.value, subject=f"warning_rule:{version.pk}",
            detail={"rule": rule, "number": version.number, "enabled": enabled},
            state=queries.rule_version_state(version),
        )  # fmt: skip
    return version


def _account(actor: Actor) -> int:
    """Return whose eyes it is; a process has none and is held by the act table alone."""
    return actor.user_id or 0


def _standing(warning_id: int, act: WarningAct, actor: Actor) -> IntegrityWarning:
    warning = queries.warning_lock(warning_id)
    require(actor, act, warning)
    return warning


def _moved(warning: IntegrityWarning, act: WarningAct, *, actor: Actor, at: datetime) -> IntegrityWarning:
    warning.updated_at = at
    warning.save(
        update_fields=[
            *("state", "result", "taken_by", "taken_at", "checked_by", "checked_at", "checked_words"),
            *("closed_by", "closed_at", "closed_words", "updated_at"),
        ]
    )
    _record(warning, act, actor=actor, at=at)
    return warning


def _record(warning: IntegrityWarning, act: WarningAct, *, actor: Actor, at: datetime) -> None:
    entry_append(
        at=at, actor=actor, act=act.value, subject=f"warning:{warning.pk}", area=warning.area_code,
        detail={"state": warning.state}, state=queries.warning_state(warning),
    )  # fmt: skip
