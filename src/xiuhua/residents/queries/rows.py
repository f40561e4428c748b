"""The rows of other apps that acts of this app are handed and name: asked for here, and only here."""

from xiuhua.cases.models import Case, Move, Report
from xiuhua.files.models import StoredFile
from xiuhua.ground.models import CatalogueItem, Unit
from xiuhua.notices.models import Notice

__all__ = ["Case", "CatalogueItem", "Move", "Notice", "Report", "StoredFile", "Unit"]
