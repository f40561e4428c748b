"""Words of 视频轮巡: people who look at cameras one after the other, live or recorded."""

from xiuhua.shared.terms import Term


class VideoAct(Term):
    """The acts on video rounds."""

    READ = "video.read", "查看视频轮巡", "Read video rounds"
    PLAN = "video.plan", "制定轮巡方案", "Drew up a plan of video rounds"
    REVISE = "video.plan_revise", "修改轮巡方案", "Revised the plan of video rounds"
    WITHDRAW = "video.plan_withdraw", "停用轮巡方案", "Withdrew the plan of video rounds"
    START = "video.start", "开始视频轮巡", "Started a video round"
    LOOK = "video.look", "巡看摄像机", "Looked at the camera"
    FIND = "video.find", "登记视频发现", "Recorded what the video shows"
    END = "video.end", "结束视频轮巡", "Ended the video round"


class PlanState(Term):
    """Whether rounds are made after a plan."""

    ON = "video_plan_on", "执行中", "In use", "done"
    WITHDRAWN = "video_plan_withdrawn", "已停用", "Withdrawn"


class Footage(Term):
    """What is looked at."""

    LIVE = "footage_live", "实时视频", "Live"
    RECORDED = "footage_recorded", "录像回放", "Recorded"


class VideoRoundState(Term):
    """Where a round stands."""

    UNDER_WAY = "video_under_way", "巡看中", "Under way", "brand"
    ENDED = "video_ended", "已结束", "Ended", "done"


class LookState(Term):
    """What came of one camera of a round."""

    TO_DO = "look_to_do", "待巡看", "To be looked at"
    LOOKING = "look_under_way", "巡看中", "Being looked at", "brand"
    LOOKED = "look_done", "已巡看", "Looked at", "done"
    NO_PICTURE = "look_no_picture", "无画面", "No picture", "late"
    SKIPPED = "look_skipped", "跳过", "Skipped", "hold"
    MISSED = "look_missed", "漏巡", "Missed", "late"
