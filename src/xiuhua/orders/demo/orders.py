"""Orders and calls of the demo district: they come in through the signed doors, and the desk works on them.

Names are made up and numbers are of no real subscriber: 199 followed by zeros.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen  # noqa: TID251 - asks our own front door, as a platform does

from xiuhua.access.models import Token
from xiuhua.access.queries import account_named, user_and_actor
from xiuhua.access.services import scope_opened, token_issue, token_revoke
from xiuhua.cases.demo.live import REF_ABOVE, HttpDoor, Live
from xiuhua.cases.demo.load import HOME, NothingThere
from xiuhua.orders.models import Link, Order
from xiuhua.orders.services.links import link_create
from xiuhua.orders.terms.links import LinkKind
from xiuhua.orders.terms.orders import OrderAct, OrderState

_TEAM, _AGENT, _ADMIN = "team", "agent", "admin"
_TOKEN = "演示工单"  # noqa: S105 - what the token is called
_DAYS = 30
_ORDER_EVERY, _CALL_EVERY = 6, 9  # turns, on average
_AT_ONCE = 2
_ANSWER_S = 10.0
_NAMES = ("赵女士", "钱先生", "孙女士", "李先生", "周女士", "吴先生")
_ASKED = "请问这里什么时候集中清运？"
_LINKS = {LinkKind.CITY_LINE: "演示 12345 平台", LinkKind.TELEPHONE: "演示话务系统"}
_ACTS = (
    OrderAct.SIGN,
    OrderAct.CONTACT,
    OrderAct.PASS_ON,
    OrderAct.REPLY,
    OrderAct.CALL_BACK,
    OrderAct.ARCHIVE,
)

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Turn:
    """What the desk does with an order in a state, and after how many minutes."""

    act: OrderAct
    minutes: tuple[float, float]


TURNS: Mapping[str, Turn] = {
    OrderState.WAITING.value: Turn(act=OrderAct.SIGN, minutes=(1, 6)),
    OrderState.SIGNED.value: Turn(act=OrderAct.CONTACT, minutes=(2, 10)),
    OrderState.CONTACTED.value: Turn(act=OrderAct.PASS_ON, minutes=(1, 6)),
    OrderState.ANSWERING.value: Turn(act=OrderAct.REPLY, minutes=(2, 8)),
    OrderState.REPLIED.value: Turn(act=OrderAct.CALL_BACK, minutes=(5, 20)),
    OrderState.CALLED_BACK.value: Turn(act=OrderAct.ARCHIVE, minutes=(5, 30)),
}


class SignedDoor:
    """The signed doors, with the links of the demo."""

    def __init__(self, url: str, links: Mapping[LinkKind, Link], clock: Callable[[], datetime]) -> None:
        self.url, self.links, self.clock = url.rstrip("/"), links, clock
        self.number = 0

    def send(self, kind: LinkKind, path: str, told: Mapping[str, object]) -> bool:
        """Send a signed request; False where it was refused or nobody answered."""
        link, body, at_s = self.links[kind], json.dumps(told).encode(), int(self.clock().timestamp())
        self.number += 1
        nonce, full = f"demo-{at_s}-{self.number:08d}", f"/api/v1{path}"
        signed = f"{at_s}.{nonce}.POST.{full}.".encode() + body
        headers = {
            "Content-Type": "application/json", "X-Xiuhua-Key": link.key, "X-Xiuhua-At": str(at_s),
            "X-Xiuhua-Nonce": nonce,
            "X-Xiuhua-Signature": hmac.new(link.secret.encode(), signed, hashlib.sha256).hexdigest(),
        }  # fmt: skip
        request = Request(f"{self.url}{full}", data=body, headers=headers)  # noqa: S310 - the address is our own
        try:
            with urlopen(request, timeout=_ANSWER_S):  # noqa: S310 - as above
                return True
        except (HTTPError, URLError, TimeoutError, OSError) as refusal:
            log.warning("%s: %s", path, refusal)
            return False


class OrderStream:
    """An order now and then, a call now and then, and the desk at work."""

    def __init__(self, *, live: Live, signed: SignedDoor, desk: HttpDoor, chance: Random) -> None:
        self.live, self.signed, self.desk, self.chance = live, signed, desk, chance

    def turn(self) -> int:
        """Let something come in, let the desk work, and return how many acts were done."""
        if self.chance.randrange(_ORDER_EVERY) == 0:
            self._order()
        if self.chance.randrange(_CALL_EVERY) == 0:
            self._call()
        return sum(self._work(*one) for one in self._waiting())

    def _order(self) -> None:
        at, (happening, spot) = self.live.clock(), self.live.what()
        asks = self.chance.random() < 0.2
        self.signed.send(
            LinkKind.CITY_LINE, "/orders",
            {
                "city_number": f"{REF_ABOVE}{at:%Y%m%d%H%M%S}",
                "kind": "order_consult" if asks else "order_complaint",
                "words": f"{spot.address}{_ASKED if asks else happening.words}",
                "matter": happening.code, "caller_name": self.chance.choice(_NAMES),
                "caller_phone": self._phone(), "address": spot.address, "longitude": round(spot.x, 7),
                "latitude": round(spot.y, 7),
            },
        )  # fmt: skip

    def _call(self) -> None:
        told = {
            "call_id": f"demo-{self.live.clock():%Y%m%d%H%M%S}", "caller_phone": self._phone(),
            "agent": _AGENT,
        }  # fmt: skip
        for event in ("ringing", "answered", "hung_up"):
            self.signed.send(LinkKind.TELEPHONE, "/calls", {**told, "event": event})

    def _phone(self) -> str:
        return f"1990000{self.chance.randrange(200):04d}"

    def _waiting(self) -> list[tuple[Order, Turn]]:
        at = self.live.clock()
        with scope_opened((HOME,)):
            rows = Order.objects.filter(city_number__startswith=REF_ABOVE, state__in=TURNS).select_related(
                "item"
            )
            found = list(rows.defer("search", "item__search").order_by("updated_at")[:100])
        due = [(order, TURNS[order.state]) for order in found if at >= order.updated_at + _wait(order)]
        return due[:_AT_ONCE]

    def _work(self, order: Order, turn: Turn) -> bool:
        act = turn.act
        if act is OrderAct.PASS_ON and order.kind == "order_consult":
            act = OrderAct.REPLY
        body: dict[str, object] = {"seen": order.moves_count, **self._said(order, act)}
        path = f"/order-desk/{order.pk}/acts/{act.value.removeprefix('order.')}"
        return self.desk.post(_TEAM, path, body) is not None

    def _said(self, order: Order, act: OrderAct) -> Mapping[str, object]:
        if act is OrderAct.CONTACT:
            reached = self.chance.random() < 0.8
            outcome = "contact_reached" if reached else "contact_no_answer"
            return {"outcome": outcome, "reason": "已核对地点，希望尽快处理" if reached else ""}
        if act is OrderAct.PASS_ON:
            place = order.place
            return {
                "text": order.words, "matter": order.item.code if order.item else "", "push": True,
                "address": order.address, "longitude": place.x if place else None,
                "latitude": place.y if place else None,
            }  # fmt: skip
        if act is OrderAct.REPLY:
            return {"reason": order.reply or "您好，该处每周二、周五集中清运，感谢来电。"}
        if act is OrderAct.CALL_BACK:
            happy = self.chance.random() < 0.95
            return {
                "outcome": "contact_reached", "resolved": happy, "reason": "电话回访",
                "satisfied": "satisfied_yes" if happy else "satisfied_neutral",
            }  # fmt: skip
        return {}


def _wait(order: Order) -> timedelta:
    """Return how long the desk takes over an order, the same each time one asks."""
    seed = order.pk + order.moves_count
    return timedelta(minutes=Random(seed).uniform(*TURNS[order.state].minutes))  # noqa: S311 - a drawing


def orders_stream(live: Live, url: str) -> OrderStream:
    """Return the stream of orders and calls, with links and a token of its own.

    Raises:
        NothingThere: an account is missing.
    """
    links = {kind: demo_link(kind, at=live.clock()) for kind in _LINKS}
    desk = HttpDoor(url, {_TEAM: _token(at=live.clock())})
    return OrderStream(live=live, signed=SignedDoor(url, links, live.clock), desk=desk, chance=live.chance)


def demo_link(kind: LinkKind, *, at: datetime) -> Link:
    """Return the demo's link of a kind, made where there is none yet.

    Raises:
        NothingThere: there is no administrator to make it.
    """
    name = _LINKS[kind]
    known = Link.objects.filter(kind=kind.value, name=name).first()
    if known is not None:
        return known
    _user, actor = _account(_ADMIN, at=at)
    with scope_opened(actor.areas):
        return link_create(name=name, kind=kind, area_code=HOME, url="", actor=actor, at=at)


def _token(*, at: datetime) -> str:
    user, actor = _account(_TEAM, at=at)
    with scope_opened(actor.areas):
        old = Token.objects.filter(user=user, name=_TOKEN, revoked_at=None).values_list("pk", flat=True)
        for number in old:
            token_revoke(token_id=number, actor=actor, at=at)
        _, raw = token_issue(name=_TOKEN, acts={act.value for act in _ACTS}, days=_DAYS, actor=actor, at=at)
    return raw


def _account(username: str, *, at: datetime) -> Any:  # the account and its actor, as access tells them
    user = account_named(username)
    found = user_and_actor(user.pk, at=at) if user else None
    if found is None:
        raise NothingThere(f"there is no active account {username}: run manage demo_accounts first")
    return found
