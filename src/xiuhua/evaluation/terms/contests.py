"""The fixed words of contests, and of the interviews and awards that follow from them."""

from xiuhua.shared.terms import Term


class ContestAct(Term):
    """What is done in a contest, as the act table and the ledger name it."""

    READ = "contest.read", "查看评比", "Read contests"
    SCHEME = "contest.scheme", "发布评比办法", "Published the scheme"
    SHEETS = "contest.sheets", "查看打分", "Read sheets of marks"
    OPEN = "contest.open", "开始一期评比", "Opened a round"
    MARK = "contest.mark", "现场测评打分", "Marked on the spot"
    STRIKE = "contest.strike", "作废打分", "Struck the mark"
    OBJECT = "contest.object", "申诉", "Objected"
    DECIDE = "contest.decide", "答复申诉", "Answered the objection"
    PUBLISH = "contest.publish", "发布排名", "Published the ranking"


class InterviewAct(Term):
    """What is done about an interview."""

    READ = "interview.read", "查看约谈", "Read interviews"
    DRAFT = "interview.draft", "拟定约谈", "Drafted the interview"
    HOLD = "interview.hold", "进行约谈", "Held the interview"
    FOLLOW = "interview.follow", "跟踪整改", "Followed the interview up"
    CLOSE = "interview.close", "约谈销号", "Closed the interview"


class AwardAct(Term):
    """What is done about a commendation."""

    GIVE = "award.give", "嘉奖", "Commended"


class SubjectLevel(Term):
    """What a contest ranks."""

    DISTRICT = "rank_district", "区县", "Districts"
    STREET = "rank_street", "街道乡镇", "Streets and towns"
    COMMUNITY = "rank_community", "社区村", "Communities"
    DUTY_GRID = "rank_duty_grid", "城管网格", "Duty grids"
    CONTRACTOR = "rank_contractor", "承包单位", "Contractors"


class Cadence(Term):
    """How often a contest is ranked."""

    MONTH = "cadence_month", "每月", "Every month"
    QUARTER = "cadence_quarter", "每季度", "Every quarter"


class ItemKind(Term):
    """Where the points of an item come from."""

    MARK = "item_mark", "现场打分", "Marked on the spot"
    FIGURE = "item_figure", "平台指标", "Figure of the platform"
    DEDUCTION = "item_deduction", "扣分", "Deduction"
    BONUS = "item_bonus", "加分", "Bonus"


class RoundState(Term):
    """Whether a round still takes marks."""

    OPEN = "contest_open", "评比中", "Open", "soon"
    PUBLISHED = "contest_published", "已发布", "Published", "done"


class MarkState(Term):
    """Whether a mark counts."""

    COUNTED = "mark_counted", "计入", "Counted", "done"
    STRUCK = "mark_struck", "已作废", "Struck"


class ObjectionState(Term):
    """What became of an objection."""

    RAISED = "objection_raised", "待答复", "To be answered", "soon"
    UPHELD = "objection_upheld", "成立，打分作废", "Upheld, the sheet was struck", "done"
    REJECTED = "objection_rejected", "不成立", "Rejected"


class Unranked(Term):
    """Why somebody takes no part in a ranking. Whoever takes no part is never last."""

    TOO_FEW = "unranked_few", "样本不足，不参与排名", "Too few samples: not ranked"
    MONTH_MISSING = "unranked_month", "有月份未测评，不参与排名", "A month was not scored: not ranked"
    NO_FIGURE = "unranked_figure", "指标无数据，不参与排名", "A figure has no value: not ranked"


class Position(Term):
    """Where somebody must stand for a trigger."""

    LAST = "position_last", "排名末位", "Last places"
    FIRST = "position_first", "排名前列", "First places"
    BELOW_MEAN = "position_below_mean", "低于平均成绩", "Below the mean"
    GRADE = "position_grade", "达到等次", "Grade reached"


class Outcome(Term):
    """What a trigger drafts."""

    INTERVIEW = "outcome_interview", "约谈", "Interview", "late"
    AWARD = "outcome_award", "嘉奖", "Commendation", "done"


class Seat(Term):
    """Posts that interview and are interviewed, as the rules print them."""

    OFFICE_DIRECTOR = "seat_office_director", "城管委办公室主任", "Director of the committee's office"
    COMMITTEE_HEAD = "seat_committee_head", "城管委主任（区长）", "Head of the committee (district mayor)"
    MAIN_LEADER = "seat_main_leader", "主要负责人", "Main leader"
    STREET_DEPUTY = "seat_street_deputy", "街道分管负责人", "Street deputy in charge"
    STREET_HEAD = "seat_street_head", "街道行政负责人", "Administrative head of the street"
    COMMUNITY_HEAD = "seat_community_head", "社区负责人", "Head of the community"


class InterviewState(Term):
    """How far an interview is."""

    DRAFTED = "interview_drafted", "待约谈", "To be held", "late"
    HELD = "interview_held", "已约谈，整改中", "Held, being put right", "soon"
    CLOSED = "interview_closed", "已销号", "Closed", "done"


class Grade(Term):
    """The grade that a score reaches."""

    EXCELLENT = "grade_excellent", "优秀", "Excellent", "done"
    GOOD = "grade_good", "良好", "Good", "brand"
    PLAIN = "grade_plain", "一般", "Plain"
