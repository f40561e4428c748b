"""Which rules scenes propose, and which of them an area has taken over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xiuhua.scenekit.registry import scenes
from xiuhua.sensing.models import Rule


@dataclass(frozen=True, kw_only=True)
class ProposedRule:
    """A rule that a scene proposes for an area.

    Args:
        code: what the rule is called once it is taken over.
        scene_zh, scene_en: of which scene.
    """

    code: str
    zh: str
    en: str
    scene_zh: str
    scene_en: str
    definition: Mapping[str, object]
    reason: str


def rules_proposed(area_code: str) -> list[ProposedRule]:
    """Return every rule that a scene proposes, as it would be called in an area."""
    return [
        ProposedRule(
            code=f"{scene.key}-{rule.key}-{area_code}".replace("_", "-"), zh=rule.title_zh or rule.title,
            en=rule.title, scene_zh=scene.title_zh or scene.title, scene_en=scene.title,
            definition=dict(rule.definition), reason=rule.reason_zh or rule.reason,
        )
        for scene in scenes()
        for rule in scene.alarm_rules
    ]  # fmt: skip


def rules_untaken(area_code: str) -> list[ProposedRule]:
    """Return the proposed rules that an area has not taken over."""
    proposed = rules_proposed(area_code)
    known = set(Rule.objects.filter(code__in=[one.code for one in proposed]).values_list("code", flat=True))
    return [one for one in proposed if one.code not in known]
