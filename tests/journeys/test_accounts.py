"""Three people make an account useful: one creates it, one gives it a role, the third signs in with it."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.conftest import City

Seat = Callable[..., Page]


def test_a_new_clerk_is_made_by_two_administrators_and_changes_the_password_first(
    city: City, seat: Seat
) -> None:
    admin = seat("admin")
    admin.goto(f"{city.url}/accounts/new")
    admin.get_by_label("用户名").fill("newcomer")
    admin.get_by_label("名称").fill("新来的")
    handed_out = admin.get_by_label("新密码").input_value()
    assert len(handed_out) >= 10
    admin.get_by_role("button", name="新建账号").click()
    expect(admin.get_by_role("heading", level=1)).to_contain_text("新来的")
    address = admin.url
    expect(admin.get_by_role("link", name="授予角色")).to_have_count(0)  # that is another person's

    security = seat("security")
    security.goto(address + "/role")
    security.get_by_label("角色").select_option(label="台账员")
    security.get_by_label("区域编码").fill("990101")
    security.get_by_role("button", name="授予角色").click()
    expect(security.get_by_text("台账员 · 990101")).to_be_visible()

    newcomer = seat("newcomer", password=handed_out)
    newcomer.goto(f"{city.url}/premises")
    assert newcomer.url.endswith("/account/password")
    newcomer.get_by_label("原密码").fill(handed_out)
    newcomer.get_by_label("新密码").fill("Needle-and-Thread-9")
    newcomer.get_by_role("button", name="修改密码").click()
    newcomer.wait_for_url("**/premises")
    expect(newcomer.get_by_text("旧书店").first).to_be_visible()


def test_five_wrong_passwords_lock_the_door_and_the_security_administrator_opens_it(
    city: City, seat: Seat, stranger: Page
) -> None:
    for _ in range(5):
        stranger.goto(f"{city.url}/sign-in")
        stranger.get_by_label("用户名").fill("leader")
        stranger.get_by_label("密码").fill("wrong-password")
        stranger.get_by_role("button", name="登录").click()
        expect(stranger.get_by_text("用户名或密码不正确").first).to_be_visible()
    stranger.get_by_label("密码").fill("wrong-password")
    stranger.get_by_role("button", name="登录").click()
    expect(stranger.get_by_text("尝试过于频繁").first).to_be_visible()

    security = seat("security")
    security.goto(f"{city.url}/accounts")
    security.get_by_role("link", name="leader").first.click()
    security.get_by_role("link", name="解锁").click()
    security.get_by_role("button", name="解锁").click()
    expect(security.get_by_text("已解锁").first).to_be_visible()
    expect(seat("leader").get_by_text("何启明").first).to_be_visible()
