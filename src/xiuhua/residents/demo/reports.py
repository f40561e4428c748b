"""What residents of the demo district reported: on the page /r, by WeChat, by mail; and what they heard."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from random import Random

from django.db import transaction

from xiuhua.access.services import scope_opened
from xiuhua.cases.demo.crew import Course, Crew, chance_of, key_of
from xiuhua.cases.demo.load import HOME
from xiuhua.cases.demo.matters import Happening
from xiuhua.cases.demo.photos import photo_drawn
from xiuhua.cases.demo.year import Spot
from xiuhua.cases.services import NewReport, Said
from xiuhua.cases.terms import CaseAct, CaseState, Channel
from xiuhua.residents.demo.lines import BOX, lines_opened
from xiuhua.residents.demo.rewards import reward_decided
from xiuhua.residents.models import Mail, Receipt, WechatMessage
from xiuhua.residents.rules.wechat import Heard
from xiuhua.residents.services.mails import mail_take
from xiuhua.residents.services.receipts import (
    Picture,
    Sender,
    receipt_add,
    receipt_rate,
    receipt_take,
    receipt_withdraw,
)
from xiuhua.residents.services.wechat import wechat_hear
from xiuhua.residents.terms.residents import Rating

_EVERYWHERE = ("",)
_DAYS = (31, 28, 26, 23, 21, 18, 15, 13, 10, 8, 6, 4, 3, 2, 1, 1, 0, 0)
_WITHDRAWN, _REFUSED, _JOINED, _ADDED = (3, 13), (6,), (5, 10), (1, 4, 8)  # by their place in `_DAYS`
_SEEN = ("好几天了没人管", "昨天开始的", "每天早上都这样", "刚才路过看到", "已经影响走路了", "希望尽快处理")
_MORE = "补充：今天早上又多了一些，麻烦快点处理。"
_NOT_TAKEN = "经核实，该处为在建工地围挡内，由施工单位自行清运，已转告。"
_PRAISE = ("处理很快，点赞！", "清理得很干净。", "", "谢谢工作人员。")
_BLAME = ("只清了一半，旁边还有。", "处理太慢了。")
_FED_BACK = ("垃圾已清运，地面已冲洗。", "已清理干净，并增加巡查频次。", "已处置完毕，现场恢复整洁。")
# Days ago, which follower. Who writes again within the month meets the ceiling; the third one is staff.
_WECHAT = (
    (30, 0), (27, 1), (24, 2), (22, 0), (19, 3), (16, 0), (12, 2), (9, 4), (6, 1), (3, 3), (1, 5), (0, 6),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class _Letter:
    """A mail: how many days ago, who wrote, about what; `machine` is what a server sends by itself."""

    days: int
    sender: str
    name: str
    topic: str
    text: str
    machine: bool = False


_LETTERS = (
    _Letter(days=29, sender="lan@mail.example", name="兰女士", topic="路边长期堆放建筑垃圾",
            text="云河大道与学院路口人行道边堆着几袋装修垃圾，已经一周了。\n地点：云河大道学院路口"),
    _Letter(days=24, sender="old.tree@mail.example", name="老树", topic="垃圾桶满溢",
            text="菜场后门四个垃圾桶天天满溢，污水流到路上。\n地点：菜场后门"),
    _Letter(days=18, sender="newsletter@shop.example", name="优惠播报", topic="本周促销", text="全场五折。",
            machine=True),
    _Letter(days=14, sender="qin@mail.example", name="秦先生", topic="河边步道枯枝",
            text="运河步道台阶上堆着修剪下来的树枝，晚上容易绊倒。\n地点：运河东路步道"),
    _Letter(days=9, sender="lan@mail.example", name="兰女士", topic="小广告又贴满了电线杆",
            text="上个月清过的电线杆又贴满了，请查一查是谁贴的。\n地点：学院路公交站"),
    _Letter(days=5, sender="visitor@travel.example", name="Visitor", topic="Overflowing bins near the lake",
            text="The bins at the lake shore were overflowing yesterday evening.\nPlace: lake shore path"),
    _Letter(days=1, sender="he@mail.example", name="贺同学", topic="操场外废弃沙发",
            text="学校操场外有人丢了两张沙发。\n地点：学前路"),
)  # fmt: skip
_MATTERS = ("06011", "06042", "", "06018", "07001", "06042", "06035")


# --- the page -----------------------------------------------------------------------------------------------


def page_reports_told(crew: Crew) -> int:
    """Let residents report on the page, and hear of the end."""
    told = 0
    for number, days in enumerate(_DAYS):
        client_id = key_of(f"page/{number}")
        if _is_told(number):
            continue
        chance = chance_of(f"page/{number}")
        at = crew.ago(days, chance.randrange(7, 21), chance.randrange(60))
        happening, spot = crew.happening(chance, at)
        new = NewReport(
            client_id=client_id, channel=Channel.PUBLIC, text=_words(happening, chance),
            item_id=crew.items[happening.code] if chance.random() < 0.6 else None, longitude=spot.x,
            latitude=spot.y, address=spot.address,
            caller_phone=f"1990000{600 + number:04d}" if number % 2 else "",
        )  # fmt: skip
        with transaction.atomic():
            _page_story(number, new, happening, crew, chance, at=at)
        told += 1
    return told


def _is_told(number: int) -> bool:
    with scope_opened((HOME,)):
        return Receipt.objects.filter(report__client_id=key_of(f"page/{number}")).exists()


def _words(happening: Happening, chance: Random) -> str:
    return f"{happening.words}，{chance.choice(_SEEN)}"


def _page_story(
    number: int, new: NewReport, happening: Happening, crew: Crew, chance: Random, *, at: datetime
) -> None:
    pictures = [
        Picture(name=f"{place + 1}.jpg", content=photo_drawn(f"page/{number}/{place}"))
        for place in range((1, 2, 0)[number % 3])
    ]  # fmt: skip
    sender = Sender(network=f"203.0.113.{10 + number}")
    with scope_opened(_EVERYWHERE):
        receipt = receipt_take(new=new, sender=sender, pictures=pictures, at=at)
        if number in _WITHDRAWN:
            receipt_withdraw(receipt_id=receipt.pk, at=at + timedelta(minutes=9))
            return
        if number in _ADDED:
            receipt_add(receipt_id=receipt.pk, text=_MORE, at=at + timedelta(minutes=12))
        if number in _JOINED:
            _joined(number, new, receipt.report.case_id, at=at + timedelta(minutes=15))
    if number in _REFUSED:
        said = Said(reason=_NOT_TAKEN)
        crew.act(receipt.report.case_id, CaseAct.NOT_ACCEPT, "acceptor", at=crew.later(at, 25), said=said)
        return
    _followed(receipt, happening, crew, chance, at=at)


def _joined(number: int, new: NewReport, case_id: int, *, at: datetime) -> None:
    """Let a neighbour say that they met the same: their report joins the case."""
    also = NewReport(
        client_id=key_of(f"page/{number}/also"), channel=Channel.PUBLIC, text="我也遇到了，就在这里。",
        longitude=new.longitude, latitude=new.latitude, address=new.address,
    )  # fmt: skip
    receipt_take(new=also, sender=Sender(network=f"203.0.113.{60 + number}"), met_case_id=case_id, at=at)


def _followed(
    receipt: Receipt, happening: Happening, crew: Crew, chance: Random, *, at: datetime
) -> datetime:
    """Lead a case to its end, and let who reported it say what they think."""
    course = Course(
        hands=crew.hands, fed_back=chance.choice(_FED_BACK), item_id=crew.items[happening.code],
        fails=int(chance.random() < 0.1),
    )  # fmt: skip
    at = crew.lead(receipt.report.case_id, course, at=at, chance=chance)
    rated_at = at + timedelta(hours=chance.uniform(1, 30))
    with scope_opened(_EVERYWHERE):
        state = Receipt.objects.values_list("report__case__state", flat=True).get(pk=receipt.pk)
        if state == CaseState.CLOSED and rated_at < crew.until and chance.random() < 0.7:
            happy = chance.random() < 0.8
            receipt_rate(
                receipt_id=receipt.pk, rating=Rating.SATISFIED if happy else Rating.UNSATISFIED,
                words=chance.choice(_PRAISE if happy else _BLAME), at=rated_at,
            )  # fmt: skip
    return at


# --- WeChat -------------------------------------------------------------------------------------------------


def wechat_reports_told(crew: Crew) -> int:
    """Let followers of the demo's account write, and rewards be judged for what they found."""
    told = 0
    for number, (days, who) in enumerate(_WECHAT):
        chance, openid = chance_of(f"wechat/{number}"), f"oDEMO{who:04d}yunhe"
        with scope_opened((HOME,)):
            if WechatMessage.objects.filter(key=f"demo-{number}-words").exists():
                continue
        at = crew.ago(days, chance.randrange(8, 20), chance.randrange(60))
        happening, spot = crew.happening(chance, at)
        with transaction.atomic():
            receipt = _talked(number, openid, _words(happening, chance), spot, at=at)
            over_at = _followed(receipt, happening, crew, chance, at=at)
            reward_decided(receipt, crew, number=number, at=over_at)
        told += 1
    return told


