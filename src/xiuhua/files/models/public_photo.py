"""A photo on its way to everybody, with what is covered on it."""

from django.db import models

from xiuhua.files.models.stored_file import StoredFile
from xiuhua.files.terms import PublicState


class PublicPhoto(models.Model):
    """Whether everybody may see a photo: searched by a machine, decided by a person, and covered so.

    `version` counts what was published; an address is good for one version alone.
    """

    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, primary_key=True, related_name="public")
    state = models.CharField(max_length=20, choices=PublicState.choices())
    boxes = models.JSONField(default=list, help_text="rules.masks.Box, thousandths of the sides")
    finder = models.CharField(max_length=40, blank=True, help_text="what searched it, and how")
    version = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField()
    found_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=60, blank=True)

    def __str__(self) -> str:
        return f"{self.file_id} {self.state}"

    @property
    def standing(self) -> PublicState:
        """How far it is, as a term."""
        return PublicState(self.state)
