"""An export reads what its asker could see then and still can see now."""

from xiuhua.files.rules.scopes import area_covering, areas_narrowed


def test_an_export_is_narrowed_to_what_is_still_held() -> None:
    assert areas_narrowed(["990101"], ["990101"]) == ("990101",)
    assert areas_narrowed([""], ["990101"]) == ("990101",)
    assert areas_narrowed(["990101"], [""]) == ("990101",)
    assert areas_narrowed(["9901"], ["990101", "990201"]) == ("990101",)
    assert areas_narrowed(["990101"], ["990102"]) == ()
    assert areas_narrowed(["990101"], []) == ()


def test_what_covers_several_areas_is_marked_with_a_code_nobody_s_prefix_reaches() -> None:
    assert area_covering(["990101"]) == "990101"
    assert area_covering(["990101", "990102"]) == "*"
    assert area_covering([""]) == "*"
