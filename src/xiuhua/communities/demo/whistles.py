"""吹哨报到 in the demo district: what its communities called departments for, and how those came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from django.db import transaction

from xiuhua.access.services import scope_opened
from xiuhua.cases.demo.crew import COMMUNITY, COMMUNITY_2, Course, Crew, Hands, chance_of, key_of
from xiuhua.cases.demo.load import HOME
from xiuhua.cases.demo.year import Spot
from xiuhua.cases.services import Said
from xiuhua.cases.terms import CaseAct
from xiuhua.communities.demo.places import door_in, near
from xiuhua.communities.models import Whistle
from xiuhua.communities.services.whistles import (
    CheckIn,
    NewWhistle,
    Rating,
    whistle_check_in,
    whistle_close,
    whistle_conclude,
    whistle_part,
    whistle_raise,
    whistle_rate,
    whistle_withdraw,
)
from xiuhua.communities.terms.whistles import CheckInWay, WhistleKind

_SECRETARIES = {COMMUNITY: "secretary", COMMUNITY_2: "secretary2"}
_SOON, _LATE = (20.0, 190.0), (260.0, 520.0)  # working minutes until a department comes; four hours are given
_BY_CLOCK = (12.0, 50.0)  # minutes until it comes to an urgent one
_PARTS = {
    "housing": "已到场勘查，责令物业设置围挡和警示标志，排出维修计划。",
    "market": "已检查沿街商户证照6家，责令整改2家，没收过期食品3件。",
    "squad": "已劝离占道摊贩，拆除违规棚架，当场开具责令改正通知书。",
    "unitclerk": "已清运杂物垃圾2车，冲洗地面约80平方米。",
}
_EXCUSE = "当日全员参加专项行动，已电话会商处置方案，次日派员到场。"
_OPINIONS = {5: "响应快，处置彻底。", 4: "配合良好。", 3: "到场稍晚，结果尚可。", 2: "到场迟，需要反复催促。"}


@dataclass(frozen=True, kw_only=True)
class _Call:
    """A whistle, and how far it came.

    Args:
        days: how many days ago it was blown.
        units: accounts of the departments, the lead first.
        late: which of them came late.
        writes: which of them only wrote.
        to: `called`, `some` came, all `came`, `concluded`, `rated`, `closed` or `withdrawn`.
        score: what the community thought of it.
    """

    days: int
    area: str
    title: str
    text: str
    matter: str
    units: tuple[str, ...]
    to: str
    kind: WhistleKind = WhistleKind.ORDINARY
    late: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()
    score: int = 5
    result: str = "各部门联合处置完毕，现场恢复，社区每日巡查。"


_CALLS = (
    _Call(
        days=33, area=COMMUNITY, title="北门夜市油烟扰民", matter="06027", units=("squad", "market"),
        text="夜市8家烧烤摊未装净化器，居民连续投诉，需要联合检查。", to="closed",
        result="3家加装净化器，5家入室经营，复查达标。",
    ),
    _Call(
        days=29, area=COMMUNITY_2, title="楼道堆放易燃杂物", matter="06036", units=("housing", "unitclerk"),
        text="老旧小区5幢楼道堆满纸箱和旧家具，消防隐患突出。", to="closed", late=("housing",), score=3,
        result="清理楼道12处，与住户签订承诺书。",
    ),
    _Call(
        days=26, area=COMMUNITY, title="高空坠物隐患", matter="06013", units=("housing", "squad"),
        text="12幢外墙瓷砖脱落，砸坏车辆一台，请立即到场。", to="closed", kind=WhistleKind.URGENT,
        result="已围挡并铲除空鼓墙面，纳入老旧小区改造。",
    ),
    _Call(
        days=23, area=COMMUNITY_2, title="农贸市场外流动摊贩聚集", matter="09001", units=("squad", "market"),
        text="每日早市后二十余个摊贩滞留，堵塞消防通道。", to="closed", score=4,
        result="划定疏导点，9时后清场，安排专人值守。",
    ),
    _Call(
        days=20, area=COMMUNITY, title="建筑垃圾偷倒", matter="06011", units=("squad", "unitclerk"),
        text="空地夜间被倾倒装修垃圾约5立方米。", to="withdrawn",
    ),
    _Call(
        days=17, area=COMMUNITY_2, title="小餐饮无证经营", matter="09005",
        units=("market", "squad", "housing"),
        text="沿街住改商3户从事餐饮，排污直排雨水井。", to="closed", writes=("housing",), score=4,
        result="取缔2户，1户限期办证并完成雨污分流。",
    ),
    _Call(
        days=13, area=COMMUNITY, title="停车棚私拉电线充电", matter="06036", units=("housing", "squad"),
        text="地下车棚飞线充电二十余处，居民担心火灾。", to="rated", late=("squad",), score=2,
        result="拆除飞线23处，增设充电桩6组。",
    ),
    _Call(
        days=10, area=COMMUNITY_2, title="河岸垃圾和违种", matter="06010", units=("unitclerk", "squad"),
        text="运河步道边垃圾堆积，有人毁绿种菜。", to="concluded",
        result="清理垃圾3吨，恢复绿地约200平方米。",
    ),
    _Call(
        days=8, area=COMMUNITY, title="商户占用盲道", matter="09005", units=("squad", "market"),
        text="商业街6家店外摆货占用盲道。", to="concluded", score=4,
        result="全部退店经营，划设警戒线。",
    ),
    _Call(
        days=5, area=COMMUNITY_2, title="雨水井堵塞积水", matter="06030", units=("housing", "unitclerk"),
        text="小区出入口雨后积水20厘米，老人出行困难。", to="came", kind=WhistleKind.URGENT,
    ),
    _Call(
        days=4, area=COMMUNITY, title="空置房屋倒塌风险", matter="06013", units=("housing", "squad"),
        text="待拆房屋墙体倾斜，紧邻学校通道。", to="came", late=("squad",),
    ),
    _Call(
        days=2, area=COMMUNITY_2, title="废品收购点扰民", matter="06036",
        units=("squad", "market", "unitclerk"),
        text="居民楼下废品收购点露天堆放，气味扰民。", to="some",
    ),
    _Call(
        days=1, area=COMMUNITY, title="广场舞噪声纠纷", matter="06028", units=("squad", "housing"),
        text="广场舞音量超标，学生家长要求处理。", to="some",
    ),
    _Call(
        days=1, area=COMMUNITY_2, title="沿街雨棚破损", matter="07006", units=("squad", "housing"),
        text="大风后沿街雨棚多处破损，有坠落风险。", to="called",
    ),
    _Call(
        days=0, area=COMMUNITY, title="大件垃圾集中清运", matter="06035", units=("unitclerk", "housing"),
        text="小区更新搬迁，旧家具集中丢弃，请联合清运。", to="called",
    ),
)  # fmt: skip
_ORDER = ("called", "some", "came", "concluded", "rated", "closed")


def whistles_told(crew: Crew) -> int:
    """Blow the whistles of the last weeks, and let departments come."""
    told = 0
    for number, call in enumerate(_CALLS):
        with scope_opened((HOME,)):
            if Whistle.objects.filter(client_id=key_of(f"whistle/{number}")).exists():
                continue
        with transaction.atomic():
            _Story(number, call, crew).tell()
        told += 1
    return told


class _Story:
    """One whistle from its blowing to wherever it stands."""

    def __init__(self, number: int, call: _Call, crew: Crew) -> None:
        self.number, self.call, self.crew = number, call, crew
        self.chance: Random = chance_of(f"whistle/{number}")
        self.secretary = _SECRETARIES[call.area]
        self.spot: Spot = door_in(call.area, self.chance)
        just_now = crew.until - timedelta(minutes=25)
        self.at: datetime = crew.ago(call.days, 9, 10 + number) if call.days else just_now

    def tell(self) -> None:
        """Blow it, and do what followed."""
        crew, call = self.crew, self.call
        with crew.acting(self.secretary) as actor:
            whistle = whistle_raise(new=self._new(), actor=actor, at=self.at)
        if call.to == "withdrawn":
            with crew.acting(self.secretary) as actor:
                whistle_withdraw(
                    whistle_id=whistle.pk, reason="经查属小区自管范围，物业已自行清运。", actor=actor,
                    at=crew.later(self.at, 70),
                )  # fmt: skip
            return
        reached = _ORDER.index(call.to)
        if reached:
            self._came(whistle, call.units[:1] if call.to == "some" else call.units)
        if reached >= _ORDER.index("concluded"):
            self._concluded(whistle)
        if reached >= _ORDER.index("rated"):
            self._rated(whistle, closes=call.to == "closed")

    def _new(self) -> NewWhistle:
        lead, *helpers = (self.crew.unit(one) for one in self.call.units)
        return NewWhistle(
            client_id=key_of(f"whistle/{self.number}"), kind=self.call.kind, area_code=self.call.area,
            title=self.call.title, text=self.call.text, lead_id=lead, helper_ids=tuple(helpers),
            item_id=self.crew.items.get(self.call.matter), longitude=self.spot.x, latitude=self.spot.y,
            address=self.spot.address,
        )  # fmt: skip

    def _step(self, minutes: float) -> datetime:
        """Let working time pass, and never reach beyond now."""
        self.at = min(self.crew.later(self.at, minutes), self.crew.until)
        return self.at

    def _came(self, whistle: Whistle, units: tuple[str, ...]) -> None:
        begun = self.at
        for username in units:
            at = min(self._arrival(username, begun), self.crew.until)
            self._checked_in(whistle, username, at=at)
            self.at = max(self.at, at)
        lead = self.call.units[0]
        said = Said(reason="")
        self.crew.act(whistle.case_id, CaseAct.RECEIVE, lead, at=self._step(5), said=said)
        if self.call.to == "came":
            self._parts(whistle, units[:1])

    def _arrival(self, username: str, begun: datetime) -> datetime:
        if username in self.call.late:
            return self.crew.later(begun, self.chance.uniform(*_LATE))
        span = _BY_CLOCK if self.call.kind is WhistleKind.URGENT else _SOON
        return self.crew.later(begun, self.chance.uniform(*span))

    def _checked_in(self, whistle: Whistle, username: str, *, at: datetime) -> None:
        if username in self.call.writes:
            said = CheckIn(way=CheckInWay.IN_WRITING, unit_id=self.crew.unit(username), reason=_EXCUSE)
        else:
            here, key = near(self.spot, self.chance), f"whistle/{self.number}/{username}"
            photo = self.crew.photo(username, self.call.area, at=at, key=key)
            said = CheckIn(
                way=CheckInWay.ON_THE_SPOT, unit_id=self.crew.unit(username), longitude=here.x,
                latitude=here.y, photos=(photo,),
            )  # fmt: skip
        with self.crew.acting(username) as actor:
            whistle_check_in(whistle_id=whistle.pk, said=said, actor=actor, at=at)

    def _parts(self, whistle: Whistle, units: tuple[str, ...]) -> None:
        for username in units:
            with self.crew.acting(username) as actor:
                whistle_part(
                    whistle_id=whistle.pk, text=_PARTS[username], unit_id=self.crew.unit(username),
                    actor=actor, at=self._step(self.chance.uniform(30, 200)),
                )  # fmt: skip

    def _concluded(self, whistle: Whistle) -> None:
        self._parts(whistle, self.call.units)
        lead = self.call.units[0]
        with self.crew.acting(lead) as actor:
            whistle_conclude(whistle_id=whistle.pk, result=self.call.result, actor=actor, at=self._step(60))
        hands = Hands(unit_id=self.crew.unit(lead), receives=lead, feeds_back=lead)
        course = Course(hands=hands, fed_back=self.call.result)
        self.crew.lead(whistle.case_id, course, at=self.at, chance=self.chance)

    def _rated(self, whistle: Whistle, *, closes: bool) -> None:
        score = self.call.score
        units = {self.crew.unit(one): self._rating(one) for one in self.call.units}
        with self.crew.acting(self.secretary) as actor:
            whistle_rate(
                whistle_id=whistle.pk, whole=Rating(score=score, opinion=_OPINIONS[score]), units=units,
                actor=actor, at=self._step(120),
            )  # fmt: skip
            if closes:
                whistle_close(whistle_id=whistle.pk, actor=actor, at=self._step(30))

    def _rating(self, username: str) -> Rating:
        score = 2 if username in self.call.late else 3 if username in self.call.writes else 5
        return Rating(score=score, opinion=_OPINIONS[score])
