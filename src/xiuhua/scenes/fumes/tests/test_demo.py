"""The demo's kitchens: what their monitors send, how many there are, and whose account sees one."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import pytest

from xiuhua.access.services import NewRole, account_create, scope_opened
from xiuhua.access.terms import Role
from xiuhua.cases.tests.alarm_kit import shop_open
from xiuhua.cases.tests.loop_kit import DISTRICT, PASSWORD
from xiuhua.cases.tests.proof_kit import Office
from xiuhua.ground.models import Party
from xiuhua.ground.queries.standing import parties_stood_for
from xiuhua.scenes.fumes import demo
from xiuhua.scenes.fumes.models import Kitchen
from xiuhua.scenes.fumes.rules.judging import PLAUSIBLE_MG_M3, unit_suspected
from xiuhua.scenes.fumes.terms import Why
from xiuhua.sensing.models import Device
from xiuhua.sensing.simulator import hj212
from xiuhua.shared.actor import Actor, Holding, system
from xiuhua.shared.ids import uuid7

_CLERK = Actor(name="user:0", holdings=(Holding(role="ground_clerk", area=DISTRICT),), user_id=0)
_CODE = "91990101MA00000909"


def sent(number: int, dialect: str, *hours: float) -> list[dict[str, float]]:
    """Return the fields that one of the demo's monitors sends at some hours of a day."""
    device = Device(number=f"CY330000000{number:06}", dialect=dialect, secret="123456")
    script = demo.FLEET.script(device)
    assert script is not None
    found = []
    for hour in hours:
        at = datetime(2026, 3, 2, int(hour), round(60 * (hour % 1)), tzinfo=hj212.CHINA)
        (told,) = script(at, 2)
        fields = re.findall(
            r"([A-Za-z0-9]+)-(?:Rtd|RS|Avg)=([0-9.]+)", told.octets.decode("ascii", "replace")
        )
        found.append({name: float(value) for name, value in fields})
    return found


def test_the_odd_monitors_send_what_they_are_there_for_and_an_honest_one_does_not() -> None:
    meals = (11.5, 12.0, 12.5, 18.0, 18.5)
    stuck = sent(5, "ga", 3.0, *meals, 23.0)
    assert {one["a34041"] for one in stuck} == {0.62}
    microgram = sent(7, "lampblack", *meals)
    assert all(unit_suspected(one["LAMPBLACK"]) is Why.MICROGRAM for one in microgram)
    bridged = sent(9, "national", 3.0, 4.0, *meals)
    assert {one["SB8"] for one in bridged} == {1}
    assert {one["SB7"] for one in bridged} == {0, 1}  # also while the fan stands
    off = sent(3, "national", *meals)
    assert [one["SB8"] for one in off] == [0, 0, 0, 1, 1]
    assert min(one["a34041"] for one in off[:3]) > 2.0
    honest = sent(6, "national", 3.0, *meals)
    assert all(one["SB7"] == one["SB8"] for one in honest)
    assert max(one["a34041"] for one in honest) < PLAUSIBLE_MG_M3
    assert len({one["a34041"] for one in honest}) > 3


@pytest.mark.slow("builds the town")
def test_the_account_of_the_demos_firm_sees_its_own_kitchen(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo, "CATERER", "demo_caterer")
    with scope_opened(("",)):
        user = account_create(
            username="demo_caterer", name="甄味", password=PASSWORD,
            roles=(NewRole(role=Role.CATERER, area=DISTRICT),), actor=system("tests"), at=office.hands.at,
        )  # fmt: skip
        premises = shop_open(office.hands.at)
        premises.party = Party.objects.create(
            client_id=uuid7(), kind="firm", name="百味餐饮有限公司", credit_code=_CODE, area_code=DISTRICT,
            recorded_at=office.hands.at, updated_at=office.hands.at,
        )  # fmt: skip
        premises.save(update_fields=["party"])
        for _again in range(2):
            demo.FLEET.enter(_CLERK, office.hands.at)
        kitchen = Kitchen.objects.get()
        assert [one.premises for one in demo.FLEET.wanted()] == [kitchen.code]
    assert parties_stood_for(user.pk, at=office.hands.at) == {premises.party_id}


def test_a_full_demo_has_as_many_monitors_as_the_city(settings: Any) -> None:  # pytest-django's settings
    assert demo.monitors_wanted() == demo.MONITORS_SMALL
    settings.DEMO_SIZE = "full"
    assert demo.monitors_wanted() == 435
