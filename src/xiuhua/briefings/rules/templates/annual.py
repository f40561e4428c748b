"""Annual reports in the shapes of five bureaus: their functions in the order in which each tells them.

Source:
    the public annual reports and plans of five bureaus: 舟山 2021 (city), 拱墅 2021 (district), 西湖 2023,
    玉泉 2018 to 2021, 滨湖 2023. Taken are the order of the functions and the ways of numbering; headings and
    sentences are our own.
"""

from __future__ import annotations

from xiuhua.briefings.rules.declaring import Missing, Says, Section, Template
from xiuhua.briefings.rules.templates import shared as s
from xiuhua.briefings.terms import BriefingKind

_TITLE = "{area}{year}年城市管理工作总结和{next}年工作思路"
_OPENING = (
    Says(
        (
            "{period}，{area}依托城市运行管理服务平台开展城市管理工作",
            "共立案{filed}、结案{closed}", "结案率{closure_rate_cohort}",
        )
    ),
    Says(("现将有关情况总结如下",)),
)  # fmt: skip

_LOOP = (s.LOOP, s.LOOP_BETTER, s.LOOP_WORSE, s.REBOUNDS)

ZHOUSHAN = Template(
    key="annual_functions", kind=BriefingKind.ANNUAL, zh="按职能分项（舟山式）", en="By function (Zhoushan)",
    title=_TITLE, shape="舟山市城市管理局 2021 年总结", opening=_OPENING,
    sections=(
        Section("{year}年主要工作开展情况"),
        Section("市容市貌长效管控", (s.CUP, s.RANKINGS, s.INTERVIEWS), 2),
        Section("城乡环境综合整治", (s.LOOP, s.LOOP_BETTER, s.LOOP_WORSE, s.REBOUNDS, s.MATTERS), 2),
        Section("生活垃圾分类治理", (s.WASTE,), 2),
        Section(
            "智慧城管运行",
            (s.SENSED, s.CAMERAS, s.SPEED, s.LOOP_TABLE, s.FILED_COURSE, s.TIME_COURSE, s.STREETS,
             s.STREET_CHART, s.SENSED_TABLE, s.STAGE_TABLE, s.CHANNELS, s.UNITS), 2,
        ),
        Section("市政设施运维监管", (s.ROADS, s.GAS), 2),
        Section("综合行政执法改革", (s.SPOIL, s.FUMES, s.FIELD_TABLE, s.LAW), 2),
        Section("队伍规范化管理", (s.OVERSIGHT, s.OVERSIGHT_TABLE, s.STAFF), 2),
        Section("党的建设", (s.PARTY,), 2),
        Section("群众诉求办理", (s.ORDERS, s.UPPER, s.COMMUNITIES, s.ORDER_TABLE), 2),
        Section("与上年公布数的核对", (s.COMPARED,), 2),
        Section("{next}年工作思路", (s.PLAN,)),
    ),
)  # fmt: skip

GONGSHU = Template(
    key="annual_focus", kind=BriefingKind.ANNUAL, zh="分领域聚焦（拱墅式）", en="By focus (Gongshu)",
    title=_TITLE, shape="拱墅区综合行政执法局 2021 年总结", opening=_OPENING,
    sections=(
        Section("总体工作情况"),
        Section("环境治理", (*_LOOP, s.CUP, s.MATTERS, s.WASTE, s.WATER,
                             s.FUMES, s.SPOIL, s.FIELD_TABLE), 2),
        Section("民生福祉", (s.ORDERS, s.ORDER_TABLE, s.PROJECTS, s.ROADS), 2),
        Section("数字赋能", (s.SENSED, s.CAMERAS, s.SPEED, s.LOOP_TABLE, s.FILED_COURSE, s.STREETS,
                             s.STREET_CHART, s.SENSED_TABLE), 2),
        Section("队伍建设", (s.OVERSIGHT, s.INTERVIEWS, s.LAW, s.STAFF, s.PARTY), 2),
        Section("{next}年工作思路", (s.COMPARED, s.PLAN)),
    ),
)  # fmt: skip

