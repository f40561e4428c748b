"""The rows of other apps that pages of sensing name: asked for here, and only here."""

from xiuhua.ground.models.vehicles import Vehicle

__all__ = ["Vehicle"]
