"""The fixed words of the conversation with WeChat."""

from xiuhua.shared.terms import Term


class TalkState(Term):
    """Where a conversation stands."""

    OPEN = "talk_open", "收集中", "Collecting"
    REPORTED = "talk_reported", "已上报", "Reported", "done"
    DROPPED = "talk_dropped", "已取消", "Dropped"


class PictureState(Term):
    """How far the picture of a message has come."""

    NONE = "picture_none", "无图片", "No picture"
    WAITING = "picture_waiting", "待下载", "To be fetched", "soon"
    KEPT = "picture_kept", "已保存", "Kept", "done"
    REFUSED = "picture_refused", "未保存", "Not kept", "late"
