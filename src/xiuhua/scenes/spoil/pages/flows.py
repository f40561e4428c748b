"""Out against taken on the screen."""

from __future__ import annotations

from collections.abc import Sequence

from xiuhua.scenekit.words import said
from xiuhua.scenes.spoil.pages.shared import M3
from xiuhua.scenes.spoil.queries.dispatch import Flow
from xiuhua.web.pages.columns import number
from xiuhua.web.parts import Section, Tag
from xiuhua.web.parts.lines import Line, lines_section

_TOLD_M3 = 0.05  # what a page prints as 0.1


def flow_said(flow: Flow) -> str:
    """Return a balance in one sentence, its difference too."""
    missing = flow.missing_m3
    if missing > _TOLD_M3:
        gap = said(zh=f"，少收 {missing:,.1f} m³", en=f", {missing:,.1f} m³ did not come")
    elif missing < -_TOLD_M3:
        gap = said(zh=f"，多收 {-missing:,.1f} m³", en=f", {-missing:,.1f} m³ more came")
    else:
        gap = said(zh="，收运一致", en=", it balances")
    over = flow.out_m3 - flow.allotted_m3
    beyond = said(zh=f"，超出下达 {over:,.1f} m³", en=f", {over:,.1f} m³ beyond what was accepted")
    words = said(
        zh=f"下达 {flow.allotted_m3:,.1f}，出土 {flow.out_m3:,.1f}，消纳 {flow.taken_m3:,.1f}，"
        f"在途 {flow.underway_m3:,.1f} m³",
        en=f"{flow.allotted_m3:,.1f} accepted, {flow.out_m3:,.1f} out, {flow.taken_m3:,.1f} taken, "
        f"{flow.underway_m3:,.1f} m³ under way",
    )
    return f"{words}{gap}{beyond if over > _TOLD_M3 else ''}"


def flows_section(flows: Sequence[Flow]) -> Section:
    """Return out against taken, a line for each other end."""
    lines = tuple(
        Line(
            text=one.name,
            note=flow_said(one),
            tag=Tag(text=str(said(zh="有差异", en="Differs")), colour="late")
            if abs(one.missing_m3) > _TOLD_M3 or one.out_m3 - one.allotted_m3 > _TOLD_M3
            else None,
        )
        for one in flows
    )
    empty = str(said(zh="还没有出土，也没有下达。", en="Nothing left, and nothing is accepted."))
    return lines_section(str(said(zh="收运平衡", en="Out against taken")), lines, empty=empty)


BALANCE = (
    number("out", said(zh="已出土", en="Out"), of="out_m3", unit=M3, decimals=1),
    number("taken", said(zh="已消纳", en="Taken"), of="taken_m3_signed", unit=M3, decimals=1),
    number("underway", said(zh="在途", en="Under way"), of="underway_m3", unit=M3, decimals=1, drop=2),
    number("missing", said(zh="差额", en="Missing"), of="missing_m3", unit=M3, decimals=1),
)
