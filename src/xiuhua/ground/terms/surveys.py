"""The fixed words of surveys."""

from xiuhua.shared.terms import Term


class SurveyState(Term):
    """Where a survey stands."""

    OPEN = "survey_open", "进行中", "Under way", "brand"
    CLOSED = "survey_closed", "已完成", "Completed", "done"


class SurveyGridState(Term):
    """Where the walk through one grid stands."""

    WAITING = "walk_waiting", "未开始", "Not begun"
    UNDER_WAY = "walk_under_way", "普查中", "Under way", "brand"
    FINISHED = "walk_finished", "已完成", "Completed", "done"


class FindingResult(Term):
    """What a walk found."""

    NEW = "found_new", "新增", "New"
    AS_KNOWN = "found_as_known", "属实", "As known", "done"
    CHANGED = "found_changed", "有变更", "Changed", "soon"
    GONE = "found_gone", "已不存在", "Gone"


class SurveyAct(Term):
    """The acts on surveys, as the ledger and the act table name them."""

    READ = "survey.read", "查看普查", "Read surveys"
    ORDER = "survey.order", "部署普查", "Ordered the survey"
    ASSIGN = "survey.assign", "指派普查员", "Assigned the grid"
    WALK = "survey.walk", "普查", "Walked the grid"
    FIND = "survey.find", "登记普查结果", "Recorded a finding"
    FINISH = "survey.finish", "完成网格普查", "Completed the grid"
