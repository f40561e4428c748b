"""What departments of the demo district share: the catalogue, who asked for what, who fetched it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from xiuhua.access.services import scope_opened
from xiuhua.cases.demo.crew import Crew, chance_of
from xiuhua.cases.demo.load import HOME
from xiuhua.communities.models import ResourceGrant, SharedResource
from xiuhua.communities.services.resources import (
    NewResource,
    NewRow,
    access_ask,
    access_grant,
    access_refuse,
    access_revoke,
    resource_fetch,
    resource_publish,
    resource_rows_write,
    resource_withdraw,
)
from xiuhua.communities.terms.resources import GrantState, ResourceKind, Secrecy

_TABLE, _SERVICE = ResourceKind.TABLE, ResourceKind.SERVICE
_OPEN, _CONDITIONAL, _INTERNAL = Secrecy.OPEN, Secrecy.CONDITIONAL, Secrecy.INTERNAL
_PUBLISHED_DAYS = 60
_GRANTED = timedelta(days=29)


@dataclass(frozen=True, kw_only=True)
class _Offer:
    """A resource, and what it holds: lists of cells from which rows are drawn."""

    code: str
    owner: str
    title: str
    kind: ResourceKind
    secrecy: Secrecy
    summary: str
    cells: dict[str, tuple[str, ...]]
    rows: int = 0
    address: str = ""
    withdrawn: str = ""


_OFFERS = (
    _Offer(
        code="ZJ-GD-01", owner="housing", title="在建工地台账", kind=_TABLE, secrecy=_OPEN, rows=24,
        summary="全区在建工地的名称、阶段和扬尘监测情况，每月更新。",
        cells={
            "工地": ("云栖里", "锦和苑", "映山府", "学前里", "文汇中心", "滨河广场"),
            "阶段": ("土方", "基础", "主体", "装饰"), "扬尘监测": ("已联网", "未联网"),
        },
    ),
    _Offer(
        code="ZJ-WX-02", owner="housing", title="老旧小区外墙风险点", kind=_TABLE, secrecy=_INTERNAL, rows=12,
        summary="排查发现的外墙空鼓、脱落风险点，含整改进度。",
        cells={
            "小区": ("竹苑", "金桂里", "清河坊", "德胜里"), "风险": ("空鼓", "脱落", "裂缝"),
            "进度": ("已围护", "维修中", "已消除"),
        },
    ),
    _Offer(
        code="SC-CY-01", owner="market", title="餐饮单位许可信息", kind=_TABLE, secrecy=_OPEN, rows=30,
        summary="食品经营许可的名称、类别和有效期，每周更新。",
        cells={
            "类别": ("快餐", "正餐", "小吃", "饮品"), "有效期": ("2027-03-31", "2027-09-30", "2028-06-30"),
            "量化等级": ("A", "B", "C"),
        },
    ),
    _Offer(
        code="SC-TS-02", owner="market", title="消费投诉汇总", kind=_TABLE, secrecy=_CONDITIONAL, rows=18,
        summary="按街道和行业汇总的消费投诉件数，不含个人信息。",
        cells={
            "街道": ("长庆", "云栖", "绣衣", "拱辰"), "行业": ("餐饮", "零售", "服务"),
            "件数": ("3", "5", "8", "13"),
        },
    ),
    _Offer(
        code="WJ-XS-01", owner="health", title="病媒监测点位", kind=_TABLE, secrecy=_CONDITIONAL, rows=16,
        summary="蚊、蝇、鼠监测点位和季度密度。",
        cells={"类别": ("蚊", "蝇", "鼠"), "密度": ("低", "中", "高"), "季度": ("一", "二", "三")},
    ),
    _Offer(
        code="CG-AJ-01", owner="keeper", title="城市管理案件接口", kind=_SERVICE, secrecy=_CONDITIONAL,
        summary="按街道和事项查询案件数量，供部门大屏使用。", cells={},
        address="https://data.yunhe.example/cases",
    ),
    _Offer(
        code="CG-LD-02", owner="keeper", title="路灯设施普查（旧版）", kind=_TABLE, secrecy=_OPEN, rows=10,
        summary="上一轮普查成果，已由新台账替代。",
        cells={"灯型": ("单臂", "双臂", "高杆"), "光源": ("LED", "钠灯")}, withdrawn="已由新版部件台账替代。",
    ),
)  # fmt: skip
# Which resource, who asks, how many days ago, what for, what becomes of it.
_WISHES = (
    ("ZJ-GD-01", "squad", 50, "夜间施工和扬尘巡查", "granted"),
    ("ZJ-GD-01", "cityoffice", 42, "月度考核核对工地数量", "granted"),
    ("SC-CY-01", "squad", 38, "油烟专项检查排定名单", "granted"),
    ("SC-TS-02", "cityoffice", 28, "专报数据引用", "granted"),
    ("SC-TS-02", "squad", 24, "店外经营整治分析", "refused"),
    ("WJ-XS-01", "cityoffice", 21, "卫生城市复审准备", "granted"),
    ("CG-AJ-01", "housing", 18, "住建大屏展示", "granted"),
    ("CG-AJ-01", "market", 15, "市场周边问题分析", "revoked"),
    ("ZJ-WX-02", "cityoffice", 12, "防汛防台前排查", "granted"),
    ("ZJ-WX-02", "squad", 6, "高空坠物隐患巡查", "asked"),
    ("WJ-XS-01", "housing", 4, "工地病媒防制", "asked"),
    ("CG-AJ-01", "health", 1, "爱国卫生运动简报", "asked"),
)
_REASONS = {"refused": "数据已在月报公布，请直接引用。", "revoked": "项目已结束，收回授权。"}
_FETCHED_AFTER = (1, 6, 13)  # days after a grant


@transaction.atomic
def resources_told(crew: Crew) -> int:
    """Enter the resources, let departments ask, decide and fetch; once."""
    with scope_opened((HOME,)):
        if SharedResource.objects.exists():
            return 0
    ids = {offer.code: _published(offer, crew) for offer in _OFFERS}
    owners = {offer.code: offer.owner for offer in _OFFERS}
    for code, by, days, purpose, course in _WISHES:
        _asked(ids[code], owners[code], by, days, purpose, course, crew)
    for offer in _OFFERS:
        if offer.withdrawn:
            with crew.acting(offer.owner) as actor:
                resource_withdraw(
                    resource_id=ids[offer.code], reason=offer.withdrawn, actor=actor, at=crew.ago(9, 11)
                )
    return len(_OFFERS) + len(_WISHES)


def _published(offer: _Offer, crew: Crew) -> int:
    at = crew.ago(_PUBLISHED_DAYS, 10)
    new = NewResource(
        code=offer.code, title=offer.title, kind=offer.kind, secrecy=offer.secrecy,
        fields=tuple(offer.cells), owner_id=crew.unit(offer.owner), area_code=HOME, since_on=crew.on(at),
        summary=offer.summary, address=offer.address,
    )  # fmt: skip
    chance = chance_of(f"resource/{offer.code}")
    rows = [
        NewRow(
            code=offer.code, delivery=f"{crew.on(at):%Y-%m}", number=number,
            cells={name: chance.choice(known) for name, known in offer.cells.items()},
        )
        for number in range(1, offer.rows + 1)
    ]  # fmt: skip
    with crew.acting(offer.owner) as actor:
        resource = resource_publish(new=new, actor=actor, at=at)
        if rows:
            resource_rows_write(rows=rows, actor=actor, at=at + timedelta(hours=1))
    return resource.pk


def _asked(resource_id: int, owner: str, by: str, days: int, purpose: str, course: str, crew: Crew) -> None:
    at = crew.ago(days, 9, 40)
    today = crew.on(at)
    with crew.acting(by) as actor:
        grant = access_ask(
            resource_id=resource_id, unit_id=None, purpose=purpose, actor=actor, at=at, today=today
        )
    if course == "asked":
        return
    if grant.state == GrantState.ASKED:
        _decided(grant, owner, course, crew, today=today)
    if course != "refused":
        _fetched(resource_id, by, purpose, crew, days=days)
    if course == "revoked":
        with crew.acting(owner) as actor:
            access_revoke(grant_id=grant.pk, reason=_REASONS["revoked"], actor=actor, at=crew.ago(2, 16))


def _decided(grant: ResourceGrant, owner: str, course: str, crew: Crew, *, today: date) -> None:
    at = grant.asked_at + timedelta(hours=5)
    with crew.acting(owner) as actor:
        if course == "refused":
            access_refuse(grant_id=grant.pk, reason=_REASONS["refused"], actor=actor, at=at)
        else:
            access_grant(grant_id=grant.pk, since_on=today, until_on=today + _GRANTED, actor=actor, at=at)


def _fetched(resource_id: int, by: str, purpose: str, crew: Crew, *, days: int) -> None:
    for after in _FETCHED_AFTER:
        at = crew.ago(days - after, 10, 20)
        if days - after < 0:
            return
        with crew.acting(by) as actor:
            resource_fetch(
                resource_id=resource_id, delivery="", purpose=purpose, actor=actor, at=at, today=crew.on(at)
            )
