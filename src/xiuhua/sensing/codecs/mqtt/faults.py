"""What can be wrong with a packet of MQTT, or with who sends it and where to."""

from __future__ import annotations

from xiuhua.sensing.codecs.faults import Fault


class MqttFault(Fault):
    """Faults of MQTT; each of them ends the connection."""

    KIND = (
        "kind",
        "不是设备可以发送的 MQTT 报文：类型 {kind}。",
        "Not a packet that a device may send: type {kind}.",
    )
    FLAGS = (
        "flags",
        "固定报头的标志位不对：首字节 {found}。",
        "The flags of the fixed header are wrong: first byte {found}.",
    )
    REMAINING_LENGTH = (
        "remaining_length",
        "剩余长度超过四个字节。",
        "The remaining length takes more than four bytes.",
    )
    TOO_LONG = (
        "too_long",
        "报文过长：{found} 字节，上限 {limit} 字节。",
        "The packet is too long: {found} bytes, at most {limit} are taken.",
    )
    SHORT = ("short", "报文在 {field} 处中断。", "The packet ends within {field}.")
    SURPLUS = (
        "surplus",
        "报文末尾多出 {octets} 字节。",
        "{octets} bytes are left over behind the packet.",
    )
    TEXT = (
        "text",
        "{field} 不是合规的 UTF-8 文本。",
        "{field} is not well-formed UTF-8.",
    )
    PROTOCOL_NAME = (
        "protocol_name",
        "协议名不是 MQTT：{found}。",
        "The protocol name is not MQTT: {found}.",
    )
    LEVEL = (
        "level",
        "只支持 MQTT 3.1.1（级别 4），设备用的是级别 {found}。",
        "Only MQTT 3.1.1 (level 4) is spoken here; the device speaks level {found}.",
    )
    CONNECT_FLAGS = (
        "connect_flags",
        "CONNECT 的标志位自相矛盾：{found}。",
        "The flags of CONNECT contradict each other: {found}.",
    )
    CLIENT_ID = (
        "client_id",
        "客户端标识为空，却要求保留会话。",
        "An empty client identifier cannot keep a session.",
    )
    PACKET_ID = ("packet_id", "报文标识为 0。", "The packet identifier is 0.")
    QOS = ("qos", "没有 QoS {qos}。", "There is no QoS {qos}.")
    QOS_2 = ("qos_2", "这里不支持 QoS 2，请改用 QoS 1。", "QoS 2 is not spoken here; use QoS 1.")
    DUP = ("dup", "QoS 0 的报文带了重发标志。", "A message of QoS 0 is marked as sent again.")
    TOPIC = ("topic", "主题名不合规：{topic}。", "Not a topic name: {topic}.")
    FILTER = ("filter", "主题过滤器不合规：{topic}。", "Not a topic filter: {topic}.")
    EMPTY = ("empty", "没有列出任何主题。", "No topic is named.")
    FIRST = (
        "first",
        "第一个报文不是 CONNECT，而是 {kind}。",
        "The first packet is {kind}, not CONNECT.",
    )
    TWICE = ("twice", "同一连接发了两次 CONNECT。", "CONNECT came twice.")
    NO_USER = (
        "no_user",
        "CONNECT 没有带用户名（设备编号）。",
        "CONNECT has no user name, which is the device's number.",
    )
    MAY_NOT_PUBLISH = (
        "may_not_publish",
        "设备无权发布到这个主题：{topic}。",
        "The device may not publish to this topic: {topic}.",
    )
    MAY_NOT_SUBSCRIBE = (
        "may_not_subscribe",
        "设备无权订阅这个主题：{topic}。",
        "The device may not subscribe to this topic: {topic}.",
    )
    ANSWER = (
        "answer",
        "内容不是对指令的回复：{topic}。",
        "Not an answer to a command: {topic}.",
    )
    PAYLOAD = (
        "payload",
        "内容不是读数：{topic}。",
        "The message holds no readings: {topic}.",
    )
    KEEP_ALIVE = (
        "keep_alive",
        "超过心跳时间的一倍半没有消息，已断开：{seconds} 秒。",
        "Silent for one and a half times its keep-alive, and hung up: {seconds} s.",
    )
    WILL = (
        "will",
        "连接意外中断，留下遗嘱：{topic}。",
        "The connection broke off, and its will says: {topic}.",
    )
