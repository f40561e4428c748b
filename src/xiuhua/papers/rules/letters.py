"""Official papers of supervision and consultation, laid out after GB/T 9704-2012.

Source:
    GB/T 9704-2012 for the parts of an official letter and their order; which facts each paper tells is own
    choice, after what bureaus print.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xiuhua.papers.rules.documents import (
    Block,
    Document,
    Entry,
    Grid,
    Layout,
    Paragraph,
    Role,
    Signatures,
    Table,
    imprint_of,
    letter,
)


@dataclass(frozen=True, kw_only=True)
class OrderFacts:
    """What a supervision order says, in words.

    Args:
        answers: each answer with when it came and what was said to it, first to last.
        cases: number, matter, place and state of each.
    """

    number: str
    organ: str
    level: str
    title: str
    demand: str
    unit: str
    issuer: str
    issued_on: str
    due: str
    limit: str
    cases: tuple[tuple[str, str, str, str], ...] = ()
    answers: tuple[tuple[str, str, str], ...] = ()
    late: bool = False
    released_on: str = ""
    release_note: str = ""


def order_letter(facts: OrderFacts) -> Document:
    """Return the 督办单 as it is sent to the unit."""
    blocks: list[Block] = [
        Paragraph(f"{facts.unit}：", Role.ADDRESSEE),
        Paragraph(f"现就“{facts.title}”向你单位发出{facts.level}。"),
        Paragraph("一、督办事项", Role.HEADING),
        *(Paragraph(line) for line in facts.demand.splitlines() if line.strip()),
    ]
    if facts.cases:
        blocks += [Paragraph("二、所涉案件", Role.HEADING), _cases(facts.cases)]
    closing = "三" if facts.cases else "二"
    blocks += [
        Paragraph(f"{closing}、回复要求", Role.HEADING),
        Paragraph(
            f"请于{facts.due}前（{facts.limit}）书面回复办理情况。逾期未回复的计入考核；"
            "经签发单位审核同意后销号，未经销号不得视为办结。"
        ),
        Paragraph(facts.issuer, Role.ISSUER),
        Paragraph(facts.issued_on, Role.DATE),
    ]
    return Document(
        title=f"关于{facts.title}的{facts.level}通知", layout=Layout.OFFICIAL, blocks=tuple(blocks),
        organ=f"{facts.issuer or facts.organ}督办单", number=facts.number,
        imprint=imprint_of(facts.issuer, facts.issued_on),
    )  # fmt: skip


def _cases(cases: Sequence[tuple[str, ...]]) -> Table:
    return Table(
        headings=("案件编号", "事项", "地点", "现状"), rows=tuple(cases), widths=(0.2, 0.25, 0.37, 0.18)
    )


def release_form(facts: OrderFacts) -> Document:
    """Return the 销号单: what was asked for, what was answered, and that the unit is released."""
    rows: list[tuple[Entry, ...]] = [
        (Entry(label="督办单号", value=facts.number), Entry(label="督办级别", value=facts.level)),
        (Entry(label="督办事项", value=facts.title, span=2),),
        (Entry(label="责任单位", value=facts.unit), Entry(label="签发单位", value=facts.issuer)),
        (Entry(label="签发日期", value=facts.issued_on), Entry(label="回复期限", value=facts.due)),
        (Entry(label="督办要求", value=facts.demand, span=2, lines=4),),
    ]
    for nth, (at, said, judged) in enumerate(facts.answers, start=1):
        rows.append((Entry(label=f"第{nth}次回复", value=f"{said}\n{at}", span=2, lines=4),))
        if judged:
            rows.append((Entry(label="审核意见", value=judged, span=2, lines=2),))
    if not facts.answers:
        rows.append((Entry(label="回复情况", span=2, lines=4),))
    rows += [
        (Entry(label="是否按期", value=("逾期" if facts.late else "按期") if facts.answers else ""),
         Entry(label="销号日期", value=facts.released_on)),
        (Entry(label="销号意见", value=facts.release_note or ("同意销号" if facts.released_on else ""),
               span=2, lines=3),),
    ]  # fmt: skip
    return Document(
        title="督办事项销号单", layout=Layout.FORM, organ=facts.issuer or facts.organ, number=facts.number,
        blocks=(Grid(tuple(rows)), Signatures(("责任单位负责人", "签发人", "日期"))),
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class MeetingFacts:
    """What a meeting on ownership was about, in words.

    Args:
        questions: of each the case, matter, place, why nobody owned it, and what was decided, empty while
            it is open.
    """

    month: str
    host: str
    meets_on: str
    organ: str = ""
    number: str = ""
    minutes: str = ""
    questions: tuple[tuple[str, str, str, str, str], ...] = ()
    decided: int = 0
    carried: int = 0


def agenda(facts: MeetingFacts) -> Document:
    """Return the agenda as it goes to those who are invited."""
    blocks: list[Block] = [
        Paragraph(f"时间：{facts.meets_on}", Role.BODY),
        Paragraph(f"召集单位：{facts.host}", Role.BODY),
        Paragraph("议题：", Role.BODY),
        Table(
            headings=("序号", "案件", "事项", "地点", "无主原因"),
            rows=tuple((str(nth), *one[:4]) for nth, one in enumerate(facts.questions, start=1)),
            widths=(0.08, 0.2, 0.2, 0.28, 0.24),
        ),
    ]
    if not facts.questions:
        blocks[-1] = Paragraph("本月暂无议题。")
    return Document(
        title=f"{facts.month}确权会商议程", layout=Layout.OFFICIAL, blocks=tuple(blocks), organ=facts.organ
    )


def minutes(facts: MeetingFacts) -> Document:
    """Return the minutes: what was said, and who owns each matter from now on."""
    said = [
        f"{facts.meets_on}，{facts.host}召开{facts.month}确权会商。现将会议情况纪要如下：",
        *facts.minutes.splitlines(),
    ]
    body = letter(title=f"{facts.month}确权会商纪要", paragraphs=said, number=facts.number, organ=facts.organ)
    told = f"会议共议 {len(facts.questions)} 项，确权 {facts.decided} 项"
    carried = f"，{facts.carried} 项转入下次会商。" if facts.carried else "。"
    table: tuple[Block, ...] = ()
    if facts.questions:
        table = (
            Table(
                headings=("案件", "事项", "地点", "会商结果"),
                rows=tuple((one[0], one[1], one[2], one[4] or "转入下次会商") for one in facts.questions),
                widths=(0.2, 0.22, 0.28, 0.3),
            ),
        )
    blocks = (
        *body.blocks, Paragraph(told + carried), *table,
        Paragraph(facts.host, Role.ISSUER), Paragraph(facts.meets_on, Role.DATE),
    )  # fmt: skip
    return Document(
        title=body.title, layout=Layout.OFFICIAL, blocks=blocks, organ=facts.organ, number=facts.number
    )
