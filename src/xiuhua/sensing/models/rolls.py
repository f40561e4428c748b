"""What is made of readings: the streams there are, figures by hour and day, and days that left the tables."""

from django.db import models

from xiuhua.sensing.models.devices import Device, Quantity
from xiuhua.sensing.terms import StoredKind


class Stream(models.Model):
    """A quantity of a device: made with its first reading, or declared before it."""

    device = models.ForeignKey(Device, on_delete=models.CASCADE, db_index=False, related_name="streams")
    quantity = models.ForeignKey(Quantity, on_delete=models.PROTECT, related_name="streams")
    name = models.CharField(max_length=120, blank=True, help_text="as declared; empty: its quantity's")
    description = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["device", "quantity"], name="stream_once")]

    def __str__(self) -> str:
        return self.name or str(self.quantity)


class StreamMark(models.Model):
    """How far the readings of a stream were compared with one another."""

    pk = models.CompositePrimaryKey("device_id", "quantity_id")
    device = models.ForeignKey(Device, on_delete=models.CASCADE, db_index=False, related_name="+")
    quantity = models.ForeignKey(Quantity, on_delete=models.PROTECT, db_index=False, related_name="+")
    at = models.DateTimeField(help_text="the last that was looked at")
    hour_readings = models.IntegerField(help_text="neighbours up to it, in its hour of UTC")
    before_readings = models.IntegerField(help_text="neighbours in the hour before that")
    seen_at = models.DateTimeField(null=True, help_text="the last neighbour; none yet: empty")
    value = models.FloatField(null=True)
    run_at = models.DateTimeField(null=True, help_text="the first of the run that it belongs to")
    run_value = models.FloatField(null=True)
    run_readings = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.device_id} {self.quantity_id} {self.at}"


class Touch(models.Model):
    """An hour of a device in which something was stored since its figures were made."""

    device_id = models.BigIntegerField()
    hour = models.DateTimeField(help_text="a whole hour of UTC")

    def __str__(self) -> str:
        return f"{self.device_id} {self.hour:%Y-%m-%d %H}"


class Roll(models.Model):
    """Figures of the undoubted readings of a span; those that something is held against are only counted."""

    pk = models.CompositePrimaryKey("device_id", "quantity_id", "start")
    device = models.ForeignKey(
        Device, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    quantity = models.ForeignKey(
        Quantity, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    start = models.DateTimeField()
    count = models.IntegerField()
    doubtful = models.IntegerField()
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    mean = models.FloatField(null=True)
    total = models.FloatField(null=True)
    first = models.FloatField(null=True)
    last = models.FloatField(null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.start:%Y-%m-%d %H:%M} {self.mean}"


class HourRoll(Roll):
    """An hour, by the clock of the device's district."""


class DayRoll(Roll):
    """A day, by the clock of the device's district."""


class RetiredPart(models.Model):
    """A file that holds a day of a table, or what came for that day after an earlier one was written."""

    kind = models.CharField(max_length=20, choices=StoredKind.choices())
    day = models.DateField(help_text="of UTC, as the partitions are")
    number = models.PositiveIntegerField(help_text="1, and more for what came later")
    path = models.CharField(max_length=120, help_text="under the folder of retired days")
    rows = models.BigIntegerField()
    sum = models.DecimalField(max_digits=60, decimal_places=0, help_text="of every column's bits")
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "day", "number"], name="retired_once")]

    def __str__(self) -> str:
        return self.path
