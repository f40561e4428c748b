"""A call reaches the agent's seat: the page that was waiting for it shows it by itself."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import City
from xiuhua.shared.clock import now


def _linked(city: City, admin: Page, kind: str) -> tuple[str, str]:
    """Link a system on the page for it, and return its key and its secret, which are shown once."""
    admin.goto(f"{city.url}/links/new")
    admin.get_by_label("名称").fill("话务系统")
    admin.get_by_label("对方系统").select_option(kind)
    admin.get_by_label("区域编码").fill("990101")
    admin.get_by_role("button", name="新建对接").click()
    said = admin.locator(".x-toast").first.inner_text()
    found = re.search(r"密钥标识 (\S+)；密钥只显示这一次：(\S+)", said)
    assert found, said
    return found[1], found[2]


def _tell(city: City, key: str, secret: str, **told: str) -> None:
    """Tell of a call as a telephone system does."""
    body, at = json.dumps(told).encode(), str(int(now().timestamp()))
    nonce = f"journey-{told['call_id']}-{told['event']}"
    signed = f"{at}.{nonce}.POST./api/v1/calls.".encode() + body
    headers = {
        "Content-Type": "application/json",
        "X-Xiuhua-Key": key,
        "X-Xiuhua-At": at,
        "X-Xiuhua-Nonce": nonce,
        "X-Xiuhua-Signature": hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest(),
    }
    with httpx.Client(base_url=city.url) as client:
        answer = client.post("/api/v1/calls", content=body, headers=headers)
    assert answer.status_code == 200, answer.text


@pytest.mark.slow("two people at a running product")
def test_a_call_pops_up_at_the_agents_seat_by_itself(city: City, seat: Callable[[str], Page]) -> None:
    key, secret = _linked(city, seat("admin"), "link_telephone")
    agent = seat("agent")
    heading = agent.get_by_role("heading", level=1)
    expect(heading).to_have_text("无人来电")
    told = {"call_id": "pbx-0001", "caller_phone": "13900001234", "agent": "agent"}
    _tell(city, key, secret, **told, event="ringing")
    expect(heading).to_contain_text("139****1234", timeout=8_000)  # the agent touched nothing
    _tell(city, key, secret, **told, event="answered")
    expect(agent.locator("#x-object")).to_contain_text("通话中", timeout=8_000)
    agent.get_by_role("link", name="登记来电").first.click()
    agent.get_by_label("问题描述").fill("周末几点收垃圾")
    agent.get_by_text("或当场答复").click()
    agent.get_by_label("电话里当场答复的内容").fill("早上六点和晚上七点")
    agent.get_by_role("button", name="登记", exact=True).click()
    expect(agent.locator("#x-object")).to_contain_text("待回访")
    expect(agent.locator("#x-object")).to_contain_text("早上六点和晚上七点")
