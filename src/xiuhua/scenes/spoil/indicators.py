"""The figures of spoil."""

from __future__ import annotations

from xiuhua.ground.terms.vehicles import VehicleKind
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
from xiuhua.scenes.spoil.rules.checks import DUST_GEAR, SIX_HUNDRED, TRUCK_CHECK
from xiuhua.scenes.spoil.rules.permits import APPROVAL, VOLUME
from xiuhua.scenes.spoil.terms import CoverKind, ManifestState, SiteLevel, SiteStage

_G, _AREA = FigureGroup.SCENES, ("area",)
_EVERY = known("area_code")
_SMALL = is_one("level", SiteLevel.DISTRICT.value)
_DONE = is_one("stage", SiteStage.COMPLETE.value)
_STOPPED = is_one("stage", SiteStage.STOPPED.value)
_SETTLED = is_one("state", ManifestState.SETTLED.value)
_SIX = is_one("checklist", SIX_HUNDRED)
_GEAR = is_one("checklist", DUST_GEAR) & known("ordered_at")


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


def _mended(
    told: tuple[str, str, FigureUnit], named: tuple[str, str], item: str, formula: tuple[str, str]
) -> Indicator:
    """Return the sum of how much of an item was put right, as whoever confirmed it has measured it."""
    key, row, unit = told
    return Indicator(
        key=key,
        zh=named[0],
        en=named[1],
        unit=unit,
        source_row=row,
        group=_G,
        groups=_AREA,
        fact="finding",
        direction=Direction.MORE,
        numerator=Measure(
            where=_SIX & is_one("item", item) & yes("put_right"), period="righted_at", sums="amount"
        ),
        formula_zh=formula[0],
        formula_en=formula[1],
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
    Indicator(
        key="spoil_trucks_inspected",
        zh="检查渣土车辆",
        en="Spoil trucks inspected",
        unit=FigureUnit.VEHICLES,
        source_row="K-026",
        group=_G,
        groups=_AREA,
        fact="inspection",
        numerator=Measure(where=is_one("subject_kind", VehicleKind.SPOIL.value), period="at"),
        formula_zh="期内对渣土车的检查，不论用哪张检查表",
        formula_en="inspections of spoil trucks in the period, by whatever checklist",
    ),
    Indicator(
        key="spoil_truck_checks",
        zh="检查渣土车",
        en="Trucks checked",
        unit=FigureUnit.VEHICLES,
        source_row="K-205",
        group=_G,
        groups=_AREA,
        fact="inspection",
        numerator=Measure(where=is_one("checklist", TRUCK_CHECK), period="at"),
        formula_zh="期内用渣土车检查表的检查",
        formula_en="inspections in the period by the checklist of spoil trucks",
    ),
    Indicator(
        key="spoil_approved",
        zh="渣土处置方量",
        en="Spoil volume approved",
        unit=FigureUnit.CUBIC_METRES,
        source_row="K-084",
        group=_G,
        groups=_AREA,
        fact="certificate",
        numerator=Measure(
            where=is_one("kind", APPROVAL) & ~known("revoked_at"), period="issued_at", sums=f"field_{VOLUME}"
        ),
        formula_zh="期内核发、未撤销的处置核准的核准方量（自然方）之和",
        formula_en="m³ in the ground of approvals issued in the period and not revoked, added up",
    ),
    Indicator(
        key="spoil_six_officers",
        zh="六百查执法人次",
        en="Officer-times at the six hundred percents",
        unit=FigureUnit.PERSON_TIMES,
        source_row="K-202",
        group=_G,
        groups=_AREA,
        fact="inspection",
        numerator=Measure(where=_SIX, period="at", sums="officers"),
        formula_zh="期内六个百分百检查的参检人数之和",
        formula_en="people who took part in checks of the six hundred percents, added up",
    ),
    Indicator(
        key="spoil_six_found",
        zh="六个百分百问题",
        en="Violations of the six hundred percents",
        unit=FigureUnit.PROBLEMS,
        source_row="K-204",
        group=_G,
        groups=_AREA,
        fact="finding",
        direction=Direction.LESS,
        numerator=Measure(where=_SIX, period="at"),
        formula_zh="期内六个百分百检查发现的问题",
        formula_en="findings of checks of the six hundred percents in the period",
    ),
    Indicator(
        key="spoil_six_fixed",
        zh="六个百分百问题整改率",
        en="Violations put right",
        unit=PERCENT,
        source_row="K-204",
        group=_G,
        groups=_AREA,
        fact="finding",
        direction=Direction.MORE,
        numerator=Measure(where=_SIX & yes("put_right"), period="at"),
        denominator=Measure(where=_SIX, period="at"),
        formula_zh="即查即改或复查合格的问题 / 期内发现的问题",
        formula_en="findings put right on the spot or closed, over those of the period",
    ),
    Indicator(
        key="spoil_six_daily",
        zh="日均巡查次数",
        en="Daily patrols",
        unit=FigureUnit.TIMES_A_DAY,
        source_row="K-203",
        group=_G,
        groups=_AREA,
        fact="inspection",
        numerator=Measure(where=_SIX, period="at"),
        daily=True,
        formula_zh="期内六个百分百巡查次数 / 期内已过的天数；不满一天没有数据",
        formula_en="checks of the six hundred percents over the days of the period that have passed; "
        "nothing before one has",
    ),
    _mended(
        ("spoil_hoarding_mended", "K-151", FigureUnit.METRES),
        ("规范围挡", "Hoarding fixed"),
        "hoarding",
        ("期内整改到位的围挡延米数之和", "metres of hoarding put right in the period, added up"),
    ),
    _mended(
        ("spoil_soil_covered", "K-152", FigureUnit.SQUARE_METRES),
        ("苫盖裸露土地", "Bare soil covered"),
        "cover",
        ("期内整改到位的苫盖面积之和", "m² of bare soil covered in the period, added up"),
    ),
    _mended(
        ("spoil_material_tidied", "K-153", FigureUnit.SQUARE_METRES),
        ("物料整理", "Material tidied"),
        "material",
        ("期内整改到位的物料整理面积之和", "m² of material tidied in the period, added up"),
    ),
    Indicator(
        key="spoil_washers_ordered",
        zh="责令安装冲洗设备",
        en="Washers ordered",
        unit=FigureUnit.UNITS,
        source_row="K-154",
        group=_G,
        groups=_AREA,
        fact="finding",
        numerator=Measure(where=_GEAR & is_one("item", "washer"), period="ordered_at"),
        formula_zh="期内责令安装冲洗设备的问题，每处出入口一台",
        formula_en="findings without a washer at the gate that were ordered to be put right in the period",
    ),
    Indicator(
        key="spoil_sprayers_ordered",
        zh="责令安装降尘设备",
        en="Dust devices ordered",
        unit=FigureUnit.UNITS,
        source_row="K-155",
        group=_G,
        groups=_AREA,
        fact="finding",
        numerator=Measure(where=_GEAR & is_one("item", "sprayer"), period="ordered_at"),
        formula_zh="期内责令安装喷淋、雾炮等降尘设备的问题",
        formula_en="findings without a dust device that were ordered to be put right in the period",
    ),
)
