"""The draft of a reply, put together from what the cases record; a person reads it before it is sent.

Source:
    own choice of words, after what replies to 12345 say: what was reported, who dealt with it, what was done,
    when, and what could not be done with the reason. It is Chinese in every language of the desk, because it
    goes to the citizen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo


@dataclass(frozen=True, kw_only=True)
class Ended:
    """How one matter ended.

    Args:
        state: what its end is called, where it was not simply settled.
        said: what the unit, or whoever ended it, wrote.
    """

    title: str
    address: str
    unit: str
    settled: bool
    state: str
    said: str
    ended_at: datetime | None


def reply_drafted(ends: Sequence[Ended], zone: tzinfo) -> str:
    """Return the draft, a paragraph for each matter."""
    if not ends:
        return ""
    numbered = len(ends) > 1
    said = [
        f"{f'{nth}、' if numbered else ''}{_sentence(one, zone)}" for nth, one in enumerate(ends, start=1)
    ]
    opening = "您好，您反映的问题办理情况如下："
    return "\n".join((opening, *said, "感谢您对城市管理工作的支持。"))


def _sentence(one: Ended, zone: tzinfo) -> str:
    where = f"{one.address}" if one.address else ""
    matter = f"关于{where}“{one.title}”："
    result = one.said.strip().rstrip("。；;.") or ("已处置完毕" if one.settled else "")
    day = f"{one.ended_at.astimezone(zone):%-m月%-d日}" if one.ended_at else ""
    if one.settled:
        by = f"由{one.unit}办理，" if one.unit else ""
        return f"{matter}{by}{result}，经现场核查已于{day}办结。"
    why = f"，原因：{result}" if result else ""
    return f"{matter}经研究，{one.state}{why}。"
