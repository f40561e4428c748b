"""Districts stay apart even where a query forgets its filter."""

from __future__ import annotations

import pytest
from django.db import ProgrammingError, connection, transaction

from xiuhua.access.services import scope_opened, scope_set
from xiuhua.ground.models import ComponentProposal, Premises
from xiuhua.ground.tests.conftest import NOON, Ground
from xiuhua.ledger.models import Opening


def _codes() -> list[str]:
    return list(Premises.objects.order_by("code").values_list("code", flat=True))  # no filter at all


@pytest.mark.parametrize(
    ("areas", "codes"),
    [
        ((), []),
        (("990101",), ["YH000001", "YH000002"]),
        (("990102001",), ["LJ000001"]),
        (("990101", "990102"), ["LJ000001", "YH000001", "YH000002"]),
        (("99010",), ["LJ000001", "YH000001", "YH000002"]),
        (("",), ["LJ000001", "YH000001", "YH000002"]),
    ],
)
def test_a_forgotten_filter_shows_only_the_scope(
    ground: Ground, areas: tuple[str, ...], codes: list[str]
) -> None:
    scope_set(areas)
    assert _codes() == codes


def test_the_tests_run_as_the_role_of_the_product() -> None:
    assert connection.settings_dict["USER"] == "xiuhua_app"


def test_no_scope_at_all_shows_nothing(ground: Ground) -> None:
    with connection.cursor() as cursor:
        cursor.execute("RESET xiuhua.scope")
    assert _codes() == []


def test_a_forgotten_filter_changes_only_the_scope(ground: Ground) -> None:
    scope_set(("990101",))
    assert Premises.objects.update(name="同名") == 2
    scope_set(("",))
    ground.elsewhere.refresh_from_db()
    assert ground.elsewhere.name == "江畔小炒"


def test_a_row_cannot_be_moved_or_written_outside_the_scope(ground: Ground) -> None:
    scope_set(("990101",))
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        Premises.objects.filter(pk=ground.shop.pk).update(area_code="990102001")
    stranger = Premises.objects.get(pk=ground.shop.pk)
    stranger.pk, stranger.code, stranger.area_code = None, "XX", "990102001"
    stranger.updated_at = NOON
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        stranger.save(force_insert=True)


def test_words_of_the_history_follow_the_same_scope(ground: Ground) -> None:
    with scope_opened(("990101",)):
        assert set(Opening.objects.exclude(area="").values_list("area", flat=True)) <= {"990101", "990101003"}
    with scope_opened(()):
        assert not Opening.objects.exists()


def test_what_no_import_makes_can_never_be_deleted(ground: Ground) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        ComponentProposal.objects.all().delete()


def test_row_security_holds_for_every_role_that_is_no_superuser(ground: Ground) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE relname = 'ground_premises'"
        )
        assert cursor.fetchone() == (True, True)
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False,)
