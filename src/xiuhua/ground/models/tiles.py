"""What the map's cache knows: which transactions changed which table."""

from django.db import models


class LayerChange(models.Model):
    """A transaction that wrote to a table the map draws; entered by a trigger, once per transaction.

    Nobody locks anything for it, so a long import keeps nobody waiting. docs/decisions/0014.
    """

    table = models.CharField(max_length=40)
    transaction = models.BigIntegerField(help_text="pg_current_xact_id()")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["table", "transaction"], name="layer_change_once")]

    def __str__(self) -> str:
        return f"{self.table} {self.transaction}"
