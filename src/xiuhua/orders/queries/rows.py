"""The rows of other apps that acts of orders and calls are handed and name: asked for here, and only here."""

from xiuhua.cases.models import Case
from xiuhua.files.models import StoredFile

__all__ = ["Case", "StoredFile"]
