"""Annual reports in the shapes of five bureaus: their functions in the order in which each tells them.

Source:
    the public annual reports and plans of five bureaus: 舟山 2021 (city), 拱墅 2021 (district), 西湖 2023,
    玉泉 2018 to 2021, 滨湖 2023. Taken are the order of the functions and the ways of numbering; headings and
    sentences are our own.
"""

from __future__ import annotations

from xiuhua.briefings.rules.declaring import Missing, Says, Section, Template, Third
from xiuhua.briefings.rules.templates import shared as s
from xiuhua.briefings.terms import BriefingKind

_TITLE = "{area}{year}年城市管理工作总结和{next}年工作思路"
_DONE = Says(
    (
        "{period}，{area}依托城市运行管理服务平台开展城市管理工作",
        "共立案{filed}", "期内结案{closed}", "所立案件结案率{closure_rate_cohort}",
    )
)  # fmt: skip
_OPENING = (_DONE, Says(("现将有关情况总结如下",)))
_LOOP = (s.LOOP, s.LOOP_BETTER, s.LOOP_WORSE, s.ON_THE_SPOT, s.REBOUNDS)
_PARTS = (s.LOOP_TABLE, s.MONTHS, s.FILED_COURSE, s.TIME_COURSE, s.QUARTERS)
_PLACES = (s.LEADING_STREETS, s.STREETS, s.STREET_CHART)
_FOUND = (s.SENSED, s.CAMERAS, s.SENSED_TABLE, s.LEADING_CHANNELS, s.CHANNELS)
_MATTERS = (s.LEADING_CLASSES, s.CLASSES, s.LEADING_MATTERS, s.MATTERS)
_UNITS = (s.LEADING_UNITS, s.UNITS)
_ASKED = (s.ORDERS, s.NO_ORDERS, s.UPPER, s.ORDER_TABLE)
_DUST = (s.SPOIL, s.FUMES, s.FIELD_TABLE)

ZHOUSHAN = Template(
    key="annual_functions", kind=BriefingKind.ANNUAL, zh="按职能分项", en="By function",
    title=_TITLE, shape="舟山市城市管理局 2021 年总结", opening=_OPENING, third=Third.FIRSTLY,
    sections=(
        Section("{year}年主要工作开展情况"),
        Section("市容市貌长效管控", (), 2),
        Section("以评促改", (s.CUP, s.WINNERS), 3),
        Section("约谈整改", (s.INTERVIEWS,), 3),
        Section("城乡环境综合整治", (*_LOOP, *_MATTERS), 2),
        Section("生活垃圾分类治理", (s.WASTE,), 2),
        Section("智慧城管运行", (), 2),
        Section("案件办理", (s.SPEED, *_PARTS), 3),
        Section("智能发现", _FOUND, 3),
        Section("属地和部门履职", (*_PLACES, s.STAGE_TABLE, *_UNITS), 3),
        Section("市政设施运维监管", (s.ROADS, s.GAS), 2),
        Section("综合行政执法改革", (), 2),
        Section("渣土和油烟监管", _DUST, 3),
        Section("执法力量下沉", (s.POSTED, s.LAW), 3),
        Section("队伍规范化管理", (s.OVERSIGHT, s.OVERSIGHT_TABLE, s.STAFF), 2),
        Section("党的建设", (s.PARTY,), 2),
        Section("群众诉求办理", _ASKED, 2),
        Section("有关数据说明", (s.COMPARED,), 2),
        Section("{next}年工作思路", (s.PLAN,)),
    ),
)  # fmt: skip

GONGSHU = Template(
    key="annual_focus", kind=BriefingKind.ANNUAL, zh="分领域聚焦", en="By focus",
    title=_TITLE, shape="拱墅区综合行政执法局 2021 年总结", opening=_OPENING, third=Third.NUMBER,
    sections=(
        Section("总体工作情况"),
        Section("聚焦环境治理", (), 2),
        Section("环境整治长效攻坚", (*_LOOP, *_MATTERS, s.MONTHS, s.FILED_COURSE), 3),
        Section("测评考核以评促改", (s.CUP, s.WINNERS), 3),
        Section("垃圾分类", (s.WASTE,), 3),
        Section("治水工作", (s.WATER,), 3),
        Section("扬尘、油烟防治", _DUST, 3),
        Section("聚焦民生福祉", (), 2),
        Section("群众诉求办理", _ASKED, 3),
        Section("民生实事", (s.PROJECTS,), 3),
        Section("市政设施养护", (s.ROADS,), 3),
        Section("聚焦数字赋能", (), 2),
        Section("智能发现", _FOUND, 3),
        Section("流转提速", (s.SPEED, s.LOOP_TABLE, s.QUARTERS, s.STAGE_TABLE), 3),
        Section("街道履职", (*_PLACES, *_UNITS), 3),
        Section("聚焦队伍建设", (), 2),
        Section("监督执纪", (s.OVERSIGHT, s.INTERVIEWS), 3),
        Section("规范执法", (s.POSTED, s.LAW, s.STAFF), 3),
        Section("党建引领", (s.PARTY,), 3),
        Section("有关数据说明", (s.COMPARED,), 2),
        Section("{next}年工作思路", (s.PLAN,)),
    ),
)  # fmt: skip

