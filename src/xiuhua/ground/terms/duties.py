"""The fixed words of duties, and the acts on them."""

from xiuhua.shared.terms import Term


class DutyGround(Term):
    """On what ground somebody answers, strongest first."""

    DECISION = "decision", "确权决定", "Ownership decision"
    THREE_FIXES = "three_fixes", "三定一包", "Three fixes, one contract"
    ROAD_CHIEF = "road_chief_duty", "路长制", "Road-chief system"
    GRID = "grid_duty", "责任网格", "Grid duty"
    CONTRACT = "contract", "养护合同", "Contract"
    FALLBACK = "fallback", "兜底", "Fallback"


class AnswerGround(Term):
    """Grounds that stand in no duty table: what a component says of itself, and nothing at all."""

    KEEPER = "component_keeper", "养护单位", "Keeper"
    OWNER = "component_owner", "权属单位", "Owner"
    NOBODY = "answer_nobody", "无人负责", "Nobody answers", "late"


class ChiefLevel(Term):
    """The four levels of road chiefs, widest first, and the officer at their side (R-12)."""

    DISTRICT = "chief_district", "区级路长", "District road chief"
    OFFICE = "chief_office", "办事处主任路长", "Office director road chief"
    DEPUTY = "chief_deputy", "办事处副主任路长", "Deputy director road chief"
    COMMUNITY = "chief_community", "社区主任路长", "Community director road chief"
    OFFICER = "chief_officer", "执法队员", "Enforcement officer"


class DutyHours(Term):
    """When a duty holds, by the calendar of its area."""

    ALWAYS = "always", "全天", "Round the clock"
    WORKING = "working", "工作时间", "Working hours"
    OFF = "off_hours", "非工作时间", "Outside working hours"


class RevisionState(Term):
    """Where a change to the duty table stands."""

    DRAFT = "draft", "草稿", "Draft"
    PUBLISHED = "published", "已发布", "Published", "done"
    WITHDRAWN = "withdrawn", "已撤回", "Withdrawn"


class DraftVerb(Term):
    """What a line of a draft does to the duty table."""

    ADD = "line_add", "新增", "Adds", "done"
    REPLACE = "line_replace", "调整", "Replaces", "brand"
    END = "line_end", "终止", "Ends", "soon"


class Lapse(Term):
    """Why no person answers where one should."""

    POST_ENDED = "post_ended", "任期已满", "term over"
    LEFT = "holder_left", "已离岗", "has left"
    AWAY = "holder_away", "不在岗，无人代岗", "is away, nobody stands in"


class DutyAct(Term):
    """The acts on duties, as the ledger and the act table name them."""

    READ = "duty.read", "查看职责", "Read duties"
    ANSWER = "duty.answer", "查询谁负责", "Asked who answers"
    DRAFT = "duty.draft", "起草职责调整", "Drafted a change of duties"
    CHANGE = "duty.change", "修改草稿", "Changed the draft"
    PUBLISH = "duty.publish", "发布", "Published"
    WITHDRAW = "duty.withdraw", "撤回", "Withdrew"
    OPENED = "duty.opened", "职责生效", "Opened the duty"
    CLOSED = "duty.closed", "职责终止", "Closed the duty"
    HANDED_OVER = "duty.handed_over", "职责随岗移交", "Handed the duty over with its post"
    RESTORED = "duty.restored", "职责恢复", "Restored the duty"
