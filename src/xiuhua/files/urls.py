"""Addresses of files and exports."""

from django.urls import path

from xiuhua.files import pages

app_name = "files"
urlpatterns = [
    path("files/<int:file_id>/<str:signature>/<str:name>", pages.file_serve, name="file"),
    path(
        "files/<int:file_id>/<str:shape>/<str:signature>/<str:name>", pages.rendition_serve, name="rendition"
    ),
    path("exports", pages.ExportList.as_view(), name="exports"),
    path("exports/<int:export_id>", pages.ExportPage.as_view(), name="export"),
    path("exports/<int:export_id>/file", pages.export_file, name="export-file"),
    path("exports/<int:export_id>/cancel", pages.ExportCancelPage.as_view(), name="export-cancel"),
]