XIHU = Template(
    key="annual_aspects", kind=BriefingKind.ANNUAL, zh="分方面总结", en="By aspect",
    title=_TITLE, shape="西湖区综合行政执法局 2023 年总结", opening=_OPENING, third=Third.NUMBER,
    sections=(
        Section("{year}年工作总结"),
        Section("在工作主线方面", (), 2),
        Section("问题发现和处置", (*_LOOP, s.LOOP_TABLE, s.MONTHS, s.FILED_COURSE, *_MATTERS), 3),
        Section("长效考评", (s.CUP, s.WINNERS), 3),
        Section("在经济建设方面", (), 2),
        Section("优化执法环境", (s.POSTED, s.LAW), 3),
        Section("服务工程建设", (s.SPOIL,), 3),
        Section("优化审批服务", (Missing("审批服务和包容审慎执法情况", "行政审批科"),), 3),
        Section("在服务群众方面", (), 2),
        Section("诉求办理", _ASKED, 3),
        Section("餐饮油烟治理", (s.FUMES, s.FIELD_TABLE), 3),
        Section("民生实事", (s.PROJECTS, s.GREEN, s.GAS), 3),
        Section("在固本强基方面", (), 2),
        Section("数字化运行", (s.SPEED, *_FOUND, s.QUARTERS, s.STAGE_TABLE), 3),
        Section("属地履职", (*_PLACES, *_UNITS), 3),
        Section("队伍和党建", (s.OVERSIGHT, s.STAFF, s.PARTY), 3),
        Section("有关数据说明", (s.COMPARED,), 2),
        Section("{next}年工作思路"),
        Section("治理", (s.PLAN,), 2),
        Section("执法", (Missing("执法工作目标", "法制科"),), 2),
        Section("环境", (Missing("环境提升目标", "市容科"),), 2),
        Section("服务", (Missing("公共服务目标", "公用事业科"),), 2),
        Section("队伍", (Missing("队伍建设目标", "人事教育科"),), 2),
    ),
)  # fmt: skip

YUQUAN = Template(
    key="annual_years", kind=BriefingKind.ANNUAL, zh="历年与当年分述",
    en="Past years, then the year", title="关于{area}{year}年城市管理工作总结及未来工作计划的报告",
    shape="玉泉区城市管理综合执法局 2018—2021 年报告", third=Third.DASH, addressee="{area}人民政府",
    opening=(_DONE, Says(("现将有关工作情况报告如下",))),
    sections=(
        Section("工作总结"),
        Section("往年工作回顾", (s.YEARS, s.COMPARED, Missing("往年工作成效", "办公室")), 2),
        Section("{year}年工作总结", (), 2),
        Section("市容秩序整治", (*_LOOP, *_MATTERS), 3),
        Section("接诉即办", _ASKED, 3),
        Section("扬尘、渣土和油烟污染防治", _DUST, 3),
        Section("停车秩序与停车资源", (Missing("停车场监管和停车资源情况", "停车管理科"),), 3),
        Section("智慧城管建设", (s.SPEED, *_FOUND, *_PARTS), 3),
        Section("属地和部门履职", (*_PLACES, *_UNITS), 3),
        Section("规范执法与营商环境", (s.OVERSIGHT, s.POSTED, s.LAW), 3),
        Section("户外广告与违法建设治理", (s.ADS,), 3),
        Section("未来工作计划", (s.PLAN,)),
    ),
)  # fmt: skip

BINHU = Template(
    key="annual_plan", kind=BriefingKind.ANNUAL, zh="年度工作计划",
    en="Plan of the next year", third=Third.FIRSTLY,
    title="{area}{next}年城市管理工作计划", shape="滨湖区 2023 年城市管理工作计划",
    opening=(
        Says(("{period}，{area}共立案{filed}", "期内结案{closed}", "所立案件结案率{closure_rate_cohort}")),
        Says(("在此基础上，安排下一年工作如下",)),
    ),
    sections=(
        Section("突出机制引领，推动统筹考核"),
        Section("健全工作目标", (s.PLAN,), 3),
        Section("优化考核机制", (s.CUP, s.WINNERS, s.INTERVIEWS), 3),
        Section("压实属地责任", (*_PLACES, *_UNITS), 3),
        Section("突出智慧赋能，推动一网统管"),
        Section("做强智能发现", _FOUND, 3),
        Section("提高流转效率", (*_LOOP, s.SPEED, *_PARTS), 3),
        Section("突出品质优势，推动环境卫生提档"),
        Section("攻坚高发问题", _MATTERS, 3),
        Section("深化垃圾分类", (s.WASTE,), 3),
        Section("突出精管善治，推动群众服务"),
        Section("办好群众诉求", _ASKED, 3),
        Section("服务社区一线", (s.POSTED,), 3),
        Section("突出区域形象，推动城景共融", (s.ROADS, s.GREEN)),
        Section("突出源头治理，推动安全防线"),
        Section("守牢燃气安全", (s.GAS,), 3),
        Section("管好工地渣土", _DUST, 3),
        Section("核清数据底数", (s.COMPARED,), 3),
    ),
)  # fmt: skip

ANNUALS = (ZHOUSHAN, GONGSHU, XIHU, YUQUAN, BINHU)
