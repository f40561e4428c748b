"""Registration of `channels` with Django."""

from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    """The ways a city is told of a problem, and how whoever told it hears of the end."""

    name = "xiuhua.channels"
