"""What departments share with each other: the catalogue, its versions, who may use it and who did."""

from django.db import models

from xiuhua.communities.terms.resources import GrantState, ResourceKind, ResourceState, Secrecy
from xiuhua.files.models import StoredFile
from xiuhua.ground.models import Unit


class SharedResource(models.Model):
    """A table, file or service that a department offers. The catalogue names no person."""

    code = models.CharField(max_length=20, unique=True, help_text="as other systems name it")
    title = models.CharField(max_length=80)
    summary = models.CharField(max_length=300, blank=True)
    kind = models.CharField(max_length=20, choices=ResourceKind.choices())
    secrecy = models.CharField(max_length=20, choices=Secrecy.choices())
    fields = models.JSONField(help_text="names of its columns, in their order")
    owner = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="shared_resources")
    area_code = models.CharField(max_length=20, help_text="for whom it is")
    address = models.CharField(max_length=200, blank=True, help_text="of a service: where it answers")
    state = models.CharField(
        max_length=20, choices=ResourceState.choices(), default=ResourceState.OFFERED.value
    )
    since_on = models.DateField()
    until_on = models.DateField(null=True, help_text="the last day on which it may be used")
    recorded_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["area_code", "id"], name="resource_by_area"),
            models.Index(fields=["title", "id"], name="resource_by_title"),
        ]

    def __str__(self) -> str:
        return self.title


class ResourceVersion(models.Model):
    """One delivery of a resource: its rows, or its file."""

    resource = models.ForeignKey(SharedResource, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(help_text="1, 2, 3 … per resource")
    delivery = models.CharField(max_length=20, help_text="what the department calls it: 2026-03")
    area_code = models.CharField(max_length=20)
    rows_count = models.PositiveIntegerField(default=0)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    file_name = models.CharField(max_length=255, blank=True, help_text="read where the file itself is not")
    delivered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["resource", "number"], name="resource_version_once"),
            models.UniqueConstraint(fields=["resource", "delivery"], name="resource_delivery_once"),
        ]

    def __str__(self) -> str:
        return f"{self.resource_id} {self.number}"


class ResourceRow(models.Model):
    """One row of a version. It may hold people: row-level security by `area_code`."""

    PERSONAL = ("cells",)

    version = models.ForeignKey(ResourceVersion, on_delete=models.PROTECT, related_name="rows")
    number = models.PositiveIntegerField()
    cells = models.JSONField(help_text="texts by the name of their column")
    area_code = models.CharField(max_length=20)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "number"], name="resource_row_once")]

    def __str__(self) -> str:
        return f"{self.version_id} {self.number}"


class ResourceGrant(models.Model):
    """A department's leave to use a resource, asked for with a purpose."""

    resource = models.ForeignKey(SharedResource, on_delete=models.PROTECT, related_name="grants")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", help_text="who asks")
    area_code = models.CharField(max_length=20, help_text="of the resource")
    purpose = models.CharField(max_length=200)
    state = models.CharField(max_length=20, choices=GrantState.choices(), default=GrantState.ASKED.value)
    since_on = models.DateField(null=True)
    until_on = models.DateField(null=True, help_text="the last day")
    asked_by = models.CharField(max_length=60)
    asked_at = models.DateTimeField()
    decided_by = models.CharField(max_length=60, blank=True)
    decided_at = models.DateTimeField(null=True)
    opinion = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["asked_at", "id"], name="resource_grant_by_time")]
        constraints = [
            models.UniqueConstraint(
                fields=["resource", "unit"],
                condition=models.Q(state__in=["access_asked", "access_granted"]),
                name="resource_grant_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.resource_id} {self.unit_id}"


class ResourceAccess(models.Model):
    """One use of a resource: the access log. Append-only."""

    resource = models.ForeignKey(SharedResource, on_delete=models.PROTECT, related_name="accesses")
    version = models.ForeignKey(ResourceVersion, on_delete=models.PROTECT, null=True, related_name="+")
    grant = models.ForeignKey(ResourceGrant, on_delete=models.PROTECT, null=True, related_name="accesses")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    area_code = models.CharField(max_length=20)
    by = models.CharField(max_length=60, help_text="as the ledger names actors")
    purpose = models.CharField(max_length=200)
    rows_count = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["at", "id"], name="resource_access_by_time")]

    def __str__(self) -> str:
        return f"{self.resource_id} {self.by}"

    @property
    def state(self) -> str:
        """A use has no states."""
        return ""
