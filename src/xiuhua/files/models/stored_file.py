"""One file as somebody handed it in. Its content lies in the store, under its SHA-256."""

from django.db import models

from xiuhua.files.terms import Media


class StoredFile(models.Model):
    """A stored file: what it is, which area it belongs to, who brought it.

    Several rows may share one content. The name can be erased, because people put names into it; the content
    goes with the last row that is not erased.
    """

    sha256 = models.CharField(
        max_length=64, help_text="of the content, hexadecimal; where it lies in the store"
    )
    size_bytes = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=100, choices=Media.choices())
    name = models.CharField(max_length=120, blank=True, help_text="as it was handed in; may be erased")
    area_code = models.CharField(
        max_length=20, blank=True, help_text="whose it is; empty for everybody signed in"
    )
    stored_by = models.CharField(max_length=60, help_text="the actor's name in the ledger")
    stored_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sha256__regex="^[0-9a-f]{64}$"), name="files_sha256_is_hex"
            ),
        ]
        indexes = [
            models.Index(fields=["sha256"], name="files_by_content"),
            models.Index(fields=["area_code", "-id"], name="files_by_area"),
        ]

    def __str__(self) -> str:
        return self.name or f"file {self.pk}"

    @property
    def media(self) -> Media:
        """What the content is."""
        return Media(self.media_type)

    @property
    def state(self) -> str:
        """The state the act table may ask for: a file has none."""
        return ""

    @property
    def vouched(self) -> dict[str, str | int | bool]:
        """What the ledger vouches for: everything but the name, which may be erased."""
        return {
            "sha256": self.sha256,
            "size_bytes": self.size_bytes,
            "media_type": self.media_type,
            "area_code": self.area_code,
            "is_erased": self.erased_at is not None,
        }
