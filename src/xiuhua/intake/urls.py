"""Addresses of imports."""

from django.urls import path

from xiuhua.intake.pages import acts, lists, runs

app_name = "intake"
urlpatterns = [
    path("imports", lists.ImportList.as_view(), name="imports"),
    path("imports/new", acts.ImportNewPage.as_view(), name="new"),
    path("imports/faults", lists.FaultList.as_view(), name="faults"),
    path("imports/changes", lists.ChangeList.as_view(), name="changes"),
    path("imports/<int:run_id>", runs.ImportPage.as_view(), name="import"),
    path("imports/<int:run_id>/columns", acts.ImportColumnsPage.as_view(), name="columns"),
    path("imports/<int:run_id>/again", acts.ImportAgainPage.as_view(), name="again"),
    path("imports/<int:run_id>/commit", acts.ImportCommitPage.as_view(), name="commit"),
    path("imports/<int:run_id>/undo", acts.ImportUndoPage.as_view(), name="undo"),
    path("imports/<int:run_id>/drop", acts.ImportDropPage.as_view(), name="drop"),
    path("imports/<int:run_id>/file", runs.import_file, name="file"),
    path("imports/<int:run_id>/faults.xlsx", runs.faults_sheet, name="faults-sheet"),
]
