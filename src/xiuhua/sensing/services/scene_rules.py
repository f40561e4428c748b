"""A district takes over the rules that scenes propose: from then on they are its own."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from xiuhua.sensing.models import Rule
from xiuhua.sensing.queries.scene_rules import rules_untaken
from xiuhua.sensing.services.alarm_rules import NewRule, rule_create
from xiuhua.shared.actor import Actor


@transaction.atomic
def scene_rules_take(
    *, area_code: str, actor: Actor, at: datetime, codes: Collection[str] | None = None
) -> list[Rule]:
    """Write the proposed rules that an area does not have yet; each is off until somebody switches it on.

    Args:
        area_code: of the district whose rules they become.
        actor: who answers for them.
        at: when.
        codes: which of them; None for all.

    Raises:
        NotPermitted, RuleUnfit, Invalid: as `rule_create`.
    """
    return [
        rule_create(
            new=NewRule(
                code=one.code, name=one.zh, area_code=area_code, definition=one.definition, reason=one.reason
            ),
            actor=actor,
            at=at,
        )
        for one in rules_untaken(area_code)
        if codes is None or one.code in codes
    ]
