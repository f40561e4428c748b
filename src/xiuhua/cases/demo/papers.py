"""The demo district's phrase books: the platform's, and those of its contractor."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from xiuhua.access.queries import account_named, user_and_actor
from xiuhua.access.services import scope_opened
from xiuhua.cases.demo.load import NothingThere
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


def demo_phrases_load(*, clock: Callable[[], datetime]) -> None:
    """Let the demo's people keep phrases, in their names. Running it again changes nothing."""
    for name, scope, phrases in (
        ("keeper", PhraseScope.PLATFORM, _PLATFORM),
        ("unitclerk", PhraseScope.UNIT, _UNIT),
    ):
        actor = _actor(name, clock())
        with scope_opened(actor.areas):
            if Phrase.objects.filter(scope=scope.value).exists():
                continue
            many = [NewPhrase(key=key, words=words, scope=scope, act=act) for key, words, act in phrases]
            phrases_put(many=many, actor=actor, at=clock())


def _actor(name: str, at: datetime) -> Actor:
    user = account_named(name)
    found = user_and_actor(user.pk, at=at) if user else None
    if found is None:
        raise NothingThere(f"there is no active account {name}: run manage demo_accounts first")
    return found[1]
