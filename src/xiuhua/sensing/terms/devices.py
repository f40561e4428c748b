"""The fixed words of devices: what they speak, how they stand, why a frame of theirs is refused."""

from xiuhua.shared.terms import Term


class Protocol(Term):
    """What a device speaks."""

    HJ212 = "hj212", "HJ 212", "HJ 212"
    JT808 = "jt808", "JT/T 808", "JT/T 808"
    SL651 = "sl651", "SL 651", "SL 651"
    HTTPS = "https", "HTTPS 推送", "HTTPS push"
    MQTT = "mqtt", "MQTT", "MQTT"
    GB28181 = "gb28181", "GB/T 28181", "GB/T 28181"


class DeviceState(Term):
    """Whether a device is used."""

    IN_USE = "device_in_use", "在用", "In use", "done"
    STOPPED = "device_stopped", "停用", "Stopped", "hold"


class Liveness(Term):
    """How a device is heard of."""

    ONLINE = "device_online", "在线", "Online", "done"
    LATE = "device_late", "迟到", "Late", "soon"
    SILENT = "device_silent", "失联", "Silent", "late"
    FAULTY = "device_faulty", "异常", "Faulty", "late"
    STOPPED = "device_off", "停用", "Stopped", "hold"
    NEVER = "device_never", "未接入", "Never heard"


class ConcentrationUnit(Term):
    """In what unit a device sends concentrations for which the standard fixes none."""

    MILLIGRAM = "mg_m3", "mg/m³", "mg/m³"
    MICROGRAM = "ug_m3", "µg/m³", "µg/m³"
    NANOGRAM = "ng_m3", "ng/m³", "ng/m³"


class FrameFault(Term):
    """Why the gateway refuses a frame, beyond what is wrong with its bytes."""

    UNKNOWN_DEVICE = "unknown_device", "台账里没有这个设备号", "No such device is registered", "late"
    STOPPED = "stopped_device", "设备已停用", "The device is stopped", "hold"
    PASSWORD = "password", "密码不对", "Wrong password", "late"
    AUTH_CODE = "auth_code", "鉴权码不对", "Wrong authentication code", "late"
    SIGNATURE = "signature", "签名不对", "Wrong signature", "late"
    PLATE = "plate", "车牌与台账不符", "Another plate than registered", "late"
    NO_PLACE = "nowhere", "没有定位", "No position fix", "soon"
    FUTURE = "future", "时间超前，设备时钟不准", "Ahead of time: the device's clock is wrong", "soon"
    ANCIENT = "ancient", "时间早于 2000 年，设备时钟不准", "Before 2000: the device's clock is wrong", "soon"
    QUANTITIES = "too_many_quantities", "监测因子种类过多", "Too many kinds of readings", "late"
    NO_NUMBER = "no_number", "有读数不是数值，未入库", "A reading is no number and was left out", "soon"
    NOT_STORABLE = "not_storable", "数据无法入库", "Cannot be stored", "late"
    CLAIMED = "claimed", "冒用其他设备号", "Claims the number of another device", "late"
    HALF_FRAME = "half_frame", "报文只到一半，久等不完", "Half a frame, and no more came", "late"
    NOBODY = "nobody", "连接后迟迟不表明身份", "Connected and never said who it is", "late"
    CROWD = "too_many_connections", "同一地址连接过多", "Too many connections of one address", "late"
    PARTS = "parts_lost", "分包没有收齐", "Parts of a message were lost", "soon"
    FLOOD = "flooding", "发送过快，已限速", "Sends too fast and was slowed down", "soon"


class ChannelState(Term):
    """How a channel of a camera or recorder stands, as its catalogue says."""

    ON = "channel_on", "在线", "On line", "done"
    OFF = "channel_off", "离线", "Off line", "late"
    UNKNOWN = "channel_unknown", "未报告", "Not told"


class Direction(Term):
    """Which way a frame went."""

    IN = "frame_in", "收到", "Received"
    OUT = "frame_out", "发出", "Sent", "brand"


class DeviceAct(Term):
    """The acts on devices, as the ledger and the act table name them."""

    READ = "device.read", "查看设备", "Read devices"
    CREATE = "device.create", "录入设备", "Recorded the device"
    REVISE = "device.revise", "修改设备", "Revised the device"
    STOP = "device.stop", "停用设备", "Stopped the device"
    START = "device.start", "恢复设备", "Put the device back in use"
    SECRET = "device.secret", "更换设备密钥", "Changed the device's secret"
    UNDO = "device.undo", "撤回导入的设备", "Took the imported device back"
    WITHDRAW = "device.withdraw", "撤销未用的设备", "Took back a device that was never used"


class FrameAct(Term):
    """What may be done with what devices send."""

    READ = "frame.read", "查看原始报文", "Read raw frames"
    PUSH = "reading.push", "推送读数", "Pushed readings"
