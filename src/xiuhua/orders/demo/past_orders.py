"""12345 orders of the demo district's last weeks: what the desk did with them, to wherever they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from django.db import transaction

from xiuhua.access.services import scope_opened
from xiuhua.cases.demo.crew import Course, Crew, chance_of
from xiuhua.cases.demo.load import HOME
from xiuhua.orders.demo.orders import demo_link
from xiuhua.orders.models import Order, OrderCase
from xiuhua.orders.services.links import actor_of_link
from xiuhua.orders.services.orders import (
    CalledBack,
    NewOrder,
    NewPart,
    order_archive,
    order_call_back,
    order_contact,
    order_pass_on,
    order_reply,
    order_return_ask,
    order_sign,
    order_take,
    orders_follow,
)
from xiuhua.orders.terms.links import LinkKind
from xiuhua.orders.terms.orders import ContactOutcome, OrderKind, OrderSource, OrderState, Satisfaction

TEAM = "team"
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕张孔曹严华金魏陶姜"
_DAYS = (26, 23, 20, 17, 14, 12, 10, 7, 5, 3, 2, 1, 1, 0, 0)
_ASKED = (
    (
        "请问这里的垃圾什么时间清运？",
        "您好，该路段每日6:00、14:00各清运一次，节假日照常，感谢来电。",
    ),
    (
        "家里有旧沙发要处理，请问放在哪里？",
        "您好，大件垃圾可致电社区预约上门收运，每周二、五集中清运。",
    ),
)
_ADDED = ("已持续三天，希望尽快处理。", "在小区东门外，早晚高峰影响通行。", "味道很大，老人小孩路过不便。")
_NOT_OURS = "经核实，反映的是小区内部物业管理问题，不属于城市管理职责，建议转住建部门。"
_THANKS = ("处理很快，谢谢。", "已经清理干净了。", "希望以后保持。")
_GRUMBLES = ("过了两天又有人乱扔。", "处理得太慢。")


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Who works on an order, and when each of them does the next thing."""

    crew: Crew
    chance: Random

    def later(self, at: datetime, least: float, most: float) -> datetime:
        """Return when the next thing is done, working minutes from the last one."""
        return self.crew.later(at, self.chance.uniform(least, most))


def past_orders_told(crew: Crew) -> int:
    """Let the orders of the last weeks come in and be worked on."""
    link, told = demo_link(LinkKind.CITY_LINE, at=crew.until), 0
    for number, days in enumerate(_DAYS):
        city_number, chance = f"ZX{HOME}{number:04d}", chance_of(f"order/{number}")
        at = crew.ago(days, chance.randrange(8, 18), chance.randrange(60))
        with scope_opened((HOME,)):
            if Order.objects.filter(link=link, city_number=city_number).exists():
                continue
        new = order_told(
            crew, chance, source=OrderSource.CITY, city_number=city_number, at=at, asks=number % 6 == 5
        )
        with transaction.atomic():
            with scope_opened((HOME,)):
                order, _new = order_take(new=new, link=link, actor=actor_of_link(link), at=at)
            _worked_on(order.pk, new, Desk(crew=crew, chance=chance), at=at, returned=number % 9 == 7)
        told += 1
    return told


def order_told(
    crew: Crew, chance: Random, *, source: OrderSource, city_number: str = "", at: datetime, asks: bool
) -> NewOrder:
    """Return what a citizen tells of the demo's streets, or only asks."""
    happening, spot = crew.happening(chance, at)
    kind = (
        OrderKind.CONSULT if asks else chance.choice((OrderKind.COMPLAINT, OrderKind.HELP, OrderKind.REPORT))
    )
    said = chance.choice(_ASKED)[0] if asks else f"{happening.words}，{chance.choice(_ADDED)}"
    return NewOrder(
        source=source, city_number=city_number, kind=kind, words=f"{spot.address}{said}",
        caller_name=f"{chance.choice(_SURNAMES)}{chance.choice(('女士', '先生'))}",
        caller_phone=f"1990000{chance.randrange(200, 400):04d}", address=spot.address, longitude=spot.x,
        latitude=spot.y, item_id=crew.items[happening.code], received_at=at,
    )  # fmt: skip


