"""Registration of `web` with Django."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The `web` app."""

    name = "xiuhua.web"
