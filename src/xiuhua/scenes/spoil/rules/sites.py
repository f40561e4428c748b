"""Building sites: whose they are, and which states follow each other.

Source:
    the report of a district bureau: 区级城市管理部门负责辖区建设规模在5万平方米以下施工工地监管工作;
    states as its ledger prints them (完工、未完工, of these 停工、开复工).
"""

from __future__ import annotations

from xiuhua.scenes.spoil.terms import SiteLevel, SiteStage

DISTRICT_BELOW_M2 = 50_000.0
_NEXT = {
    SiteStage.STARTED: frozenset({SiteStage.STOPPED, SiteStage.COMPLETE}),
    SiteStage.STOPPED: frozenset({SiteStage.RESUMED, SiteStage.COMPLETE}),
    SiteStage.RESUMED: frozenset({SiteStage.STOPPED, SiteStage.COMPLETE}),
    SiteStage.COMPLETE: frozenset[SiteStage](),
}


def site_level(building_m2: float) -> SiteLevel:
    """Return whose a site is: below 50,000 m² the district's, from there on the level's above.

    Raises:
        ValueError: it has no size.

    Source:
        the module's own.
    """
    if not building_m2 > 0:
        raise ValueError(f"{building_m2} m² is no site")
    return SiteLevel.DISTRICT if building_m2 < DISTRICT_BELOW_M2 else SiteLevel.ABOVE


def may_become(stage: SiteStage, to: SiteStage) -> bool:
    """Return whether a site may go from one state to another; a complete one is not begun again.

    Source:
        own choice: what was never stopped is not resumed.
    """
    return to in _NEXT[stage]