def part_of(new: NewOrder, crew: Crew) -> NewPart:
    """Return the case that an order becomes: straight to the contractor's crew."""
    return NewPart(
        text=new.words, item_id=new.item_id, longitude=new.longitude, latitude=new.latitude,
        address=new.address, unit_id=crew.hands.unit_id, push=True,
    )  # fmt: skip


def answer_to(words: str) -> str:
    """Return the answer to a question of the demo; empty where it is none."""
    return next((answer for asked, answer in _ASKED if words.endswith(asked)), "")


def _worked_on(order_id: int, new: NewOrder, desk: Desk, *, at: datetime, returned: bool) -> None:
    """Sign, call and pass on, or ask to return; as far as now allows."""
    crew = desk.crew
    at = desk.later(at, 5, 28)
    if at > crew.until:
        return
    with crew.acting(TEAM) as actor:
        order_sign(order_id=order_id, actor=actor, at=at)
        if returned:
            order_return_ask(order_id=order_id, reason=_NOT_OURS, actor=actor, at=desk.later(at, 5, 20))
            return
    at = desk.later(at, 5, 50)
    if at > crew.until:
        return
    note = "已核对地点，诉求人希望尽快处理。"
    with crew.acting(TEAM) as actor:
        order_contact(order_id=order_id, outcome=ContactOutcome.REACHED, note=note, actor=actor, at=at)
    at = desk.later(at, 5, 50)
    if at > crew.until:
        return
    answer = answer_to(new.words)
    with crew.acting(TEAM) as actor:
        if answer:
            order_reply(order_id=order_id, text=answer, actor=actor, at=at)
        else:
            order_pass_on(order_id=order_id, part=part_of(new, crew), actor=actor, at=at)
    goes_on(order_id, desk, at=at)


def goes_on(order_id: int, desk: Desk, *, at: datetime) -> None:
    """Lead the cases of an order to their end, then reply, call back and archive, as far as now allows."""
    crew = desk.crew
    with scope_opened((HOME,)):
        cases = list(OrderCase.objects.filter(order=order_id).values_list("case", flat=True))
    course = Course(hands=crew.hands, fed_back="已安排人员到场清理完毕，并加强巡查。")
    for case_id in cases:
        at = crew.lead(case_id, course, at=at, chance=desk.chance)
    _ended(order_id, cases, desk, at=at)


def _ended(order_id: int, cases: Sequence[int], desk: Desk, *, at: datetime) -> None:
    crew, chance = desk.crew, desk.chance
    with scope_opened(("",)):
        orders_follow(case_ids=cases, at=at)
        order = Order.objects.defer("search").get(pk=order_id)
    at = at + timedelta(hours=chance.uniform(1, 5))
    if order.state == OrderState.ANSWERING and at <= crew.until:
        with crew.acting(TEAM) as actor:
            order = order_reply(order_id=order_id, text=order.reply, actor=actor, at=at)
    at = at + timedelta(hours=chance.uniform(4, 30))
    if order.state != OrderState.REPLIED or at > crew.until:
        return
    with crew.acting(TEAM) as actor:
        order_call_back(order_id=order_id, said=_called_back(chance), actor=actor, at=at)
    at = at + timedelta(hours=chance.uniform(20, 90))
    if at <= crew.until:
        with crew.acting(TEAM) as actor:
            order_archive(order_id=order_id, actor=actor, at=at)


def _called_back(chance: Random) -> CalledBack:
    draw = chance.random()
    satisfied = Satisfaction.YES if draw < 0.8 else Satisfaction.NEUTRAL if draw < 0.92 else Satisfaction.NO
    words = _GRUMBLES if satisfied is Satisfaction.NO else _THANKS
    return CalledBack(
        outcome=ContactOutcome.REACHED, resolved=satisfied is not Satisfaction.NO, satisfied=satisfied,
        note=chance.choice(words),
    )  # fmt: skip
