"""How many SQL statements the pages of oversight need, pinned."""

from __future__ import annotations

import pytest

from xiuhua.cases.tests.proof_kit import Office
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
    reader = office("discipline").client
    for name, url, most in (
        ("warning list", "/warnings", 35),
        ("warning page", f"/warnings/{warning.pk}", 40),
        ("rule list", "/warning-rules", 30),
        ("rectification list", "/rectifications", 35),
        ("rectification page", problem, 40),
        ("small work list", "/small-works", 35),
        ("small work page", work, 40),
        ("integrity reminder list", "/integrity-reminders", 35),
    ):
        reader.get(url)
        with sql_budget(name, most=most):
            reader.get(url)
