"""Where reports come from."""

from xiuhua.shared.terms import Term


class Channel(Term):
    """Through which channel a problem was found: the counters of the platform are split by it."""

    COLLECTOR = "channel_collector", "监督员上报", "Collector"
    GRID = "channel_grid", "网格员上报", "Grid member"
    HOTLINE = "channel_hotline", "热线", "Hotline"
    CITY_LINE = "channel_city_line", "12345 工单", "12345"
    PUBLIC = "channel_public", "公众举报", "Residents"
    WECHAT = "channel_wechat", "微信举报", "WeChat"
    BOARD = "channel_board", "留言板", "Message board"
    MAIL = "channel_mail", "电子邮件", "E-mail"
    WHISTLE = "channel_whistle", "社区吹哨", "Community whistle"
    VIDEO = "channel_video", "视频巡查", "Video patrol"
    SMART = "channel_smart", "智能发现", "Found by a machine"
    SENSOR = "channel_sensor", "物联告警", "Sensor alarm"
    UPPER = "channel_upper", "市级派遣", "Platform above"
    LEADER = "channel_leader", "领导交办", "Leader"
    PRESS = "channel_press", "媒体曝光", "Press"
    DEPARTMENT = "channel_department", "部门转办", "Another department"
    LOOK_BACK = "channel_look_back", "回头看", "Look-back"
    STEP_UP = "channel_step_up", "逐级上报", "Passed up"
    IMPORT = "channel_import", "历史导入", "Imported"

    @property
    def is_smart(self) -> bool:
        """Whether a machine found it: the numerator of 智能发现占比."""
        return self in {Channel.SMART, Channel.SENSOR}
