"""Messages on boards of the demo district, the issues that many of them make, and the replies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from xiuhua.access.services import scope_opened
from xiuhua.cases.demo.crew import STREET, Course, Crew, Hands, chance_of
from xiuhua.cases.demo.load import HOME
from xiuhua.cases.terms import CaseState
from xiuhua.residents.models import Issue, Message
from xiuhua.residents.serializers.messages import message_key
from xiuhua.residents.services.messages import (
    NewMessage,
    Wanted,
    issue_mark,
    issue_settle,
    issues_gather,
    message_reply,
    messages_take,
    messages_to_case,
    reply_drafted,
)
from xiuhua.residents.terms.messages import IssueState

_TEAM = "team"
_BOARDS = ("区长信箱", "民情留言板", "网上信访专栏")
_AUTHORS = ("网友小禾", "滨河居民", "早起的上班族", "老街坊", "二宝妈妈", "路过的风", "楼下邻居", "一名学生")


@dataclass(frozen=True, kw_only=True)
class _Topic:
    """What messages speak of, oldest first, each with how many days ago it was written.

    Args:
        matter: where a desk has said it; empty where only the words tell.
        cased: how many of them, the first ones, become one case.
        again: how many of them, the last ones, become another.
        squad: whether the squad has it; else the contractor.
        answer: the reply to whoever needs no case.
    """

    said: tuple[tuple[int, str, str], ...]
    matter: str = ""
    cased: int = 0
    again: int = 0
    squad: bool = False
    answer: str = ""


_TOPICS = (
    _Topic(
        matter="06029", cased=2, squad=True,
        said=(
            (26, "夜间烧烤油烟呛人", "每晚十点以后露天烧烤，油烟直冲卧室，关窗都没用。"),
            (21, "烧烤摊油烟扰民到凌晨", "烧烤摊一字排开，油烟和噪声持续到凌晨一点。"),
            (12, "再次反映露天烧烤油烟", "整治后安静了几天，最近又回来了，油烟更大。"),
            (6, "烧烤油烟何时能管住", "孩子被呛得咳嗽，请给个长效办法。"),
            (2, "露天烧烤油烟问题", "昨晚又是满屋油烟，希望夜间有人值守。"),
        ),
    ),
    _Topic(
        matter="06010", cased=3, again=2,
        said=(
            (24, "背街垃圾堆积没人清运", "小巷口垃圾堆了三四天，味道很大。"),
            (22, "垃圾清运不及时", "垃圾点早上八点还没有清运，苍蝇很多。"),
            (19, "建议增加垃圾清运次数", "垃圾一天只清一次不够，建议增加到两次。"),
            (5, "垃圾又堆到路上了", "周末垃圾清运减少，垃圾堆到路面。"),
            (1, "垃圾点异味", "垃圾点异味严重，请冲洗消杀。"),
        ),
    ),
    _Topic(
        matter="09011", cased=3, squad=True,
        said=(
            (20, "共享单车堵住盲道", "地铁口共享单车堆成山，盲道完全走不了。"),
            (18, "共享单车乱停放", "共享单车停到机动车道上，早高峰很危险。"),
            (17, "地铁口共享单车没人收", "共享单车倒了一大片，没人整理。"),
        ),
    ),
    _Topic(
        said=(
            (9, "学前路路灯不亮", "学前路从小学到路口的路灯晚上全都不亮，孩子放学很黑。"),
            (7, "学前路路灯不亮好几天了", "路灯不亮好几天，晚上看不清台阶。"),
            (3, "请修学前路路灯", "学前路路灯晚上不亮，请尽快修。"),
            (1, "路灯一直不亮", "学前路路灯晚上还是不亮，老人不敢出门。"),
        ),
    ),
    _Topic(
        answer="您好，经研究已将该点位纳入明年公厕增设计划，感谢您的建议。",
        said=((28, "建议在湖滨路增设公厕", "湖滨路全程没有公厕，游客和老人很不方便。"),),
    ),
    _Topic(
        answer="您好，犬只登记可到社区综合窗口办理，也可预约城管进社区驻点时间现场办理。",
        said=((15, "咨询养犬登记", "请问养犬登记在哪里办理，需要带什么材料？"),),
    ),
    _Topic(
        answer="感谢您的肯定，已向当班保洁员转达，我们将继续努力。",
        said=((11, "表扬环卫工人", "雨天早上看到环卫工人清理下水口落叶，特别感谢。"),),
    ),
    _Topic(said=((4, "停车收费标准咨询", "请问滨河路路侧泊位夜间是否收费？"),)),
    _Topic(said=((0, "建议延长公园开放时间", "夏天傍晚公园关门太早，建议延长到九点半。"),)),
)  # fmt: skip


@transaction.atomic
def boards_told(crew: Crew) -> int:
    """Bring the messages of the boards, make cases of some, reply, and gather what many speak of; once."""
    with scope_opened((HOME,)):
        if Message.objects.filter(board__in=_BOARDS).exists():
            return 0
    told = 0
    for number, topic in enumerate(_TOPICS):
        taken = [_taken(number, place, topic, crew) for place in range(len(topic.said))]
        told += len(taken)
        if topic.cased:
            _cased(topic, taken[: topic.cased], crew, story=f"board/{number}/case")
            if topic.again:
                _cased(
                    topic, taken[-topic.again :], crew, story=f"board/{number}/again", to=CaseState.CHECKING
                )
        elif topic.answer:
            _replied(taken, topic.answer, crew, at=crew.ago(max(topic.said[0][0] - 2, 0), 16))
    _issues(crew)
    return told


def _taken(number: int, place: int, topic: _Topic, crew: Crew) -> Message:
    days, title, text = topic.said[place]
    chance = chance_of(f"board/{number}/{place}")
    board, ref = _BOARDS[(number + place) % len(_BOARDS)], f"LY{number + 1:02d}{place + 1:03d}"
    posted_at = crew.ago(days, chance.randrange(7, 23), chance.randrange(60))
    at = min(crew.later(posted_at, 60), crew.until)
    spot = crew.spot_in(STREET, chance_of(f"board/{number}"))
    new = NewMessage(
        key=message_key(board, ref), board=board, ref=ref, title=title, text=text,
        author=chance.choice(_AUTHORS), phone="", address=spot.address, longitude=spot.x, latitude=spot.y,
        item_id=crew.items.get(topic.matter), area_code=STREET, posted_at=posted_at,
        due_at=posted_at + timedelta(days=7),
    )  # fmt: skip
    with crew.acting(_TEAM) as actor:
        messages_take(new=[new], actor=actor, at=at)
        return Message.objects.defer("search").get(key=new.key)


def _cased(
    topic: _Topic, messages: Sequence[Message], crew: Crew, *, story: str, to: CaseState | None = None
) -> None:
    chance = chance_of(story)
    at = min(crew.later(max(one.recorded_at for one in messages), 90), crew.until)
    with crew.acting(_TEAM) as actor:
        case_id = messages_to_case(
            ids=[one.pk for one in messages], wanted=Wanted(item_id=crew.items.get(topic.matter)),
            actor=actor, at=at,
        )  # fmt: skip
    hands = Hands(unit_id=crew.unit("squad"), receives="squad", feeds_back="officer")
    course = Course(
        hands=hands if topic.squad else crew.hands, fed_back="已现场处置，并安排专人值守巡查。", to=to
    )
    at = crew.lead(case_id, course, at=at, chance=chance) + timedelta(hours=4)
    with scope_opened((HOME,)):
        is_over = Message.objects.filter(pk=messages[0].pk, case__over_at__isnull=False).exists()
    if is_over:
        _replied(messages, "", crew, at=at)


def _replied(messages: Sequence[Message], answer: str, crew: Crew, *, at: datetime) -> None:
    if at > crew.until:
        return
    for message in messages:
        with crew.acting(_TEAM) as actor:
            message.refresh_from_db(fields=["case", "state"])
            words = answer or reply_drafted(message=message)
            message_reply(message_id=message.pk, reply=words, actor=actor, at=at)


def _issues(crew: Crew) -> None:
    """Gather the issues; the barbecues are difficult, the bicycles are settled."""
    with scope_opened(("",)):
        issues_gather(at=crew.until)
        known = {
            issue.item_id: issue.pk
            for issue in Issue.objects.filter(state=IssueState.HOT.value, area_code=STREET)
        }
    squad, today = crew.unit("squad"), crew.today()
    for matter, note, settled in (
        ("06029", "摊点流动、夜间取证难，需城管、市场监管、属地夜间联合值守，并引导入室经营。", ""),
        ("09011", "地铁口早高峰堆积，运维人手不足。", "两家企业驻点运维，施划停放区，连续两周无堆积。"),
    ):
        issue_id = known.get(crew.items[matter])
        if issue_id is None:
            continue
        with crew.acting(_TEAM) as actor:
            issue_mark(
                issue_id=issue_id, owner_id=squad, note=note, due_on=today + timedelta(days=30), actor=actor,
                at=crew.until,
            )  # fmt: skip
            if settled:
                issue_settle(issue_id=issue_id, note=settled, actor=actor, at=crew.until)
