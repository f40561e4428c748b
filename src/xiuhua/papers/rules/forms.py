"""The eight standard forms of the loop, built from what the record says.

Every place is filled from a record or left blank to be written by hand; nothing is made up.

Source:
    the names of the eight are those of the trade's standard set (问题登记单, 问题核实单, 问题反馈单,
    问题立案单, 任务分派单, 任务反馈单, 结果核查单, 结果反馈单). Which places a form has is own choice, after
    the stages it belongs to, because the set that cities print is not published: 问题反馈单 tells whoever
    reported that it was taken on or not, 结果反馈单 how it ended.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from xiuhua.papers.rules.documents import Block, Document, Entry, Grid, Layout, Photo, Photos, Signatures
from xiuhua.papers.terms import FormKind


@dataclass(frozen=True, kw_only=True)
class Done:
    """One act of the record, in words: what was done, when, by whom, with which opinion."""

    label: str = ""
    at: str = ""
    who: str = ""
    unit: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class CaseFacts:
    """What the record of a case says, in words; an empty text is what it does not say.

    Args:
        acts: the last doing of each act that was done, by the act's name.
        found, shown: pictures of what was reported, and of what was done.
    """

    number: str
    organ: str = ""
    title: str = ""
    matter: str = ""
    channel: str = ""
    source_number: str = ""
    reported_at: str = ""
    filed_at: str = ""
    dispatched_at: str = ""
    fed_back_at: str = ""
    over_at: str = ""
    place: str = ""
    area: str = ""
    grid: str = ""
    spot: str = ""
    description: str = ""
    caller: str = ""
    caller_phone: str = ""
    condition: str = ""
    limit: str = ""
    due: str = ""
    closing_condition: str = ""
    state: str = ""
    closing: str = ""
    unit: str = ""
    helpers: str = ""
    person: str = ""
    reworks: int = 0
    late: bool = False
    acts: Mapping[str, Done] = field(default_factory=lambda: MappingProxyType({}))
    found: tuple[Photo, ...] = ()
    shown: tuple[Photo, ...] = ()
    printed_at: str = ""

    def first(self, *acts: str) -> Done:
        """Return the doing of the first of some acts that was done; blanks where none was."""
        return next((self.acts[act] for act in acts if act in self.acts), Done())


def form(kind: FormKind, facts: CaseFacts) -> Document:
    """Return a form, filled as far as the record goes."""
    blocks = (_head(facts), *_BUILDERS[kind](facts))
    return Document(
        title=kind.zh, layout=Layout.FORM, organ=facts.organ, number=facts.number, blocks=blocks,
        footnote=f"据案件 {facts.number} 的记录生成，打印于 {facts.printed_at}；空白处手写。",
    )  # fmt: skip


def forms(facts: CaseFacts) -> tuple[Document, ...]:
    """Return all eight, in the order of the loop."""
    return tuple(form(kind, facts) for kind in FormKind)


def _head(facts: CaseFacts) -> Grid:
    return Grid(
        (
            (Entry(label="案件编号", value=facts.number), Entry(label="问题来源", value=facts.channel)),
            (Entry(label="事项", value=facts.matter, span=2),),
            (Entry(label="地点", value=facts.place, span=2),),
            (Entry(label="所属区域", value=facts.area), Entry(label="单元网格", value=facts.grid)),
        )
    )


def _grid(*rows: tuple[Entry, ...]) -> Grid:
    return Grid(rows)


def _wide(label: str, value: str, *, lines: int = 3) -> tuple[Entry, ...]:
    return (Entry(label=label, value=value, span=2, lines=lines),)


def _signed(label: str, done: Done) -> tuple[Entry, ...]:
    return (Entry(label=label, value=done.who), Entry(label="时间", value=done.at))


def _photos(title: str, photos: tuple[Photo, ...]) -> tuple[Block, ...]:
    return (Photos(photos, title=title),) if photos else ()


def _registration(facts: CaseFacts) -> tuple[Block, ...]:
    taken = facts.first("case.accept", "case.ask_verify", "case.not_accept", "case.push")
    return (
        _grid(
            (
                Entry(label="上报时间", value=facts.reported_at),
                Entry(label="来源编号", value=facts.source_number),
            ),
            (Entry(label="反映人", value=facts.caller), Entry(label="联系电话", value=facts.caller_phone)),
            (Entry(label="坐标", value=facts.spot, span=2),),
            _wide("问题描述", facts.description, lines=5),
            _wide("受理意见", " ".join(one for one in (taken.label, taken.note) if one)),
            _signed("受理员", taken),
        ),
        *_photos("现场照片", facts.found),
        Signatures(("受理员签字", "日期")),
    )


def _verification(facts: CaseFacts) -> tuple[Block, ...]:
    sent, looked = facts.first("case.ask_verify"), facts.first("case.verify_true", "case.verify_false")
    return (
        _grid(
            (Entry(label="下达时间", value=sent.at), Entry(label="下达人", value=sent.who)),
            _wide("待核实问题", facts.description),
            (Entry(label="核实结论", value=looked.label), Entry(label="核实时间", value=looked.at)),
            _wide("核实情况", looked.note, lines=4),
            (Entry(label="核实人", value=looked.who), Entry(label="问题是否在本网格", value="")),
        ),
        Signatures(("核实人签字", "值班长签字", "日期")),
    )


def _acceptance(facts: CaseFacts) -> tuple[Block, ...]:
    taken = facts.first("case.not_accept", "case.not_file", "case.file", "case.accept")
    return (
        _grid(
            (Entry(label="反映人", value=facts.caller), Entry(label="反映时间", value=facts.reported_at)),
            _wide("反映的问题", facts.description),
            (Entry(label="处理结果", value=taken.label), Entry(label="办理时间", value=taken.at)),
            _wide("不予受理或不予立案的理由", taken.note if taken.label.startswith("不予") else ""),
            (Entry(label="承诺办结时限", value=facts.limit), Entry(label="反馈方式", value="")),
            (Entry(label="反馈人", value=""), Entry(label="反馈时间", value="")),
        ),
        Signatures(("反馈人签字", "日期")),
    )


def _filing(facts: CaseFacts) -> tuple[Block, ...]:
    filed = facts.first("case.file", "case.not_file", "case.push")
    return (
        _grid(
            (Entry(label="上报时间", value=facts.reported_at), Entry(label="立案时间", value=facts.filed_at)),
            _wide("问题描述", facts.description),
            _wide("立案条件", facts.condition, lines=2),
            (
                Entry(label="处置时限", value=facts.limit),
                Entry(label="结案条件", value=facts.closing_condition),
            ),
            _wide("立案意见", " ".join(one for one in (filed.label, filed.note) if one)),
            _signed("审批人", filed),
        ),
        *_photos("现场照片", facts.found),
        Signatures(("值班长签字", "日期")),
    )


def _dispatch(facts: CaseFacts) -> tuple[Block, ...]:
    sent, taken = facts.first("case.dispatch", "case.push"), facts.first("case.receive", "case.assign")
    return (
        _grid(
            (Entry(label="主办单位", value=facts.unit), Entry(label="协办单位", value=facts.helpers)),
            (Entry(label="派遣时间", value=sent.at), Entry(label="派遣员", value=sent.who)),
            (Entry(label="处置时限", value=facts.limit), Entry(label="截止时间", value=facts.due)),
            _wide("任务内容", facts.description, lines=4),
            _wide("结案条件", facts.closing_condition, lines=2),
            _wide("派遣意见", sent.note),
            (Entry(label="签收人", value=taken.who), Entry(label="签收时间", value=taken.at)),
        ),
        *_photos("现场照片", facts.found),
        Signatures(("派遣员签字", "签收人签字", "日期")),
    )


def _feedback(facts: CaseFacts) -> tuple[Block, ...]:
    told = facts.first("case.feed_back")
    judged = facts.first("case.feedback_pass", "case.feedback_refuse")
    return (
        _grid(
            (
                Entry(label="处置单位", value=facts.unit),
                Entry(label="处置人", value=facts.person or told.who),
            ),
            (Entry(label="派遣时间", value=facts.dispatched_at), Entry(label="反馈时间", value=told.at)),
            (Entry(label="处置时限", value=facts.limit), Entry(label="截止时间", value=facts.due)),
            _wide("处置情况", told.note, lines=5),
            (Entry(label="反馈审核", value=judged.label), Entry(label="审核时间", value=judged.at)),
            _wide("审核意见", judged.note, lines=2),
        ),
        *_photos("处置后照片", facts.shown),
        Signatures(("处置人签字", "单位负责人签字", "日期")),
    )


def _check(facts: CaseFacts) -> tuple[Block, ...]:
    told, looked = facts.first("case.feed_back"), facts.first("case.check_pass", "case.check_fail")
    return (
        _grid(
            (Entry(label="处置单位", value=facts.unit), Entry(label="反馈时间", value=told.at)),
            _wide("反馈的处置情况", told.note),
            _wide("结案条件", facts.closing_condition, lines=2),
            (Entry(label="核查结论", value=looked.label), Entry(label="核查时间", value=looked.at)),
            _wide("核查情况", looked.note, lines=4),
            (Entry(label="核查人", value=looked.who),
             Entry(label="返工次数", value=str(facts.reworks) if facts.reworks else "")),
        ),
        *_photos("处置后照片", facts.shown),
        Signatures(("核查人签字", "日期")),
    )  # fmt: skip


def _result(facts: CaseFacts) -> tuple[Block, ...]:
    closed = facts.first("case.close", "case.force_grant", "case.inform_grant", "case.void_grant")
    told = facts.first("case.feed_back")
    return (
        _grid(
            (Entry(label="反映人", value=facts.caller), Entry(label="联系电话", value=facts.caller_phone)),
            _wide("反映的问题", facts.description),
            (Entry(label="办理单位", value=facts.unit), Entry(label="办结方式", value=facts.closing)),
            (Entry(label="上报时间", value=facts.reported_at), Entry(label="办结时间", value=facts.over_at)),
            _wide("办理结果", told.note, lines=4),
            _wide("结案意见", closed.note, lines=2),
            (Entry(label="反映人是否满意", value=""), Entry(label="回访时间", value="")),
        ),
        *_photos("处置前照片", facts.found),
        *_photos("处置后照片", facts.shown),
        Signatures(("结案人签字", "回访人签字", "日期")),
    )


_BUILDERS: Mapping[FormKind, Callable[[CaseFacts], tuple[Block, ...]]] = MappingProxyType(
    {
        FormKind.REGISTRATION: _registration,
        FormKind.VERIFICATION: _verification,
        FormKind.ACCEPTANCE: _acceptance,
        FormKind.FILING: _filing,
        FormKind.DISPATCH: _dispatch,
        FormKind.FEEDBACK: _feedback,
        FormKind.CHECK: _check,
        FormKind.RESULT: _result,
    }
)
