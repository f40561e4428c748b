"""Addresses of files and exports."""

from django.urls import path

from xiuhua.files.pages import exports, publishing, serving

app_name = "files"
urlpatterns = [
    path("files/<int:file_id>/<str:signature>/<str:name>", serving.file_serve, name="file"),
    path(
        "files/<int:file_id>/<str:shape>/<str:signature>/<str:name>",
        serving.rendition_serve,
        name="rendition",
    ),
    path("files/<int:file_id>/publish", publishing.PhotoPublishPage.as_view(), name="photo-publish"),
    path("files/<int:file_id>/look", publishing.PhotoLookPage.as_view(), name="photo-look"),
    path("files/<int:file_id>/withhold", publishing.PhotoWithholdPage.as_view(), name="photo-withhold"),
    path("published/<str:name>.jpg", serving.published_serve, name="published"),
    path("exports", exports.ExportList.as_view(), name="exports"),
    path("exports/<int:export_id>", exports.ExportPage.as_view(), name="export"),
    path("exports/<int:export_id>/file", exports.export_file, name="export-file"),
    path("exports/<int:export_id>/cancel", exports.ExportCancelPage.as_view(), name="export-cancel"),
]
