"""What can be wrong with a frame of HJ 212: refusals, and what is borne with a remark."""

from __future__ import annotations

from xiuhua.sensing.codecs.faults import Fault


class Hj212Fault(Fault):
    """Faults of HJ 212; those before TWO_DIGIT_LENGTH refuse the frame, the others are remarks."""

    NOT_A_FRAME = (
        "not_a_frame",
        "不是 HJ 212 报文：没有“##”和长度开头（{octets} 字节）。",
        "Not a frame of HJ 212: it does not start with ## and a length ({octets} bytes).",
    )
    TOO_LONG = (
        "too_long",
        "报文超过 {limit} 字节仍未结束。",
        "The frame does not end within {limit} bytes.",
    )
    OTHER_CRC = (
        "other_crc",
        "校验不符：报文写的是 {found}，算出来是 {expected}；按 {variant} 算法则相符。",
        "The checksum is {found}, not {expected}; it would be right under {variant}.",
    )
    NO_CRC = ("no_crc", "校验码不是四位十六进制数。", "The checksum is not four hexadecimal digits.")
    NO_CP = (
        "no_cp",
        "数据段没有以“CP=&&”和“&&”括起的内容。",
        "The data segment has no content between CP=&& and &&.",
    )
    TEXT = ("text", "数据段既不是 UTF-8 也不是 GB 18030 文本。", "The data segment is no text.")
    FIELD = (
        "field",
        "数据段里“{item}”不是“名称=值”。",
        "In the data segment, {item!r} is not name=value.",
    )
    MISSING = ("missing", "数据段缺少 {name}。", "The data segment has no {name}.")
    NUMBER = ("number", "{name} 不是允许的数：{text}。", "{name} is no number of its kind: {text}.")
    VALUE = ("value", "{name} 不能是 {text}。", "{name} cannot be {text}.")
    FOREIGN = (
        "foreign",
        "报文的设备号 {found} 不是这台设备 {expected}。",
        "The frame comes from device {found}, this link belongs to {expected}.",
    )
    PASSWORD = ("password", "密码不对。", "The password is wrong.")
    PARTS = (
        "parts",
        "分包 {number}/{total} 不成立。",
        "Part {number} of {total} does not make sense.",
    )
    PARTS_LOST = (
        "parts_lost",
        "分包没有收齐：{total} 包中到了 {found} 包。",
        "The parts did not all come: {found} of {total}.",
    )
    TWO_DIGIT_LENGTH = (
        "two_digit_length",
        "长度字段不是四位：{text}。",
        "The length field is not four digits: {text}.",
    )
    RAW_CRC = ("raw_crc", "校验码以两个原始字节发送。", "The checksum was sent as two raw bytes.")
    CRC_IGNORED = (
        "crc_ignored",
        "校验不符但按设置忽略：报文写的是 {found}，算出来是 {expected}。",
        "The checksum is ignored as set: the frame says {found}, the content gives {expected}.",
    )
    OVER_1024 = (
        "over_1024",
        "数据段有 {found} 字节，超过标准的 {limit}。",
        "The data segment has {found} bytes, more than the {limit} of the standard.",
    )
    SPACE = ("space", "名称前后有空格：{name}。", "A name is padded with spaces: {name!r}.")
    TRAILING = ("trailing", "有空的数据项。", "There are empty items.")
    LOWER_FLAG = (
        "lower_flag",
        "后缀大小写不合标准：{name}。",
        "A suffix is not written as the standard does: {name}.",
    )
    TD_TYPO = ("td_typo", "“-td”按“-Rtd”处理：{name}。", "-td is read as -Rtd: {name}.")
    SENTINEL = ("sentinel", "{name} 是无效标记 {text}。", "{name} carries {text}, the sign of no value.")
    PARTS_IN_CP = ("parts_in_cp", "PNUM、PNO 写在 CP 里面。", "PNUM and PNO stand inside CP.")
    EMPTY_MN = ("empty_mn", "设备号 MN 为空。", "The device number MN is empty.")
    COMMA = ("comma", "数据项里多了逗号，并入前一个值：{name}。", "A comma is read as part of {name}.")
    TWICE = ("twice", "同一名称出现多次，取最后一个。", "A name stands more than once; the last one counts.")
    FLAG_PARTS = (
        "flag_parts",
        "Flag 的分包位与 PNUM、PNO 不一致。",
        "The split bit of Flag does not agree with PNUM and PNO.",
    )
    EDITION = ("edition", "Flag 里的版本 {number} 未知。", "Flag tells an unknown edition: {number}.")
    QN_SHAPE = ("qn_shape", "QN 不是 17 位数字：{text}。", "QN is not 17 digits: {text}.")
    COMMA_PERIOD = (
        "comma_period",
        "BeginTime 与 EndTime 之间是逗号。",
        "BeginTime and EndTime are parted by a comma.",
    )
