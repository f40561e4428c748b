"""A kitchen with a monitor in the small town, and readings that arrive when a test says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from xiuhua.access.services import scope_opened
from xiuhua.cases.tests.alarm_kit import SHOP, at_shop, entered_at, shop_open
from xiuhua.cases.tests.loop_kit import DISTRICT, STREET
from xiuhua.cases.tests.proof_kit import Office
from xiuhua.ground.models import Party
from xiuhua.scenes.fumes.models import Kitchen
from xiuhua.scenes.fumes.services.hours import hours_close
from xiuhua.scenes.fumes.services.kitchens import NewKitchen, kitchens_write
from xiuhua.sensing.models import Device
from xiuhua.sensing.services.rolling import rolls_refresh
from xiuhua.sensing.tests.judge_kit import arrive
from xiuhua.shared.actor import Actor, Holding
from xiuhua.shared.ids import uuid7

FIRM, RIVAL = "91990101MA00000211", "91990101MA00000224"
KEEPER = Actor(name="user:0", holdings=(Holding(role="data_admin", area="9901"),), user_id=0)
ROOT = "/scenes/fumes"
CHOICE = {
    "area_code": "990101", "mg_small": "1.0", "mg_medium": "1.0", "mg_large": "1.0",
    "removal_small": "90", "removal_medium": "90", "removal_large": "95", "window_minutes": "10",
    "letter_count": "100", "letter_days": "30", "answer_days": "15", "joint_complaints": "2",
    "reason": "地方标准 1.0 mg/m³",
}  # fmt: skip
"""What a strict city types into the form of limits."""


def firms_enter(office: Office) -> None:
    """Enter two catering firms, each with the unit of its people; the scope must be open.

    The first is registered in its street, the second in the district, which its people do not see.
    """
    for code, name, area in (
        (FIRM, "知味餐饮有限公司", STREET),
        (RIVAL, "贾味餐饮有限公司", DISTRICT),
    ):
        office.loop.town.unit(code, name, STREET, "enterprise")
        Party.objects.create(
            client_id=uuid7(), kind="firm", name=name, credit_code=code, area_code=area,
            recorded_at=office.hands.at, updated_at=office.hands.at,
        )  # fmt: skip


def run_by(office: Office, kitchen: Kitchen, code: str) -> None:
    """Let the keeper of the registers write down who runs a kitchen, on the page of its premises."""
    office("keeper").form(
        f"/premises/{kitchen.premises_id}/revise", kind="restaurant", address="滨河路 12 号",
        credit_code=code, reason="按营业执照登记经营主体",
    )  # fmt: skip


def kitchen_enter(at: datetime, **changes: object) -> Kitchen:
    """Enter the shop and its kitchen; the scope must be open."""
    shop_open(at)
    given: dict[str, object] = {
        "code": SHOP,
        "stoves": 2,
        "purifier": "静电式",
        "report_expires_on": date(2026, 12, 31),
    }
    new = NewKitchen(**(given | changes))  # type: ignore[arg-type]  # named values of mixed types
    (made,) = kitchens_write(items=[new], actor=KEEPER, at=at)
    return made


def monitored(
    at: datetime, *, number: str = "YH9", interval_s: int = 300, **changes: object
) -> tuple[Kitchen, Device]:
    """Enter a kitchen with a monitor that sends so often; the scope must be open."""
    kitchen = kitchen_enter(at, **changes)
    (device,) = entered_at(at, at_shop(number, interval_s=interval_s))
    return kitchen, device


def cooks(
    device: Device, start: datetime, fumes: Mapping[int, float], *, purifier: float = 1.0, fan: float = 1.0
) -> None:
    """Let a monitor send its fume at minutes after a start, and the figures be made."""
    with scope_opened(("",)):
        last = start
        for minute, fume in fumes.items():
            last = start + timedelta(minutes=minute)
            arrive(device, last, {"oil_fume": fume, "purifier_state": purifier, "fan_state": fan})
        rolls_refresh(at=last + timedelta(minutes=11))


def looked(office: Office) -> None:
    """Let the background look at the hours."""
    with scope_opened(("",)):
        hours_close(at=office.hands.at)


def words(page: str) -> str:
    """Return what a page says, without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page))


def figure_of(office: Office, key: str, period: str) -> dict[str, object]:
    """Return a figure as a leader asks for it by the API."""
    told = office("leader").get("/figures", period=period)
    found: dict[str, object] = next(one for one in told if one["key"] == key)
    return found


def figure_opened(office: Office, key: str, period: str) -> set[str]:
    """Return which rows stand behind a figure: `kind:pk`."""
    answer = office("leader").client.get(f"/figures/{key}/records?period={period}")
    assert answer.status_code == 200
    return {row.subject for row in answer.context["view"].rows}
