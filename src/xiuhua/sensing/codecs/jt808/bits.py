"""The bits of a position's alarm and status, with the standard's names.

Source:
    JT/T 808-2013 and JT/T 808-2019: 报警标志位定义, 状态位定义. Bits that only 2019 has are marked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bit:
    """One bit, counted from the lowest, and what it says when it is set."""

    number: int
    key: str
    zh: str
    en: str

    @property
    def mask(self) -> int:
        """The bit alone."""
        return 1 << self.number


ALARMS = (
    Bit(0, "sos", "紧急报警", "emergency"),
    Bit(1, "overspeed", "超速报警", "overspeed"),
    Bit(2, "fatigue", "疲劳驾驶", "fatigue"),
    Bit(3, "danger", "危险预警", "danger ahead"),
    Bit(4, "gnss_fault", "GNSS 模块发生故障", "GNSS module fault"),
    Bit(5, "antenna_cut", "GNSS 天线未接或被剪断", "GNSS antenna missing or cut"),
    Bit(6, "antenna_short", "GNSS 天线短路", "GNSS antenna shorted"),
    Bit(7, "power_low", "终端主电源欠压", "main power low"),
    Bit(8, "power_cut", "终端主电源掉电", "main power lost"),
    Bit(9, "display_fault", "终端 LCD 或显示器故障", "display fault"),
    Bit(10, "speech_fault", "TTS 模块故障", "speech module fault"),
    Bit(11, "camera_fault", "摄像头故障", "camera fault"),
    Bit(12, "card_fault", "道路运输证 IC 卡模块故障", "IC card module fault"),
    Bit(13, "overspeed_warning", "超速预警", "close to overspeed"),
    Bit(14, "fatigue_warning", "疲劳驾驶预警", "close to fatigue"),
    Bit(15, "violation", "违规行驶报警", "driving against the rules (2019)"),
    Bit(16, "tyre_warning", "胎压预警", "tyre pressure (2019)"),
    Bit(17, "blind_spot", "右转盲区异常报警", "right-turn blind spot (2019)"),
    Bit(18, "day_driving", "当天累计驾驶超时", "driving time of the day exceeded"),
    Bit(19, "parking_overtime", "超时停车", "parked too long"),
    Bit(20, "area_crossed", "进出区域", "entered or left an area"),
    Bit(21, "route_crossed", "进出路线", "entered or left a route"),
    Bit(22, "route_time", "路段行驶时间不足/过长", "too short or too long on a section"),
    Bit(23, "off_route", "路线偏离报警", "off the route"),
    Bit(24, "speed_sensor_fault", "车辆 VSS 故障", "speed sensor fault"),
    Bit(25, "fuel", "车辆油量异常", "fuel out of the ordinary"),
    Bit(26, "stolen", "车辆被盗", "stolen"),
    Bit(27, "illegal_ignition", "车辆非法点火", "illegal ignition"),
    Bit(28, "illegal_move", "车辆非法位移", "moved illegally"),
    Bit(29, "collision", "碰撞预警", "collision"),
    Bit(30, "rollover", "侧翻预警", "rollover"),
    Bit(31, "illegal_door", "非法开门报警", "door opened illegally"),
)

STATUSES = (
    Bit(0, "ignition_on", "ACC 开", "ignition on"),
    Bit(1, "fixed", "定位", "fixed"),
    Bit(2, "south", "南纬", "southern latitude"),
    Bit(3, "west", "西经", "western longitude"),
    Bit(4, "out_of_service", "停运状态", "out of service"),
    Bit(5, "coordinates_encrypted", "经纬度已经保密插件加密", "coordinates encrypted"),
    Bit(6, "brake_warning", "紧急刹车系统采集的前撞预警", "forward collision warning (2019)"),
    Bit(7, "lane_warning", "车道偏移预警", "lane departure warning (2019)"),
    Bit(8, "load_low", "载重低位", "load, low bit"),
    Bit(9, "load_high", "载重高位", "load, high bit"),
    Bit(10, "oil_cut", "车辆油路断开", "fuel line cut"),
    Bit(11, "circuit_cut", "车辆电路断开", "circuit cut"),
    Bit(12, "doors_locked", "车门加锁", "doors locked"),
    Bit(13, "door_1_open", "门 1 开（前门）", "door 1 open (front)"),
    Bit(14, "door_2_open", "门 2 开（中门）", "door 2 open (middle)"),
    Bit(15, "door_3_open", "门 3 开（后门）", "door 3 open (rear)"),
    Bit(16, "door_4_open", "门 4 开（驾驶席门）", "door 4 open (driver)"),
    Bit(17, "door_5_open", "门 5 开（自定义）", "door 5 open (own use)"),
    Bit(18, "gps", "使用 GPS 卫星进行定位", "located by GPS"),
    Bit(19, "beidou", "使用北斗卫星进行定位", "located by BeiDou"),
    Bit(20, "glonass", "使用 GLONASS 卫星进行定位", "located by GLONASS"),
    Bit(21, "galileo", "使用 Galileo 卫星进行定位", "located by Galileo"),
    Bit(22, "moving", "车辆处于行驶状态", "moving (2019)"),
)


def bits_named(word: int, bits: Sequence[Bit], language: str) -> list[str]:
    """Return the names of the bits that are set, lowest first: Chinese for every `zh…`, else English."""
    chinese = language.startswith("zh")
    return [bit.zh if chinese else bit.en for bit in bits if word & bit.mask]
