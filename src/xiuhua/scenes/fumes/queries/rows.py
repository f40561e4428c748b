"""The rows of other apps that this scene is handed and names: asked for here, and only here."""

from xiuhua.cases.models import Case
from xiuhua.ground.models import CatalogueItem, Premises, Unit
from xiuhua.papers.models import Paper
from xiuhua.sensing.models import Device

__all__ = ["Case", "CatalogueItem", "Device", "Paper", "Premises", "Unit"]
