"""Paragraphs, tables and charts that several templates have.

Source:
    the figures are those of the loop and of its scenes (K-276 to K-282, K-196 to K-200, K-256, K-314 …); the
    sentences are our own.
"""

from __future__ import annotations

from xiuhua.briefings.rules.declaring import (
    AgainstPublished,
    ClassTable,
    Condition,
    CourseChart,
    FigureTable,
    Leading,
    Missing,
    Records,
    Says,
    Span,
    SpanTable,
    SplitChart,
    SplitTable,
    StandsOn,
    When,
)
from xiuhua.evaluation.terms import SplitBy

LOOP_KEYS = (
    *("reported", "valid", "accepted", "filed", "dispatched", "handled", "closed", "closed_in_time"),
    *("closure_rate_cohort", "closed_in_time_rate", "handled_in_time", "rework_rate_of_due", "return_rate"),
    *("rebounds", "voided", "merged", "solved_on_the_spot", "median_reported_solved"),
)
SENSED_KEYS = ("sensed_filed", "sensed_closed", "sensed_closure_rate", "sensed_share_of_filed")
ORDER_KEYS = (
    *("orders_taken", "orders_closed", "orders_closure_rate", "orders_response_rate"),
    *("orders_resolution_rate", "orders_satisfaction_rate"),
)
STAGE_KEYS = (
    *("accept_stage_in_time", "verify_stage_in_time", "file_stage_in_time", "dispatch_stage_in_time"),
    *("handled_in_time", "review_stage_in_time", "check_stage_in_time", "close_stage_in_time"),
)
FUME_KEYS = (
    "fume_monitored",
    "fume_online",
    "fume_compliant",
    "fume_shops_over",
    "fume_fixed",
    "fume_checked",
)
SPOIL_KEYS = (
    *("spoil_sites_working", "spoil_docks", "spoil_points_covered", "spoil_disposed", "spoil_bound"),
    *("spoil_trucks_inspected", "spoil_six_found", "spoil_six_fixed"),
)
OVERSIGHT_KEYS = ("integrity_reminders", "small_works", "conduct_problems", "rectified")

LOOP = Says(
    (
        "{period}，{area}共上报问题{reported}，{reported:change}", "立案{filed}，{filed:change}",
        "期内结案{closed}，{closed:change}",
        "所立案件结案率{closure_rate_cohort}，{closure_rate_cohort:change}",
        "按期结案率{closed_in_time_rate}，{closed_in_time_rate:change}",
    )
)  # fmt: skip
LOOP_BETTER = Says(
    ("按期结案率好于{before}，处置效率有所提高",), (When("closed_in_time_rate", Condition.BETTER),)
)
LOOP_WORSE = Says(
    ("按期结案率不及{before}，须查明超期集中的事项和单位",), (When("closed_in_time_rate", Condition.WORSE),)
)
ON_THE_SPOT = Says(
    ("立足抓早抓小，巡查人员现场自行处置{solved_on_the_spot:some}，{solved_on_the_spot:change}",)
)
SPEED = Says(
    (
        "从上报到解决的用时中位数为{median_reported_solved}，{median_reported_solved:change}",
        "返工率{rework_rate_of_due}，{rework_rate_of_due:change}",
        "派遣回退率{return_rate}，{return_rate:change}",
    )
)  # fmt: skip
REBOUNDS = Says(
    ("同一问题在原处重复出现（回潮）{rebounds}，{rebounds:change}，须加强回头看",),
    (When("rebounds", Condition.POSITIVE),),
)
SENSED = Says(
    (
        "智能感知设备发现并立案{sensed_filed}，{sensed_filed:change}", "期内结案{sensed_closed}",
        "所立案件结案率{sensed_closure_rate}",
        "智能发现占立案总数的{sensed_share_of_filed}，{sensed_share_of_filed:change}",
    ),
    (When("sensed_filed", Condition.POSITIVE),),
)  # fmt: skip
CAMERAS = Says(("新增视频监控探头{cameras_put_up:some}", "现有在册探头{cameras_standing:some}"))
ORDERS = Says(
    (
        "受理群众诉求{orders_taken}，{orders_taken:change}", "办结{orders_closed}",
        "响应率{orders_response_rate}", "解决率{orders_resolution_rate}，{orders_resolution_rate:change}",
        "满意率{orders_satisfaction_rate}，{orders_satisfaction_rate:change}",
    ),
    (When("orders_taken", Condition.POSITIVE),),
)  # fmt: skip
NO_ORDERS = Says(("{period}受理群众诉求{orders_taken}",), (When("orders_taken", Condition.NOUGHT),))
UPPER = Says(
    ("办理上级平台派遣案件{upper_accepted}", "办结{upper_closed}", "办结率{upper_closure_rate}"),
    (When("upper_accepted", Condition.POSITIVE),),
)
CUP = Says(
    (
        "开展洁美杯等测评，参评街道（镇）{cup_units:some}", "现场测评发现问题{contest_problems:some}",
        "因连续排名靠后约谈{interviews_last_quarters:some}", "嘉奖社区{communities_awarded:some}",
    ),
    (When("cup_units", Condition.POSITIVE),),
)  # fmt: skip
FUMES = Says(
    (
        "在线监测餐饮店家{fume_monitored:some}", "油烟设备平均在线率{fume_online}",
        "油烟达标率{fume_compliant}",
        "检查餐饮{fume_checked:some}", "整治{fume_fixed:some}",
    ),
    (When("fume_monitored", Condition.POSITIVE),),
)  # fmt: skip
SPOIL = Says(
    (
        "现有渣土码头{spoil_docks:some}", "码头监控覆盖率{spoil_points_covered}",
        "渣土消纳{spoil_disposed:some}", "行程持单率{spoil_bound}",
        "检查渣土车辆{spoil_trucks_inspected:some}",
        "工地“六个百分百”检查发现问题{spoil_six_found:some}", "整改率{spoil_six_fixed}",
    )
)  # fmt: skip
OVERSIGHT = Says(
    (
        "开展廉政教育提醒{integrity_reminders:some}", "登记小额工程{small_works:some}并纳入监督",
        "作风纪律督查通报问题{conduct_problems:some}", "督查整改销号率{rectified}",
    )
)  # fmt: skip
POSTED = Says(("下派社区执法人员{posted_people:some}", "办理社区防控案件{health_cases:some}"))

