"""The figures of spoil."""

from __future__ import annotations

from xiuhua.scenekit.indicators import (
    PERCENT,
    FigureGroup,
    FigureUnit,
    Indicator,
    Measure,
    is_one,
    known,
    yes,
)
from xiuhua.scenekit.indicators.declaring import Direction
from xiuhua.scenekit.indicators.predicates import Predicate
from xiuhua.scenes.spoil.terms import CoverKind, ManifestState, SiteLevel, SiteStage

_G, _AREA = FigureGroup.SCENES, ("area",)
_EVERY = known("area_code")
_SMALL = is_one("level", SiteLevel.DISTRICT.value)
_DONE = is_one("stage", SiteStage.COMPLETE.value)
_STOPPED = is_one("stage", SiteStage.STOPPED.value)
_SETTLED = is_one("state", ManifestState.SETTLED.value)


def _sites(key: str, zh: str, en: str, where: Predicate, formula_zh: str, formula_en: str) -> Indicator:
    return Indicator(
        key=key,
        zh=zh,
        en=en,
        unit=FigureUnit.PLACES,
        source_row="K-201",
        group=_G,
        groups=_AREA,
        fact="spoil_site",
        numerator=Measure(where=where),
        formula_zh=formula_zh,
        formula_en=formula_en,
    )


INDICATORS = (
    Indicator(
        key="spoil_docks",
        zh="渣土码头",
        en="Spoil docks",
        unit=FigureUnit.PLACES,
        source_row="K-023",
        group=_G,
        groups=_AREA,
        fact="spoil_dock",
        numerator=Measure(where=_EVERY),
        formula_zh="台账中的码头、消纳场",
        formula_en="docks of the ledger",
    ),
    Indicator(
        key="spoil_points_covered",
        zh="码头监控覆盖率",
        en="Dock points covered",
        unit=PERCENT,
        source_row="K-024",
        group=_G,
        groups=_AREA,
        fact="spoil_point",
        direction=Direction.MORE,
        numerator=Measure(where=is_one("kind", CoverKind.DOCK.value) & yes("covered")),
        denominator=Measure(where=is_one("kind", CoverKind.DOCK.value)),
        formula_zh="有监测设备或摄像机的码头点位 / 全部码头点位",
        formula_en="points of docks with a monitor or a camera, over all of them",
    ),
    Indicator(
        key="spoil_checkpoints",
        zh="必经道路卡口",
        en="Checkpoints covered",
        unit=FigureUnit.PLACES,
        source_row="K-025",
        group=_G,
        groups=_AREA,
        fact="spoil_point",
        direction=Direction.MORE,
        numerator=Measure(where=is_one("kind", CoverKind.ROAD.value) & yes("covered")),
        formula_zh="有监测设备或摄像机的必经道路卡口",
        formula_en="road checkpoints with a monitor or a camera",
    ),
    _sites(
        "spoil_sites_small",
        "建筑工地（5 万平方米以下）",
        "Sites below 50,000 m²",
        _SMALL,
        "建设规模 5 万平方米以下的工地",
        "sites of less than 50,000 m²",
    ),
    _sites("spoil_sites_complete", "完工工地", "Complete", _SMALL & _DONE, "其中已完工", "of them complete"),
    _sites(
        "spoil_sites_open",
        "未完工工地",
        "Not complete",
        _SMALL & ~_DONE,
        "其中未完工",
        "of them not complete",
    ),
    _sites("spoil_sites_stopped", "停工工地", "Stopped", _SMALL & _STOPPED, "其中停工", "of them stopped"),
    _sites(
        "spoil_sites_working",
        "开复工工地",
        "Started or resumed",
        _SMALL & ~_DONE & ~_STOPPED,
        "其中在建或复工",
        "of them under way or resumed",
    ),
    Indicator(
        key="spoil_disposed",
        zh="渣土消纳量",
        en="Spoil disposed of",
        unit=FigureUnit.CUBIC_METRES,
        group=_G,
        groups=_AREA,
        fact="spoil_manifest",
        numerator=Measure(where=_SETTLED, period="settled_at", sums="cubic_metres"),
        formula_zh="期内签收联单的到场自然方，数量不符的不计",
        formula_en="m³ in the ground of manifests signed for in the period, without those disputed",
    ),
    Indicator(
        key="spoil_bound",
        zh="行程持单率",
        en="Hauls with a manifest",
        unit=PERCENT,
        group=_G,
        groups=_AREA,
        fact="spoil_haul",
        direction=Direction.MORE,
        numerator=Measure(where=yes("bound"), period="left_at"),
        denominator=Measure(where=_EVERY, period="left_at"),
        formula_zh="有联单的装载行程 / 全部装载行程",
        formula_en="hauls bound to a manifest, over all hauls",
    ),
)
