"""Addresses of the frame itself."""

from django.urls import path

from xiuhua.web.home import ScenesPage, home_page
from xiuhua.web.styleguide import specimen_page, styleguide_page

app_name = "web"
urlpatterns = [
    path("", home_page, name="home"),
    path("scenes", ScenesPage.as_view(), name="scenes"),
    path("styleguide", styleguide_page, name="styleguide"),
    path("styleguide/<slug:specimen>", specimen_page, name="specimen"),
]
