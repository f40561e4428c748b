"""The rows of other apps that pages of sensing name: asked for here, and only here."""

from xiuhua.ground.models import Area, Person
from xiuhua.ground.models.vehicles import Vehicle

__all__ = ["Area", "Person", "Vehicle"]
