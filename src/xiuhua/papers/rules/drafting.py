"""Letters drafted from the record of a case: each sentence says which records it was made from.

Source:
    own choice, because a clerk signs what somebody else's machine wrote only where every sentence can be
    looked up. Sentences are templates over single facts; where a fact is missing its sentence is left out,
    and nothing is put in its place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from xiuhua.papers.rules.forms import CaseFacts
from xiuhua.papers.terms import PaperKind


@dataclass(frozen=True)
class Sentence:
    """A drafted paragraph and the records that it was made from."""

    text: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A letter as it is proposed."""

    title: str
    addressee: str
    sentences: tuple[Sentence, ...]

    @property
    def body(self) -> str:
        """The text, a paragraph a line."""
        return "\n".join(sentence.text for sentence in self.sentences)


def drafted(kind: PaperKind, facts: CaseFacts) -> Draft:
    """Return a letter drafted from the record of a case.

    Raises:
        KeyError: this kind of paper is not drafted.
    """
    return _DRAFTS[kind](facts)


def _reply(facts: CaseFacts) -> Draft:
    return Draft(
        title=f"关于{facts.place}{facts.title}问题的答复",
        addressee="反映人",
        sentences=tuple(
            sentence
            for sentence in (
                _reported(facts),
                _taken_on(facts),
                _handled(facts),
                _checked(facts),
                _ended(facts),
                Sentence("感谢您对城市管理工作的关心和支持。如有疑问，请联系我们。"),
            )
            if sentence is not None
        ),
    )


def _reported(facts: CaseFacts) -> Sentence:
    reference = f"（编号 {facts.source_number}）" if facts.source_number else ""
    return Sentence(
        f"您于{facts.reported_at}反映的{facts.place}“{facts.title}”问题{reference}收悉，现答复如下。",
        (f"上报 {facts.reported_at}", f"案件 {facts.number}"),
    )


def _taken_on(facts: CaseFacts) -> Sentence | None:
    refused = facts.first("case.not_accept", "case.not_file")
    if refused.label:
        why = f"，理由是：{refused.note.rstrip('。')}" if refused.note else ""
        return Sentence(f"经审核，该问题{refused.label}{why}。", (f"{refused.label} {refused.at}",))
    if not facts.filed_at:
        return None
    sent = f"，并于{facts.dispatched_at}交由{facts.unit}办理" if facts.dispatched_at and facts.unit else ""
    sources = [f"立案 {facts.filed_at}", *([f"派遣 {facts.dispatched_at}"] if sent else [])]
    return Sentence(f"经核，该问题已于{facts.filed_at}立案{sent}。", tuple(sources))


def _handled(facts: CaseFacts) -> Sentence | None:
    told = facts.first("case.feed_back")
    if not told.note:
        return None
    return Sentence(f"办理情况：{told.note.rstrip('。')}。", (f"反馈 {told.at} {told.who}".strip(),))


def _checked(facts: CaseFacts) -> Sentence | None:
    passed = facts.first("case.check_pass")
    if not passed.at:
        return None
    again = f"（其间返工 {facts.reworks} 次）" if facts.reworks else ""
    return Sentence(f"{passed.at}经现场核查，问题已处置到位{again}。", (f"核查通过 {passed.at}",))


def _ended(facts: CaseFacts) -> Sentence | None:
    if not facts.over_at:
        return Sentence(
            f"目前该问题{facts.state}"
            + (f"，处置时限至{facts.due}" if facts.due else "")
            + "，办结后将再次告知您。",
            (f"案件 {facts.number} 现状",),
        )
    if not facts.closing:
        return None
    return Sentence(f"该问题已于{facts.over_at}{facts.closing}。", (f"结案 {facts.over_at}",))


def _statement(facts: CaseFacts) -> Draft:
    return Draft(
        title=f"关于{facts.place}{facts.title}办理情况的说明",
        addressee="",
        sentences=tuple(_statement_lines(facts)),
    )


_COURSE: Mapping[str, str] = MappingProxyType(
    {
        "case.accept": "受理",
        "case.verify_true": "核实属实",
        "case.verify_false": "核实不属实",
        "case.file": "立案",
        "case.dispatch": "派遣",
        "case.push": "直派一线",
        "case.receive": "签收",
        "case.feed_back": "反馈",
        "case.check_fail": "核查未通过，返工",
        "case.check_pass": "核查通过",
        "case.extend_grant": "批准延期",
        "case.defer_grant": "批准缓办",
        "case.shelve_grant": "批准挂账",
        "case.close": "结案",
    }
)


def _statement_lines(facts: CaseFacts) -> Iterator[Sentence]:
    yield Sentence("一、基本情况")
    yield Sentence(
        f"{facts.reported_at}，{facts.channel}反映{facts.place}“{facts.title}”问题，"
        f"案件编号 {facts.number}。",
        (f"上报 {facts.reported_at}",),
    )
    if facts.description:
        yield Sentence(f"反映内容：{facts.description.rstrip('。')}。", (f"上报 {facts.reported_at}",))
    yield Sentence("二、办理经过")
    for act, said in _COURSE.items():
        done = facts.acts.get(act)
        if done is None:
            continue
        unit = (
            f"（{done.unit}）"
            if done.unit and act in {"case.dispatch", "case.push", "case.feed_back"}
            else ""
        )
        note = f"：{done.note.rstrip('。')}" if done.note else ""
        yield Sentence(f"{done.at}，{said}{unit}{note}。", (f"{said} {done.at} {done.who}".strip(),))
    yield Sentence("三、目前状况")
    state = f"案件{facts.state}" + (f"，{facts.closing}" if facts.closing else "")
    late = "，存在超期" if facts.late else ""
    again = f"，返工 {facts.reworks} 次" if facts.reworks else ""
    yield Sentence(f"{state}{again}{late}。", (f"案件 {facts.number} 现状",))
    yield Sentence("特此说明。")


_DRAFTS: Mapping[PaperKind, Callable[[CaseFacts], Draft]] = MappingProxyType(
    {PaperKind.REPLY: _reply, PaperKind.STATEMENT: _statement}
)
DRAFTED = tuple(_DRAFTS)
"""The kinds of paper that are drafted and edited by a person."""


@dataclass(frozen=True, kw_only=True)
class OrderLine:
    """What a supervision order says of one case; `overdue` is by how long, empty where it is not late."""

    number: str
    place: str
    title: str
    state: str
    overdue: str = ""
    reminded: int = 0


def order_drafted(lines: Sequence[OrderLine]) -> Draft:
    """Return an order drafted from the cases that it is about: where each stands, and what is asked for.

    Raises:
        ValueError: it is about no case.
    """
    if not lines:
        raise ValueError("an order about no case is written by hand")
    first, many = lines[0], f"等 {len(lines)} 件" if len(lines) > 1 else ""
    asked = Sentence("请查明原因，限期处置到位，并书面回复办理情况。")
    return Draft(
        title=f"{first.place}{first.title}{many}", addressee="", sentences=(*map(_stands, lines), asked)
    )


def _stands(line: OrderLine) -> Sentence:
    late = f"，已超期{line.overdue}" if line.overdue else ""
    reminded = f"，已催办 {line.reminded} 次" if line.reminded else ""
    text = f"{line.number}：{line.place}，{line.title}，现{line.state}{late}{reminded}。"
    return Sentence(text, (f"案件 {line.number} 现状", *(("催办记录",) if reminded else ())))
