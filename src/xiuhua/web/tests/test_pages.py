"""What every page does before it answers."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import NotPermitted, NotSignedIn
from xiuhua.web import seams
from xiuhua.web.pages.base import Page, asks_fragment


class Plain(Page):
    """A page of the tests."""

    act = "lamp.read"

    def get(self, _request: HttpRequest) -> HttpResponse:
        """Answer."""
        return HttpResponse("lit")


def asked(actor: Actor | None, **headers: str) -> HttpRequest:
    request = RequestFactory().get("/lamp", headers=headers)
    if actor:
        request.actor = actor  # type: ignore[attr-defined]  # as access.middleware does
    return request


@pytest.fixture
def someone(monkeypatch: pytest.MonkeyPatch) -> Actor:
    """Somebody whom the act table lets read lamps and nothing else."""

    def require(actor: Actor, act: str, _subject: Any = None, /) -> None:
        if act != "lamp.read":
            raise NotPermitted(act=act)

    monkeypatch.setattr(seams, "_FILLED", seams._Filled(require=require))
    return Actor(name="user:1", user_id=1)


def test_nobody_is_asked_to_sign_in(someone: Actor) -> None:
    with pytest.raises(NotSignedIn):
        Plain.as_view()(asked(None))


def test_whoever_may_is_let_in_and_whoever_may_not_is_refused(someone: Actor) -> None:
    assert Plain.as_view()(asked(someone)).status_code == 200
    with pytest.raises(NotPermitted):
        Plain.as_view(act="lamp.break")(asked(someone))


def test_without_an_act_table_nothing_is_permitted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seams, "_FILLED", seams._Filled())
    with pytest.raises(NotPermitted):
        Plain.as_view()(asked(Actor(name="user:1", user_id=1)))


def test_an_answer_varies_with_what_htmx_asks(someone: Actor) -> None:
    answer = Plain.as_view()(asked(someone))
    assert {"HX-Request", "HX-Request-Type"} <= {part.strip() for part in answer["Vary"].split(",")}


@pytest.mark.parametrize(
    ("headers", "fragment"),
    [
        ({"HX-Request": "true", "HX-Request-Type": "partial"}, True),
        ({"HX-Request": "true", "HX-Request-Type": "full"}, False),  # a boosted link swaps the whole body
        ({"HX-Request": "true"}, False),
        ({}, False),
    ],
)
def test_a_fragment_is_for_htmx_that_swaps_a_part(headers: dict[str, str], *, fragment: bool) -> None:
    assert asks_fragment(asked(None, **headers)) is fragment
