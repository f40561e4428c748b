"""城管进社区 in the demo district: service posts, what was done there, what residents asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db import transaction

from xiuhua.access.services import scope_opened
from xiuhua.cases.demo.crew import COMMUNITY, COMMUNITY_2, Crew, chance_of, key_of
from xiuhua.cases.demo.load import HOME
from xiuhua.communities.demo.places import door_in
from xiuhua.communities.models import ServiceRecord, ServiceSlot
from xiuhua.communities.services.visits import (
    Doing,
    NewRecord,
    NewRequest,
    NewSlot,
    request_ask,
    request_confirm,
    request_finish,
    request_reopen,
    request_take,
    service_record,
    slot_end,
    slot_open,
)
from xiuhua.communities.terms.visits import ServiceKind

_ADVICE, _ERRAND = ServiceKind.ADVICE, ServiceKind.ERRAND
_HOME, _TEACHING = ServiceKind.HOME, ServiceKind.TEACHING
# Community, whose, on which weekdays, from and to, where, since how many days, until how many days ago.
_SLOTS = (
    (COMMUNITY, "officer", (1, 3), 9, 11, "社区党群服务中心一楼", 60, None),
    (COMMUNITY_2, "officer", (2, 4), 14, 16, "社区便民服务站", 60, None),
    (COMMUNITY, "squad", (5,), 14, 16, "城管驿站", 75, 15),
    (COMMUNITY_2, "secretary2", (1, 2, 3, 4, 5), 9, 12, "社区综合窗口", 45, None),
    (COMMUNITY, "secretary", (1, 2, 3, 4, 5), 9, 12, "社区综合窗口", 45, None),
)
_RECORDS = (
    (_TEACHING, 36, "在小区广场宣传垃圾分类新规，发放手册并现场答疑。"),
    (_ADVICE, 4, "解答雨棚更换是否需要审批，告知安全要求。"),
    (_HOME, 1, "上门为行动不便老人登记大件垃圾清运，当日运走。"),
    (_ERRAND, 2, "代办犬只登记两件，材料已递交窗口。"),
    (_TEACHING, 18, "向沿街商户讲解门前三包责任，签订责任书11份。"),
    (_ADVICE, 3, "调解楼上空调滴水纠纷，双方同意加装导流管。"),
    (_HOME, 1, "上门查看油烟倒灌，联系餐饮店清洗烟道。"),
    (_ERRAND, 1, "代居民申请路灯补装，已转照明单位。"),
    (_TEACHING, 52, "组织小小城管员活动，讲解文明养犬。"),
    (_ADVICE, 5, "答复停车泊位划设规则，收集意见5条。"),
    (_HOME, 2, "上门劝导楼道堆物两户，当场清理。"),
    (_ADVICE, 2, "解释装修垃圾清运收费标准和预约方式。"),
    (_ERRAND, 3, "代收居民联名信，反映夜间施工噪声，已转住建部门。"),
)
_DAYS = (34, 32, 30, 29, 27, 25, 24, 22, 20, 19, 17, 15, 14, 13, 11, 10, 8, 7, 6, 5, 4, 3, 2, 1, 1, 0)
_BY = (
    ("officer", COMMUNITY),
    ("secretary", COMMUNITY),
    ("officer", COMMUNITY_2),
    ("secretary2", COMMUNITY_2),
)


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """A request: how many days ago, who wrote it down, how far it came, and what was answered."""

    days: int
    by: str
    kind: ServiceKind
    name: str
    text: str
    to: str
    answer: str = ""
    score: int = 5
    reopened: bool = False


_ASKED = (
    _Asked(days=28, by="agent", kind=_HOME, name="丁阿姨", text="腿脚不便，请帮忙把旧床垫搬下楼运走。",
           to="confirmed", answer="已上门搬运并清运。"),
    _Asked(days=25, by="resident", kind=_ADVICE, name="施乐安", text="阳台封窗需要办什么手续？",
           to="confirmed", answer="按物业统一样式封窗无需审批，需先向物业报备。"),
    _Asked(days=22, by="agent", kind=_ERRAND, name="邱师傅", text="请代为申请门口路沿石修补。",
           to="confirmed", answer="已上报并由市政修复。", reopened=True, score=3),
    _Asked(days=19, by="officer", kind=_HOME, name="梁奶奶", text="楼上长期丢烟头，请上门劝导。",
           to="confirmed", answer="已上门劝导，楼上住户承诺不再乱丢。", score=4),
    _Asked(days=15, by="resident", kind=_HOME, name="施乐安", text="家门口电动车乱停，老人进出困难。",
           to="confirmed", answer="已清理并施划停车线。"),
    _Asked(days=12, by="agent", kind=_ERRAND, name="谭先生", text="请代办犬只登记。", to="done",
           answer="材料已递交，证件五日内送达。"),
    _Asked(days=10, by="secretary", kind=_HOME, name="何婆婆", text="独居，阳台花架松动怕砸到人。",
           to="done", answer="已加固花架并清理杂物。"),
    _Asked(days=8, by="resident", kind=_ADVICE, name="施乐安", text="装修垃圾放在哪里？", to="done",
           answer="请袋装后放到小区东侧临时堆放点，每周二、五清运。"),
    _Asked(days=6, by="agent", kind=_HOME, name="贺女士", text="餐馆烟道对着我家窗户，请上门看看。",
           to="taken"),
    _Asked(days=5, by="agent", kind=_ERRAND, name="严先生", text="请帮忙申请无障碍坡道。", to="taken"),
    _Asked(days=4, by="officer", kind=_ADVICE, name="毛师傅", text="门店换招牌要不要报批？", to="taken"),
    _Asked(days=2, by="agent", kind=_HOME, name="史阿姨", text="家中旧冰箱需要清运。", to="asked"),
    _Asked(days=1, by="resident", kind=_HOME, name="施乐安", text="楼道灯坏了，老人夜间不便。", to="asked"),
    _Asked(days=0, by="secretary", kind=_ERRAND, name="侯大爷", text="请代办老年人遛鸟笼占地调解。",
           to="asked"),
)  # fmt: skip
_REACHED = ("asked", "taken", "done", "confirmed")


@transaction.atomic
def visits_told(crew: Crew) -> int:
    """Arrange the posts, record what was done, take requests on; once."""
    with scope_opened((HOME,)):
        if ServiceSlot.objects.exists() or ServiceRecord.objects.exists():
            return 0
    for slot in _SLOTS:
        _arranged(slot, crew)
    for number, days in enumerate(_DAYS):
        _recorded(number, days, crew)
    for number, asked in enumerate(_ASKED):
        _asked(number, asked, crew)
    return len(_SLOTS) + len(_DAYS) + len(_ASKED)


def _arranged(slot: tuple[str, str, tuple[int, ...], int, int, str, int, int | None], crew: Crew) -> None:
    area, whose, weekdays, begins, ends, spot, since, until = slot
    at = crew.ago(since, 10)
    by = whose if whose.startswith("secretary") else "squad"
    new = NewSlot(
        area_code=area, person_id=crew.person(whose), weekdays=weekdays, begins=time(begins), ends=time(ends),
        spot=spot, since_on=crew.on(at),
    )  # fmt: skip
    with crew.acting(by) as actor:
        opened = slot_open(new=new, actor=actor, at=at)
        if until is not None:
            last = crew.ago(until, 17)
            slot_end(slot_id=opened.pk, until_on=crew.on(last), actor=actor, at=last)


def _recorded(number: int, days: int, crew: Crew) -> None:
    username, area = _BY[number % len(_BY)]
    kind, residents, text = _RECORDS[number % len(_RECORDS)]
    at = crew.ago(days, 16, number)
    photos = (
        (crew.photo(username, area, at=at, key=f"visit/{number}", clean=True),) if number % 4 == 0 else ()
    )
    new = NewRecord(
        area_code=area, kind=kind, on=crew.on(at), today=crew.on(at), residents=residents, text=text,
        photos=photos,
    )  # fmt: skip
    with crew.acting(username) as actor:
        service_record(new=new, actor=actor, at=at)


def _asked(number: int, asked: _Asked, crew: Crew) -> None:
    chance, at = chance_of(f"request/{number}"), crew.ago(asked.days, 9, number)
    door = door_in(COMMUNITY, chance)
    new = NewRequest(
        client_id=key_of(f"request/{number}"), area_code=COMMUNITY, kind=asked.kind,
        resident_name=asked.name, text=asked.text, resident_phone=f"1990000{400 + number:04d}",
        address=door.address,
    )  # fmt: skip
    with crew.acting(asked.by) as actor:
        request = request_ask(new=new, actor=actor, at=at)
    reached = _REACHED.index(asked.to)
    hand = "secretary" if asked.by == "officer" else "officer"
    if reached >= 1:
        at = _later(crew, at, 90)
        with crew.acting(hand) as actor:
            request_take(request_id=request.pk, actor=actor, at=at)
    if reached >= 2:
        at = _finished(request.pk, asked, hand, crew, at=at)
    if reached >= 3:
        with crew.acting(asked.by if asked.by == "resident" else "agent") as actor:
            request_confirm(
                request_id=request.pk, score=asked.score, opinion="谢谢上门服务。", actor=actor,
                at=_later(crew, at, 300),
            )  # fmt: skip


def _finished(request_id: int, asked: _Asked, hand: str, crew: Crew, *, at: datetime) -> datetime:
    for turn in range(2 if asked.reopened else 1):
        at = _later(crew, at, 400)
        with crew.acting(hand) as actor:
            done = Doing(answer=asked.answer, on=crew.on(at))
            request_finish(request_id=request_id, done=done, actor=actor, at=at)
        if asked.reopened and turn == 0:
            at = _later(crew, at, 200)
            with crew.acting("agent") as actor:
                request_reopen(request_id=request_id, reason="修补后第二天又松动。", actor=actor, at=at)
    return at


def _later(crew: Crew, at: datetime, minutes: float) -> datetime:
    return min(crew.later(at, minutes), crew.until - timedelta(seconds=1))
