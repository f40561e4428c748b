"""Tiles from outside beneath the map: what is taken, what is refused, and whom the browser may ask."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from pytest_django.fixtures import Settings

from xiuhua.config.env import Environment, tile_source
from xiuhua.web.middleware import CONTENT_SECURITY_POLICY, PolicyMiddleware

WMTS = (
    "https://t0.tianditu.gov.cn/vec_w/wmts?SERVICE=WMTS&REQUEST=GetTile&LAYER=vec&TILEMATRIXSET=w"
    "&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk=0a1b"
)
CREDIT = "天地图 GS（2025）0001 号"


def policy(settings: Settings, template: str = "") -> dict[str, str]:
    settings.MAP_SOURCE = tile_source(template, CREDIT) if template else None
    answer = PolicyMiddleware(lambda _request: HttpResponse())(RequestFactory().get("/"))
    parts = answer["Content-Security-Policy"].split("; ")
    return {name: rest for name, _, rest in (part.partition(" ") for part in parts)}


def test_without_a_source_the_browser_asks_nobody_else(settings: Settings) -> None:
    assert policy(settings)["connect-src"] == "'self'"
    assert "http" not in CONTENT_SECURITY_POLICY


@pytest.mark.parametrize(
    ("template", "origin"),
    [
        (WMTS, "https://t0.tianditu.gov.cn"),
        ("http://10.2.0.7:8081/tiles/{z}/{x}/{y}.png", "http://10.2.0.7:8081"),
    ],
)
def test_a_source_lets_in_exactly_its_host_for_pictures_and_nothing_else(
    settings: Settings, template: str, origin: str
) -> None:
    plain, widened = policy(settings), policy(settings, template)
    assert widened["connect-src"] == f"'self' {origin}"
    assert widened["img-src"] == f"'self' {origin} data: blob:"
    changed = {name for name in plain if plain[name] != widened[name]}
    assert changed == {"connect-src", "img-src"}


@pytest.mark.parametrize(
    "template",
    [
        "ftp://tiles.example/{z}/{x}/{y}",
        "/tiles/{z}/{x}/{y}",
        "https://tiles.example/{z}/{x}",
        "https://*.example/{z}/{x}/{y}",
        "https://somebody:secret@tiles.example/{z}/{x}/{y}",
        "https://tiles.example/{z}/{x}/{y}; script-src *",
        "https://tiles.example/{z}/{x}/{y} https://other.example",
        "https://tiles.example\n/{z}/{x}/{y}",
        "https://{s}.example/{z}/{x}/{y}",
    ],
)
def test_a_malformed_address_stops_the_start_with_a_sentence(
    template: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XIUHUA_TILES", template)
    monkeypatch.setenv("XIUHUA_TILES_CREDIT", CREDIT)
    with pytest.raises(ValueError, match="XIUHUA_TILES"):
        _ = Environment().map_source


def test_tiles_without_a_credit_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XIUHUA_TILES", WMTS)
    monkeypatch.setenv("XIUHUA_TILES_CREDIT", " ")
    with pytest.raises(ValueError, match="XIUHUA_TILES_CREDIT"):
        _ = Environment().map_source
    monkeypatch.setenv("XIUHUA_TILES", "")
    assert Environment().map_source is None
