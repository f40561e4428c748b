"""Templates of what recurs in the year: of the day, the week and the month, and the circulars.

Source:
    own choice, after the papers that command centres print under these names; the headings of the monthly
    circular follow the stages of the loop.
"""

from __future__ import annotations

from xiuhua.briefings.rules.declaring import Condition, Says, Section, Template, When
from xiuhua.briefings.rules.templates import shared as s
from xiuhua.briefings.terms import BriefingKind

_DAY_LOOP = Says(
    (
        "{period}，{area}上报问题{reported}，{reported:change}", "立案{filed}", "派遣{dispatched}",
        "结案{closed}，{closed:change}", "按期结案率{closed_in_time_rate}",
    )
)  # fmt: skip
_LATE = Says(
    (
        "超期未处置率{unhandled_late}，{unhandled_late:change}",
        "在册缓办{deferred_now}",
        "在册挂账{shelved_now}",
    )
)
_LATE_RISES = Says(
    ("超期未处置率高于{before}，请有关单位当日清理",), (When("unhandled_late", Condition.WORSE),)
)

MORNING = Template(
    key="morning", kind=BriefingKind.MORNING, zh="晨报", en="Morning briefing",
    title="{area}城市运行晨报（{period}）", opening=(_DAY_LOOP,),
    sections=(
        Section("待处置情况", (_LATE, _LATE_RISES)),
        Section("群众诉求", (s.ORDERS, s.NO_ORDERS)),
        Section("智能发现", (s.SENSED,)),
        Section("各街道（镇）情况", (s.STREETS,)),
    ),
)  # fmt: skip
DAILY = Template(
    key="daily", kind=BriefingKind.DAILY, zh="日报", en="Daily briefing",
    title="{area}城市运行日报（{period}）", opening=(_DAY_LOOP,),
    sections=(
        Section("案件办理", (s.SPEED, _LATE, s.MATTERS)),
        Section("群众诉求", (s.ORDERS, s.NO_ORDERS)),
        Section("各街道（镇）情况", (s.STREETS,)),
    ),
)  # fmt: skip
WEEKLY = Template(
    key="weekly", kind=BriefingKind.WEEKLY, zh="周报", en="Weekly briefing",
    title="{area}城市运行周报（{period}）", opening=(s.LOOP, s.LOOP_BETTER, s.LOOP_WORSE),
    sections=(
        Section("案件办理", (s.SPEED, s.REBOUNDS, _LATE, s.LOOP_TABLE, s.MATTERS)),
        Section("各街道（镇）情况", (s.STREETS, s.STREET_CHART)),
        Section("群众诉求", (s.ORDERS, s.ORDER_TABLE)),
        Section("专项监管", (s.SPOIL, s.FUMES)),
    ),
)  # fmt: skip
MONTHLY = Template(
    key="monthly", kind=BriefingKind.MONTHLY, zh="月度考核通报", en="Monthly assessment circular",
    title="关于{area}{period}城市管理考核情况的通报",
    addressee="各街道（镇），各有关单位",
    opening=(Says(("现将{area}{period}城市管理考核情况通报如下",)),),
    sections=(
        Section("总体情况", (s.STANDS_ON, s.LOOP, s.LOOP_BETTER, s.LOOP_WORSE, s.LOOP_TABLE)),
        Section("考核指标", (s.ASSESSED,)),
        Section("各环节履职情况", (s.SPEED, s.REBOUNDS, s.STAGE_TABLE)),
        Section("各街道（镇）情况", (s.STREETS, s.STREET_CHART)),
        Section("各处置单位情况", (s.UNITS, s.ASSESSED_UNITS)),
        Section("评比排名和约谈", (s.CUP, s.RANKINGS, s.INTERVIEWS)),
        Section("有关要求", (_LATE, _LATE_RISES, Says(("请各单位对照指标查找原因，限期整改",)))),
    ),
)  # fmt: skip
SUPERVISION = Template(
    key="supervision", kind=BriefingKind.SUPERVISION, zh="督办通报", en="Supervision circular",
    title="关于{area}{period}督办事项办理情况的通报",
    addressee="各街道（镇），各有关单位",
    opening=(Says(("现将{area}{period}督办事项办理情况通报如下",)),),
    sections=(
        Section("督办单办理情况", (s.SUPERVISIONS,)),
        Section("超期和挂账情况", (_LATE, _LATE_RISES, s.REBOUNDS)),
        Section("督查整改情况", (s.OVERSIGHT, s.OVERSIGHT_TABLE)),
        Section("各处置单位情况", (s.UNITS,)),
        Section("约谈情况", (s.INTERVIEWS,)),
        Section("有关要求", (Says(("请责任单位查明原因、限期办结，并书面报送办理结果",)),)),
    ),
)  # fmt: skip
SPECIAL = Template(
    key="special", kind=BriefingKind.SPECIAL, zh="高发问题专报", en="Special briefing on what is frequent",
    title="{area}{period}城市管理高发问题专报", opening=(s.LOOP,),
    sections=(
        Section("高发事项", (s.MATTERS, s.REBOUNDS)),
        Section("分布情况", (s.STREETS, s.STREET_CHART, s.CHANNELS)),
        Section("处置情况", (s.SPEED, s.UNITS)),
    ),
)  # fmt: skip

RECURRING = (MORNING, DAILY, WEEKLY, MONTHLY, SUPERVISION, SPECIAL)
