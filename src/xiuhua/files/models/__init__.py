"""Stored originals, and lists on their way out."""

from xiuhua.files.models.export import Export
from xiuhua.files.models.photo_facts import PhotoFacts
from xiuhua.files.models.public_photo import PublicPhoto
from xiuhua.files.models.stored_file import StoredFile

__all__ = ["Export", "PhotoFacts", "PublicPhoto", "StoredFile"]
