"""The figures of oversight.

Source:
    the bureaus' reports: 廉政教育提醒 353 人次 (K-061), 对400万以下小额工程项目建设进行监督检查 (K-062),
    纪律督查发现问题 275 个 (K-109). That a conduct problem counts once its unit was told is our own choice,
    because the row says notified; that a reminder is no punishment (处理执法人员, K-219) is ours too.
"""

from __future__ import annotations

from xiuhua.ground.terms.people import UnitKind
from xiuhua.oversight.terms.accountability import AccountForm
from xiuhua.oversight.terms.leaves import LeaveKind
from xiuhua.oversight.terms.publicity import MediaChannel
from xiuhua.oversight.terms.rectifications import RectifySource
from xiuhua.scenekit.indicators import (
    ALWAYS,
    PERCENT,
    FigureGroup,
    FigureUnit,
    Indicator,
    Measure,
    is_one,
    known,
    yes,
)

_G = FigureGroup.OVERSIGHT
_CONDUCT = is_one("source", RectifySource.CONDUCT.value)

INDICATORS = (
    Indicator(
        key="integrity_reminders", zh="廉政教育提醒", en="Integrity reminders",
        unit=FigureUnit.PERSON_TIMES, source_row="K-061", fact="integrity_reminder", group=_G,
        groups=("area",), numerator=Measure(where=ALWAYS, period="at"),
        formula_zh="期内登记的廉政教育提醒，按人次",
        formula_en="integrity reminders of the period, one for each person and time",
    ),
    Indicator(
        key="small_works", zh="小额工程", en="Small works", unit=FigureUnit.UNITS, source_row="K-062",
        fact="small_work", group=_G, groups=("area", "unit"),
        numerator=Measure(where=yes("below_line"), period="signed_at"),
        formula_zh="期内签订合同、金额低于小额工程限额（登记时的限额）的工程",
        formula_en="works whose contract was signed in the period for less than the line of small works as "
        "it was when they were registered",
    ),
    Indicator(
        key="conduct_problems", zh="纪律督查发现问题", en="Conduct problems notified",
        unit=FigureUnit.UNITS, source_row="K-109", fact="rectification", group=_G, groups=("area", "unit"),
        numerator=Measure(where=_CONDUCT, period="assigned_at"),
        formula_zh="期内通报交办的作风纪律督查问题",
        formula_en="conduct problems of which a unit was notified in the period",
    ),
    Indicator(
        key="rectified", zh="督查整改销号率", en="Rectified and closed", unit=PERCENT, fact="rectification",
        group=_G, groups=("area", "unit"), variant_zh="期内发现", variant_en="found in the period",
        numerator=Measure(where=yes("closed"), period="found_at"),
        denominator=Measure(where=~yes("withdrawn"), period="found_at"),
        formula_zh="期内发现的督查、审计、巡察问题中已销号的，不含撤销",
        formula_en="of the problems found in the period by inspections, audits and patrols, those closed; "
        "without those withdrawn",
    ),
    Indicator(
        key="officers_punished", zh="处理执法人员", en="Officers punished", unit=FigureUnit.PERSON_TIMES,
        source_row="K-219", fact="accountability", group=_G, groups=("area", "unit"),
        numerator=Measure(
            where=is_one("unit_kind", UnitKind.SQUAD.value) & ~is_one("form", AccountForm.REMIND.value),
            period="decided_at",
        ),
        formula_zh="期内作出追责决定、由执法中队人员承担责任的，不含提醒，按人次",
        formula_en="decisions of the period that hold somebody of an enforcement squad to account, without "
        "mere reminders, one for each person and time",
    ),
    Indicator(
        key="leaves", zh="请假人次", en="Leaves", unit=FigureUnit.PERSON_TIMES, fact="leave", group=_G,
        groups=("area", "unit"),
        numerator=Measure(
            where=yes("granted") & ~is_one("kind", LeaveKind.OFF_HOURS.value), period="since_at"
        ),
        formula_zh="期内开始、已批准的请假，按人次", formula_en="leaves approved that began in the period",
    ),
    Indicator(
        key="off_hours_reports", zh="八小时以外外出报备", en="Out of town off hours, reported",
        unit=FigureUnit.PERSON_TIMES, fact="leave", group=_G, groups=("area", "unit"),
        numerator=Measure(where=is_one("kind", LeaveKind.OFF_HOURS.value), period="since_at"),
        formula_zh="期内开始的八小时以外外出报备，按人次",
        formula_en="reports of going out of town off hours that began in the period",
    ),
    Indicator(
        key="leaves_late_back", zh="逾期销假率", en="Reported back late", unit=PERCENT, fact="leave",
        group=_G, groups=("area", "unit"),
        numerator=Measure(where=yes("granted") & yes("late_back"), period="since_at"),
        denominator=Measure(where=yes("granted"), period="since_at"),
        formula_zh="期内开始的请假和报备中，最后一天过后才销假或至今未销假的",
        formula_en="of what began in the period, where nobody had reported back when the last day was over",
    ),
    Indicator(
        key="articles", zh="宣传稿件", en="Articles", unit=FigureUnit.UNITS, source_row="K-112",
        fact="article", group=_G, groups=("area", "unit"),
        numerator=Measure(where=known("published_at"), period="published_at"),
        formula_zh="期内首次发布的宣传稿件，每篇计一次",
        formula_en="articles that first stood somewhere in the period",
    ),
    Indicator(
        key="articles_in_time", zh="宣传计划按期完成率", en="Articles in time", unit=PERCENT, fact="article",
        group=_G, groups=("area", "unit"), numerator=Measure(where=yes("in_time"), period="due_at"),
        denominator=Measure(where=ALWAYS, period="due_at"),
        formula_zh="计划在期内发布的稿件中，在计划日期前（含当日）发布的",
        formula_en="of the articles planned for the period, those that stood somewhere by their day",
    ),
    *(
        Indicator(
            key=f"publications_{channel.value.partition('_')[2]}", zh="发布条数", en="Publications",
            unit=FigureUnit.UNITS, fact="publication", group=_G, groups=("area", "unit"),
            variant_zh=channel.zh, variant_en=channel.en,
            numerator=Measure(where=is_one("channel", channel.value), period="at"),
            formula_zh=f"期内在{channel.zh}发布的条数，同一账号或媒体每篇一条",
            formula_en="articles on this channel in the period, once for each account or medium",
        )
        for channel in MediaChannel
    ),
    Indicator(
        key="opinions", zh="舆情线索", en="Clues of public opinion", unit=FigureUnit.UNITS, fact="opinion",
        group=_G, groups=("area", "unit"), numerator=Measure(where=ALWAYS, period="found_at"),
        formula_zh="期内发现的舆情线索", formula_en="clues found in the period",
    ),
    Indicator(
        key="opinions_answered", zh="舆情回应率", en="Public opinion answered", unit=PERCENT, fact="opinion",
        group=_G, groups=("area", "unit"), numerator=Measure(where=yes("answered"), period="found_at"),
        denominator=Measure(where=ALWAYS, period="found_at"),
        formula_zh="期内发现的舆情线索中已公开回应的",
        formula_en="of the clues of the period, those answered",
    ),
)  # fmt: skip