def _talked(number: int, openid: str, words: str, spot: Spot, *, at: datetime) -> Receipt:
    heard = (
        Heard(key=f"demo-{number}-words", openid=openid, account="gh_demo", kind="text", text=words),
        Heard(
            key=f"demo-{number}-place", openid=openid, account="gh_demo", kind="location", text=spot.address,
            longitude=spot.x, latitude=spot.y,
        ),
    )  # fmt: skip
    with lines_opened(), scope_opened(_EVERYWHERE):
        for place, one in enumerate(heard):
            wechat_hear(heard=one, at=at + timedelta(seconds=40 * place))
        return Receipt.objects.select_related("report").filter(address=openid).latest("pk")


# --- mail ---------------------------------------------------------------------------------------------------


def mails_told(crew: Crew) -> int:
    """Let people and a machine write to the box."""
    told = 0
    for number, (letter, matter) in enumerate(zip(_LETTERS, _MATTERS, strict=True)):
        message_id = f"<demo-{number}@mail.example>"
        with scope_opened((HOME,)):
            if Mail.objects.filter(message_id=message_id).exists():
                continue
        at, chance = crew.ago(letter.days, 20, number), chance_of(f"mail/{number}")
        with transaction.atomic():
            with lines_opened(), scope_opened(_EVERYWHERE):
                mail = mail_take(raw=_raw(letter, message_id, at=at), uid=number + 1, at=at)
            if mail is not None and mail.receipt is not None:
                course = Course(
                    hands=crew.hands, fed_back=chance.choice(_FED_BACK), item_id=crew.items[matter]
                )
                crew.lead(mail.receipt.report.case_id, course, at=at, chance=chance)
        told += 1
    return told


def _raw(letter: _Letter, message_id: str, *, at: datetime) -> bytes:
    message = EmailMessage()
    message["From"], message["To"] = f"{letter.name} <{letter.sender}>", BOX
    message["Subject"], message["Message-ID"] = letter.topic, message_id
    message["Date"] = at
    if letter.machine:
        message["Precedence"] = "bulk"
    message.set_content(letter.text)
    return message.as_bytes()
