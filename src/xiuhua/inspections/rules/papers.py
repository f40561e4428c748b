"""The paper by which something is ordered to be put right.

Source:
    own choice after the 责令改正通知书 that bureaus hand over (行政处罚法 Art. 28): to whom, when and where
    it was inspected, what was found, by when each has to be put right, who orders it, and where both sides
    sign. Laid out after GB/T 9704-2012.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xiuhua.papers.rules.documents import (
    Block,
    Document,
    Layout,
    Paragraph,
    Role,
    Signatures,
    Table,
)


@dataclass(frozen=True, kw_only=True)
class OrderedItem:
    """One thing that has to be put right: the item, what was wrong, and the last day, in words."""

    title: str
    text: str
    until: str


@dataclass(frozen=True, kw_only=True)
class RectifyFacts:
    """What an order to put something right says, in words.

    Args:
        number: of the document.
        addressee: to whom it goes: who runs the premises, or the premises themselves.
        place: where it was inspected.
        checklist: by what; `source` the document that asks for it.
        issuer: the unit whose name stands under it, empty where nobody knows.
    """

    number: str
    addressee: str
    place: str
    inspected_on: str
    checklist: str
    source: str
    demand: str
    items: Sequence[OrderedItem]
    issuer: str
    issued_on: str


def rectify_letter(facts: RectifyFacts) -> Document:
    """Return the 责令改正通知书 as it is handed over."""
    place = f"（{facts.place}）" if facts.place else ""
    blocks: list[Block] = [
        Paragraph(f"{facts.addressee}：", Role.ADDRESSEE),
        Paragraph(
            f"{facts.inspected_on}，我单位按《{facts.checklist}》对你（单位）{place}进行检查，发现下列问题。"
        ),
        Table(
            headings=("序号", "检查项", "存在问题", "改正期限"),
            rows=tuple(
                (str(nth), item.title, item.text or "不符合", item.until)
                for nth, item in enumerate(facts.items, start=1)
            ),
            widths=(0.1, 0.25, 0.43, 0.22),
        ),
        Paragraph(f"检查依据：{facts.source}"),
    ]
    if facts.demand:
        blocks.append(Paragraph(f"改正要求：{facts.demand}"))
    blocks += [
        Paragraph("现责令你（单位）在上述期限前改正，改正后报我单位复查。逾期不改正的，将依法处理。"),
        Paragraph("如不服，可依法申请行政复议或者提起行政诉讼。"),
        Signatures(("被检查单位（人）签收", "检查人员", "日期")),
    ]
    if facts.issuer:
        blocks.append(Paragraph(facts.issuer, Role.ISSUER))
    blocks.append(Paragraph(facts.issued_on, Role.DATE))
    return Document(
        title="责令改正通知书", layout=Layout.OFFICIAL, blocks=tuple(blocks), number=facts.number,
        organ=facts.issuer,
    )  # fmt: skip
