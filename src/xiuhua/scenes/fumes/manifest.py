"""Catering fume: what this scene watches, and what it may open a case for."""

from xiuhua.scenekit.manifest import (
    AlarmRule,
    CaseKind,
    Checklist,
    ChecklistItem,
    Quantity,
    SceneManifest,
    SubjectKind,
)
from xiuhua.scenes.fumes.rules.checks import CLEANED, HOOD, KITCHEN_CHECK, MONITOR, OUTLET, PURIFIER, REPORT
from xiuhua.shared.units import Unit

_FUME = "06027"  # 油烟污染, GB/T 47678.5-2026


def _item(key: str, zh: str, en: str, asks_zh: str, asks: str, days: int) -> ChecklistItem:
    return ChecklistItem(
        key=key, title=en, title_zh=zh, asks=asks, asks_zh=asks_zh, order_days=days, matter=_FUME
    )


MANIFEST = SceneManifest(
    key="fumes",
    title="Catering fume",
    title_zh="餐饮油烟",
    owner="city_management",
    purpose="Who lives above a kitchen breathes, and a kitchen is told before it is fined.",
    purpose_zh="楼上住户少闻油烟，餐饮店先被告知、后被处罚。",
    quantities=(
        Quantity(
            key="oil_fume",
            unit=Unit.MILLIGRAM_PER_CUBIC_METRE,
            valid=(0, 100),
            title="Cooking fume",
            title_zh="油烟",
        ),
        Quantity(
            key="purifier_state", unit=Unit.COUNT, valid=(0, 5), title="Purifier", title_zh="净化器状态"
        ),
        Quantity(key="fan_state", unit=Unit.COUNT, valid=(0, 5), title="Fan", title_zh="风机状态"),
    ),
    case_kinds=(
        CaseKind(
            key="fume_case",
            title="Fume above the limit, proven on the spot",
            title_zh="油烟超标（已查实）",
        ),
    ),
    checklists=(
        Checklist(
            key=KITCHEN_CHECK,
            title="Kitchen",
            title_zh="餐饮油烟检查",
            source="中华人民共和国大气污染防治法 (2018) 第八十一条；HJ 554-2010 饮食业环境保护技术规范",
            subject=SubjectKind.PREMISES,
            kinds=("restaurant",),
            items=(
                _item(
                    HOOD, "集气罩", "Hood", "灶头上方是否装有集气罩", "is there a hood above the stoves", 15
                ),
                _item(
                    PURIFIER,
                    "净化设施",
                    "Purifier",
                    "烹饪时净化设施是否正常使用",
                    "is there a purifier, and is it on while somebody cooks",
                    3,
                ),
                _item(
                    CLEANED,
                    "清洗记录",
                    "Cleaning",
                    "净化设施是否定期清洗并有记录",
                    "is it cleaned regularly, and written down",
                    7,
                ),
                _item(
                    OUTLET,
                    "排烟管道",
                    "Duct",
                    "油烟是否经专用烟道排放",
                    "does the fume leave by a duct of its own",
                    15,
                ),
                _item(
                    REPORT,
                    "检测报告",
                    "Report",
                    "是否有有效的油烟检测报告",
                    "is there a detection report that is valid",
                    15,
                ),
                _item(
                    MONITOR,
                    "在线监测",
                    "Monitor",
                    "监测设备是否正常、信号是否真实",
                    "does the monitor work, and do its signals tell the truth",
                    3,
                ),
            ),
        ),
    ),
    alarm_rules=(
        AlarmRule(
            key="high",
            title="Fume above the limit",
            title_zh="油烟超标",
            reason="GB 18483-2001, 4.2: 2.0 mg/m³; over ten minutes, as technical guides average.",
            reason_zh="GB 18483-2001 第 4.2 条：2.0 mg/m³；按十分钟平均，技术指南多用十或三十分钟。",
            definition={
                "series": {"fume": {"quantity": "oil_fume", "hold_s": 180}},
                "levels": [
                    {
                        "severity": "major",
                        "when": {"kind": "limit", "of": "fume", "is": "above", "limit": 2.0},
                        "after_s": 600,
                        "clear": {"kind": "limit", "of": "fume", "is": "below", "limit": 1.8},
                        "clear_after_s": 600,
                    }
                ],
                "tells": {"roles": ["alarm_reviewer"]},
            },
        ),
        AlarmRule(
            key="bypass",
            title="Cooking with the purifier off",
            title_zh="烹饪时净化器未开",
            reason="大气污染防治法 art. 81: the purifier is to be used; for ten minutes, as a start is none.",
            reason_zh="大气污染防治法第八十一条：应正常使用净化设施；持续十分钟，避免开机误报。",
            definition={
                "series": {
                    "fume": {"quantity": "oil_fume", "hold_s": 180},
                    "purifier": {"quantity": "purifier_state", "hold_s": 180},
                },
                "levels": [
                    {
                        "severity": "minor",
                        "when": {
                            "kind": "all",
                            "of": [
                                {"kind": "limit", "of": "fume", "is": "above", "limit": 0.3},
                                {"kind": "limit", "of": "purifier", "is": "off"},
                            ],
                        },
                        "after_s": 600,
                    }
                ],
                "tells": {"roles": ["alarm_reviewer"]},
            },
        ),
        AlarmRule(
            key="silent",
            title="No reading of a kitchen's monitor",
            title_zh="油烟监测无数据",
            reason="R-19 asks for 24 hours of monitoring; half an hour is thirty readings missed.",
            reason_zh="R-19 要求 24 小时在线；半小时即缺三十个读数。",
            definition={
                "series": {"fume": {"quantity": "oil_fume", "hold_s": 180}},
                "levels": [
                    {
                        "severity": "note",
                        "when": {"kind": "silent", "of": "fume", "for_s": 1800},
                        "after_s": 0,
                    }
                ],
            },
        ),
    ),
    sources=(
        "GB 18483-2001 饮食业油烟排放标准（试行）: limits 2.0 mg/m³, removal 60, 75, 85 %, size classes",
        "中华人民共和国大气污染防治法 (2018), articles 81 and 118",
        "中华人民共和国行政处罚法 (2021), articles 40 and 41: what automatic equipment records",
        "HJ 212-2017 and three regional dialects of fume (sensing.codecs.hj212.factors)",
        "own choice: a notice from 100 exceedances in 30 days, after 2,255 and 22 notices of row R-20",
    ),
    exempt={
        "map_layer": "a kitchen is one of the premises, which have their marker; the front page draws states",
    },
)
