"""What can be wrong with a frame of JT/T 808 beyond what every protocol knows."""

from __future__ import annotations

from xiuhua.sensing.codecs.faults import Fault


class Jt808Fault(Fault):
    """Faults for which a frame is refused, or which it is decoded in spite of."""

    DELIMITERS = (
        "delimiters",
        "报文没有以 7E 开头并以 7E 结尾。",
        "The frame does not begin with 7E and end with 7E.",
    )
    OVERLONG = (
        "overlong",
        "两个 7E 之间超过 {longest} 字节，不可能是一个报文。",
        "More than {longest} bytes lie between two 7E: no frame is that long.",
    )
    HEADER = (
        "header",
        "报文只有 {found} 字节，放不下消息头（至少 {expected} 字节）。",
        "The frame has {found} bytes, too few for the header, which takes {expected}.",
    )
    ESCAPE = (
        "escape",
        "转义有误：7D 之后只能是 01 或 02。",
        "The escaping is wrong: 7D is followed by neither 01 nor 02.",
    )
    BCD = (
        "bcd",
        "{field} 不是 BCD 码：{found}。",
        "{field} is not in BCD: {found}.",
    )
    TIME = (
        "time",
        "时间 {found} 不存在。",
        "There is no such time as {found}.",
    )
    BODY = (
        "body",
        "消息体太短：读到第 {expected} 字节，但只有 {found} 字节；可试 2011 版格式。",
        "The body is too short: byte {expected} was looked for, it has {found}; try the layout of 2011.",
    )
    PART = (
        "part",
        "分包序号有误：第 {number} 包，共 {total} 包。",
        "The numbers of the part are wrong: part {number} of {total}.",
    )
    LOOSE_CHECKSUM = (
        "loose_checksum",
        "校验码 7D 没有转义，按 7D 读取。",
        "The checksum 7D was not escaped; it was read as 7D.",
    )
    ENCRYPTED = (
        "encrypted",
        "消息体已加密（方式 {method}），未解读。",
        "The body is encrypted (method {method}) and was not read.",
    )
    OLD_LAYOUT = (
        "old_layout",
        "报文头是 2019 版，鉴权消息体却是 2013 版格式。",
        "The header is of 2019, the body that authenticates is laid out as in 2013.",
    )
    ZERO_PADDING = (
        "zero_padding",
        "文本前面用字符 0 补位：{found}。",
        "A text is padded with the character 0 in front: {found}.",
    )
    TEXT = (
        "text",
        "文本不是 GBK 编码：{found}。",
        "A text is not in GBK: {found}.",
    )
    SURPLUS = (
        "surplus",
        "消息体末尾多出 {count} 字节。",
        "{count} bytes are left over at the end of the body.",
    )
    ITEM_CUT = (
        "item_cut",
        "附加信息项 {item} 超出消息体，余下的字节未解读。",
        "Item {item} reaches beyond the body; what is left was not read.",
    )
    ITEM_WIDTH = (
        "item_width",
        "附加信息项 {item} 的长度 {found} 不合规定，保留原字节。",
        "Item {item} has an unexpected length of {found}; its bytes are kept as they came.",
    )
    NOWHERE = (
        "nowhere",
        "经纬度都是 0，没有定位。",
        "Latitude and longitude are both 0: there is no fix.",
    )
    OFF_EARTH = (
        "off_earth",
        "纬度 {latitude}、经度 {longitude} 超出范围，可能写反了。",
        "Latitude {latitude} and longitude {longitude} are out of range, perhaps the wrong way round.",
    )
    DIRECTION = (
        "direction",
        "方向 {found} 超出 0–359 度。",
        "The direction {found} is outside 0 to 359 degrees.",
    )
    CLOCK = (
        "clock",
        "终端时钟不可信：{found}。",
        "The terminal's clock cannot be right: {found}.",
    )
    COUNT = (
        "count",
        "报文说有 {said} 项，实际是 {found} 项。",
        "The message announces {said} items and holds {found}.",
    )
