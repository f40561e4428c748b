"""Registration of `channels` with Django."""

from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    """The ways a city is told of a problem, and how whoever told it hears of the end."""

    name = "xiuhua.channels"

    def ready(self) -> None:
        """Fill the seams of the layers below."""
        _orders()
        _residents()
        _communities()


def _orders() -> None:
    """Register the hotline, 12345 and what is asked of them."""


def _residents() -> None:
    """Register what residents write themselves: pages, WeChat, mail, message boards."""


def _communities() -> None:
    """Register what communities call for: whistles, service in the community."""
