"""Spoil transport: from the gate of a building site to the dock, every load with its manifest."""

from xiuhua.scenekit.manifest import (
    CaseKind,
    Checklist,
    ChecklistItem,
    FieldType,
    PermitField,
    PermitKind,
    Quantity,
    SceneManifest,
    SubjectKind,
)
from xiuhua.scenes.spoil.rules.checks import DUST_GEAR, SIX_HUNDRED, TRUCK_CHECK
from xiuhua.scenes.spoil.rules.permits import APPROVAL, DOCKS, HOURS, ROUTES, TRANSPORT, VOLUME
from xiuhua.shared.units import Unit

_RULES = "城市建筑垃圾管理规定 (建设部令第139号, 2005), articles 7 to 16"
_SITE = "建办质〔2019〕23号《关于进一步加强施工工地和道路扬尘管控工作的通知》: 六个百分之百"

_HOARDING, _UNPAVED, _UNSEALED, _MUD, _DUST = "08007", "08008", "08011", "08012", "08004"  # GB/T 47678.5-2026
_MATTERS = {
    "hoarding": _HOARDING, "cover": _DUST, "paved": _UNPAVED, "washed": _MUD, "sealed": _UNSEALED,
    "material": _DUST, "wetted": _DUST, "washer": _DUST, "sprayer": _DUST, "closed": _UNSEALED, "clean": _MUD,
}  # fmt: skip

_UNITS = {"hoarding": Unit.METRE, "cover": Unit.SQUARE_METRE, "material": Unit.SQUARE_METRE}
"""In what whoever confirms that it was put right says how much was."""


def _item(key: str, zh: str, en: str, asks_zh: str, asks: str) -> ChecklistItem:
    """Return an item; permit, manifest, route and load of a truck are no matter of the standard."""
    return ChecklistItem(
        key=key, title=en, title_zh=zh, asks=asks, asks_zh=asks_zh, order_days=3,
        matter=_MATTERS.get(key), unit=_UNITS.get(key),
    )  # fmt: skip


