"""What the standards number: complete, linked to its predecessor, found by name, code and pinyin initials."""

from __future__ import annotations

from collections import Counter

import pytest

from xiuhua.access.services import scope_set
from xiuhua.ground.models import CatalogueItem, ItemSuccession
from xiuhua.ground.queries.catalogue import item_confusions, item_named, item_twin, items_found
from xiuhua.ground.services.catalogue import catalogue_standard_load
from xiuhua.ground.terms.catalogue import ItemKind, Standard
from xiuhua.ground.tests.conftest import NOON
from xiuhua.ground.tests.seeding import catalogue_seed
from xiuhua.ledger.models import Entry
from xiuhua.shared.actor import Actor, Holding
from xiuhua.shared.errors import NotPermitted


@pytest.fixture
def catalogue(db: None) -> None:
    """Both standards."""
    scope_set(("",))
    catalogue_seed()


def _sums(standard: Standard, kind: ItemKind) -> dict[str, int]:
    rows = CatalogueItem.objects.filter(standard=standard.value, kind=kind.value)
    return dict(sorted(Counter(rows.values_list("class_code", flat=True)).items()))


@pytest.mark.usefixtures("catalogue")
def test_the_new_standard_has_153_components_and_250_matters() -> None:
    components = _sums(Standard.GB_2026, ItemKind.COMPONENT)
    matters = _sums(Standard.GB_2026, ItemKind.MATTER)
    assert components == {"01": 76, "02": 44, "03": 16, "04": 14, "05": 3}
    assert sum(components.values()) == 153
    assert matters == {**components, "06": 51, "07": 7, "08": 16, "09": 21, "10": 2}
    assert sum(matters.values()) == 250


@pytest.mark.usefixtures("catalogue")
def test_the_old_standard_is_there_as_far_as_it_is_known() -> None:
    assert sum(_sums(Standard.GB_2013, ItemKind.COMPONENT).values()) == 121
    assert _sums(Standard.GB_2013, ItemKind.MATTER) == {
        "01": 38,
        "02": 7,
        "03": 13,
        "04": 10,
        "05": 8,
        "06": 1,
    }


@pytest.mark.usefixtures("catalogue")
def test_every_component_has_the_matter_that_something_is_wrong_with_it() -> None:
    components = CatalogueItem.objects.filter(standard=Standard.GB_2026.value, kind=ItemKind.COMPONENT.value)
    for component in components:
        twin = item_twin(component)
        assert twin is not None
        expected = "紧急报警点异常SOS" if component.code == "01066" else f"{component.zh}异常"
        assert twin.zh == expected


@pytest.mark.usefixtures("catalogue")
def test_every_line_is_named_in_both_languages_and_says_what_is_to_be_checked() -> None:
    assert not CatalogueItem.objects.filter(en="").exists()
    assert not CatalogueItem.objects.filter(unchecked="").exists()
    assert not CatalogueItem.objects.filter(source="").exists()


# Older code → newer code, by kind: the moves and retirements that the standards note lists one by one.
@pytest.mark.parametrize(
    ("kind", "older", "newer"),
    [
        ("component_kind", "0101", "01001"),
        ("component_kind", "0157", "01057"),
        ("component_kind", "0116", None),
        ("component_kind", "0506", "01069"),
        ("component_kind", "0507", "01070"),
        ("component_kind", "0508", "01071"),
        ("component_kind", "0509", "05009"),
        ("component_kind", "0504", None),
        ("matter", "0110", "06010"),
        ("matter", "0131", None),
        ("matter", "0201", "07001"),
        ("matter", "0205", None),
        ("matter", "0304", "08004"),
        ("matter", "0406", "09006"),
        ("matter", "0407", None),
        ("matter", "0506", None),
        ("matter", "0507", "10001"),
        ("matter", "0508", "10002"),
        ("matter", "0602", "09013"),
    ],
)
@pytest.mark.usefixtures("catalogue")
def test_what_became_of_an_older_code(kind: str, older: str, newer: str | None) -> None:
    link = ItemSuccession.objects.select_related("newer").get(older__code=older, older__kind=kind)
    assert (link.newer.code if link.newer else None) == newer


@pytest.mark.usefixtures("catalogue")
def test_every_older_code_is_accounted_for_once() -> None:
    older = CatalogueItem.objects.filter(standard=Standard.GB_2013.value)
    assert ItemSuccession.objects.count() == older.count() == older.filter(successors__isnull=False).count()


@pytest.mark.usefixtures("catalogue")
def test_loading_again_changes_nothing() -> None:
    before = Entry.objects.count()
    again = catalogue_seed()
    assert (again.added, again.changed, again.successions) == (0, 0, 0)
    assert Entry.objects.count() == before


@pytest.mark.usefixtures("catalogue")
def test_a_name_put_right_in_the_seed_reaches_the_table_with_its_entry() -> None:
    CatalogueItem.objects.filter(code="06010", kind="matter").update(zh="暴露拉圾")
    assert catalogue_seed().changed == 1
    item = item_named("06010")
    assert item.zh == "暴露垃圾"
    assert Entry.objects.filter(subject=f"catalogue_item:{item.pk}").count() == 2


@pytest.mark.usefixtures("catalogue")
def test_only_set_up_and_the_system_administrator_load_standards() -> None:
    clerk = Actor(name="user:9", holdings=(Holding(role="ground_clerk", area="990101"),), user_id=9)
    with pytest.raises(NotPermitted):
        catalogue_standard_load(actor=clerk, at=NOON)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("bllj", "06010"),
        ("暴露", "06010"),
        ("06010", "06010"),
        ("Exposed rub", "06010"),
        ("tyz", "01049"),
        ("llj", "06010"),
    ],
)
@pytest.mark.usefixtures("catalogue")
def test_a_matter_is_found_by_initials_words_code_and_english(typed: str, code: str) -> None:
    found = items_found(typed, standard=Standard.GB_2026, kind=ItemKind.MATTER)
    assert code in {item.code for item in found}
    assert found.count() < 12


@pytest.mark.usefixtures("catalogue")
def test_confusing_matters_point_at_each_other() -> None:
    others = {hint.item.code for hint in item_confusions(item_named("06010"))}
    assert others == {"06011", "06042"}
    assert item_confusions(item_named("06010", kind=ItemKind.MATTER))[0].zh
    assert item_confusions(item_named("0110", standard=Standard.GB_2013)) == []
