"""Use my place: where the device stands goes into a form, or a sentence says why it cannot."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.journeys.conftest import City
from xiuhua.web import shots

_HERE = {"longitude": 120.1104, "latitude": 30.2509, "accuracy": 12.4}
_PHONE = {"width": 390, "height": 844}


def _form(page: Page, city: City) -> None:
    page.set_viewport_size(_PHONE)  # type: ignore[arg-type]  # two whole numbers
    page.goto(f"{city.url}/components/new")


def test_a_clerk_on_a_phone_puts_a_lamp_where_they_stand(city: City, clerk: Page) -> None:
    watched = shots.Watched(clerk)
    clerk.context.grant_permissions(["geolocation"])
    clerk.context.set_geolocation(_HERE)  # type: ignore[arg-type]  # three numbers
    _form(clerk, city)
    clerk.get_by_role("button", name="用我的位置").click()
    expect(clerk.get_by_label("经度")).to_have_value("120.110400")
    expect(clerk.get_by_label("纬度")).to_have_value("30.250900")
    expect(clerk.get_by_text("误差约 12 米")).to_be_visible()
    assert clerk.evaluate("document.documentElement.scrollWidth") <= _PHONE["width"]
    clerk.reload()
    expect(clerk.get_by_label("纬度")).to_have_value("30.250900")  # kept as anything typed is
    assert watched.complaints == []


def test_whoever_may_not_be_located_is_told_what_to_do_and_loses_nothing(city: City, clerk: Page) -> None:
    clerk.context.clear_permissions()
    _form(clerk, city)
    clerk.get_by_label("经度").fill("120.1")
    clerk.get_by_role("button", name="用我的位置").click()
    expect(clerk.get_by_text("直接填写经纬度")).to_be_visible()
    expect(clerk.get_by_label("经度")).to_have_value("120.1")
    expect(clerk.get_by_role("button", name="用我的位置")).to_be_enabled()
