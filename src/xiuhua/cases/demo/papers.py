"""The demo district's phrase books, and some supervision orders on what stands open too long."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from xiuhua.access.queries import account_named, user_and_actor
from xiuhua.access.services import scope_opened
from xiuhua.cases import services
from xiuhua.cases.models import Case, Supervision
from xiuhua.cases.queries.papers import place_said
from xiuhua.cases.services import NewSupervision
from xiuhua.cases.terms import CaseState, SupervisionLevel
from xiuhua.papers.models import Phrase
from xiuhua.papers.services import NewPhrase, phrases_put
from xiuhua.papers.terms import PhraseScope
from xiuhua.shared.actor import Actor

_PLATFORM = (
    ("qhs", "请核实{地点}是否存在{事项}，附近景、远景照片。", "case.ask_verify"),
    ("qjk", "请加快处置，{时限}内反馈结果并附处置后照片。", "case.remind"),
    ("bsy", "经核，不属于城市管理事项，建议向有关部门反映。", "case.not_accept"),
    ("cfsb", "与{编号}属同一问题，请并案办理。", "case.merge"),
    ("hcbh", "核查不合格：{地点}的{事项}仍未处置到位，请返工。", "case.check_fail"),
    ("fhja", "符合结案条件，同意结案。", "case.close"),
)
_UNIT = (
    ("yqj", "已派人到{地点}清理完毕，现场整洁。", "case.feed_back"),
    ("yxf", "已按养护标准修复，恢复正常使用。", "case.feed_back"),
    ("bsbdw", "该处不属于我单位养护范围，请改派权属单位。", "case.send_back"),
    ("sgtj", "需协调占道施工许可，申请延期。", "case.extend_ask"),
)
_ORDERS = (
    SupervisionLevel.LISTED,
    SupervisionLevel.KEY,
    SupervisionLevel.ORDINARY,
    SupervisionLevel.ORDINARY,
)


def demo_papers_load(*, clock: Callable[[], datetime]) -> int:
    """Let the demo's people keep phrases, remind and issue orders; return how many orders there are.

    Running it again changes nothing. Everything enters by the services that pages call, in people's names.
    """
    people = {name: _actor(name, clock()) for name in ("keeper", "unitclerk", "leader", "dispatcher")}
    if any(actor is None for actor in people.values()):
        return 0
    known = {name: actor for name, actor in people.items() if actor is not None}
    _phrases(known, clock)
    leader = known["leader"]
    with scope_opened(leader.areas):
        if not Supervision.objects.exists():
            _orders(leader, known["unitclerk"], clock)
        return Supervision.objects.count()


def _actor(name: str, at: datetime) -> Actor | None:
    user = account_named(name)
    found = user_and_actor(user.pk, at=at) if user else None
    return found[1] if found else None


def _phrases(people: dict[str, Actor], clock: Callable[[], datetime]) -> None:
    for name, scope, phrases in (
        ("keeper", PhraseScope.PLATFORM, _PLATFORM),
        ("unitclerk", PhraseScope.UNIT, _UNIT),
    ):
        with scope_opened(people[name].areas):
            if Phrase.objects.filter(scope=scope.value).exists():
                continue
            many = [NewPhrase(key=key, words=words, scope=scope, act=act) for key, words, act in phrases]
            phrases_put(many=many, actor=people[name], at=clock())


def _orders(leader: Actor, clerk: Actor, clock: Callable[[], datetime]) -> None:
    open_ones = Case.objects.filter(
        state=CaseState.HANDLING.value, unit__isnull=False, area_code__startswith=leader.areas[0]
    )
    waiting = list(open_ones.select_related("unit", "area").order_by("due_at", "pk")[: len(_ORDERS)])
    for case, level in zip(waiting, _ORDERS, strict=False):
        at, where = clock(), place_said(case)
        services.case_remind(case_id=case.pk, words="请加快处置，尽快反馈。", actor=leader, at=at)
        services.supervision_issue(
            new=NewSupervision(
                unit_id=case.unit_id or 0, level=level, title=f"{where}{case.title}",
                demand=f"{where}的{case.title}长期未处置到位。\n请查明原因，限期处置，并书面回复办理情况。",
                case_ids=(case.pk,),
            ),
            actor=leader, at=at,
        )  # fmt: skip
    served = Supervision.objects.filter(unit__people__user_id=clerk.user_id or 0).order_by("pk").first()
    if served is not None:
        reply = "已组织人员处置，预计今日完成，责任人冯远航。"
        services.supervision_reply(supervision_id=served.pk, reply=reply, paper=None, actor=clerk, at=clock())