XIHU = Template(
    key="annual_aspects", kind=BriefingKind.ANNUAL, zh="分方面总结（西湖式）", en="By aspect (Xihu)",
    title=_TITLE, shape="西湖区综合行政执法局 2023 年总结", opening=_OPENING,
    sections=(
        Section("{year}年工作总结"),
        Section("工作主线方面", (s.LOOP, s.LOOP_BETTER, s.LOOP_WORSE, s.CUP, s.RANKINGS, s.FILED_COURSE), 2),
        Section("营商环境方面", (s.SPOIL, Missing("审批服务和包容审慎执法情况", "行政审批科"), s.LAW), 2),
        Section("服务群众方面", (s.ORDERS, s.ORDER_TABLE, s.PROJECTS, s.GREEN, s.GAS), 2),
        Section(
            "固本强基方面",
            (s.SENSED, s.LOOP_TABLE, s.STREETS, s.STREET_CHART, s.OVERSIGHT, s.STAFF, s.PARTY), 2,
        ),
        Section("{next}年工作思路", (s.COMPARED,)),
        Section("治理", (s.PLAN,), 2),
        Section("执法", (Missing("执法工作目标", "法制科"),), 2),
        Section("环境", (Missing("环境提升目标", "市容科"),), 2),
        Section("服务", (Missing("公共服务目标", "公用事业科"),), 2),
        Section("队伍", (Missing("队伍建设目标", "人事教育科"),), 2),
    ),
)  # fmt: skip

YUQUAN = Template(
    key="annual_years", kind=BriefingKind.ANNUAL, zh="历年与当年分述（玉泉式）",
    en="Past years, then the year (Yuquan)", title="关于{area}{year}年城市管理工作总结及未来工作计划的报告",
    shape="玉泉区城市管理综合执法局 2018—2021 年报告",
    opening=_OPENING,
    sections=(
        Section("工作总结"),
        Section("往年工作回顾", (s.COMPARED, Missing("往年工作成效", "办公室")), 2),
        Section("{year}年工作总结", (), 2),
        Section("市容秩序整治", (s.LOOP, s.LOOP_BETTER, s.LOOP_WORSE, s.REBOUNDS, s.MATTERS), 3),
        Section("接诉即办", (s.ORDERS, s.ORDER_TABLE), 3),
        Section("扬尘、渣土和油烟污染防治", (s.SPOIL, s.FUMES, s.FIELD_TABLE), 3),
        Section("停车秩序与停车资源", (Missing("停车场监管和停车资源情况", "停车管理科"),), 3),
        Section("智慧城管建设", (s.SENSED, s.CAMERAS, s.SPEED, s.LOOP_TABLE, s.FILED_COURSE, s.STREETS), 3),
        Section("规范执法与营商环境", (s.OVERSIGHT, s.LAW), 3),
        Section("户外广告与违法建设治理", (s.ADS,), 3),
        Section("未来工作计划", (s.PLAN,)),
    ),
)  # fmt: skip

BINHU = Template(
    key="annual_plan", kind=BriefingKind.ANNUAL, zh="年度工作计划（滨湖式）",
    en="Plan of the next year (Binhu)",
    title="{area}{next}年城市管理工作计划", shape="滨湖区 2023 年城市管理工作计划",
    opening=(
        Says(("{period}，{area}立案{filed}、结案{closed}，结案率{closure_rate_cohort}",)),
        Says(("在此基础上，安排下一年工作如下",)),
    ),
    sections=(
        Section("机制引领：统筹考核和确权会商", (s.CUP, s.RANKINGS, s.INTERVIEWS, s.UPPER, s.PLAN)),
        Section(
            "智慧赋能：数据底座和智能发现",
            (s.SENSED, s.CAMERAS, s.LOOP_TABLE, s.FILED_COURSE, s.SENSED_TABLE),
        ),
        Section("环境卫生：垃圾分类和保洁", (s.WASTE, s.MATTERS)),
        Section("群众服务：诉求办理和街面秩序", (s.ORDERS, s.ORDER_TABLE, s.STREETS, s.COMMUNITIES)),
        Section("区域风貌：道路街巷和绿化", (s.ROADS, s.GREEN)),
        Section("安全防线：燃气和工地监管", (s.GAS, s.SPOIL, s.FIELD_TABLE, s.COMPARED)),
    ),
)  # fmt: skip

ANNUALS = (ZHOUSHAN, GONGSHU, XIHU, YUQUAN, BINHU)
