"""Addresses of areas and premises."""

from django.urls import path

from xiuhua.ground import pages

app_name = "ground"
urlpatterns = [
    path("premises", pages.PremisesListPage.as_view(), name="premises"),
    path("premises/<int:premises_id>", pages.PremisesPage.as_view(), name="premises-page"),
    path("premises/<int:premises_id>/rename", pages.PremisesRenamePage.as_view(), name="premises-rename"),
    path("areas", pages.AreaListPage.as_view(), name="areas"),
    path("areas/<int:area_id>", pages.AreaPage.as_view(), name="area-page"),
]
