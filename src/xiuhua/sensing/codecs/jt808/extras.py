"""The additional items of a position.

Source:
    JT/T 808-2013, JT/T 808-2019 and JT/T 1078-2016: 位置附加信息项定义. Items that belong to a maker, or
    that no table has, stay bytes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from xiuhua.sensing.codecs.faults import FrameError
from xiuhua.sensing.codecs.jt808.faults import Jt808Fault
from xiuhua.sensing.codecs.jt808.wire import id_shown

Value = int | float | dict[str, int] | list[int]


@dataclass(frozen=True, slots=True)
class Item:
    """A kind of item.

    Args:
        unit: of the value; empty for a count, an id or bits.
        widths: how many bytes it may have.
        value: makes the value of the bytes.
    """

    key: str
    zh: str
    en: str
    unit: str
    widths: tuple[int, ...]
    value: Callable[[bytes], Value]


class Extra(NamedTuple):
    """One item as it came.

    Args:
        number: its id, 0 to 255.
        is_cut: that it reaches beyond the body: `raw` is then all that was left.
    """

    number: int
    raw: bytes
    is_cut: bool = False

    @property
    def item(self) -> Item | None:
        """What kind of item it is; None where that is unknown, or its length is not the kind's."""
        return None if self.is_cut else _BY_WIDTH.get((self.number, len(self.raw)))

    @property
    def value(self) -> Value | None:
        """What it says, in the kind's unit; None where only the bytes are known."""
        item = self.item
        return None if item is None else item.value(self.raw)

    @property
    def fault(self) -> FrameError | None:
        """What is wrong with it; None for all that can be read, and for unknown kinds."""
        if self.is_cut:
            return FrameError(Jt808Fault.ITEM_CUT, item=id_shown(self.number, 1))
        if self.number in ITEMS and self.item is None:
            return FrameError(Jt808Fault.ITEM_WIDTH, item=id_shown(self.number, 1), found=len(self.raw))
        return None


_extra = tuple.__new__  # skips the wrapper that takes keywords, which costs as much as the rest of an item


def extras_read(tail: bytes) -> tuple[Extra, ...]:
    """Return the items behind a position. Never fails: the position itself is good, whatever follows it."""
    found: list[Extra] = []
    at, ends = 0, len(tail)
    while at < ends:
        begins = at + 2
        stops = (
            begins + tail[at + 1] if begins <= ends else ends + 1
        )  # an id alone is cut: it lacks its length
        found.append(_extra(Extra, (tail[at], tail[begins:stops], stops > ends)))
        at = stops
    return tuple(found)


def values_read(tail: bytes) -> dict[int, Value]:
    """Return the values of the items of known kinds, by their ids: what a gateway stores, in one pass.

    The same as the `value` of each of `extras_read`, in half the time; where an id comes twice, the last
    counts.
    """
    found: dict[int, Value] = {}
    at, ends, value_of = 0, len(tail) - 1, _VALUES.get
    while at < ends:
        number, width = tail[at], tail[at + 1]
        value = value_of(number << 8 | width)
        begins, at = at + 2, at + 2 + width
        if value is not None and at <= ends + 1:
            found[number] = value(tail[begins:at])
    return found


def extra_write(number: int, raw: bytes) -> bytes:
    """Return an item's bytes.

    Raises:
        ValueError: the id or the length do not fit a byte.
    """
    return bytes((number, len(raw))) + raw


def _unsigned(raw: bytes) -> int:
    return int.from_bytes(raw, "big")


def _signed(raw: bytes) -> int:
    return int.from_bytes(raw, "big", signed=True)


def _tenths(raw: bytes) -> float:
    return int.from_bytes(raw, "big") / 10


def _overspeed(raw: bytes) -> dict[str, int]:
    """Read where a speed was exceeded: kind 0 has no area, the others name it in four bytes."""
    return {"kind": raw[0], "area": _unsigned(raw[1:])} if len(raw) > 1 else {"kind": raw[0]}


def _crossing(raw: bytes) -> dict[str, int]:
    return {"kind": raw[0], "area": _unsigned(raw[1:5]), "direction": raw[5]}


def _section(raw: bytes) -> dict[str, int]:
    return {"section": _unsigned(raw[:4]), "seconds": _unsigned(raw[4:6]), "result": raw[6]}


def _analogues(raw: bytes) -> list[int]:
    """Read two analogue inputs: the low word is the first."""
    return [_unsigned(raw[2:]), _unsigned(raw[:2])]


def _abnormal_driving(raw: bytes) -> dict[str, int]:
    """Read what was abnormal; how tired the driver is comes with it from most terminals."""
    return {"kinds": _unsigned(raw[:2])} | ({"fatigue": raw[2]} if len(raw) > 2 else {})


ITEMS: dict[int, Item] = {
    0x01: Item("mileage", "里程", "mileage", "km", (4,), _tenths),
    0x02: Item("fuel", "油量", "fuel", "L", (2,), _tenths),
    0x03: Item("recorder_speed", "行驶记录功能获取的速度", "speed of the recorder", "km/h", (2,), _tenths),
    0x04: Item("event", "需要人工确认报警事件的 ID", "alarm event to confirm", "", (2,), _unsigned),
    0x05: Item("tyres", "胎压", "tyre pressures", "Pa", (30,), list),
    0x06: Item("carriage_temperature", "车厢温度", "carriage temperature", "°C", (2,), _signed),
    0x11: Item("overspeed", "超速报警附加信息", "where it was too fast", "", (1, 5), _overspeed),
    0x12: Item("crossing", "进出区域/路线报警附加信息", "what was entered or left", "", (6,), _crossing),
    0x13: Item("section_time", "路段行驶时间不足/过长", "time on a section", "", (7,), _section),
    0x14: Item("video_alarm", "视频相关报警", "video alarms", "", (4,), _unsigned),
    0x15: Item("video_lost", "视频信号丢失报警状态", "channels without signal", "", (4,), _unsigned),
    0x16: Item("video_covered", "视频信号遮挡报警状态", "channels covered", "", (4,), _unsigned),
    0x17: Item("storage_fault", "存储器故障报警状态", "storages out of order", "", (2,), _unsigned),
    0x18: Item("abnormal_driving", "异常驾驶行为报警", "abnormal driving", "", (2, 3), _abnormal_driving),
    0x25: Item("signals", "扩展车辆信号状态位", "vehicle signals", "", (4,), _unsigned),
    0x2A: Item("io", "IO 状态位", "inputs and outputs", "", (2,), _unsigned),
    0x2B: Item("analogue", "模拟量", "analogue inputs", "", (4,), _analogues),
    0x30: Item("signal_strength", "无线通信网络信号强度", "radio signal strength", "", (1,), _unsigned),
    0x31: Item("satellites", "GNSS 定位卫星数", "satellites", "", (1,), _unsigned),
}  # fmt: skip
_BY_WIDTH = {(number, width): item for number, item in ITEMS.items() for width in item.widths}
_VALUES = {number << 8 | width: item.value for (number, width), item in _BY_WIDTH.items()}
