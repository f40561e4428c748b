"""How an area stood in a ranking that somebody else publishes."""

from django.db import models

from xiuhua.evaluation.terms.outer_ranks import OuterRanking


class OuterRank(models.Model):
    """One version of a month's rank. A correction is a next version; none is changed. Row-level security."""

    ranking = models.CharField(max_length=20, choices=OuterRanking.choices())
    area_code = models.CharField(max_length=20, help_text="whose rank it is")
    month = models.CharField(max_length=7, help_text="2026-03, as whoever publishes it counts months")
    at = models.DateTimeField(help_text="the first instant of the calendar month, for figures and order")
    number = models.PositiveIntegerField(help_text="1, 2, 3 … per ranking, area and month")
    rank = models.PositiveIntegerField(null=True, help_text="1 is the best; null: taken back")
    ranked = models.PositiveIntegerField(null=True, help_text="how many were ranked")
    source = models.CharField(max_length=200, help_text="the document that says so")
    reason = models.CharField(max_length=200, blank=True, help_text="why it was corrected")
    entered_by = models.CharField(max_length=60, help_text="as the ledger names actors")
    entered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ranking", "area_code", "month", "number"], name="outer_rank_once"
            )
        ]
        indexes = [
            models.Index(fields=["area_code", "id"], name="outer_rank_by_area"),
            models.Index(fields=["at", "id"], name="outer_rank_by_month"),
        ]

    def __str__(self) -> str:
        return f"{self.ranking} {self.area_code} {self.month} {self.number}"

    @property
    def state(self) -> str:
        """A rank has no states: it was published, or is taken back."""
        return ""
