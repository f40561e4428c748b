"""The rows of other apps that acts of communities are handed and name: asked for here, and only here."""

from xiuhua.cases.models import Case
from xiuhua.files.models import StoredFile
from xiuhua.ground.models import Area, CatalogueItem, Person, Premises, Unit

__all__ = ["Area", "Case", "CatalogueItem", "Person", "Premises", "StoredFile", "Unit"]
