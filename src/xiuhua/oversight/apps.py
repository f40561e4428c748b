"""Registration of `oversight` with Django."""

from collections.abc import Iterable
from urllib.parse import urlencode

from django.apps import AppConfig


class OversightConfig(AppConfig):
    """Who watches the watchers: warnings, rectification lists, small works, reminders."""

    name = "xiuhua.oversight"

    def ready(self) -> None:
        """Fill the seams of the layers below."""
        _words()
        _places()
        _background()
        _figures()
        _demo()


# Models are ready only when these run, hence the imports inside them.
def _words() -> None:
    from xiuhua.access.rules import grants_register  # noqa: PLC0415
    from xiuhua.ledger.services import row_kind_register  # noqa: PLC0415
    from xiuhua.oversight.queries.accountability import (  # noqa: PLC0415
        account_rule_states,
        accountability_states,
    )
    from xiuhua.oversight.queries.contracts import (  # noqa: PLC0415
        amendment_states,
        check_states,
        contract_states,
        settlement_states,
    )
    from xiuhua.oversight.queries.leaves import leave_states  # noqa: PLC0415
    from xiuhua.oversight.queries.publicity import article_states, opinion_states  # noqa: PLC0415
    from xiuhua.oversight.queries.rectifications import rectification_states, task_states  # noqa: PLC0415
    from xiuhua.oversight.queries.reminders import reminder_states  # noqa: PLC0415
    from xiuhua.oversight.queries.warnings import rule_version_states, warning_states  # noqa: PLC0415
    from xiuhua.oversight.queries.works import work_states  # noqa: PLC0415
    from xiuhua.oversight.rules.oversight_granting import oversight_grants  # noqa: PLC0415
    from xiuhua.oversight.terms import (  # noqa: PLC0415
        accountability,
        contracts,
        leaves,
        publicity,
        rectifications,
        reminders,
        warnings,
        works,
    )
    from xiuhua.web import words  # noqa: PLC0415

    grants_register("oversight", oversight_grants())
    words.vocabulary_register(
        warnings.WarningState, warnings.WarningResult, warnings.WarningAct, warnings.RuleAct,
        rectifications.RectifySource, rectifications.RectifyState, rectifications.RectifyAct,
        rectifications.TaskAct,
        works.Procurement, works.WorkResult, works.WorkAct,
        accountability.FaultKind, accountability.AccountState, accountability.AccountForm,
        accountability.AccountAct, accountability.AccountRuleAct,
        leaves.LeaveKind, leaves.LeaveState, leaves.LeaveAct,
        publicity.MediaChannel, publicity.ArticleState, publicity.ArticleAct, publicity.OpinionLevel,
        publicity.OpinionState, publicity.OpinionAct,
        contracts.ContractAct, contracts.CheckState, contracts.CheckAct, contracts.SettlementState,
        contracts.SettlementAct,
        reminders.ReminderForm, reminders.ReminderMatter, reminders.ReminderAct,
    )  # fmt: skip
    words.kind_register("warning", zh="廉情预警", en="integrity warning")
    words.kind_register("warning_rule", zh="预警规则", en="rule of warnings")
    words.kind_register("rectification", zh="整改问题", en="rectification")
    words.kind_register("supervision_task", zh="督查任务", en="supervision task")
    words.kind_register("small_work", zh="小额工程", en="small work")
    words.kind_register("integrity_reminder", zh="廉政提醒", en="integrity reminder")
    words.kind_register("accountability", zh="责任追究", en="accountability")
    words.kind_register("accountability_rule", zh="责任追究办法", en="rule of accountability")
    words.kind_register("article", zh="宣传稿件", en="article")
    words.kind_register("opinion", zh="舆情", en="public opinion")
    row_kind_register(kind="article", states=article_states)
    row_kind_register(kind="opinion", states=opinion_states)
    words.kind_register("service_contract", zh="履约合同", en="service contract")
    words.kind_register("contract_amendment", zh="合同补充协议", en="amendment of a contract")
    words.kind_register("contract_check", zh="履约检查", en="check of a contract")
    words.kind_register("settlement", zh="履约结算单", en="settlement")
    row_kind_register(kind="service_contract", states=contract_states)
    row_kind_register(kind="contract_amendment", states=amendment_states)
    row_kind_register(kind="contract_check", states=check_states)
    row_kind_register(kind="settlement", states=settlement_states)
    row_kind_register(kind="accountability", states=accountability_states)
    row_kind_register(kind="accountability_rule", states=account_rule_states)
    words.kind_register("leave_request", zh="请假", en="leave")
    row_kind_register(kind="leave_request", states=leave_states)
    row_kind_register(kind="warning", states=warning_states)
    row_kind_register(kind="warning_rule", states=rule_version_states)
    row_kind_register(kind="rectification", states=rectification_states)
    row_kind_register(kind="supervision_task", states=task_states)
    row_kind_register(kind="small_work", states=work_states)
    row_kind_register(kind="integrity_reminder", states=reminder_states)


