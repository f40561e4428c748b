"""The rows of other apps that briefings are handed: asked for here, and only here."""

from __future__ import annotations

from xiuhua.files.models import StoredFile

__all__ = ["StoredFile"]
