"""What can be wrong with a media frame of JT/T 1078."""

from __future__ import annotations

from xiuhua.sensing.codecs.faults import Fault


class Jt1078Fault(Fault):
    """Faults for which a media frame is refused, or which it is decoded in spite of."""

    MARK = (
        "mark",
        "没有找到帧头 30 31 63 64。",
        "The mark 30 31 63 64 was not found.",
    )
    BCD = (
        "bcd",
        "SIM 卡号不是 BCD 码：{found}。",
        "The SIM number is not in BCD: {found}.",
    )
    KIND = (
        "kind",
        "没有数据类型 {data_type} 或分包标记 {subpackage}。",
        "There is no data type {data_type} or subpackage mark {subpackage}.",
    )
    OVERLONG = (
        "overlong",
        "数据体 {found} 字节，超过标准的 {longest} 字节。",
        "{found} bytes of media are more than the {longest} that the standard allows.",
    )
    VERSION = (
        "version",
        "首字节是 {found}，标准固定为 81。",
        "The first byte is {found}; the standard has 81.",
    )
