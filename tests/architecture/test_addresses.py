"""Every address asks who is there, unless it is listed as public with a reason."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, path
from pytest_django.fixtures import Settings

from xiuhua.shared.errors import NotSignedIn

LISTED = tomllib.loads(Path(__file__).with_name("public_addresses.toml").read_text("utf-8"))
PUBLIC: dict[str, str] = LISTED["public"]
_SAMPLES = {"int": "1", "str": "x", "slug": "x", "uuid": "01930000-0000-7000-8000-000000000000", "path": "x"}
_GAP = re.compile(r"<(?:(\w+):)?\w+>")
_CLOSED = {401, 403}
_NO_SUCH_METHOD = 405
_METHODS = ("get", "post", "put", "patch", "delete")


class Sheet:
    """A table of addresses that exists only for a test."""

    def __init__(self, *patterns: URLPattern) -> None:
        self.urlpatterns = list(patterns)


def addresses(resolver: URLResolver, before: str = "") -> Iterator[str]:
    """Yield every address below a resolver, as it is written."""
    for pattern in resolver.url_patterns:
        written = before + str(pattern.pattern).removeprefix("^").removesuffix("$").removesuffix(r"\Z")
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, written)
        else:
            yield written


def sample(address: str) -> str:
    """Return a path that fits an address."""
    fitting: str = LISTED["samples"].get(address, address)
    return "/" + _GAP.sub(lambda gap: _SAMPLES.get(gap[1] or "str", "1"), fitting)


def is_closed(response: HttpResponseBase) -> bool:
    """Return whether an answer sends an unknown person away: to the sign-in, or with 401 or 403."""
    to_sign_in = response.status_code == 302 and response.headers["Location"].startswith("/sign-in")
    return to_sign_in or response.status_code in _CLOSED


def open_doors(client: Client, patterns: URLResolver) -> list[str]:
    """Return the unlisted addresses that answer somebody who is not signed in, with what each method got."""
    found = []
    for address in sorted(set(addresses(patterns)) - set(PUBLIC)):
        answers = {method: getattr(client, method)(sample(address)) for method in _METHODS}
        known = {
            method: answer for method, answer in answers.items() if answer.status_code != _NO_SUCH_METHOD
        }
        if not known or not all(is_closed(answer) for answer in known.values()):
            found.append(
                f"/{address}: { ({method: answer.status_code for method, answer in known.items()}) }"
            )
    return found


@pytest.mark.slow("asks every address as a stranger")
def test_an_unlisted_address_sends_strangers_away(stranger: Client) -> None:
    found = open_doors(stranger, get_resolver())
    assert not found, "\n".join(["close it, or list it in public_addresses.toml:", *found])


def test_every_public_address_exists_and_has_a_reason() -> None:
    assert set(PUBLIC) - set(addresses(get_resolver())) == set()
    assert [address for address, reason in PUBLIC.items() if len(reason) < 20] == []


@pytest.fixture
def stranger(db: None) -> Client:
    """Somebody who is not signed in; a fault answers 500, which is not the sign-in either."""
    return Client(raise_request_exception=False)


def greeting(request: HttpRequest) -> HttpResponse:
    return HttpResponse("welcome, whoever you are")


def closed(request: HttpRequest, number: int) -> HttpResponse:
    raise NotSignedIn


def test_a_door_left_open_is_found(stranger: Client, settings: Settings) -> None:
    stranger.defaults["HTTP_ACCEPT"] = (
        "application/json"  # a page's frame would look for addresses that are not here
    )
    settings.ROOT_URLCONF = Sheet(path("greeting", greeting), path("desk/<int:number>/", closed))
    assert open_doors(stranger, get_resolver()) == [
        "/greeting: {'get': 200, 'post': 200, 'put': 200, 'patch': 200, 'delete': 200}"
    ]


def test_gaps_of_an_address_are_filled() -> None:
    assert sample("premises/<int:number>/<slug:tab>") == "/premises/1/x"
