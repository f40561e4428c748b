"""Maintenance windows, and the times at which they are on."""

from django.contrib.gis.db import models

from xiuhua.sensing.models.alarms import Rule
from xiuhua.sensing.models.devices import Device
from xiuhua.sensing.terms.maintenance import MaintenanceState


class MaintenanceWindow(models.Model):
    """Work on devices: rules keep quiet, and what is measured meanwhile is doubtful.

    It is about the devices listed, or about every device of its area; where rules are named, only those keep
    quiet, and readings stay as good as others find them. Row-level security by `area_code`; whoever sees an
    area sees the windows of the areas it lies in too.
    """

    PERSONAL = ("worker", "reason")

    area_code = models.CharField(max_length=20, help_text="in which all its devices lie")
    whole_area = models.BooleanField(help_text="about every device of the area, those of later too")
    devices = models.ManyToManyField(Device, related_name="+", help_text="none where the whole area is meant")
    is_for_rules = models.BooleanField(help_text="only the rules named keep quiet")
    rules = models.ManyToManyField(Rule, related_name="+")
    state = models.CharField(
        max_length=30, choices=MaintenanceState.choices(), default=MaintenanceState.SET.value
    )
    since = models.DateTimeField(help_text="the first time")
    until = models.DateTimeField(help_text="of the first time, as it was announced")
    weekly_until = models.DateField(null=True, help_text="again every week, the last day; none for once")
    last_until = models.DateTimeField(help_text="when its last time is over")
    worker = models.CharField(max_length=80, help_text="who does the work")
    reason = models.CharField(max_length=300)
    author = models.CharField(max_length=60, help_text="as the ledger names them")
    recorded_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["since", "id"], name="maintenance_by_since"),
            models.Index(fields=["area_code", "id"], name="maintenance_by_area"),
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.since} – {self.until}"


class MaintenanceSpan(models.Model):
    """One time at which a window is on, `until` outside; cut short where it ended early."""

    window = models.ForeignKey(MaintenanceWindow, on_delete=models.CASCADE, related_name="spans")
    since = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["until", "since"], name="maintenance_span_by_until")]

    def __str__(self) -> str:
        return f"{self.since} – {self.until}"
