"""What a scene proposes about readings is taken over by a district, and is its own from then on."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from xiuhua.access.services import scope_opened
from xiuhua.scenekit.manifest import AlarmRule, ManifestError, Quantity, SceneManifest
from xiuhua.scenekit.registry import scene_forget, scene_register
from xiuhua.sensing.models import Rule
from xiuhua.sensing.rules.quantities import quantities_named, quantity_is_named, quantity_words
from xiuhua.sensing.tests.device_kit import areas_make
from xiuhua.shared.units import Unit
from xiuhua.web.words import word

_DEFINITION = {
    "series": {"noise": {"quantity": "leq", "hold_s": 180}},
    "levels": [
        {
            "severity": "minor",
            "when": {"kind": "limit", "of": "noise", "is": "above", "limit": 55.0},
            "after_s": 600,
        }
    ],
}


def _rule(**changes: object) -> AlarmRule:
    given: dict[str, object] = {
        "key": "loud", "title": "Too loud", "title_zh": "噪声超标", "definition": _DEFINITION,
        "reason": "GB 12523: 55 dB(A) at night", "reason_zh": "GB 12523：夜间 55 dB(A)",
    }  # fmt: skip
    return AlarmRule(**(given | changes))  # type: ignore[arg-type]  # named values of mixed types


@pytest.fixture
def proposed() -> Iterator[None]:
    """A scene that proposes one rule."""
    scene_register(
        SceneManifest(
            key="quiet_nights", title="Quiet nights", title_zh="安静的夜", owner="environment",
            purpose="People sleep.", purpose_zh="让人睡好。", alarm_rules=(_rule(),),
        )
    )  # fmt: skip
    yield
    scene_forget("quiet_nights")


def test_a_district_takes_over_what_a_scene_proposes(
    db: None, proposed: None, sign_in: Callable[..., Client]
) -> None:
    areas_make()
    keeper = sign_in("data_admin", area="990101")
    assert "采用场景规则" in keeper.get("/rules").content.decode()
    form = keeper.get("/rules/take")
    assert "安静的夜 · 噪声超标" in form.content.decode()
    assert "GB 12523：夜间 55 dB(A)" in form.content.decode()
    code = "quiet-nights-loud-990101"
    answer = keeper.post("/rules/take", {"area_code": "990101", "version": "", code: "on"})
    assert answer.status_code == 303, answer.content.decode()
    with scope_opened(("",)):
        rule = Rule.objects.get(code=code)
    assert (rule.name, rule.area_code, rule.state) == ("噪声超标", "990101", "rule_off")
    again = keeper.get("/rules/take").content.decode()
    assert "噪声超标" not in again


def test_what_is_not_ticked_is_not_taken_over(
    db: None, proposed: None, sign_in: Callable[..., Client]
) -> None:
    areas_make()
    keeper = sign_in("data_admin", area="990101")
    assert keeper.post("/rules/take", {"area_code": "990101", "version": ""}).status_code == 303
    with scope_opened(("",)):
        assert not Rule.objects.exists()


def test_who_may_write_no_rules_takes_none_over(
    db: None, proposed: None, sign_in: Callable[..., Client]
) -> None:
    assert sign_in("officer", area="990101").get("/rules/take").status_code == 403


def test_a_scene_declares_a_rule_once_and_says_why() -> None:
    with pytest.raises(ManifestError, match="declared twice"):
        SceneManifest(
            key="quiet_nights", title="Quiet nights", owner="environment", purpose="People sleep.",
            alarm_rules=(_rule(), _rule()),
        )  # fmt: skip
    with pytest.raises(ManifestError, match="reason"):
        _rule(reason=" ")


def _watching(key: str, *, of: str, unit: Unit) -> SceneManifest:
    watched = Quantity(key=of, unit=unit, valid=(0, 50), title="Ammonia in the air", title_zh="空气中的氨")
    return SceneManifest(
        key=key, title="Odour", title_zh="异味", owner="environment", purpose="Nobody holds their breath.",
        purpose_zh="不必捂鼻。", quantities=(watched,),
    )  # fmt: skip


def test_a_quantity_that_a_scene_declares_has_a_name_a_unit_and_a_range() -> None:
    assert not quantity_is_named("odour_nh3")
    scene_register(_watching("odours", of="odour_nh3", unit=Unit.MILLIGRAM_PER_CUBIC_METRE))
    try:
        said = quantity_words("odour_nh3.hour.avg")
        assert (said.zh, said.unit, said.low, said.high) == ("空气中的氨小时均值", "mg/m³", 0, 50)
        assert quantity_is_named("odour_nh3.hour.avg")
        assert "odour_nh3" in quantities_named()
        assert word("quantity:odour_nh3", "en") == "Ammonia in the air"
    finally:
        scene_forget("odours")


def test_a_quantity_that_is_known_in_another_unit_is_refused() -> None:
    with pytest.raises(ManifestError, match=r"'pm10' is kept in .*g/m³, not in mg/m³"):
        scene_register(_watching("odours", of="pm10", unit=Unit.MILLIGRAM_PER_CUBIC_METRE))
    scene_register(_watching("odours", of="pm10", unit=Unit.MICROGRAM_PER_CUBIC_METRE))
    scene_forget("odours")
    assert quantity_words("pm10").zh == "PM10"