LOOP_TABLE = FigureTable("{period}案件办理主要指标", LOOP_KEYS)
STAGE_TABLE = FigureTable("{period}各环节按时率", STAGE_KEYS)
SENSED_TABLE = FigureTable("{period}智能感知主要指标", SENSED_KEYS)
ORDER_TABLE = FigureTable("{period}接诉即办主要指标", ORDER_KEYS)
FIELD_TABLE = FigureTable("{period}油烟、渣土监管主要指标", (*FUME_KEYS, *SPOIL_KEYS))
OVERSIGHT_TABLE = FigureTable("{period}监督检查主要指标", OVERSIGHT_KEYS)
STREETS = SplitTable(
    "{period}各街道（镇）案件办理情况", SplitBy.STREET,
    ("filed", "closed", "closure_rate_cohort", "closed_in_time_rate", "rework_rate_of_due"),
    compared="filed",
)  # fmt: skip
MATTERS = SplitTable(
    "{period}立案最多的十类事项", SplitBy.MATTER, ("filed", "closed", "closure_rate_cohort"), 10
)
UNITS = SplitTable(
    "{period}各处置单位按期处置情况", SplitBy.UNIT, ("handled", "handled_in_time", "rework_rate_of_due"), 12
)
CHANNELS = SplitTable(
    "{period}案件来源", SplitBy.CHANNEL, ("reported", "filed", "closed", "closure_rate_cohort")
)
CLASSES = ClassTable(
    "{period}各大类案件办理情况",
    ("reported", "filed", "closed", "closure_rate_cohort", "closed_in_time_rate"),
)
_SPAN_KEYS = ("reported", "filed", "closed", "closed_in_time_rate", "rework_rate_of_due")
MONTHS = SpanTable(
    "{period}逐月案件办理情况", Span.MONTHS, _SPAN_KEYS, compared=("filed", "closed_in_time_rate")
)
QUARTERS = SpanTable("{period}分季度案件办理情况", Span.QUARTERS, _SPAN_KEYS)
YEARS = SpanTable(
    "近三年案件办理情况",
    Span.YEARS,
    ("reported", "filed", "closed", "closure_rate_cohort", "closed_in_time_rate"),
)
LEADING_CLASSES = Leading("从类别看，立案依次为", "filed")
LEADING_MATTERS = Leading("从事项看，立案居前的依次为", "filed", SplitBy.MATTER)
LEADING_STREETS = Leading("立案居前的街道（镇）依次为", "filed", SplitBy.STREET)
LEADING_UNITS = Leading("处置量居前的单位依次为", "handled", SplitBy.UNIT)
LEADING_CHANNELS = Leading("从来源看，上报居前的依次为", "reported", SplitBy.CHANNEL)
FILED_COURSE = CourseChart("{period}逐月立案数", "filed")
TIME_COURSE = CourseChart("{period}逐月按期结案率", "closed_in_time_rate")
STREET_CHART = SplitChart("{period}各街道（镇）立案数", "filed", SplitBy.STREET)
RANKINGS = Records("{period}公布的评比排名", "rankings")
WINNERS = Records("{period}公布的评比结果", "winners")
INTERVIEWS = Records("{period}约谈情况", "interviews")
SUPERVISIONS = Records("{period}督办单办理情况", "supervisions")
STANDS_ON = StandsOn()
ASSESSED = FigureTable(
    "{period}考核指标：原始口径和申诉后口径",
    tuple(
        key
        for raw in ("handled_in_time", "closed_in_time_rate", "return_rate", "rework_rate_of_due")
        for key in (raw, f"{raw}_less_appeals")
    ),
)
ASSESSED_UNITS = SplitTable(
    "{period}各处置单位考核指标（申诉后口径）", SplitBy.UNIT,
    ("handled", "handled_in_time_less_appeals", "rework_rate_of_due_less_appeals"), 30,
)  # fmt: skip
COMPARED = AgainstPublished((*LOOP_KEYS, *SENSED_KEYS, *ORDER_KEYS))

PARTY = Missing("党的建设和队伍教育情况", "机关党委")
STAFF = Missing("队伍规范化建设、培训和执法考核情况", "人事教育科")
WASTE = Missing("生活垃圾分类和清运情况", "环卫科")
WATER = Missing("河道、排水和水环境治理情况", "河道管理科")
ROADS = Missing("道路、桥梁等市政设施运维情况", "市政科")
PROJECTS = Missing("民生实事项目完成情况", "建设科")
LAW = Missing("行政执法改革和案件办理情况", "法制科")
GAS = Missing("城镇燃气安全监管情况", "公用事业科")
GREEN = Missing("绿化养护和街面秩序提升情况", "绿化科")
ADS = Missing("户外广告、违法建筑治理情况", "市容科")
PLAN = Missing("下一年主要工作任务和目标", "办公室")
