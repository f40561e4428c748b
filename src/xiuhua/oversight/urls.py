"""Addresses of oversight."""

from django.urls import path

from xiuhua.oversight.pages import (
    accountability,
    amendments,
    articles,
    contract_checks,
    contracts,
    leaves,
    opinions,
    rectifications,
    reminders,
    settlements,
    tasks,
    warnings,
    works,
)

app_name = "oversight"

_WARNING, _RECTIFICATION = "warnings/<int:warning_id>", "rectifications/<int:rectification_id>"
_ACCOUNT = "accountability/<int:accountability_id>"
_ARTICLE, _OPINION = "articles/<int:article_id>", "opinions/<int:opinion_id>"
_CONTRACT, _CHECK = "service-contracts/<int:contract_id>", "contract-checks/<int:check_id>"
_SETTLEMENT = "settlements/<int:settlement_id>"
_LEAVE = "leaves/<int:leave_id>"
_WORK = "small-works/<int:work_id>"

urlpatterns = [
    path("warnings", warnings.WarningListPage.as_view(), name="warnings"),
    path(_WARNING, warnings.WarningPage.as_view(), name="warning"),
    path(f"{_WARNING}/take", warnings.WarningTakePage.as_view(), name="warning-take"),
    path(f"{_WARNING}/check", warnings.WarningCheckPage.as_view(), name="warning-check"),
    path(f"{_WARNING}/order", warnings.WarningOrderPage.as_view(), name="warning-order"),
    path(f"{_WARNING}/close", warnings.WarningClosePage.as_view(), name="warning-close"),
    path("warning-rules", warnings.RulesPage.as_view(), name="rules"),
    path("warning-rules/<slug:rule>", warnings.RulePage.as_view(), name="rule"),
    path("supervision-tasks", tasks.TaskListPage.as_view(), name="supervision-tasks"),
    path("supervision-tasks/new", tasks.TaskNewPage.as_view(), name="supervision-task-new"),
    path("supervision-tasks/<int:task_id>", tasks.TaskPage.as_view(), name="supervision-task"),
    path("rectifications", rectifications.RectificationListPage.as_view(), name="rectifications"),
    path("my-rectifications", rectifications.OwnRectificationListPage.as_view(), name="own-rectifications"),
    path(
        "my-rectifications/<int:rectification_id>",
        rectifications.OwnRectificationPage.as_view(),
        name="own-rectification",
    ),
    path("rectifications/new", rectifications.RectificationNewPage.as_view(), name="rectification-new"),
    path(_RECTIFICATION, rectifications.RectificationPage.as_view(), name="rectification"),
    *(
        path(f"{_RECTIFICATION}/{slug}", page.as_view(), name=f"rectification-{slug}")
        for slug, page in (
            ("assign", rectifications.AssignPage),
            ("plan", rectifications.PlanPage),
            ("answer", rectifications.AnswerPage),
            ("close", rectifications.ClosePage),
            ("send-back", rectifications.SendBackPage),
            ("withdraw", rectifications.WithdrawPage),
        )
    ),
    path("accountability", accountability.AccountabilityListPage.as_view(), name="accountabilities"),
    path(
        "my-accountability", accountability.OwnAccountabilityListPage.as_view(), name="own-accountabilities"
    ),
    path(_ACCOUNT, accountability.AccountabilityPage.as_view(), name="accountability"),
    *(
        path(f"{_ACCOUNT}/{slug}", page.as_view(), name=f"accountability-{slug}")
        for slug, page in (
            ("hear", accountability.HearPage),
            ("state", accountability.StatePage),
            ("decide", accountability.DecidePage),
            ("drop", accountability.DropPage),
        )
    ),
    path("accountability-rules", accountability.AccountRuleListPage.as_view(), name="accountability-rules"),
    path(
        "accountability-rules/new",
        accountability.AccountRuleNewPage.as_view(),
        name="accountability-rule-new",
    ),
    path(
        "accountability-rules/<int:rule_id>",
        accountability.AccountRulePage.as_view(),
        name="accountability-rule",
    ),
    path("leaves", leaves.LeaveListPage.as_view(), name="leaves"),
    path("my-leaves", leaves.OwnLeaveListPage.as_view(), name="own-leaves"),
    path("leaves/new", leaves.LeaveNewPage.as_view(), name="leave-new"),
    path(_LEAVE, leaves.LeavePage.as_view(), name="leave"),
    *(
        path(f"{_LEAVE}/{slug}", page.as_view(), name=f"leave-{slug}")
        for slug, page in (
            ("grant", leaves.GrantPage),
            ("refuse", leaves.RefusePage),
            ("return", leaves.ReturnPage),
            ("withdraw", leaves.WithdrawPage),
        )
    ),
    path("articles", articles.ArticleListPage.as_view(), name="articles"),
    path("publications", articles.PublicationListPage.as_view(), name="publications"),
    path("articles/new", articles.ArticleNewPage.as_view(), name="article-new"),
    path(_ARTICLE, articles.ArticlePage.as_view(), name="article"),
    *(
        path(f"{_ARTICLE}/{slug}", page.as_view(), name=f"article-{slug}")
        for slug, page in (
            ("write", articles.ArticleWritePage),
            ("approve", articles.ArticleApprovePage),
            ("send-back", articles.ArticleSendBackPage),
            ("publish", articles.ArticlePublishPage),
        )
    ),
    path("opinions", opinions.OpinionListPage.as_view(), name="opinions"),
    path("my-opinions", opinions.OwnOpinionListPage.as_view(), name="own-opinions"),
    path("opinions/new", opinions.OpinionNewPage.as_view(), name="opinion-new"),
    path(_OPINION, opinions.OpinionPage.as_view(), name="opinion"),
    *(
        path(f"{_OPINION}/{slug}", page.as_view(), name=f"opinion-{slug}")
        for slug, page in (
            ("assign", opinions.OpinionAssignPage),
            ("report", opinions.OpinionReportPage),
            ("handle", opinions.OpinionDonePage),
            ("answer", opinions.OpinionAnswerPage),
        )
    ),
    path("service-contracts", contracts.ContractListPage.as_view(), name="contracts"),
    path("my-service-contracts", contracts.OwnContractListPage.as_view(), name="own-contracts"),
    path("service-contracts/new", contracts.ContractNewPage.as_view(), name="contract-new"),
    path(_CONTRACT, contracts.ContractPage.as_view(), name="contract"),
    path(f"{_CONTRACT}/amend", amendments.ContractAmendPage.as_view(), name="contract-amend"),
    path(f"{_CONTRACT}/check", contracts.ContractCheckNewPage.as_view(), name="contract-check-new"),
    path(f"{_CONTRACT}/settle", contracts.ContractSettlePage.as_view(), name="contract-settle"),
    path("contract-checks", contract_checks.CheckListPage.as_view(), name="contract-checks"),
    path("my-contract-checks", contract_checks.OwnCheckListPage.as_view(), name="own-contract-checks"),
    path(_CHECK, contract_checks.CheckPage.as_view(), name="contract-check"),
    path(f"{_CHECK}/object", contract_checks.CheckObjectPage.as_view(), name="contract-check-object"),
    path(f"{_CHECK}/uphold", contract_checks.CheckUpholdPage.as_view(), name="contract-check-uphold"),
    path(f"{_CHECK}/refuse", contract_checks.CheckRefusePage.as_view(), name="contract-check-refuse"),
    path("settlements", settlements.SettlementListPage.as_view(), name="settlements"),
    path("my-settlements", settlements.OwnSettlementListPage.as_view(), name="own-settlements"),
    path(_SETTLEMENT, settlements.SettlementPage.as_view(), name="settlement"),
    path(f"{_SETTLEMENT}/confirm", settlements.SettlementConfirmPage.as_view(), name="settlement-confirm"),
    path(f"{_SETTLEMENT}/pay", settlements.SettlementPayPage.as_view(), name="settlement-pay"),
    path("small-works", works.WorkListPage.as_view(), name="small-works"),
    path("small-works/new", works.WorkNewPage.as_view(), name="small-work-new"),
    path(_WORK, works.WorkPage.as_view(), name="small-work"),
    path(f"{_WORK}/check", works.WorkCheckPage.as_view(), name="small-work-check"),
    path("integrity-reminders", reminders.ReminderListPage.as_view(), name="integrity-reminders"),
    path("integrity-reminders/new", reminders.ReminderNewPage.as_view(), name="integrity-reminder-new"),
    path(
        "integrity-reminders/<int:reminder_id>", reminders.ReminderPage.as_view(), name="integrity-reminder"
    ),
]
