"""Words of the grid's closed loop: found, told, put right, judged, counted."""

from xiuhua.shared.terms import Term


class NoticeState(Term):
    """The five states of 网格闭环, in their order."""

    FOUND = "notice_found", "待抄告", "Found, to be passed on"
    TOLD = "notice_told", "已抄告", "Told", "brand"
    FED_BACK = "notice_fed_back", "已整改反馈", "Put right, they say", "soon"
    JUDGED = "notice_judged", "已评价", "Judged", "done"
    COUNTED = "notice_counted", "已统计", "Counted", "done"


class NoticeSource(Term):
    """What found it."""

    MACHINE = "found_machine", "智能发现", "A machine"
    PATROL = "found_patrol", "巡查发现", "A patrol"
    CASE = "found_case", "案件转入", "A case"


class NoticeVerdict(Term):
    """What the grid member found when looking again."""

    PASSED = "verdict_passed", "合格", "Put right", "done"
    FAILED = "verdict_failed", "不合格", "Not put right", "late"


class NoticeAct(Term):
    """The acts of the grid's closed loop."""

    READ = "grid_notice.read", "查看抄告", "Read grid notices"
    FIND = "grid_notice.find", "登记发现", "Found"
    TELL = "grid_notice.tell", "抄告", "Told the shop"
    FEED_BACK = "grid_notice.feed_back", "整改反馈", "Fed back what was put right"
    JUDGE = "grid_notice.judge", "评价", "Judged"
    COUNT = "grid_notice.count", "纳入统计", "Counted"
