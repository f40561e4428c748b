"""Which quantities there are, what people call them, their units, and what can be true of them.

A code is put together: what is measured, over which interval where it is no reading of the moment, which
statistic of it, and `zs` where it is converted: `pm10`, `pm10.hour.avg`, `oil_fume.minute.max`. Codes that a
table does not know keep the protocol's own: `hj212:a99999`.

Source:
    names and units: HJ 212-2017 annex B, SL 651-2014 table C.1, GB 18483-2001 (fume in mg/m³); the units that
    HJ 212 leaves open, and the ranges in which a value can be true, are our own choice: the ranges of
    instruments that are sold, wide rather than narrow, because a value outside is flagged and never dropped.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from xiuhua.sensing.codecs.sl651.elements import KINDS
from xiuhua.sensing.terms import ConcentrationUnit
from xiuhua.shared.units import Unit

LONGEST_CODE = 60
FENCE = "fence"  # fence:CODE tells whether a vehicle is inside that fence, 1 or 0
PARKED = "parked_outside"  # 1 while a vehicle stands outside every place where it may, 0 otherwise
MOST_OWN_CODES = 32  # without a name in any table, of one device: a made-up name each second fills any table
_SHAPE = re.compile(r"[a-z0-9_]+(?::[A-Za-z0-9_]+)?(?:\.[a-z_]+){0,3}")


@dataclass(frozen=True, slots=True)
class QuantityWords:
    """What a quantity is called, its unit, and the range in which a value can be true; None where open."""

    zh: str
    en: str
    unit: str = ""
    low: float | None = None
    high: float | None = None


def _words(
    zh: str, en: str, unit: Unit | None = None, low: float | None = None, high: float | None = None
) -> QuantityWords:
    return QuantityWords(zh, en, "" if unit in {None, Unit.COUNT} else str(unit), low, high)


_MG, _UG = Unit.MILLIGRAM_PER_CUBIC_METRE, Unit.MICROGRAM_PER_CUBIC_METRE
_MGL = Unit.MILLIGRAM_PER_LITRE
BASES: Mapping[str, QuantityWords] = {
    "oil_fume": _words("油烟", "Cooking fume", _MG, 0, 100),
    "particulates": _words("颗粒物", "Particulates", _MG, 0, 200),
    "nmhc": _words("非甲烷总烃", "Non-methane hydrocarbons", _MG, 0, 500),
    "tsp": _words("总悬浮颗粒物", "TSP", _UG, 0, 30_000),
    "pm10": _words("PM10", "PM10", _UG, 0, 20_000),
    "pm2_5": _words("PM2.5", "PM2.5", _UG, 0, 10_000),
    "pm1": _words("PM1", "PM1", _UG, 0, 10_000),
    "soot": _words("烟尘", "Soot", _MG, 0, 1_000),
    "co": _words("一氧化碳", "Carbon monoxide", _MG, 0, 1_000),
    "no2": _words("二氧化氮", "Nitrogen dioxide", _UG, 0, 10_000),
    "so2": _words("二氧化硫", "Sulphur dioxide", _UG, 0, 10_000),
    "air_temperature": _words("气温", "Air temperature", Unit.DEGREE_CELSIUS, -60, 70),
    "humidity": _words("湿度", "Humidity", Unit.PERCENT, 0, 100),
    "air_pressure": _words("气压", "Air pressure", Unit.HECTOPASCAL, 500, 1_100),
    "wind_speed": _words("风速", "Wind speed", Unit.METRE_PER_SECOND, 0, 90),
    "wind_direction": _words("风向", "Wind direction", Unit.DEGREE, 0, 360),
    "la": _words("A 声级", "A-weighted level", Unit.DBA, 20, 150),
    "leq": _words("等效声级", "Equivalent level", Unit.DBA, 20, 150),
    "l5": _words("L5", "L5", Unit.DBA, 20, 150),
    "l10": _words("L10", "L10", Unit.DBA, 20, 150),
    "l50": _words("L50", "L50", Unit.DBA, 20, 150),
    "l90": _words("L90", "L90", Unit.DBA, 20, 150),
    "l95": _words("L95", "L95", Unit.DBA, 20, 150),
    "ld": _words("昼间声级", "Day level", Unit.DBA, 20, 150),
    "ln": _words("夜间声级", "Night level", Unit.DBA, 20, 150),
    "ldn": _words("昼夜声级", "Day-night level", Unit.DBA, 20, 150),
    "lmx": _words("最大声级", "Greatest level", Unit.DBA, 20, 160),
    "lmn": _words("最小声级", "Least level", Unit.DBA, 10, 150),
    "fan_state": _words("风机状态", "Fan", None, 0, 5),
    "purifier_state": _words("净化器状态", "Purifier", None, 0, 5),
    "flow": _words("流量", "Flow", Unit.CUBIC_METRE_PER_SECOND, -100_000, 200_000),
    "ph": _words("pH", "pH", None, 0, 14),
    "dissolved_oxygen": _words("溶解氧", "Dissolved oxygen", _MGL, 0, 50),
    "water_temperature": _words("水温", "Water temperature", Unit.DEGREE_CELSIUS, -5, 60),
    "cod": _words("化学需氧量", "COD", _MGL, 0, 10_000),
    "cod_mn": _words("高锰酸盐指数", "Permanganate index", _MGL, 0, 1_000),
    "ammonia_nitrogen": _words("氨氮", "Ammonia nitrogen", _MGL, 0, 1_000),
    "total_nitrogen": _words("总氮", "Total nitrogen", _MGL, 0, 1_000),
    "total_phosphorus": _words("总磷", "Total phosphorus", _MGL, 0, 500),
    "level": _words("水位", "Water level", Unit.METRE, -100, 9_000),
    "level_above": _words("闸上水位", "Level above the gate", Unit.METRE, -100, 9_000),
    "level_below": _words("闸下水位", "Level below the gate", Unit.METRE, -100, 9_000),
    "water_depth": _words("积水深度", "Depth of standing water", Unit.CENTIMETRE, 0, 1_000),
    "rain_today": _words("当日降水量", "Rain today", Unit.MILLIMETRE, 0, 2_000),
    "rain_day": _words("日降水量", "Rain of a day", Unit.MILLIMETRE, 0, 2_000),
    "rain_total": _words("累计降水量", "Rain total", Unit.MILLIMETRE, 0, None),
    "rain_1_h": _words("1 小时降水量", "Rain of an hour", Unit.MILLIMETRE, 0, 400),
    "rain_5_min": _words("5 分钟降水量", "Rain of five minutes", Unit.MILLIMETRE, 0, 100),
    "rain_1_min": _words("1 分钟降水量", "Rain of a minute", Unit.MILLIMETRE, 0, 40),
    "supply_voltage": _words("电源电压", "Supply voltage", Unit.VOLT, 0, 300),
    "gate_opening": _words("闸门开度", "Gate opening", Unit.METRE, 0, 100),
    "velocity": _words("流速", "Flow velocity", Unit.METRE_PER_SECOND, -20, 20),
    "groundwater_depth": _words("地下水埋深", "Depth of groundwater", Unit.METRE, 0, 1_000),
    "turbidity": _words("浊度", "Turbidity", None, 0, None),
    "conductivity": _words("电导率", "Conductivity", Unit.MICROSIEMENS_PER_CENTIMETRE, 0, 200_000),
    "methane": _words("甲烷", "Methane", Unit.PERCENT, 0, 100),
    "fill": _words("满溢度", "Fill", Unit.PERCENT, 0, 100),
    "tilt": _words("倾角", "Tilt", Unit.DEGREE, -180, 180),
    PARKED: _words("在许可地点外停车", "Standing outside permitted places", None, 0, 1),
    "camera_alarm": _words("摄像机报警", "Alarm of a camera", None, 0, 7_999),
    "camera_alarm_priority": _words("摄像机报警级别", "Priority of a camera's alarm", None, 1, 4),
}
_SL651 = {
    kind.quantity: QuantityWords(
        f"{kind.quantity}（{kind.symbol}）",
        f"{kind.quantity.replace('_', ' ')} ({kind.symbol})",
        "" if kind.unit in {None, Unit.COUNT} else str(kind.unit),
    )
    for kind in KINDS.values()
}
_DECLARED: dict[str, QuantityWords] = {}  # by scenes
_PARTS: Mapping[str, tuple[str, str]] = {
    "minute": ("分钟", "minute"),
    "hour": ("小时", "hourly"),
    "day": ("日", "daily"),
    "run_time": ("运行时间", "running time"),
    "min": ("最小值", "least"),
    "avg": ("均值", "mean"),
    "max": ("最大值", "greatest"),
    "sum": ("累计", "total"),
    "level": ("声级", "level"),
    "day_level": ("昼间声级", "day level"),
    "night_level": ("夜间声级", "night level"),
    "zs": ("折算", "converted"),
}
_TO_MICROGRAM = {
    ConcentrationUnit.MILLIGRAM: 1_000.0,
    ConcentrationUnit.MICROGRAM: 1.0,
    ConcentrationUnit.NANOGRAM: 0.001,
}


def quantity_is_code(code: str) -> bool:
    """Return whether a text is shaped as the code of a quantity."""
    return len(code) <= LONGEST_CODE and _SHAPE.fullmatch(code) is not None


def quantity_declare(code: str, words: QuantityWords) -> bool:
    """Enter a quantity that a scene declares, so that its readings have a name, a unit and a range.

    One that is known already stays as it is: it is one quantity, whoever watches it.

    Returns:
        Whether it is new.

    Raises:
        ValueError: it is no code, or known in another unit.
    """
    if not quantity_is_code(code):
        raise ValueError(f"{code!r} is no code of a quantity")
    known = quantity_known(code)
    if known is not None and known.unit != words.unit:
        raise ValueError(f"{code!r} is kept in {known.unit or 'no unit'}, not in {words.unit or 'no unit'}")
    if known is None:
        _DECLARED[code] = words
    return known is None


def quantity_known(base: str) -> QuantityWords | None:
    """Return what is said of a quantity, without interval and statistic; None where nobody names it."""
    return BASES.get(base) or _SL651.get(base) or _DECLARED.get(base)


def quantities_named() -> list[str]:
    """Return the codes of the quantities that every installation knows."""
    return [*BASES, *_DECLARED]


def quantity_is_named(code: str) -> bool:
    """Return whether a table or a scene names a quantity, and a table every part of its code."""
    base, *parts = code.split(".")
    return quantity_known(base) is not None and all(part in _PARTS for part in parts)


def codes_surplus(codes: Iterable[str], own: Collection[str], most: int = MOST_OWN_CODES) -> set[str]:
    """Return which kinds of readings a device may not bring any more.

    Args:
        codes: those that it brings now, in their order.
        own: kinds without a name in any table that it has brought before.
        most: how many of those it may bring.
    """
    taken: set[str] = set(own)
    surplus: set[str] = set()
    for code in codes:
        if quantity_is_named(code) or code in taken:
            continue
        (taken if len(taken) < most else surplus).add(code)
    return surplus


def quantity_words(code: str) -> QuantityWords:
    """Return what a quantity is called and its unit; of an unknown one its code, and no unit."""
    base, *parts = code.split(".")
    found = quantity_known(base)
    if found is None:
        kind, _, own = base.rpartition(":")
        found = QuantityWords(own, own)
        if kind == FENCE:
            found = QuantityWords(f"在围栏 {own} 内", f"inside fence {own}")
    known = [_PARTS[part] for part in parts if part in _PARTS]
    zh = "".join(
        [found.zh, *([" "] if known and found.zh[-1:].isascii() else []), *(one[0] for one in known)]
    )
    en = " ".join([found.en, *(one[1] for one in known)])
    range_holds = not {"sum", "run_time"} & set(parts)
    return QuantityWords(
        zh, en, found.unit, found.low if range_holds else None, found.high if range_holds else None
    )


def concentration_kept(base: str, value: float, sent_in: ConcentrationUnit) -> float:
    """Return a concentration in the unit that its quantity is kept in.

    Args:
        base: what is measured, without interval and statistic.
        value: as the device sends it.
        sent_in: the unit that the device's entry says.
    """
    known = quantity_known(base)
    unit = known.unit if known else ""
    if unit == _UG:
        return value * _TO_MICROGRAM[sent_in]
    if unit == _MG:
        return value * _TO_MICROGRAM[sent_in] / _TO_MICROGRAM[ConcentrationUnit.MILLIGRAM]
    return value
