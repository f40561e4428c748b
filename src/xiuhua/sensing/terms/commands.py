"""The fixed words of commands to devices."""

from xiuhua.shared.terms import Term


class CommandKind(Term):
    """What a device is told."""

    SWITCH = "switch", "开关", "Switch"
    READ = "read_now", "立即上报", "Send readings now"
    INTERVAL = "set_interval", "上报间隔", "Set the interval"
    CLOCK = "set_clock", "校时", "Set the clock"
    TEXT = "send_text", "下发文字", "Send a text"
    PTZ = "ptz", "云台", "Pan, tilt, zoom"
    REBOOT = "reboot", "远程重启", "Restart"
    LIVE = "live_video", "实时视频", "Live video"
    RECORDINGS = "recordings", "录像清单", "List of recordings"
    MEDIA = "media_ability", "音视频属性", "What media it has"


class Move(Term):
    """How a camera moves."""

    UP_LEFT = "up_left", "左上", "Up left"
    UP = "up", "上", "Up"
    UP_RIGHT = "up_right", "右上", "Up right"
    LEFT = "left", "左", "Left"
    STOP = "stop", "停止", "Stop"
    RIGHT = "right", "右", "Right"
    DOWN_LEFT = "down_left", "左下", "Down left"
    DOWN = "down", "下", "Down"
    DOWN_RIGHT = "down_right", "右下", "Down right"
    ZOOM_IN = "zoom_in", "放大", "Zoom in"
    ZOOM_OUT = "zoom_out", "缩小", "Zoom out"
    FOCUS_NEAR = "focus_near", "聚焦近", "Focus near"
    FOCUS_FAR = "focus_far", "聚焦远", "Focus far"
    IRIS_OPEN = "iris_open", "光圈开", "Open the iris"
    IRIS_CLOSE = "iris_close", "光圈关", "Close the iris"
    PRESET = "preset", "调用预置位", "Go to a preset"


class LiveAct(Term):
    """What a terminal is told about its live picture."""

    START = "live_start", "开始传输", "Start"
    PAUSE = "live_pause", "暂停", "Pause"
    RESUME = "live_resume", "继续", "Go on"
    CLOSE = "live_close", "关闭", "Close"


class CommandState(Term):
    """How far a command has come."""

    PROPOSED = "command_proposed", "待复核", "To be approved", "soon"
    DESIRED = "command_desired", "待下发", "To be sent", "soon"
    SENT = "command_sent", "已下发", "Sent", "brand"
    CONFIRMED = "command_confirmed", "已确认", "Confirmed", "done"
    FAILED = "command_failed", "失败", "Failed", "late"
    EXPIRED = "command_expired", "已过期", "Expired", "late"
    WITHDRAWN = "command_withdrawn", "已撤回", "Withdrawn", "hold"


class Guarded(Term):
    """For which commands an interlock stands."""

    ON = "guarded_on", "开启时", "When switched on"
    OFF = "guarded_off", "关闭时", "When switched off"
    BOTH = "guarded_both", "每次", "Always"


class Outcome(Term):
    """What became of a command that was sent, or why it was not."""

    DONE = "outcome_done", "设备回复已执行", "The device says it is done", "done"
    READ_BACK = "outcome_read_back", "读数已证实", "A reading shows it", "done"
    REFUSED = "outcome_refused", "设备拒绝执行", "The device refuses", "late"
    DIFFERS = "outcome_differs", "设备回报的状态与指令不符", "The device reports another state", "late"
    INTERLOCK = "outcome_interlock", "下发前联锁不满足", "The interlock no longer held", "late"
    UNSAYABLE = "outcome_unsayable", "这种协议无法表达", "Its protocol cannot say this", "late"
    NOT_SENT = (
        "outcome_not_sent",
        "设备一直没有连上，未下发",
        "The device never came; nothing was sent",
        "late",
    )
    UNANSWERED = (
        "outcome_unanswered", "已下发，未获回应，是否执行不明",
        "Sent and never answered; whether it was done is unknown", "late",
    )  # fmt: skip
    UNSHOWN = (
        "outcome_unshown", "设备称已执行，但没有读数证实",
        "The device says it is done; no reading shows it", "late",
    )  # fmt: skip
    UNAPPROVED = "outcome_unapproved", "无人复核", "Nobody approved it", "late"


class CommandAct(Term):
    """The acts on commands, as the ledger and the act table name them."""

    READ = "command.read", "查看指令", "Read commands"
    ASK = "command.ask", "下达指令", "Asked for the command"
    STEER = "command.steer", "转动摄像机", "Moved the camera"
    APPROVE = "command.approve", "复核指令", "Approved the command"
    WITHDRAW = "command.withdraw", "撤回指令", "Withdrew the command"
    SENT = "command.sent", "指令已下发", "The command was sent"
    ANSWERED = "command.answered", "设备已回复，等待读数证实", "The device answered; a reading must show it"
    CONFIRMED = "command.confirmed", "指令已确认", "The command is confirmed"
    FAILED = "command.failed", "指令失败", "The command failed"
    EXPIRED = "command.expired", "指令过期", "The command expired"


class ControlAct(Term):
    """The acts on what a device may be told."""

    WRITE = "control.write", "设置可控项", "Set what the device may be told"
    END = "control.end", "停用可控项", "Ended what the device may be told"
