"""The catalogue and the handbook by API."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.utils.timezone import get_current_timezone

from xiuhua.access.models import User
from xiuhua.access.terms import Role
from xiuhua.ground.services.handbook import handbook_draft, handbook_publish
from xiuhua.ground.terms.catalogue import HandbookStart
from xiuhua.ground.tests.conftest import NOON, PASSWORD, Ground
from xiuhua.ground.tests.seeding import catalogue_seed
from xiuhua.shared.actor import Actor, Holding

KEEPER = Actor(name="user:7", holdings=(Holding(role="data_admin", area="990101"),), user_id=7)
TOMORROW = datetime(2026, 3, 3, tzinfo=get_current_timezone())


@pytest.fixture
def client(ground: Ground, person: Callable[..., tuple[User, Actor]]) -> Client:
    """An officer of a street, after a handbook has been published for the district."""
    catalogue_seed()
    book = handbook_draft(
        area_code="990101", title="手册", start=HandbookStart.DEFAULT_2026, actor=KEEPER, at=NOON
    )
    handbook_publish(handbook_id=book.pk, document_number="1号", effective_at=TOMORROW, actor=KEEPER, at=NOON)
    person("officer", Role.OFFICER, "990101003")
    client = Client()
    assert client.post("/sign-in", {"username": "officer", "password": PASSWORD}).status_code == 302
    return client


def test_items_are_found_by_initials(client: Client) -> None:
    found = client.get("/api/v1/catalogue?q=bllj&kind=matter&standard=gb47678_5_2026").json()
    assert [(item["code"], item["zh"], item["en"]) for item in found] == [
        ("06010", "暴露垃圾", "Exposed rubbish")
    ]


def test_what_holds_depends_on_place_and_instant(client: Client) -> None:
    url = "/api/v1/catalogue/06010/holding?area=990101003"
    held = client.get(f"{url}&at=2026-03-03T00:00:00%2B08:00").json()
    limit = held["conditions"][0]["limit"]
    assert (held["number"], limit["amount"], limit["unit"]) == (1, 4, "work_hour")
    assert client.get(f"{url}&at=2026-03-02T23:59:59%2B08:00").status_code == 404
    assert client.get("/api/v1/catalogue/06010/holding?area=990102001").status_code == 404
    assert client.get("/api/v1/catalogue/06010/holding?area=x").status_code == 422


def test_a_version_is_read_whole(client: Client) -> None:
    (book,) = client.get("/api/v1/handbooks").json()
    lines = client.get(f"/api/v1/handbooks/{book['id']}").json()["lines"]
    assert len(lines) > 340
    assert lines[0]["item"]["code"] == "01001"


def test_nobody_reads_without_signing_in(client: Client) -> None:
    del client
    assert Client().get("/api/v1/catalogue").status_code == 401
