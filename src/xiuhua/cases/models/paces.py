"""How fast past runs of clocks were, counted once an hour: what a forecast compares open clocks with."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from xiuhua.cases.terms import Stage
from xiuhua.ground.models import CatalogueItem


class Pace(models.Model):
    """Past runs of one stage, narrowed to whom they were charged to, and to a matter; whole cities, no rows.

    `bins` as `rules.forecasting.Pace` has them. Counted anew each time, never changed.
    """

    stage = models.CharField(max_length=20, choices=Stage.choices())
    charged_to = models.CharField(max_length=40, blank=True, help_text="empty for all of the stage")
    item = models.ForeignKey(
        CatalogueItem, on_delete=models.PROTECT, null=True, related_name="+", db_index=False,
        help_text="None for every matter",
    )  # fmt: skip
    bins = ArrayField(models.IntegerField())
    counted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["stage", "charged_to", "item"], name="pace_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.stage} {self.charged_to} {self.item_id}"
