"""Every address of the product, asked badly: it answers in a sentence, and never with a fault."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import cycle
from math import ceil
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from xiuhua.access.models import User
from xiuhua.access.terms import Role
from xiuhua.ground.tests.conftest import PASSWORD, Ground
from xiuhua.shared.actor import Actor

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as TestResponse
People = Callable[..., tuple[User, Actor]]
Visit = Callable[[str], "TestResponse"]

NUMBERS = ("1", "0", "-1", "9" * 30, "9" * 5_000, "1%00", "%FF", "１")
_NUMBER = "NUMBER"
METHODS = ("options", "put", "patch", "delete", "trace")
TEXTS = (
    "\x00", "\uffff", "'; DROP TABLE x --", "{0.__class__}", "%s%%", "绣" * 800, "-1", "9" * 30, "NaN",
    "0001-01-01", "9999-12-31", "AA", "W10", "eyJhIjoxfQ", "WyItdXBkYXRlZF9hdCIsMCwiXHUwMDAwIiwxXQ",
)  # fmt: skip
PARAMETERS = (
    "q", "sort", "cursor", "mode", "export", "area", "kind", "state", "code", "changed_from", "changed_to",
    "before", "next", "after", "limit", "old", "size", "active", "level", "role", "grid", "unit", "now",
    "parent", "open",
)  # fmt: skip
_EACH = 3  # bad things of a kind that each address is asked at most; every one is asked at many addresses
MANY_FIELDS = "&".join(f"a{number}=1" for number in range(1_500))
BODIES = (
    (b"\xff\xfe{", "application/json"),
    (b"[" * 20_000, "application/json"),
    (b"null", "application/json"),
    (b"--x\r\nbad", "multipart/form-data; boundary=x"),
    (b"--x\r\nbad", "multipart/form-data"),
    (b"name=%00&username=%00&password=%00&once=%00", "application/x-www-form-urlencoded"),
    (b"username=a", "application/x-www-form-urlencoded; charset=utf-16"),
    (MANY_FIELDS.encode(), "application/x-www-form-urlencoded"),
)
HEADERS: tuple[dict[str, str], ...] = (
    {"Host": "evil.example"},
    {"Host": "evil.example", "Accept": "application/json"},
    {"Authorization": "Bearer é"},
    {"Authorization": "Basic eDp5"},
    {"Accept-Language": "x" * 5_000},
    {"HX-Request": "true", "HX-Request-Type": "partial"},
    {"Referer": "http://[evil"},
    {"Content-Type": "text/plain; charset=unicode_escape"},
)


def routes(
    patterns: Sequence[URLPattern | URLResolver], before: str = "/"
) -> Iterator[tuple[str, Mapping[str, object]]]:
    """Yield every route, and its converters by name."""
    for found in patterns:
        route = before + str(found.pattern)
        if isinstance(found, URLResolver):
            yield from routes(found.url_patterns, route)
        else:
            yield route, found.pattern.converters


def _paths(numbers: Sequence[str]) -> Iterator[str]:
    """Yield every address once, with each of some numbers where it takes one."""
    return iter(dict.fromkeys(_paths_of_routes(numbers)))


def _paths_of_routes(numbers: Sequence[str]) -> Iterator[str]:
    for route, converters in routes(get_resolver().url_patterns):
        if route.startswith("/styleguide/") or route == "/sign-out":
            continue
        for number in numbers if "<int:" in route else numbers[:1]:
            path = route
            for name in converters:
                for kind, value in (("int:", number), ("str:", "x"), ("slug:", "premises"), ("", "x")):
                    path = path.replace(f"<{kind}{name}>", value)
            yield path


class _InTurn:
    """Browsers of two people, asked in turn as if they were one.

    Seven turns make a round, and seven divides no number of questions: both come to be asked each of them.
    """

    def __init__(self, one: Client, other: Client) -> None:
        self._clients = cycle([one, other, one, other, one, other, one])

    def __getattr__(self, method: str) -> Visit:
        visit: Visit = getattr(next(self._clients), method)
        return visit


def _signed_in(person: People, role: Role, area: str) -> Client:
    client = Client(raise_request_exception=False)
    name = f"hostile.{role.value}"
    person(name, role, area)
    assert client.post("/sign-in", {"username": name, "password": PASSWORD}).status_code == 302
    return client


@pytest.fixture(params=["visitor", pytest.param("clerk and administrator", marks=pytest.mark.heavy)])
def client(request: pytest.FixtureRequest, ground: Ground, person: People) -> Client | _InTurn:
    """Somebody at a browser that shows faults as browsers do; of those signed in, each in turn."""
    if request.param == "visitor":
        return Client(raise_request_exception=False)
    people = ((Role.GROUND_CLERK, "990101"), (Role.SYSTEM_ADMIN, ""))
    return _InTurn(*(_signed_in(person, role, area) for role, area in people))


def _fault(said: str, answer: TestResponse) -> str:
    """Return what is wrong with an answer: a fault, or a refusal without a sentence; empty for nothing."""
    if answer.status_code >= 500:
        return f"{answer.status_code} {said}"
    if answer.status_code < 400:
        return ""
    body = answer.content.decode()
    if answer["Content-Type"].startswith("text/plain"):  # a machine's own door answers in one plain sentence
        return "" if body.strip() else f"{answer.status_code} without a sentence: {said}"
    told = json.loads(body).keys() == {"code", "message", "fields"} if body[:1] == "{" else "<h" in body
    return "" if told else f"{answer.status_code} without a sentence: {said}"


def _faults(asked: Mapping[str, Visit], paths: Sequence[str]) -> list[str]:
    return [
        fault
        for said, visit in asked.items()
        for path in paths
        if (fault := _fault(f"{said} {path[:90]}", visit(path)))
    ]


def _faults_in_turn(asked: Mapping[str, Visit], paths: Sequence[str]) -> list[str]:
    """Ask each address a few of many things, another few each time."""
    visits = [*asked.items()]
    every = ceil(len(visits) / _EACH)
    return [
        fault
        for number, path in enumerate(paths)
        for said, visit in visits[number % every :: every]
        if (fault := _fault(f"{said} {path[:90]}", visit(path)))
    ]


@pytest.mark.slow("asks every address some eight times")
def test_numbers_methods_and_bodies(client: Client) -> None:
    numbered: dict[str, Visit] = {
        number[:30]: lambda path, number=number: client.get(path.replace(_NUMBER, number))  # type: ignore[misc]  # bound now
        for number in NUMBERS
    }
    assert _faults_in_turn(numbered, [path for path in _paths((_NUMBER,)) if _NUMBER in path]) == []
    asked: dict[str, Visit] = {
        method: lambda path, method=method: getattr(client, method)(path)  # type: ignore[misc]  # bound now
        for method in METHODS
    }
    assert _faults_in_turn(asked, [*_paths(NUMBERS[:1])]) == []
    sent: dict[str, Visit] = {
        f"{body[:20]!r} as {kind}": lambda path, body=body, kind=kind: client.post(path, body, kind)  # type: ignore[misc]  # bound now
        for body, kind in BODIES
    }
    assert _faults_in_turn(sent, [*_paths(NUMBERS[:1])]) == []


@pytest.mark.slow("asks every address some six times")
def test_parameters(client: Client, ground: Ground) -> None:
    paths = [path for path in _paths((str(ground.shop.pk),)) if not path.startswith(("/tiles", "/files"))]
    asked: dict[str, Visit] = {}
    asked["look"] = lambda path: client.get(path, {"columns": "\x00é\r\nx", "density": "\x00"})
    asked["many"] = lambda path: client.get(f"{path}?{MANY_FIELDS}")
    asked["no text"] = lambda path: client.get(f"{path}?q=%FF%FE&area=%ff&%00=%00")
    assert _faults(asked, paths) == []
    typed: dict[str, Visit] = {
        repr(value[:20]): lambda path, value=value: client.get(path, dict.fromkeys(PARAMETERS, value))  # type: ignore[misc]  # bound now
        for value in TEXTS
    }
    assert _faults_in_turn(typed, paths) == []


@pytest.mark.slow("asks every address with some of the headers")
def test_headers(client: Client) -> None:
    asked: dict[str, Visit] = {
        str(headers): lambda path, headers=headers: client.get(  # type: ignore[misc]  # bound now
            path + r"?q=\ud800", headers=headers, CONTENT_TYPE=headers.get("Content-Type", "")
        )
        for headers in HEADERS
    }
    assert _faults_in_turn(asked, [*_paths(NUMBERS[:1])]) == []


def test_a_cookie_that_no_session_can_have_is_as_none(ground: Ground) -> None:
    cookie = {"Cookie": r'xh_session="\000aaaaaaaaaaaaaaa"'}  # browsers may quote, and quoted it may hold NUL
    assert Client().get("/premises", headers=cookie).status_code == 302
    tried = Client().post("/sign-in", {"username": "nobody", "password": "x"}, headers=cookie)
    assert tried.status_code == 401


def test_a_method_that_an_address_does_not_have_is_refused_with_those_it_has(client: Client) -> None:
    answer = client.put("/sign-in", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()["code"], answer["Allow"]) == (
        405,
        "method_refused",
        "GET, HEAD, POST",
    )


def test_an_endless_address_does_not_come_back_in_a_header(ground: Ground) -> None:
    answer = Client().get("/premises", {"q": "绣" * 800})
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in")
