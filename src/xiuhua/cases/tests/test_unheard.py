"""A unit where nobody has an account hears nothing: whoever sends work there is told before and after."""

from __future__ import annotations

import pytest
from django.utils import translation

from xiuhua.access.models import User
from xiuhua.access.services import scope_opened
from xiuhua.cases.models import Case
from xiuhua.cases.pages.unheard import unheard_notice
from xiuhua.cases.rules.suggesting import Suggestion
from xiuhua.cases.terms import CaseState
from xiuhua.cases.tests.proof_kit import Office
from xiuhua.ground.models import Person, Unit

SAID = "云河市政养护公司无人有账号，通知送不到，请电话告知：0580-1234567。"
WATER = "区水务局无人有账号，通知送不到，请电话告知：0580-1234567。"


def to_be_dispatched(office: Office) -> int:
    """Return a case that waits for the dispatcher, suggested for the keeper."""
    with scope_opened(("",)):
        return office.loop.case_in(CaseState.DISPATCHING).pk


def deaf(code: str) -> None:
    """Close every account of a unit."""
    with scope_opened(("",)):
        people = Person.objects.filter(unit__code=code)
        User.objects.filter(pk__in=people.values("user_id")).update(is_active=False)


@pytest.mark.slow("signs the dispatcher in and opens three pages")
def test_who_dispatches_to_a_unit_without_accounts_is_told_before_and_after(office: Office) -> None:
    case = to_be_dispatched(office)
    dispatcher = office("dispatcher")
    office.hands.go(minutes=10)
    assert "无人有账号" not in dispatcher.page(f"/cases/{case}/dispatch")
    deaf("U-KEEPER")
    form = dispatcher.page(f"/cases/{case}/dispatch")
    assert SAID in form
    page = dispatcher.page(dispatcher.form(f"/cases/{case}/dispatch", unit="U-KEEPER"))
    assert f"派遣 · {SAID}" in page


def test_the_options_of_the_form_say_of_which_units_nobody_is_told(office: Office) -> None:
    case = to_be_dispatched(office)
    office.hands.go(minutes=10)
    deaf("U-WATER")
    form = office("dispatcher").page(f"/cases/{case}/dispatch")
    assert '<option value="U-WATER 区水务局">通知送不到</option>' in form
    assert '<option value="U-KEEPER 云河市政养护公司"></option>' in form


def test_a_case_says_it_of_its_unit_and_before_of_the_suggested_one(office: Office) -> None:
    case = to_be_dispatched(office)
    deaf("U-WATER")
    with scope_opened(("",)), translation.override("zh-hans"):
        row, water = Case.objects.get(pk=case), Unit.objects.get(code="U-WATER")

        def suggested(unit: Unit) -> str:
            found = unheard_notice(row, lambda: Suggestion(unit_id=unit.pk, unit=unit.name, ground=""))
            return found.title if found else ""

        assert suggested(water) == WATER
        assert suggested(Unit.objects.get(code="U-KEEPER")) == ""
        row.unit, row.state = water, CaseState.HANDLING.value
        assert suggested(Unit.objects.get(code="U-KEEPER")) == WATER
        row.state = CaseState.CLOSED.value
        assert suggested(water) == ""


def test_the_shift_head_finds_the_units_that_nobody_hears(office: Office) -> None:
    deaf("U-KEEPER")
    page = office("head").page("/units?heard=0&state=active")
    assert "云河市政养护公司" in page
    assert "绣衣街道办事处" not in page
    assert "云河市政养护公司" not in office("head").page("/units?heard=1&state=active")
