"""网格闭环 in the demo district: found in front of shops, told, put right, judged."""

from __future__ import annotations

from datetime import datetime
from random import Random

from django.db import transaction

from xiuhua.access.services import scope_opened
from xiuhua.cases.demo.crew import STREET, Course, Crew, Hands, chance_of, key_of
from xiuhua.cases.demo.load import HOME
from xiuhua.communities.models import GridNotice
from xiuhua.communities.rules.grid_notices import USUAL_LIMIT
from xiuhua.communities.services.grid_notices import (
    Finding,
    Judgement,
    notice_feed_back,
    notice_feed_back_by_link,
    notice_find,
    notice_judge,
    notice_tell,
)
from xiuhua.communities.terms.grid_notices import NoticeSource, NoticeVerdict
from xiuhua.ground.models import Premises

_DAYS = (32, 29, 27, 24, 21, 19, 16, 13, 11, 9, 8, 7, 6, 5, 4, 3, 2, 2, 1, 1, 0, 0)
_FOUND = (
    (
        "09005",
        "货架摆出店外约一米，占用人行道。",
        "请将货架收回店内，落实门前三包。",
        "已收回店内，划线自律。",
    ),
    ("06036", "门前堆放纸箱杂物。", "请立即清理门前杂物，保持整洁。", "已清理并联系废品站上门回收。"),
    (
        "06027",
        "油烟净化器未开启，烟气外溢。",
        "请开启净化器并清洗，留存清洗记录。",
        "已清洗净化器，附清洗记录。",
    ),
    ("07006", "招牌灯箱破损。", "请修复或拆除破损灯箱，防止坠落。", "已更换灯箱面板。"),
    ("06042", "门前垃圾桶满溢，污水外流。", "请及时清倒垃圾桶并冲洗地面。", "已清倒并冲洗，安排专人负责。"),
)
_FINDERS = ("officer", "squad")
_JUDGED = ("已整改到位。", "整改彻底，卫生良好。", "基本到位，需保持。")


def notices_told(crew: Crew) -> int:
    """Find things in front of shops and follow them up, each to wherever it stands."""
    with scope_opened((HOME,)):
        rows = Premises.objects.filter(area_code__startswith=STREET).order_by("code")
        shops = list(rows.values_list("pk", flat=True)[:400])
    told = 0
    for number, days in enumerate(_DAYS):
        with scope_opened((HOME,)):
            if GridNotice.objects.filter(client_id=key_of(f"notice/{number}")).exists():
                continue
        chance = chance_of(f"notice/{number}")
        at = crew.ago(days, 9 + number % 8, 5 * (number % 12))
        # Some shops come back: the tallies by shop have something to count.
        shop = shops[chance.randrange(min(9, len(shops)))] if number % 3 == 0 else chance.choice(shops)
        with transaction.atomic():
            _told(number, shop, crew, chance, at=at)
        told += 1
    return told


def _told(number: int, premises_id: int, crew: Crew, chance: Random, *, at: datetime) -> None:
    matter, text, words, feedback = _FOUND[number % len(_FOUND)]
    finder, steps = _FINDERS[number % 2], _steps(number)
    source = NoticeSource.MACHINE if number % 5 == 4 else NoticeSource.PATROL
    new = Finding(
        client_id=key_of(f"notice/{number}"), premises_id=premises_id, source=source, text=text,
        item_id=crew.items.get(matter),
    )  # fmt: skip
    with crew.acting(finder) as actor:
        notice = notice_find(new=new, actor=actor, at=at)
    at = crew.later(at, chance.uniform(5, 60))
    if steps < 1 or at > crew.until:
        return
    with crew.acting(finder) as actor:
        notice = notice_tell(notice_id=notice.pk, words=words, limit=USUAL_LIMIT, actor=actor, at=at)
    at = crew.later(at, chance.uniform(60, 700))  # a working day is given, which some miss
    if steps < 2 or at > crew.until:
        return
    if number % 4 == 3:
        with crew.acting(finder) as actor:
            notice_feed_back(notice_id=notice.pk, text=feedback, photos=(), actor=actor, at=at)
    else:
        notice_feed_back_by_link(link_key=notice.link_key, text=feedback, uploads=(), at=at)
    at = crew.later(at, chance.uniform(40, 300))
    if steps < 3 or at > crew.until:
        return
    _judged(number, notice.pk, crew, chance, by=_FINDERS[(number + 1) % 2], at=at)


def _steps(number: int) -> int:
    """Return how far a notice comes: told, fed back, judged. The last ones have not come far."""
    left = len(_DAYS) - number
    return 0 if left <= 4 else 1 if left <= 8 else 2 if left <= 12 else 3


def _judged(number: int, notice_id: int, crew: Crew, chance: Random, *, by: str, at: datetime) -> None:
    fails = number % 5 == 2
    judgement = Judgement(
        verdict=NoticeVerdict.FAILED if fails else NoticeVerdict.PASSED,
        score=chance.randrange(30, 58) if fails else chance.randrange(70, 101),
        opinion="复查仍有占道，转案件处置。" if fails else chance.choice(_JUDGED),
    )  # fmt: skip
    with crew.acting(by) as actor:
        notice = notice_judge(notice_id=notice_id, judgement=judgement, actor=actor, at=at)
    if notice.follow_case_id is not None:
        hands = Hands(unit_id=crew.unit("squad"), receives="squad", feeds_back="officer")
        course = Course(hands=hands, fed_back="已责令改正，当场恢复通行。")
        crew.lead(notice.follow_case_id, course, at=at, chance=chance)
