"""Every alarm rule that an installed scene proposes can be taken over as it stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from xiuhua.access.services import scope_opened
from xiuhua.ground.tests.seeding import catalogue_seed
from xiuhua.scenekit.manifest import AlarmRule, SceneManifest
from xiuhua.scenekit.registry import scenes
from xiuhua.sensing.models import Rule
from xiuhua.sensing.rules.alarms import rule_read
from xiuhua.sensing.rules.quantities import FENCE, quantity_is_named
from xiuhua.sensing.services.alarm_rules import NewRule, rule_create
from xiuhua.sensing.tests.device_kit import ENTERED_AT, KEEPER, areas_make
from xiuhua.shared.errors import CityError

DISTRICT = "990101"
DEFINITION = {
    "series": {"noise": {"quantity": "leq", "hold_s": 180}},
    "levels": [
        {
            "severity": "minor",
            "when": {"kind": "limit", "of": "noise", "is": "above", "limit": 55.0},
            "after_s": 600,
        }
    ],
}


def faults(manifests: Sequence[SceneManifest]) -> Iterator[str]:
    """Yield what is wrong with each proposed rule, as a sentence that names scene and rule."""
    for scene in manifests:
        for rule in scene.alarm_rules:
            for what in _faults_of(scene, rule):
                yield f"scene {scene.key!r}, alarm rule {rule.key!r}: {what}"


def _faults_of(scene: SceneManifest, rule: AlarmRule) -> Iterator[str]:
    new = NewRule(
        code=f"{scene.key}-{rule.key}-{DISTRICT}".replace("_", "-"),
        name=rule.title_zh or rule.title,
        area_code=DISTRICT,
        definition=rule.definition,
        reason=rule.reason,
    )
    try:
        rule_create(new=new, actor=KEEPER, at=ENTERED_AT)
    except CityError as refused:
        yield f"refused: {refused}"
        return
    for series in rule_read(rule.definition, key=rule.key, version=1).series.values():
        if not series.quantity.startswith(f"{FENCE}:") and not quantity_is_named(series.quantity):
            yield f"nobody names the quantity {series.quantity!r}; declare it in the manifest"


@pytest.fixture
def district(db: None) -> Iterator[None]:
    """A district with the whole catalogue."""
    catalogue_seed()
    areas_make()
    with scope_opened(("",)):
        yield


def test_each_rule_of_each_scene_is_accepted_as_it_stands(district: None) -> None:
    assert list(faults(scenes())) == []
    assert Rule.objects.count() == sum(len(scene.alarm_rules) for scene in scenes())


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"proposes": {"matter": "06999", "at_least": "minor"}}, "proposes.matter"),
        ({"series": {"noise": {"quantity": "roar", "hold_s": 180}}}, "nobody names the quantity 'roar'"),
        ({"levels": []}, "levels"),
    ],
    ids=["matter", "quantity", "definition"],
)
def test_a_wrong_one_is_named_with_its_scene(district: None, wrong: dict[str, object], says: str) -> None:
    rules = (
        AlarmRule(key="fine", title="Too loud", definition=DEFINITION, reason="own choice"),
        AlarmRule(key="loud", title="Too loud", definition=DEFINITION | wrong, reason="own choice"),
    )
    scene = SceneManifest(
        key="quiet_nights", title="Quiet", owner="environment", purpose="Sleep.", alarm_rules=rules
    )
    (sentence,) = faults([scene])
    assert sentence.startswith("scene 'quiet_nights', alarm rule 'loud': ")
    assert says in sentence
