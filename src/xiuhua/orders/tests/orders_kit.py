"""The desk of 接诉即办 and the hotline with its people, the platform above and the telephone system."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from xiuhua.access.services import scope_opened
from xiuhua.access.terms import Role
from xiuhua.cases.tests.loop_kit import DISTRICT, MONDAY, come
from xiuhua.cases.tests.proof_kit import Office, Seat, office_open
from xiuhua.ledger.services import seal
from xiuhua.ledger.tails import tail_run_once
from xiuhua.orders.jobs.links import link_tell
from xiuhua.orders.models import Link, OrderCase
from xiuhua.orders.queries.rows import Case
from xiuhua.orders.services.links import link_create
from xiuhua.orders.services.orders import orders_sweep
from xiuhua.orders.tails.orders import ORDERS
from xiuhua.orders.terms.links import LinkKind
from xiuhua.orders.tests.city_kit import Outside, Platform, order_body
from xiuhua.scenekit.testkit.plugin import watch_client
from xiuhua.scenekit.testkit.witness import Witness
from xiuhua.shared.actor import Actor, Holding

ADMIN = Actor(name="user:0", holdings=(Holding(role="system_admin", area=DISTRICT),))
_PEOPLE = (
    ("team", "程一诺", Role.COMPLAINT_TEAM, DISTRICT, "U-BUREAU"),
    ("team2", "程二诺", Role.COMPLAINT_TEAM, DISTRICT, "U-BUREAU"),
    ("checker2", "沈二", Role.VERIFIER, DISTRICT, "U-CENTRE"),
)


@dataclass
class Desk:
    """The desk, and who stands outside."""

    office: Office
    line: Link
    telephone: Link
    city: Outside
    exchange: Outside

    def __call__(self, name: str) -> Seat:
        """Return somebody's seat."""
        return self.office(name)

    def order(self, number: str = "12345-1", **changes: object) -> int:
        """Let an order come in, and return its id."""
        return int(self.city.told("/orders", order_body(number, **changes))["id"])

    def act(self, order: int, act: str, who: str = "team", **said: object) -> dict[str, Any]:
        """Do an act of the desk by API, a minute later."""
        self.office.hands.go(minutes=1)
        told: dict[str, Any] = self.office(who).post(f"/order-desk/{order}/acts/{act}", said)
        return told

    def refused(self, order: int, act: str, who: str = "team", **said: object) -> tuple[int, str]:
        """Do an act of the desk by API and return how it is refused."""
        return self.office(who).refused(f"/order-desk/{order}/acts/{act}", said)

    def read(self, order: int, who: str = "team") -> dict[str, Any]:
        """Return an order as somebody reads it."""
        told: dict[str, Any] = self.office(who).get(f"/order-desk/{order}")
        return told

    def contacted(self, order: int) -> None:
        """Sign for an order and reach its citizen."""
        self.act(order, "sign")
        self.act(order, "contact", outcome="contact_reached", reason="诉求人补充：在小区东门")

    def passed(self, order: int, **said: object) -> int:
        """Pass a matter on and return its case."""
        shown: dict[str, object] = {"longitude": 120.105, "latitude": 30.255, "address": "滨河路 12 号"}
        what: dict[str, object] = {"text": "路边垃圾", "matter": "06010"}
        told = self.act(order, "pass_on", "team", **(what | shown | said))
        return int(told["parts"][-1]["case"].removeprefix("AJ"))

    def cases(self, order: int, *, now: bool = False) -> list[Case]:
        """Return the cases of an order, first to last; those that count now, where that is asked."""
        with scope_opened(("",)):
            rows = OrderCase.objects.filter(order_id=order, **({"until": None} if now else {}))
            return [row.case for row in rows.select_related("case").order_by("pk")]

    def follow(self) -> None:
        """Let the background seal, and the orders follow their cases."""
        while seal():
            pass
        while tail_run_once(ORDERS):
            pass

    def sweep(self) -> tuple[int, int]:
        """Let the sweep of deadlines pass."""
        return orders_sweep(at=self.office.hands.at)

    def send(self) -> None:
        """Let the background send what waits for the platform above."""
        link_tell(self.line.pk)


def desk_open(monkeypatch: pytest.MonkeyPatch, witness: Witness) -> Iterator[Desk]:
    """Build the town with everybody the rows name; Monday, nine o'clock."""
    for office in office_open(monkeypatch, witness):
        with scope_opened(("",)):
            for person in _PEOPLE:
                come(office.loop, *person)
            made = [
                link_create(name=name, kind=kind, area_code=DISTRICT, url="", actor=ADMIN, at=MONDAY)
                for name, kind in (("市 12345", LinkKind.CITY_LINE), ("话务系统", LinkKind.TELEPHONE))
            ]
        clients = [
            watch_client(Client(), witness, role="upper_platform", person="12345"),
            watch_client(Client(), witness, role="system", person="pbx"),
        ]
        city, exchange = (
            Outside(key=link.key, secret=link.secret, now=lambda: office.hands.at, client=client)  # noqa: B023 - one office
            for link, client in zip(made, clients, strict=True)
        )
        yield Desk(office=office, line=made[0], telephone=made[1], city=city, exchange=exchange)


def told_at(desk: Desk, platform: Platform) -> None:
    """Let the platform listen where the link sends."""
    Link.objects.filter(pk=desk.line.pk).update(url=platform.url)
