"""The persons and firms behind premises, components and vehicles."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from xiuhua.ground.terms.parties import PartyKind, PartyState


class Party(models.Model):
    """A firm, a sole trader or a person. Row-level security by `area_code`, the area it is registered in."""

    PERSONAL = ("name", "contact_name", "contact_phone")

    client_id = models.UUIDField(unique=True, help_text="UUIDv7")
    kind = models.CharField(max_length=20, choices=PartyKind.choices())
    name = models.CharField(max_length=100)
    credit_code = models.CharField(max_length=18, unique=True, null=True, help_text="GB 32100-2015")  # noqa: DJ001 - unknown is not the same as empty, and several may be unknown
    contact_name = models.CharField(max_length=40, blank=True)
    contact_phone = models.CharField(max_length=20, blank=True)
    address = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=20, choices=PartyState.choices(), default=PartyState.ACTIVE.value)
    area_code = models.CharField(max_length=20)
    search = SearchVectorField(null=True, help_text="bigrams of code and name")
    recorded_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["name", "id"], name="party_by_name"),
            models.Index(fields=["area_code", "id"], name="party_by_area"),
            models.Index(fields=["updated_at", "id"], name="party_by_change"),
            GinIndex(fields=["search"], name="party_search"),
        ]

    def __str__(self) -> str:
        return self.name
