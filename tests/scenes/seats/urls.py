"""Names and paths of the seats scene."""

from django.urls import path

from tests.scenes.seats import pages

app_name = "seats"
urlpatterns = [path("seats/", pages.seats_list, name="list")]
