"""Addresses of figures."""

from django.urls import path

from xiuhua.evaluation.pages.courses import FigureCoursePage
from xiuhua.evaluation.pages.figures import FiguresPage
from xiuhua.evaluation.pages.months import MonthsPage
from xiuhua.evaluation.pages.records import figure_records_page
from xiuhua.evaluation.pages.splits import FigureSplitPage

app_name = "evaluation"
urlpatterns = [
    path("figures", FiguresPage.as_view(), name="figures"),
    path("figures/months", MonthsPage.as_view(), name="months"),
    path("figures/<slug:key>/split", FigureSplitPage.as_view(), name="figure-split"),
    path("figures/<slug:key>/course", FigureCoursePage.as_view(), name="figure-course"),
    path("figures/<slug:key>/records", figure_records_page, name="figure-records"),
]