def _places() -> None:
    from xiuhua.access.rules.roles import landing_register  # noqa: PLC0415
    from xiuhua.oversight.rules import accountability, rectifications, warnings  # noqa: PLC0415
    from xiuhua.oversight.terms.accountability import AccountAct  # noqa: PLC0415
    from xiuhua.oversight.terms.contracts import CheckAct, ContractAct  # noqa: PLC0415
    from xiuhua.oversight.terms.leaves import LeaveAct  # noqa: PLC0415
    from xiuhua.oversight.terms.publicity import ArticleAct, OpinionAct  # noqa: PLC0415
    from xiuhua.oversight.terms.rectifications import RectifyAct, TaskAct  # noqa: PLC0415
    from xiuhua.oversight.terms.reminders import ReminderAct  # noqa: PLC0415
    from xiuhua.oversight.terms.warnings import WarningAct  # noqa: PLC0415
    from xiuhua.oversight.terms.works import WorkAct  # noqa: PLC0415
    from xiuhua.shared.terms import Term  # noqa: PLC0415
    from xiuhua.web import menu  # noqa: PLC0415

    def still(states: Iterable[Term]) -> str:
        """Return how a list is asked for what has not come to its end: its first tab."""
        return urlencode([("state", state.value) for state in states])

    menu.menu_register(
        menu.MenuEntry(
            key="oversight", zh="监督", en="Oversight", tab=("廉情预警", "Warnings"),
            url_name="oversight:warnings", icon="gavel", act=WarningAct.READ.value, rank=65, phone=False,
            query=still(warnings.OPEN),
        )
    )  # fmt: skip
    # Rails of auditors and leaders are full, and a unit has one list: theirs stand beside rankings and cases.
    tabs = (
        ("rules", WarningAct.READ, "oversight", "预警规则", "Rules"),
        ("supervision-tasks", TaskAct.SET, "oversight", "督查任务", "Tasks"),
        ("rectifications", TaskAct.SET, "oversight", "督查整改", "Rectification"),
        ("accountabilities", TaskAct.SET, "oversight", "责任追究", "Accountability"),
        ("small-works", WorkAct.REGISTER, "oversight", "小额工程", "Small works"),
        ("integrity-reminders", ReminderAct.READ, "oversight", "廉政提醒", "Reminders"),
        ("supervision-tasks", TaskAct.READ, "contests", "督查任务", "Tasks"),
        ("rectifications", RectifyAct.READ, "contests", "督查整改", "Rectification"),
        ("accountabilities", AccountAct.READ, "contests", "责任追究", "Accountability"),
        ("small-works", WorkAct.READ, "contests", "小额工程", "Small works"),
        ("own-rectifications", RectifyAct.OWN, "case", "本单位整改", "Our rectification"),
        ("own-accountabilities", RectifyAct.PLAN, "case", "涉及本单位的追责", "Held against us"),
        ("articles", ArticleAct.READ, "contests", "宣传稿件", "Articles"),
        ("opinions", OpinionAct.READ, "contests", "舆情", "Public opinion"),
        ("own-opinions", OpinionAct.HANDLE, "case", "本单位舆情", "Opinion to handle"),
        ("contracts", ContractAct.READ, "contests", "履约合同", "Contracts"),
        ("own-contracts", CheckAct.OBJECT, "case", "本单位合同", "Our contracts"),
        ("own-leaves", LeaveAct.OWN, "people", "请假报备", "Leave"),
        ("leaves", LeaveAct.READ, "people", "请销假台账", "Register of leave"),
    )
    inspected, ours = ("督查问责", "Supervision"), ("本单位", "Our unit")
    published = ("宣传与履约", "Publicity and contracts")
    groups = {
        "contests": {
            "supervision-tasks": inspected, "rectifications": inspected, "accountabilities": inspected,
            "small-works": inspected, "articles": published, "opinions": published, "contracts": published,
        },
        "case": dict.fromkeys(
            ("own-rectifications", "own-accountabilities", "own-opinions", "own-contracts"), ours
        ),
    }  # fmt: skip
    waiting = {
        "rectifications": still(rectifications.OPEN),
        "own-rectifications": still(rectifications.WAITING),
        "accountabilities": still(accountability.OPEN),
    }
    for rank, (name, act, under, zh, en) in enumerate(tabs):
        menu.menu_register(
            menu.MenuEntry(
                key=f"{under}:{name}", zh=zh, en=en, url_name=f"oversight:{name}", icon="list",
                act=act.value, rank=rank + (10 if under == "case" else 66), under=under,
                group=groups.get(under, {}).get(name, ("", "")), query=waiting.get(name, ""),
            )
        )  # fmt: skip
    landing_register("discipline", "oversight:warnings")


