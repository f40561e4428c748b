"""People of the loop as they come in through pages and the API, watched, with a clock that a test sets."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

import pytest
from django.test import Client

from xiuhua.access.services import scope_opened
from xiuhua.access.terms import Role
from xiuhua.cases.services.sweeping import Swept, deadlines_sweep
from xiuhua.cases.tests.door_kit import report_body
from xiuhua.cases.tests.loop_kit import DISTRICT, MONDAY, PASSWORD, STREET, Loop, come, loop_make
from xiuhua.scenekit.testkit.plugin import watch_client
from xiuhua.scenekit.testkit.witness import Witness
from xiuhua.shared import clock

Told = dict[str, Any]  # an answer of the API

_MORE_UNITS = (
    ("U-CLEAN", "洁城三乱清理公司", DISTRICT, "contractor"),
    ("U-BUREAU", "区综合行政执法局", DISTRICT, "bureau"),
)
_MORE_PEOPLE = (
    ("verifier", "沈一", Role.VERIFIER, DISTRICT, "U-CENTRE"),
    ("hotline", "韩二", Role.HOTLINE_AGENT, DISTRICT, "U-CENTRE"),
    ("watcher", "杨三", Role.VIDEO_PATROLLER, DISTRICT, "U-CENTRE"),
    ("cleaner", "朱四", Role.STICKER_CONTRACTOR, DISTRICT, "U-CLEAN"),
    ("bureau", "秦五", Role.UNIT_CLERK, DISTRICT, "U-BUREAU"),
    ("water", "尤六", Role.PEER_DEPARTMENT, DISTRICT, "U-WATER"),
    ("squad", "许七", Role.SQUAD_LEADER, STREET, "U-SQUAD"),
    ("grid", "孙悦", Role.GRID_MEMBER, f"{STREET}001", "U-COMMUNITY"),
    ("assessor", "何八", Role.ASSESSOR, DISTRICT, "U-BUREAU"),
)

_AWAY = timedelta(minutes=20)


class Hands:
    """The hands of the one clock that doors read; a test sets them."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self, _zone: tzinfo) -> datetime:
        """Return where they stand: `shared.clock` asks as it asks `datetime`."""
        return self.at

    def go(self, **span: float) -> datetime:
        """Move them on: `go(minutes=5)`."""
        self.at += timedelta(**span)
        return self.at


class Seat:
    """Somebody signed in: what they see and do, by pages and by API."""

    def __init__(self, sign_in: Callable[[], Client], hands: Hands) -> None:
        self.hands = hands
        self._sign_in, self._client, self._used_at = sign_in, sign_in(), hands.at

    @property
    def client(self) -> Client:
        """Their browser; who was away too long signs in again."""
        if self.hands.at - self._used_at > _AWAY:
            self._client = self._sign_in()
        self._used_at = self.hands.at
        return self._client

    def page(self, path: str) -> str:
        """Open a page and return it."""
        answer = self.client.get(path)
        assert answer.status_code == 200, (path, answer.status_code, answer.content.decode()[:2_000])
        return str(answer.content.decode())

    def rows(self, path: str) -> list[str]:
        """Return the first cells of a list, in its order: numbers of cases."""
        answer = self.client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return [row.cells[0].text for row in answer.context["view"].rows]

    def get(self, path: str, **asked: object) -> Any:  # whatever the API answers
        """Ask the API."""
        answer = self.client.get(f"/api/v1{path}", asked)  # type: ignore[arg-type]  # as a form
        assert answer.status_code == 200, (path, answer.json())
        return answer.json()

    def post(self, path: str, body: object) -> Any:  # as above
        """Act by API."""
        answer = self.client.post(f"/api/v1{path}", body, "application/json")
        assert answer.status_code == 200, (path, answer.json())
        return answer.json()

    def refused(self, path: str, body: object) -> tuple[int, str]:
        """Act by API and return how it is refused."""
        answer = self.client.post(f"/api/v1{path}", body, "application/json")
        assert answer.status_code >= 400, (path, answer.json())
        return answer.status_code, answer.json()["code"]

    def report(self, **changes: object) -> Told:
        """Report a problem by API."""
        told: Told = self.post("/reports", report_body(**changes))
        return told

    def act(self, case: int, act: str, **said: object) -> Told:
        """Do an act by API; it is done a minute later than what was done before."""
        self.hands.go(minutes=1)
        told: Told = self.post(f"/cases/{case}/acts/{act}", said)
        return told

    def form(self, path: str, **typed: object) -> str:
        """Fill in a form and return where it leads."""
        page = self.client.get(path)
        assert page.status_code == 200, (path, page.status_code, page.content.decode()[:2_000])
        self.hands.go(minutes=1)
        answer = self.client.post(path, {"version": page.context["view"].version, **typed})
        assert answer.status_code == 303, (path, answer.status_code, answer.content.decode())
        return str(answer["Location"])


