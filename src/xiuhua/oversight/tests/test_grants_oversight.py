"""The lines of the act table for oversight say, cell by cell, what a person wrote down by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from xiuhua.access.tests.grants_kit import FAMILIES, UNIT, sheet_read
from xiuhua.ground.terms.people import PersonState
from xiuhua.oversight.rules.oversight_granting import oversight_grants
from xiuhua.oversight.terms.accountability import AccountAct, AccountRuleAct, AccountState
from xiuhua.oversight.terms.contracts import (
    CheckAct,
    CheckState,
    ContractAct,
    SettlementAct,
    SettlementState,
)
from xiuhua.oversight.terms.leaves import LeaveAct, LeaveState
from xiuhua.oversight.terms.publicity import ArticleAct, ArticleState, OpinionAct, OpinionState
from xiuhua.oversight.terms.rectifications import RectifyAct, RectifyState, TaskAct
from xiuhua.oversight.terms.reminders import ReminderAct
from xiuhua.oversight.terms.warnings import RuleAct, WarningAct, WarningState
from xiuhua.oversight.terms.works import WorkAct

_KEEPERS = frozenset({"discipline", "inspectorate", "auditor", "committee_office"})
SHEET = sheet_read(
    Path(__file__).with_name("grants.csv"),
    grants=oversight_grants(),
    acts=(
        WarningAct,
        RuleAct,
        RectifyAct,
        TaskAct,
        WorkAct,
        ReminderAct,
        AccountAct,
        AccountRuleAct,
        LeaveAct,
        ArticleAct,
        OpinionAct,
        ContractAct,
        CheckAct,
        SettlementAct,
    ),
    states=(
        WarningState,
        RectifyState,
        AccountState,
        LeaveState,
        ArticleState,
        OpinionState,
        PersonState,
        CheckState,
        SettlementState,
    ),
    groups={**FAMILIES, "@keepers": _KEEPERS, "@unit": UNIT},
)


@pytest.mark.parametrize("act", SHEET.acts)
def test_every_role_in_every_state_and_area_may_do_what_is_written_by_hand_and_nothing_else(act: str) -> None:
    assert SHEET.differs(act) == {}


def test_the_hand_written_cells_name_only_what_there_is() -> None:
    assert SHEET.unknown() == set()


def test_nobody_raises_a_warning_by_hand_and_nobody_marks_a_work() -> None:
    assert AccountAct.PROPOSE not in SHEET.written_acts(), "the rule proposes"
    assert WarningAct.RAISE not in SHEET.written_acts()
    assert WorkAct.FLAG not in SHEET.written_acts()


def test_warnings_are_for_discipline_supervisors_alone() -> None:
    assert SHEET.written_roles("warning") == frozenset({"discipline"})
