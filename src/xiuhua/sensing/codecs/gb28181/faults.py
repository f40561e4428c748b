"""What can be wrong with a message of GB/T 28181."""

from __future__ import annotations

from xiuhua.sensing.codecs.faults import Fault


class Gb28181Fault(Fault):
    """Faults of GB/T 28181; those from LINE_ENDS on are remarks on a message that was read."""

    NOT_SIP = (
        "not_sip",
        "不是 SIP 消息（{octets} 字节）。",
        "Not a SIP message ({octets} bytes).",
    )
    TOO_LONG = ("too_long", "消息超过 {limit} 字节。", "The message is longer than {limit} bytes.")
    HEADER = ("header", "消息头不对：{text}。", "A header line cannot be read: {text}.")
    MISSING = ("missing", "消息缺少 {name}。", "The message has no {name}.")
    NUMBER = ("number", "{name} 不是数：{text}。", "{name} is no number: {text}.")
    DOCTYPE = (
        "doctype",
        "XML 带有文档类型声明，不予解析。",
        "The XML declares a document type and is not read.",
    )
    XML = ("xml", "XML 第 {line} 行有错。", "The XML is wrong in line {line}.")
    XML_SIZE = ("xml_size", "XML 的层次或元素太多。", "The XML has too many levels or elements.")
    ENCODING = ("encoding", "XML 不是所声明的编码。", "The XML is not in the encoding it declares.")
    SDP = ("sdp", "SDP 的“{text}”不对。", "The SDP line {text!r} cannot be read.")
    PTZ = ("ptz", "云台控制码不对：{text}。", "The PTZ command is wrong: {text}.")
    RTSP = ("rtsp", "回放控制消息不对。", "The playback control cannot be read.")
    DIGEST = ("digest", "认证信息不对：{text}。", "The credentials cannot be read: {text}.")
    PASSWORD = ("password", "密码不对。", "The password is wrong.")
    FOREIGN = (
        "foreign",
        "消息来自设备 {found}，不是 {expected}。",
        "The message comes from device {found}, not {expected}.",
    )
    UNREGISTERED = (
        "unregistered",
        "设备没有注册就发送消息。",
        "The device speaks without being registered.",
    )
    METHOD = ("method", "不支持的方法：{text}。", "The method is not supported: {text}.")
    VALUE = ("value", "{name} 不能是 {text}。", "{name} cannot be {text}.")
    LINE_ENDS = (
        "line_ends",
        "消息头以 LF 而不是 CR LF 换行。",
        "The header lines end with LF instead of CR LF.",
    )
    SURPLUS = (
        "surplus",
        "正文比 Content-Length 多 {octets} 字节，已舍去。",
        "{octets} bytes beyond Content-Length were left out.",
    )
    NO_LENGTH = ("no_length", "消息没有 Content-Length。", "The message has no Content-Length.")
    DEVICE = (
        "device",
        "正文的设备号 {found} 与消息头 {expected} 不同。",
        "The body speaks of device {found}, the head of {expected}.",
    )