MANIFEST = SceneManifest(
    key="spoil",
    title="Spoil transport",
    title_zh="建筑渣土",
    owner="city_management",
    purpose="What leaves a building site arrives at its dock, and the street between stays clean.",
    purpose_zh="出工地的渣土都到消纳点，沿途道路不撒不扬。",
    quantities=(
        Quantity(key="load_t", unit=Unit.TONNE, valid=(0, 100), title="Load", title_zh="载重"),
        Quantity(
            key="tilt", unit=Unit.DEGREE, valid=(-180, 180), title="Tilt of the body", title_zh="车厢倾角"
        ),
        Quantity(
            key="pump", unit=Unit.COUNT, valid=(0, 1), title="Sprinkling pump works", title_zh="洒水泵工作"
        ),
        Quantity(
            key="pm10", unit=Unit.MICROGRAM_PER_CUBIC_METRE, valid=(0, 10_000), title="PM10", title_zh="PM10"
        ),
    ),
    case_kinds=(
        CaseKind(key="dumping", title="Dumping suspected", title_zh="偷倒嫌疑"),
        CaseKind(key="spillage", title="Spilled on the road", title_zh="抛洒滴漏"),
        CaseKind(key="dust", title="Dust does not fall", title_zh="扬尘喷淋无效"),
    ),
    checklists=(
        Checklist(
            key=SIX_HUNDRED,
            title="Six hundred percents",
            title_zh="六个百分百",
            source=_SITE,
            subject=SubjectKind.PREMISES,
            kinds=("site",),
            items=(
                _item(
                    "hoarding", "围挡", "Hoarding", "工地周边围挡是否到位", "is the site hoarded all round"
                ),
                _item("cover", "裸土覆盖", "Soil covered", "裸露土地是否苫盖", "is bare soil covered"),
                _item("paved", "硬化", "Paved", "出入口、场内道路是否硬化", "are gate and ways paved"),
                _item("washed", "冲洗", "Washed", "出入车辆是否冲洗", "are trucks washed before they leave"),
                _item("sealed", "密闭运输", "Sealed", "渣土车辆是否密闭运输", "do trucks leave sealed"),
                _item("wetted", "洒水保洁", "Wetted", "是否湿法作业、洒水保洁", "is it wetted and swept"),
                _item(
                    "material",
                    "物料堆放",
                    "Material tidied",
                    "六项之外：物料是否整理、覆盖",
                    "beside the six: is material tidied and covered",
                ),
            ),
        ),
        Checklist(
            key=DUST_GEAR,
            title="Gear against dust",
            title_zh="工地降尘设备",
            source=_SITE,
            subject=SubjectKind.PREMISES,
            kinds=("site",),
            items=(
                _item(
                    "washer",
                    "冲洗设备",
                    "Washer",
                    "出入口是否安装车辆冲洗设备",
                    "is there a washer for trucks at the gate",
                ),
                _item(
                    "sprayer",
                    "降尘设备",
                    "Dust device",
                    "是否安装喷淋、雾炮等降尘设备",
                    "is there a sprayer or a fog cannon",
                ),
            ),
        ),
        Checklist(
            key=TRUCK_CHECK,
            title="Spoil truck",
            title_zh="渣土车检查",
            source=_RULES,
            subject=SubjectKind.VEHICLE,
            kinds=("spoil_truck",),
            items=(
                _item(
                    "permit",
                    "准运证",
                    "Permit",
                    "是否随车携带有效准运证",
                    "is a permit in force carried along",
                ),
                _item(
                    "manifest", "联单", "Manifest", "是否有本次运输联单", "is there a manifest of this load"
                ),
                _item("closed", "密闭", "Closed", "车厢是否密闭", "is the body closed"),
                _item("clean", "车容", "Clean", "是否带泥上路", "does it bring mud onto the road"),
                _item(
                    "route",
                    "路线时段",
                    "Route and hours",
                    "是否按核准路线、时段",
                    "is it on its route and hours",
                ),
                _item("load", "载重", "Load", "是否超载", "is it within its load"),
            ),
        ),
    ),
    permit_kinds=(
        PermitKind(
            key=APPROVAL,
            title="Approval of disposal",
            title_zh="建筑垃圾处置核准",
            source=_RULES,
            subject=SubjectKind.PREMISES,
            kinds=("site",),
            sign="渣核",
            fields=(
                PermitField(
                    key=VOLUME,
                    type=FieldType.NUMBER,
                    title="Volume in the ground",
                    title_zh="核准方量（自然方）",
                    unit=Unit.CUBIC_METRE,
                    least=1,
                ),
                PermitField(
                    key=DOCKS, type=FieldType.PREMISES, title="Docks", title_zh="消纳点", required=False
                ),
            ),
        ),
        PermitKind(
            key=TRANSPORT,
            title="Permit to haul",
            title_zh="建筑垃圾准运证",
            source=_RULES,
            subject=SubjectKind.VEHICLE,
            kinds=("spoil_truck",),
            sign="渣运",
            fields=(
                PermitField(
                    key=ROUTES, type=FieldType.FENCES, title="Routes", title_zh="核准路线", required=False
                ),
                PermitField(
                    key=HOURS, type=FieldType.HOURS, title="Hours", title_zh="核准时段", required=False
                ),
                PermitField(
                    key=DOCKS, type=FieldType.PREMISES, title="Docks", title_zh="消纳点", required=False
                ),
            ),
        ),
    ),
    sources=(
        _RULES,
        _SITE,
        "GB 50854-2013, table A.1-2: swell of dug soil",
        "GB 1589-2016: masses of trucks",
        "own choice: tolerances, weights of reasons and grades, each with its reason in rules/",
    ),
    exempt={"map_layer": "docks and sites are premises, which have their marker; trucks have their tracks"},
)
