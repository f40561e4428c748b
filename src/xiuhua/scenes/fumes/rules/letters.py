"""The papers that a kitchen is handed: each sentence says which records it was made from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xiuhua.papers.rules.drafting import Draft, Sentence


@dataclass(frozen=True, kw_only=True)
class LetterFacts:
    """What a paper says of a kitchen; texts as they are printed, empty where unknown."""

    kitchen: str
    address: str
    party: str
    since: str
    until: str
    exceeded: int
    greatest: str = ""
    limit: str = ""
    proofs: Sequence[str] = ()
    case: str = ""
    days: int = 15
    report: str = ""
    purifier_off: int = 0


def notice_drafted(facts: LetterFacts) -> Draft:
    """Return 告知函: what was measured, what was found on the spot, what is asked for.

    Source:
        own choice after row R-20 of the register; 大气污染防治法 article 81 and 118; GB 18483-2001, 4.2.
    """
    told = [
        Sentence(
            f"{facts.since}至{facts.until}，你单位（{facts.kitchen}，{facts.address}）油烟在线监测"
            f"共超标 {facts.exceeded} 次"
            + (f"，最高 {facts.greatest}" if facts.greatest else "")
            + (f"，限值 {facts.limit}" if facts.limit else "")
            + "。在线监测数值为线索，不作为处罚依据。",
            (f"超标记录 {facts.exceeded} 次",),
        )
    ]
    if facts.purifier_off:
        told.append(
            Sentence(
                f"其间烹饪时净化设施未开启 {facts.purifier_off} 次。",
                (f"净化器记录 {facts.purifier_off} 次",),
            )
        )
    told += [Sentence(f"{one}。", (one,)) for one in facts.proofs]
    told += [
        Sentence(
            "上述行为涉嫌违反《中华人民共和国大气污染防治法》第八十一条。"
            f"请于收到本函之日起 {facts.days} 日内查明原因，清洗、维修或更换净化设施，"
            "保证烹饪时正常使用，并书面回复。",
            (f"案件 {facts.case}",) if facts.case else (),
        ),
        Sentence("逾期未整改或复查仍不合格的，将依照该法第一百一十八条处理。特此告知。"),
    ]
    return Draft(
        title=f"关于{facts.kitchen}油烟排放问题的告知函",
        addressee=facts.party or facts.kitchen,
        sentences=tuple(told),
    )


def demand_drafted(facts: LetterFacts) -> Draft:
    """Return 整改通知书 about a detection report that has expired or is missing.

    Source:
        own choice after row S-242 of the register; 大气污染防治法 article 81.
    """
    return Draft(
        title=f"关于{facts.kitchen}油烟检测报告过期的整改通知书",
        addressee=facts.party or facts.kitchen,
        sentences=(
            Sentence(f"经查，你单位（{facts.kitchen}，{facts.address}）{facts.report}。", ("餐饮油烟台账",)),
            Sentence(
                f"请于收到本通知之日起 {facts.days} 日内委托有资质的机构对油烟排放进行检测，"
                "将检测报告报我单位备案。"
            ),
        ),
    )
