"""The fixed words of evaluation by post and by person."""

from xiuhua.shared.terms import Term


class AssessmentAct(Term):
    """What is done to assess people, as the act table and the ledger name it."""

    READ = "assessment.read", "查看个人考核", "Read one's own assessment"
    PEOPLE = "assessment.people", "查看人员考核", "Read the assessment of people"
    SCHEME = "assessment.scheme", "发布岗位考核办法", "Published the scheme of a post"
    RUN = "assessment.run", "开展岗位考核", "Assessed a post"
    OBJECT = "assessment.object", "对考核提出申诉", "Objected to a line of the assessment"
    DECIDE = "assessment.decide", "裁定考核申诉", "Decided the objection to an assessment"
    FINALISE = "assessment.finalise", "考核定档", "Made the grades final"
    USE = "assessment.use", "登记结果运用", "Recorded what the result is used for"


class AssessedPost(Term):
    """The posts that are evaluated."""

    COLLECTOR = "post_collector", "监督员", "Collector"
    ACCEPTOR = "post_acceptor", "受理员", "Acceptor"
    SHIFT_HEAD = "post_shift_head", "值班长", "Shift head"
    DISPATCHER = "post_dispatcher", "派遣员", "Dispatcher"
    HANDLER = "post_handler", "处置员", "Handler"


class AssessmentState(Term):
    """How far an assessment has come."""

    OPEN = "assessment_open", "申诉期", "Objections are taken", "soon"
    FINAL = "assessment_final", "已定档", "Final", "done"


class ItemSource(Term):
    """Where the points of an item come from."""

    VOLUME = "source_volume", "任务量", "Task volume"
    TIMELINESS = "source_timeliness", "时效", "Timeliness"
    QUALITY = "source_quality", "质量", "Quality"
    PRESENCE = "source_presence", "在岗在位", "Field presence"


class PersonGrade(Term):
    """What a score comes to."""

    EXCELLENT = "person_excellent", "优秀", "Excellent", "done"
    GOOD = "person_good", "良好", "Good", "done"
    FAIR = "person_fair", "合格", "Fair"
    POOR = "person_poor", "不合格", "Poor", "late"
    NONE = "person_not_graded", "样本不足，不评档", "Too few records: not graded"
