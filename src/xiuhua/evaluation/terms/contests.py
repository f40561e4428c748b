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
    RECHECK = "contest.recheck", "复查整改", "Looked again"
    OBJECT = "contest.object", "申诉", "Objected"
    DECIDE = "contest.decide", "答复申诉", "Answered the objection"
    TRY = "contest.try", "试算评比办法", "Tried the scheme"
    PUBLISH = "contest.publish", "发布排名", "Published the ranking"
    PRINTED = "contest.printed", "登记刊发", "Noted where it was printed"


class InterviewAct(Term):
    """What is done about an interview."""

    READ = "interview.read", "查看约谈", "Read interviews"
    DRAFT = "interview.draft", "拟定约谈", "Drafted the interview"
    HOLD = "interview.hold", "进行约谈", "Held the interview"
    FOLLOW = "interview.follow", "跟踪整改", "Followed the interview up"
    CLOSE = "interview.close", "约谈销号", "Closed the interview"


class ListingAct(Term):
    """What is done about a place on the red or the black list."""

    READ = "listing.read", "查看红黑榜", "Read the red and black lists"
    OWN = "listing.own", "查看本单位成绩", "Read one's own scores"
    DRAFT = "listing.draft", "拟列入红黑榜", "Drafted the listing"
    OBJECT = "listing.object", "对拟列入提出异议", "Objected to the listing"
    DECIDE = "listing.decide", "复核异议", "Answered the objection to the listing"
    PUBLISH = "listing.publish", "公布红黑榜", "Published the listing"
    CLAIM = "listing.claim", "申请信用修复", "Asked to be taken off"
    REPAIR = "listing.repair", "核实修复并移出", "Taken off: put right"


class PaymentAct(Term):
    """What is done about a payment sheet."""

    READ = "payment.read", "查看奖补计算书", "Read payment sheets"
    DRAFT = "payment.draft", "拟定奖补计算书", "Drafted the payment sheet"
    APPROVE = "payment.approve", "核准奖补计算书", "Approved the payment sheet"
    RETURN = "payment.return", "退回奖补计算书", "Returned the payment sheet"
    REDRAFT = "payment.redraft", "重新拟定奖补计算书", "Drafted the payment sheet anew"


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
    PREMISES = "rank_premises", "门前三包责任单位", "Premises with duties in front"


class Cadence(Term):
    """How often a contest is ranked."""

    MONTH = "cadence_month", "每月", "Every month"
    QUARTER = "cadence_quarter", "每季度", "Every quarter"
    YEAR = "cadence_year", "每年", "Every year"


class ItemKind(Term):
    """Where the points of an item come from."""

    MARK = "item_mark", "现场打分", "Marked on the spot"
    FIGURE = "item_figure", "平台指标", "Figure of the platform"
    ROUNDS = "item_rounds", "各期评比成绩", "Rankings of its periods"
    FINDINGS = "item_findings", "检查发现问题", "Problems found by inspections"
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
    NO_PARTY = "unranked_party", "有一方未评分，不参与排名", "One of the parties did not score: not ranked"
    NO_ROUND = "unranked_round", "有一期没有成绩，不参与排名", "A period has no score: not ranked"
    NOT_SCORED = "unranked_item", "当时没有打这一项，无法试算", "An item was not scored then: cannot be tried"


class Position(Term):
    """Where somebody must stand for a trigger."""

    LAST = "position_last", "排名末位", "Last places"
    FIRST = "position_first", "排名前列", "First places"
    BELOW_MEAN = "position_below_mean", "低于平均成绩", "Below the mean"
    GRADE = "position_grade", "达到等次", "Grade reached"
    AT_LEAST = "position_at_least", "达到红榜分数", "Score of the red list reached"
    BELOW = "position_below", "低于黑榜分数", "Score under the line of the black list"


class Outcome(Term):
    """What a trigger drafts."""

    INTERVIEW = "outcome_interview", "约谈", "Interview", "late"
    AWARD = "outcome_award", "嘉奖", "Commendation", "done"
    RED = "outcome_red", "列入红榜", "Red list", "done"
    BLACK = "outcome_black", "列入黑榜", "Black list", "late"


class Seat(Term):
    """Posts that interview and are interviewed, as the rules print them."""

    OFFICE_DIRECTOR = "seat_office_director", "城管委办公室主任", "Director of the committee's office"
    COMMITTEE_HEAD = "seat_committee_head", "城管委主任（区长）", "Head of the committee (district mayor)"
    MAIN_LEADER = "seat_main_leader", "主要负责人", "Main leader"
    STREET_DEPUTY = "seat_street_deputy", "街道分管负责人", "Street deputy in charge"
    STREET_HEAD = "seat_street_head", "街道行政负责人", "Administrative head of the street"
    COMMUNITY_HEAD = "seat_community_head", "社区负责人", "Head of the community"
    ANSWERABLE = "seat_answerable", "责任单位负责人", "Whoever answers for the premises"


class InterviewState(Term):
    """How far an interview is."""

    DRAFTED = "interview_drafted", "待约谈", "To be held", "soon"
    HELD = "interview_held", "已约谈，整改中", "Held, being put right", "brand"
    CLOSED = "interview_closed", "已销号", "Closed", "done"


class Grade(Term):
    """The grade that a score reaches."""

    EXCELLENT = "grade_excellent", "优秀", "Excellent", "done"
    GOOD = "grade_good", "良好", "Good", "brand"
    PLAIN = "grade_plain", "一般", "Plain"


class Party(Term):
    """Who scores, where several parties score together."""

    DISTRICT = "party_district", "区", "District"
    TOWN = "party_town", "镇（街道）", "Town or street"
    THIRD = "party_third", "第三方", "Third party"


class ListingState(Term):
    """How far a place on the red or black list is."""

    TOLD = "listing_told", "已告知，可提异议", "Told, may object", "soon"
    OBJECTED = "listing_objected", "异议复核中", "Objection to be answered", "late"
    DROPPED = "listing_dropped", "异议成立，不列入", "Objection upheld, not listed"
    PUBLISHED = "listing_published", "公布中", "Published", "brand"
    CLAIMED = "listing_claimed", "公布中，申请修复", "Published, asks to be taken off", "soon"
    REPAIRED = "listing_repaired", "已修复移出", "Put right, taken off", "done"


class PaymentState(Term):
    """How far a payment sheet is."""

    DRAFTED = "payment_drafted", "待核准", "To be approved", "soon"
    APPROVED = "payment_approved", "已核准", "Approved", "done"
    RETURNED = "payment_returned", "已退回", "Returned", "late"