@dataclass
class Office:
    """The town's people at their seats; each is signed in when first asked for."""

    loop: Loop
    hands: Hands
    witness: Witness
    seats: dict[str, Seat] = field(default_factory=dict)

    def __call__(self, name: str) -> Seat:
        """Return somebody's seat."""

        def signed_in() -> Client:
            client = Client()
            answer = client.post("/sign-in", {"username": name, "password": PASSWORD})
            assert answer.status_code in {302, 303}, name
            role = self.loop.actors[name].holdings[0].role
            return watch_client(client, self.witness, role=role, person=name)

        if name not in self.seats:
            self.seats[name] = Seat(signed_in, self.hands)
        return self.seats[name]

    def sweep(self) -> Swept:
        """Let the sweep of deadlines pass, as the background program does every five seconds."""
        return deadlines_sweep(at=self.hands.at)

    def case_read(self, name: str, case: int) -> Told:
        """Return a case as somebody reads it."""
        told: Told = self(name).get(f"/cases/{case}")
        return told

    def clock(self, name: str, case: int, stage: str) -> Told:
        """Return the latest run of a stage's clock as somebody reads it."""
        runs: list[Told] = self(name).get(f"/cases/{case}/clocks")
        return next(run for run in reversed(runs) if run["stage"] == stage)

    def filed(self, case: int) -> None:
        """Let the acceptor and the shift head take a case to dispatch."""
        self("acceptor").act(case, "accept")
        self("head").act(case, "file")

    def dispatched(self, case: int, unit: str, **said: object) -> Told:
        """Lead a reported case to a unit by its posts."""
        self.filed(case)
        return self("dispatcher").act(case, "dispatch", unit_code=unit, **said)

    def closed(
        self, case: int, *, unit: str = "U-KEEPER", by: str = "unit", checker: str = "verifier"
    ) -> None:
        """Lead a reported case to its close by its posts; what came back needs another checker."""
        self.dispatched(case, unit)
        self(by).act(case, "receive")
        self(by).act(case, "feed_back", reason="已处置")
        self("dispatcher").act(case, "feedback_pass")
        self(checker).act(case, "check_pass")
        self("head").act(case, "close")


def departments(loop: Loop, number: int) -> Sequence[str]:
    """Give the town functional departments and return their codes; the scope is opened for it."""
    codes = [f"U-D{nth:02d}" for nth in range(1, number + 1)]
    with scope_opened(("",)):
        for nth, code in enumerate(codes, start=1):
            loop.town.unit(code, f"区职能部门{nth:02d}", DISTRICT, "department")
    return codes


def office_open(monkeypatch: pytest.MonkeyPatch, witness: Witness) -> Iterator[Office]:
    """Build the town with everybody the rows name; Monday, nine o'clock."""
    hands = Hands(MONDAY)
    with scope_opened(("",)):
        loop = loop_make()
        for code, name, area, kind in _MORE_UNITS:
            loop.town.unit(code, name, area, kind)
        for person in _MORE_PEOPLE:
            come(loop, *person)
        for below, above in (("U-OFFICE", "U-BUREAU"),):
            unit = loop.unit(below)
            unit.parent = loop.unit(above)
            unit.save(update_fields=["parent"])
    monkeypatch.setattr(clock, "datetime", hands)
    yield Office(loop, hands, witness)


def instant(text: str | None) -> datetime | None:
    """Return an instant of an answer."""
    return datetime.fromisoformat(text).astimezone(UTC) if text else None