def _background() -> None:
    from xiuhua.ledger.jobs import periodic_register  # noqa: PLC0415
    from xiuhua.ledger.tails import tail_register  # noqa: PLC0415
    from xiuhua.notices.rules.templates import subject_page_register, template_register  # noqa: PLC0415
    from xiuhua.oversight.jobs import accountability_look, late_back_look, overdue_look  # noqa: PLC0415
    from xiuhua.oversight.rules.telling import oversight_templates  # noqa: PLC0415
    from xiuhua.oversight.tails.warnings import WARNINGS  # noqa: PLC0415

    for template in oversight_templates():
        template_register(template)
    subject_page_register("rectification", "oversight:rectification")
    subject_page_register("warning", "oversight:warning")
    subject_page_register("service_contract", "oversight:contract")
    subject_page_register("contract_check", "oversight:contract-check")
    subject_page_register("settlement", "oversight:settlement")
    subject_page_register("opinion", "oversight:opinion")
    subject_page_register("article", "oversight:article")
    subject_page_register("leave_request", "oversight:leave")
    subject_page_register("accountability", "oversight:accountability")
    tail_register(WARNINGS)
    periodic_register("oversight_overdue", 60.0, overdue_look)
    periodic_register("oversight_accountability", 600.0, accountability_look)
    periodic_register("oversight_late_back", 60.0, late_back_look)


def _figures() -> None:
    from xiuhua.evaluation.pages.records import records_page_register  # noqa: PLC0415
    from xiuhua.evaluation.queries.facts import fact_table_register  # noqa: PLC0415
    from xiuhua.evaluation.rules.excusing import leave_register  # noqa: PLC0415
    from xiuhua.oversight.indicators import INDICATORS  # noqa: PLC0415
    from xiuhua.oversight.pages.accountability import AccountabilityListPage  # noqa: PLC0415
    from xiuhua.oversight.pages.articles import ArticleListPage, PublicationListPage  # noqa: PLC0415
    from xiuhua.oversight.pages.leaves import LeaveListPage  # noqa: PLC0415
    from xiuhua.oversight.pages.opinions import OpinionListPage  # noqa: PLC0415
    from xiuhua.oversight.pages.rectifications import RectificationListPage  # noqa: PLC0415
    from xiuhua.oversight.pages.reminders import ReminderListPage  # noqa: PLC0415
    from xiuhua.oversight.pages.works import WorkListPage  # noqa: PLC0415
    from xiuhua.oversight.queries.facts import (  # noqa: PLC0415
        ACCOUNTABILITY_FACTS,
        ARTICLE_FACTS,
        LEAVE_FACTS,
        OPINION_FACTS,
        PUBLICATION_FACTS,
        RECTIFICATION_FACTS,
        REMINDER_FACTS,
        SMALL_WORK_FACTS,
    )
    from xiuhua.oversight.queries.leaves import leave_approved  # noqa: PLC0415
    from xiuhua.scenekit.indicators import indicators_register  # noqa: PLC0415

    tables = (
        *(RECTIFICATION_FACTS, SMALL_WORK_FACTS, REMINDER_FACTS, LEAVE_FACTS, ARTICLE_FACTS),
        *(PUBLICATION_FACTS, OPINION_FACTS, ACCOUNTABILITY_FACTS),
    )
    for table in tables:
        fact_table_register(table)
    indicators_register(INDICATORS)
    leave_register(leave_approved)
    records_page_register("rectification", RectificationListPage)
    records_page_register("accountability", AccountabilityListPage)
    records_page_register("article", ArticleListPage)
    records_page_register("publication", PublicationListPage)
    records_page_register("opinion", OpinionListPage)
    records_page_register("leave", LeaveListPage)
    records_page_register("small_work", WorkListPage)
    records_page_register("integrity_reminder", ReminderListPage)


def _demo() -> None:
    from xiuhua.access.demo import demo_accounts_register  # noqa: PLC0415
    from xiuhua.cases.demo.parts import part_register  # noqa: PLC0415
    from xiuhua.oversight.demo import ACCOUNTS, PARTS  # noqa: PLC0415

    demo_accounts_register(*ACCOUNTS)
    for part in PARTS:
        part_register(part)
