"""What somebody told: many reports may be about one case."""

from django.contrib.gis.db import models
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField

from xiuhua.cases.models.cases import Case
from xiuhua.cases.terms import Channel
from xiuhua.files.models import StoredFile
from xiuhua.ground.models import CatalogueItem, Person


class Report(models.Model):
    """One notice from one source; it goes with merged cases. Row-level security by `area_code`."""

    PERSONAL = ("text", "search", "caller_name", "caller_phone", "caller_end")

    client_id = models.UUIDField(unique=True, help_text="UUIDv7")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="reports")
    channel = models.CharField(max_length=24, choices=Channel.choices())
    source_ref = models.CharField(max_length=60, blank=True, help_text="its number where it came from")
    item = models.ForeignKey(CatalogueItem, on_delete=models.PROTECT, null=True, related_name="+")
    text = models.TextField(blank=True)
    address = models.CharField(max_length=160, blank=True)
    place = models.PointField(srid=4326, null=True)
    area_code = models.CharField(max_length=20)
    caller_name = models.CharField(max_length=40, blank=True)
    caller_phone = models.CharField(max_length=20, blank=True)
    caller_end = models.CharField(max_length=4, blank=True, help_text="the last four digits, to be found by")
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", help_text="the collector, if one"
    )
    occurred_at = models.DateTimeField(null=True, help_text="when it was first seen, where that is known")
    reported_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    search = SearchVectorField(null=True, help_text="bigrams of its own number, words, address, matter")

    class Meta:
        indexes = [
            models.Index(fields=["case", "id"], name="report_by_case"),
            models.Index(fields=["reported_at", "id"], name="report_by_time"),
            models.Index(fields=["area_code", "id"], name="report_by_area"),
            models.Index(
                fields=["caller_phone", "reported_at"],
                name="report_by_caller",
                condition=~models.Q(caller_phone=""),
            ),
            models.Index(fields=["source_ref"], name="report_by_ref", condition=~models.Q(source_ref="")),
            models.Index(
                fields=["caller_end", "id"], name="report_by_end", condition=~models.Q(caller_end="")
            ),
            GinIndex(fields=["search"], name="report_search"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.reported_at}"

    @property
    def state(self) -> str:
        """A report follows its case and has no states of its own."""
        return ""


class ReportPhoto(models.Model):
    """A picture that came with a report."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="photos")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.report_id} {self.file_id}"
