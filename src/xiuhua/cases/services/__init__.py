"""Every write of the loop."""

from xiuhua.cases.services.acting import case_act
from xiuhua.cases.services.consulting import (
    Decision,
    case_put_on_agenda,
    consultation_close,
    cost_record,
    question_decide,
    question_drop,
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
from xiuhua.cases.services.sweeping import deadlines_sweep, deferrals_resume
from xiuhua.cases.services.work import Said

__all__ = [
    "Decision",
    "NewReport",
    "Reported",
    "Said",
    "case_act",
    "case_put_on_agenda",
    "case_rebuild",
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
]
