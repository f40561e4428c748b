"""What can be wrong with a frame of SL 651."""

from __future__ import annotations

from xiuhua.sensing.codecs.faults import Fault


class Sl651Fault(Fault):
    """Faults of SL 651; those from PARTLY_READ on are remarks on a frame that was read."""

    NOT_A_FRAME = (
        "not_a_frame",
        "不是 SL 651 报文（{octets} 字节）。",
        "Not a frame of SL 651 ({octets} bytes).",
    )
    MARKS = (
        "marks",
        "起始符或结束符不对：{start}、{end}。",
        "The mark before or after the body is wrong: {start}, {end}.",
    )
    ASCII_FIELD = (
        "ascii_field",
        "ASCII 报文的 {name} 不是十六进制字符。",
        "The {name} of the ASCII frame is not hexadecimal.",
    )
    SHORT_BODY = (
        "short_body",
        "正文只有 {octets} 字节，放不下流水号和发报时间。",
        "The body has {octets} bytes, too few for serial and time.",
    )
    TIME = ("time", "{name} 不是时间：{text}。", "{name} is no time: {text}.")
    PACKETS = (
        "packets",
        "包序号 {number}/{total} 不成立。",
        "Packet {number} of {total} does not make sense.",
    )
    PACKETS_LOST = (
        "packets_lost",
        "多包报文没有收齐：{total} 包中到了 {found} 包。",
        "The packets did not all come: {found} of {total}.",
    )
    FOREIGN = (
        "foreign",
        "报文的站址 {found} 不是这个测站 {expected}。",
        "The frame comes from station {found}, this link belongs to {expected}.",
    )
    PASSWORD = ("password", "密码不对。", "The password is wrong.")
    VALUE = ("value", "{name} 不能是 {text}。", "{name} cannot be {text}.")
    PARTLY_READ = (
        "partly_read",
        "有 {octets} 字节不合要素编码，原样保留：{text}。",
        "{octets} bytes do not follow the coding of elements and are kept as they are: {text}.",
    )
    BCD = ("bcd", "要素 {id} 的数据不是 BCD：{text}。", "Element {id} is not BCD: {text}.")
    STATION = (
        "station",
        "正文的站址 {found} 与报头 {expected} 不同。",
        "The body speaks of station {found}, the head of {expected}.",
    )
    UNKNOWN_FUNCTION = (
        "unknown_function",
        "功能码 {function} 标准里没有。",
        "The standard has no function {function}.",
    )
