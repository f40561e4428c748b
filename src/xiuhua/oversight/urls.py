"""Addresses of oversight."""

from django.urls import path

from xiuhua.oversight.pages import rectifications, reminders, tasks, warnings, works

app_name = "oversight"

_WARNING, _RECTIFICATION = "warnings/<int:warning_id>", "rectifications/<int:rectification_id>"
_WORK = "small-works/<int:work_id>"

urlpatterns = [
    path("warnings", warnings.WarningListPage.as_view(), name="warnings"),
    path(_WARNING, warnings.WarningPage.as_view(), name="warning"),
    path(f"{_WARNING}/take", warnings.WarningTakePage.as_view(), name="warning-take"),
    path(f"{_WARNING}/check", warnings.WarningCheckPage.as_view(), name="warning-check"),
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
        )
    ),
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
