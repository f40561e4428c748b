"""Every write of the loop."""

from xiuhua.cases.services.acting import case_act
from xiuhua.cases.services.appealing import (
    NewAppeal,
    appeal_make,
    appeal_review_first,
    appeal_review_second,
    appeal_withdraw,
    case_exempt,
)
from xiuhua.cases.services.consulting import (
    Decision,
    case_put_on_agenda,
    consultation_close,
    cost_record,
    question_decide,
    question_drop,
)
from xiuhua.cases.services.looking_back import (
    Found,
    NewRound,
    revisit_assign,
    revisit_record,
    round_draw,
)
from xiuhua.cases.services.recounting import case_rebuild, cases_compare, cases_recount, recounts_due
from xiuhua.cases.services.reporting import (
    NewReport,
    Reported,
    case_report,
    report_phone_reveal,
    report_take,
)
from xiuhua.cases.services.settings import loop_publish
from xiuhua.cases.services.spotting import NewWatch, roads_find, watch_end, watch_put
from xiuhua.cases.services.supervising import (
    NewSupervision,
    case_remind,
    supervision_issue,
    supervision_refuse,
    supervision_release,
    supervision_reply,
    supervision_void,
    supervisions_sweep,
)
from xiuhua.cases.services.sweeping import deadlines_sweep, deferrals_resume
from xiuhua.cases.services.video_rounds import (
    NewFinding,
    NewPlan,
    video_finding_make,
    video_look_end,
    video_plan_make,
    video_plan_revise,
    video_plan_withdraw,
    video_round_end,
    video_round_start,
)
from xiuhua.cases.services.work import Said

__all__ = [
    "Decision",
    "Found",
    "NewAppeal",
    "NewFinding",
    "NewPlan",
    "NewReport",
    "NewRound",
    "NewSupervision",
    "NewWatch",
    "Reported",
    "Said",
    "appeal_make",
    "appeal_review_first",
    "appeal_review_second",
    "appeal_withdraw",
    "case_act",
    "case_exempt",
    "case_put_on_agenda",
    "case_rebuild",
    "case_remind",
    "case_report",
    "cases_compare",
    "cases_recount",
    "consultation_close",
    "cost_record",
    "deadlines_sweep",
    "deferrals_resume",
    "loop_publish",
    "question_decide",
    "question_drop",
    "recounts_due",
    "report_phone_reveal",
    "report_take",
    "revisit_assign",
    "revisit_record",
    "roads_find",
    "round_draw",
    "supervision_issue",
    "supervision_refuse",
    "supervision_release",
    "supervision_reply",
    "supervision_void",
    "supervisions_sweep",
    "video_finding_make",
    "video_look_end",
    "video_plan_make",
    "video_plan_revise",
    "video_plan_withdraw",
    "video_round_end",
    "video_round_start",
    "watch_end",
    "watch_put",
]
