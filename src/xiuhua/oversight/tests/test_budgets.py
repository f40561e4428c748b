"""How many SQL statements the pages of oversight need, pinned."""

from __future__ import annotations

import pytest

from xiuhua.cases.tests.proof_kit import Office
from xiuhua.oversight.tests.test_accountability import failed, proposals, published
from xiuhua.oversight.tests.test_contracts import checked, contract
from xiuhua.oversight.tests.test_leaves import LEAVE
from xiuhua.oversight.tests.test_publicity import approved, clue
from xiuhua.oversight.tests.test_rectifications import assigned, entered
from xiuhua.oversight.tests.test_registers import register
from xiuhua.oversight.tests.test_warnings import same_photo_twice, warned
from xiuhua.web.testing import Budget

pytestmark = pytest.mark.slow("leads two cases to their feedback and signs several people in")


def test_pages_stay_within_their_budget(office: Office, sql_budget: Budget) -> None:
    same_photo_twice(office)
    (warning,) = warned("photo_twice")
    problem = entered(office, "committee", "rectify_central", "河道旁堆放渣土")
    assigned(office, "committee", problem)
    work = register(office, "泵站维修", "3999999.99")
    published(office)
    failed(office)
    failed(office)
    (against,) = proposals()
    away = office("collector").form("/leaves/new", **LEAVE)
    article = approved(office, "连夜抢修")
    agreed = contract(office)
    dust = checked(office, agreed)
    heard = clue(office, "滨河路路面破损")
    for name, url, most in (
        ("accountability list", "/accountability", 35),
        ("accountability page", f"/accountability/{against.pk}", 40),
        ("leave list", "/leaves", 35),
        ("leave page", away, 40),
        ("warning list", "/warnings", 35),
        ("warning page", f"/warnings/{warning.pk}", 40),
        ("rule list", "/warning-rules", 30),
        ("rectification list", "/rectifications", 35),
        ("rectification page", problem, 40),
        ("small work list", "/small-works", 35),
        ("small work page", work, 40),
        ("integrity reminder list", "/integrity-reminders", 35),
        ("contract list", "/service-contracts", 35),
        ("contract page", agreed, 40),
        ("contract check list", "/contract-checks", 35),
        ("contract check page", dust, 40),
        ("settlement list", "/settlements", 35),
        ("article list", "/articles", 35),
        ("article page", article, 40),
        ("publication list", "/publications", 35),
        ("opinion list", "/opinions", 35),
        ("opinion page", heard, 40),
    ):
        of_publicity = name.startswith(("article", "publication", "opinion"))
        reader = office("committee" if of_publicity else "discipline").client
        reader.get(url)
        with sql_budget(name, most=most):
            reader.get(url)
