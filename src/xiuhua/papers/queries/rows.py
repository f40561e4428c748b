"""The rows of other apps that acts on documents are handed and name: asked for here, and only here."""

from xiuhua.files.models import StoredFile

__all__ = ["StoredFile"]
