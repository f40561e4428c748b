"""How many SQL statements the pages of inspections need, pinned."""

from __future__ import annotations

import pytest

from xiuhua.cases.tests.proof_kit import Office
from xiuhua.inspections.tests.test_journey import filled_in
from xiuhua.web.testing import Budget

pytestmark = pytest.mark.slow("builds the town and signs two people in")


def test_pages_stay_within_their_budget(office: Office, sql_budget: Budget) -> None:
    path = filled_in(office)
    leader = office("leader").client
    for name, url, most in (("inspection list", "/inspections", 25), ("finding list", "/findings", 28)):
        leader.get(url)
        with sql_budget(name, most=most):
            leader.get(url)
    leader.get(path)
    with sql_budget("inspection page", most=30):
        leader.get(path)
