"""Registration of `notices` with Django."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Telling open pages what has changed."""

    name = "xiuhua.notices"
