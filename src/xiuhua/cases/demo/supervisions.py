"""督办单 of the demo district, of every level and in every state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from xiuhua.access.services import scope_opened
from xiuhua.cases.demo.crew import Crew
from xiuhua.cases.demo.load import HOME
from xiuhua.cases.models import Case, Supervision
from xiuhua.cases.queries.papers import place_said
from xiuhua.cases.services import (
    NewSupervision,
    supervision_issue,
    supervision_refuse,
    supervision_release,
    supervision_reply,
    supervision_void,
)
from xiuhua.cases.terms import CaseState, SupervisionLevel

_ORDINARY, _KEY, _LISTED = SupervisionLevel.ORDINARY, SupervisionLevel.KEY, SupervisionLevel.LISTED
_SOON, _LATE = 400.0, 4_500.0  # working minutes


@dataclass(frozen=True, kw_only=True)
class _Order:
    """An order and what came of it.

    Args:
        days: how many days ago it was issued.
        whose: the account of the unit's people who answers; the unit is theirs.
        course: what happened then, each with the working minutes it took.
    """

    days: int
    level: SupervisionLevel
    by: str
    whose: str
    title: str
    demand: str
    course: tuple[tuple[str, float, str], ...] = ()


_ORDERS = (
    _Order(
        days=38, level=_KEY, by="cityoffice", whose="housing", title="建设工地扬尘专项整治",
        demand="近期巡查发现多处工地裸土未覆盖、围挡破损、车辆带泥上路。\n请逐一核查，建立台账，限期整改并书面回复。",
        course=(
            ("reply", _SOON, "已检查在建工地17处，发现问题23个，下达整改通知9份，裸土覆盖已全部完成。"),
            ("release", 300, "台账完整，现场抽查属实，同意销号。"),
        ),
    ),
    _Order(
        days=34, level=_ORDINARY, by="shifthead", whose="unitclerk", title="早餐集中路段垃圾清运不及时",
        demand="连续三日早高峰垃圾桶满溢。\n请调整清运班次，并反馈调整后的作业安排。",
        course=(
            ("reply", _SOON, "已增加6:00、9:30两个班次，专人巡回保洁。"),
            ("refuse", 240, "未附班次表和现场照片，请补充。"),
            ("reply", 300, "补充班次表及三日早高峰现场照片，垃圾桶无满溢。"),
            ("release", 200, "同意销号。"),
        ),
    ),
    _Order(
        days=31, level=_ORDINARY, by="assessor", whose="squad", title="夜市周边店外经营反弹",
        demand="夜间抽查发现店外经营回潮。\n请加强21时后的巡查，反馈值守安排。",
        course=(
            ("reply", _LATE, "已安排两组夜巡至23时，劝导商户31家，立案2起。"),
            ("release", 200, "超期回复，已计分；措施到位，同意销号。"),
        ),
    ),
    _Order(
        days=27, level=_LISTED, by="leader", whose="housing", title="深基坑周边道路沉降隐患",
        demand="云河大道一处基坑周边人行道出现裂缝。\n请会同施工单位立即排查、监测，落实围护措施，挂牌督办至隐患消除。",
        course=(
            ("reply", _SOON, "已责令停工并完成注浆加固，监测数据连续七日稳定。"),
            ("release", 700, "专家复核通过，摘牌销号。"),
        ),
    ),
    _Order(
        days=24, level=_ORDINARY, by="shifthead", whose="market", title="农贸市场周边活禽摆卖",
        demand="群众反映市场北门外有活禽摆卖。\n请牵头整治，并反馈长效措施。",
        course=(("void", 90, "经核查不在市场管理范围，改由属地街道办理，撤销本单。"),),
    ),
    _Order(
        days=20, level=_KEY, by="leader", whose="unitclerk", title="背街小巷保洁质量下降",
        demand="月度测评中三条背街小巷得分低于80分。\n请分析原因，提出人员和机具调整方案。",
        course=(
            ("reply", _SOON, "已补充保洁员8名、小型洗扫车2台，实行一日两普扫。"),
            ("release", 400, "复测得分88分，同意销号。"),
        ),
    ),
    _Order(
        days=16, level=_ORDINARY, by="cityoffice", whose="market", title="沿街餐饮油烟净化设施失管",
        demand="抽查12家餐饮店，4家净化器未按期清洗。\n请督促商户清洗并留存记录。",
        course=(
            ("reply", _SOON, "4家商户均已清洗，清洗记录已上传。"),
            ("refuse", 300, "缺1家商户记录，请补报。"),
            ("reply", 420, "补报云河大道面馆清洗记录及照片。"),
        ),
    ),
    _Order(
        days=12, level=_ORDINARY, by="assessor", whose="squad", title="共享单车堆积点位反复",
        demand="地铁口共享单车堆积一周内重复上报五次。\n请约谈运维企业，落实定点值守。",
        course=(("reply", _SOON, "已约谈两家企业，早晚高峰各派2人值守，现场已恢复。"),),
    ),
    _Order(
        days=9, level=_KEY, by="leader", whose="housing", title="老旧小区外墙脱落风险点",
        demand="排查发现外墙空鼓风险点6处。\n请逐点落实临时围护，排出维修计划。",
        course=(("reply", _LATE, "6处均已围护，3处启动维修，其余待业主表决。"),),
    ),
    _Order(
        days=6, level=_ORDINARY, by="shifthead", whose="unitclerk", title="落叶清扫滞后",
        demand="近期大风，行道树落叶集中。\n请增派人员，重点路段随落随扫。",
        course=(("reply", _SOON, "已实行两班制，重点路段落叶当日清运。"),),
    ),
    _Order(
        days=4, level=_ORDINARY, by="cityoffice", whose="market", title="校门口流动摊点食品安全",
        demand="放学时段校门口流动摊点售卖小食品。\n请会同中队整治并反馈。",
    ),
    _Order(
        days=2, level=_KEY, by="leader", whose="squad", title="人行道违停集中路段",
        demand="上周违停上报量居全区第一。\n请制定错峰管控方案，三日内回复。",
    ),
    _Order(
        days=1, level=_ORDINARY, by="assessor", whose="housing", title="工地围挡占道影响通行",
        demand="围挡外移约1.5米，行人绕行机动车道。\n请责令恢复，并设置安全通道。",
    ),
)  # fmt: skip
_OF_CASES = (_LISTED, _KEY, _ORDINARY, _ORDINARY)
"""Levels of the orders about cases that stand open longest, issued today."""


@transaction.atomic
def supervisions_told(crew: Crew) -> int:
    """Issue the orders of the last weeks, let units answer and issuers judge; once."""
    with scope_opened((HOME,)):
        if Supervision.objects.exists():
            return 0
    for order in _ORDERS:
        new = NewSupervision(
            unit_id=crew.unit(order.whose), level=order.level, title=order.title, demand=order.demand
        )
        at = crew.ago(order.days, 10)
        _goes_on(order, _issued(new, order.by, crew, at=at), crew, at=at)
    return len(_ORDERS) + _of_cases(crew)


def _issued(new: NewSupervision, by: str, crew: Crew, *, at: datetime) -> int:
    with crew.acting(by) as actor:
        return supervision_issue(new=new, actor=actor, at=at).pk


def _goes_on(order: _Order, supervision_id: int, crew: Crew, *, at: datetime) -> None:
    for act, minutes, words in order.course:
        at = crew.later(at, minutes)
        if at > crew.until:
            return
        with crew.acting(order.whose if act == "reply" else order.by) as actor:
            if act == "reply":
                supervision_reply(supervision_id=supervision_id, reply=words, paper=None, actor=actor, at=at)
            elif act == "refuse":
                supervision_refuse(supervision_id=supervision_id, reason=words, actor=actor, at=at)
            elif act == "void":
                supervision_void(supervision_id=supervision_id, reason=words, actor=actor, at=at)
            else:
                supervision_release(supervision_id=supervision_id, note=words, actor=actor, at=at)


def _of_cases(crew: Crew) -> int:
    """Issue an order each about some of what stands open longest; the contractor answers its own."""
    waiting = _waiting(most=len(_OF_CASES))
    for case, level in zip(waiting, _OF_CASES, strict=False):
        where = place_said(case)
        new = NewSupervision(
            unit_id=case.unit_id or 0, level=level, title=f"{where}{case.title}",
            demand=f"{where}的{case.title}长期未处置到位。\n请查明原因，限期处置，并书面回复办理情况。",
            case_ids=(case.pk,),
        )  # fmt: skip
        order = _issued(new, "leader", crew, at=crew.until)
        if case.unit_id == crew.hands.unit_id:
            with crew.acting(crew.hands.receives) as actor:
                supervision_reply(
                    supervision_id=order, reply="已组织人员处置，预计今日完成。", paper=None, actor=actor,
                    at=crew.until,
                )  # fmt: skip
    return len(waiting)


def _waiting(*, most: int) -> Sequence[Case]:
    with scope_opened((HOME,)):
        rows = Case.objects.filter(
            state=CaseState.HANDLING.value, unit__isnull=False, area_code__startswith=HOME
        ).select_related("unit", "area")
        return list(rows.order_by("due_at", "pk")[:most])
