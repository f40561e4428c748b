"""Telling which matter a text speaks of: models as they were trained, and what they said of reports."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from xiuhua.cases.models.cases import Case
from xiuhua.ground.models import CatalogueItem


class MatterModel(models.Model):
    """One version of the model that tells matters. Never changed; the newest is asked."""

    number = models.PositiveIntegerField(unique=True, help_text="1, 2, 3 …")
    source = models.CharField(max_length=120, help_text="what it was trained on")
    texts = models.PositiveIntegerField(help_text="how many it was trained on")
    labels = models.PositiveIntegerField(help_text="how many matters it tells apart")
    measured = models.JSONField(help_text="on texts it had not seen: texts, top1, top3, ece, confused")
    digest = models.CharField(max_length=64, help_text="SHA-256 of `packed`, in hexadecimal digits")
    packed = models.BinaryField(help_text="NumPy npz of plain arrays: words, weights, labels")
    trained_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["-number"], name="matter_model_newest")]

    def __str__(self) -> str:
        return f"{self.number} {self.source}"

    @property
    def area_code(self) -> str:
        """A model holds everywhere."""
        return ""

    @property
    def state(self) -> str:
        """A version has no states."""
        return ""


class MatterSuggestion(models.Model):
    """A matter that a case may be about, where nobody has said, or said another. By `area_code`."""

    PERSONAL = ("words",)

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="matters_suggested")
    rank = models.PositiveSmallIntegerField(help_text="1 for the likeliest")
    item = models.ForeignKey(CatalogueItem, on_delete=models.PROTECT, related_name="+")
    confidence = models.FloatField(help_text="0 to 1; calibrated where a model said it")
    model = models.ForeignKey(
        MatterModel, on_delete=models.PROTECT, null=True, related_name="+", help_text="None: by words alone"
    )
    words = ArrayField(models.CharField(max_length=40), help_text="of the report, that spoke for it")
    area_code = models.CharField(max_length=20)
    suggested_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "rank"], name="matter_suggestion_once")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.rank} {self.item_id}"
