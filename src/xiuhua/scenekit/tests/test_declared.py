"""What a scene declares is refused where it contradicts itself, and two scenes declare different things."""

from __future__ import annotations

from dataclasses import replace

import pytest

from xiuhua.scenekit.declared import (
    Checklist,
    ChecklistItem,
    FieldType,
    PermitField,
    PermitKind,
    SubjectKind,
)
from xiuhua.scenekit.manifest import ManifestError, SceneManifest
from xiuhua.scenekit.registry import (
    checklist_named,
    checklists,
    permit_kind_named,
    permit_kinds,
    scene_forget,
    scene_register,
)
from xiuhua.shared.units import Unit

ITEM = ChecklistItem(key="anchored", title="Anchored", title_zh="固定牢靠")
SIGNS = Checklist(
    key="signs",
    title="Signs",
    title_zh="招牌",
    subject=SubjectKind.PREMISES,
    items=(ITEM,),
    source="own choice",
)
AREA = PermitField(
    key="area_m2", type=FieldType.NUMBER, title="Area", title_zh="面积", unit=Unit.SQUARE_METRE
)
TERRACE = PermitKind(
    key="terrace", title="Terrace", title_zh="外摆", subject=SubjectKind.PREMISES, source="own choice",
    fields=(AREA,),
)  # fmt: skip
SCENE = SceneManifest(
    key="street",
    title="Street",
    owner="squad",
    purpose="Shared.",
    checklists=(SIGNS,),
    permit_kinds=(TERRACE,),
)


@pytest.mark.parametrize(
    ("part", "changes"),
    [
        (ITEM, {"key": "A"}), (ITEM, {"title": " "}), (ITEM, {"weight": 0}), (ITEM, {"asks": "Is it?"}),
        (ITEM, {"order_days": 0}), (ITEM, {"order_days": 366}), (ITEM, {"matter": "rubbish"}),
        (SIGNS, {"items": ()}), (SIGNS, {"items": (ITEM, ITEM)}), (SIGNS, {"source": ""}),
        (SIGNS, {"subject": SubjectKind.PARTY}), (SIGNS, {"subject": "moon"}),
        (AREA, {"type": FieldType.TEXT}), (AREA, {"least": 2, "most": 1}), (AREA, {"most": float("inf")}),
        (TERRACE, {"fields": (AREA, AREA)}), (TERRACE, {"parent": "A"}), (TERRACE, {"number_hint": "As 1"}),
        (SCENE, {"checklists": (SIGNS, SIGNS)}), (SCENE, {"permit_kinds": (TERRACE, TERRACE)}),
    ],
    ids=str,
)  # fmt: skip
def test_what_contradicts_itself_is_refused(
    part: ChecklistItem | Checklist | PermitField | PermitKind | SceneManifest, changes: dict[str, object]
) -> None:
    replace(part)
    with pytest.raises(ManifestError):
        replace(part, **changes)  # type: ignore[arg-type]  # the tests hand in wrong ones on purpose


def test_a_plain_word_names_the_subject() -> None:
    found = replace(SIGNS, subject="vehicle")  # type: ignore[arg-type]  # as a manifest may write it
    assert found.subject is SubjectKind.VEHICLE


def test_what_has_no_title_in_both_languages_is_named() -> None:
    assert list(replace(SIGNS, title_zh="").untitled()) == ["signs"]
    assert list(replace(TERRACE, fields=(replace(AREA, title_zh=""),)).untitled()) == ["area_m2"]


def test_a_registered_scene_declares_and_another_declares_something_else() -> None:
    scene_register(SCENE)
    try:
        assert (checklist_named("signs"), permit_kind_named("terrace")) == (SIGNS, TERRACE)
        assert SIGNS in checklists()
        assert TERRACE in permit_kinds()
        for declared in ({"permit_kinds": ()}, {"checklists": ()}):
            with pytest.raises(ManifestError):
                scene_register(replace(SCENE, key="other", **declared))  # type: ignore[arg-type]  # as above
    finally:
        scene_forget("street")
    assert checklist_named("signs") is None
