"""Certificates: what somebody may do, until when, and everything they have said."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from xiuhua.files.models import StoredFile
from xiuhua.ground.models import Party, Premises, Vehicle
from xiuhua.permits.terms import CertificateState


class Certificate(models.Model):
    """A certificate as it stands now; what it said before is in its versions. Row-level security.

    What its fields mean is declared by the scene whose kind it is, see `scenekit.declared.PermitKind`.
    """

    PERSONAL = ("fields",)

    client_id = models.UUIDField(unique=True, help_text="UUIDv7")
    kind = models.CharField(max_length=40, help_text="key of the declared kind")
    number = models.CharField(max_length=60)
    party = models.ForeignKey(
        Party, on_delete=models.PROTECT, related_name="certificates", help_text="who holds it"
    )
    premises = models.ForeignKey(Premises, on_delete=models.PROTECT, null=True, related_name="certificates")
    vehicle = models.ForeignKey(Vehicle, on_delete=models.PROTECT, null=True, related_name="certificates")
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        related_name="children",
        help_text="under which it is given",
    )
    since_at = models.DateTimeField(help_text="it holds from then on")
    until_at = models.DateTimeField(null=True, help_text="it holds until before then; none: no end")
    state = models.CharField(
        max_length=30, choices=CertificateState.choices(), default=CertificateState.ISSUED.value
    )
    fields = models.JSONField(default=dict)
    version = models.PositiveSmallIntegerField(default=1)
    file = models.ForeignKey(
        StoredFile,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="the document it came from",
    )
    area_code = models.CharField(max_length=20)
    revoked_at = models.DateTimeField(null=True)
    search = SearchVectorField(null=True, help_text="bigrams of number, holder and subject")
    recorded_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "number"], name="certificate_number_once"),
            models.CheckConstraint(
                condition=models.Q(until_at=None) | models.Q(until_at__gt=models.F("since_at")),
                name="certificate_ends_after_it_begins",
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "vehicle", "id"], name="certificate_by_vehicle"),
            models.Index(fields=["kind", "premises", "id"], name="certificate_by_premises"),
            models.Index(fields=["party", "id"], name="certificate_by_party"),
            models.Index(fields=["parent", "id"], name="certificate_by_parent"),
            models.Index(fields=["area_code", "id"], name="certificate_by_area"),
            models.Index(fields=["updated_at", "id"], name="certificate_by_change"),
            models.Index(fields=["until_at", "id"], name="certificate_by_end"),
            GinIndex(fields=["search"], name="certificate_search"),
        ]

    def __str__(self) -> str:
        return self.number


class CertificateVersion(models.Model):
    """What a certificate said from an instant on. Never changed. Row-level security by `area_code`."""

    PERSONAL = ("fields", "reason")

    certificate = models.ForeignKey(Certificate, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(help_text="1, 2, 3 … per certificate")
    effective_at = models.DateTimeField()
    since_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)
    fields = models.JSONField(default=dict)
    reason = models.CharField(max_length=300, blank=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    written_by = models.CharField(max_length=60, help_text="as the ledger names actors")
    area_code = models.CharField(max_length=20)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["certificate", "number"], name="certificate_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id} {self.number}"


class CertificateHold(models.Model):
    """A span in which a certificate was suspended. Row-level security by `area_code`."""

    PERSONAL = ("reason",)

    certificate = models.ForeignKey(Certificate, on_delete=models.CASCADE, related_name="holds")
    since_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, help_text="none: it goes on")
    reason = models.CharField(max_length=300)
    area_code = models.CharField(max_length=20)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["certificate"], condition=models.Q(until_at=None), name="certificate_hold_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id} {self.since_at}"
