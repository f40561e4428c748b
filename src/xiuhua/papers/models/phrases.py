"""Phrases, and how often each person uses them."""

from django.db import models

from xiuhua.access.models import User
from xiuhua.papers.terms import PhraseScope


class Phrase(models.Model):
    """Words that are written again and again, under a short key.

    `unit_code` is the code of a unit: units lie above this app, so it is compared and never followed.
    """

    scope = models.CharField(max_length=20, choices=PhraseScope.choices())
    user = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", help_text="whose, of a personal one"
    )
    unit_code = models.CharField(max_length=18, blank=True, help_text="whose, of a unit's")
    area_code = models.CharField(max_length=20, blank=True, help_text="of the unit; empty for the others")
    key = models.CharField(max_length=12, help_text="what is typed for it: letters and digits")
    wording = models.CharField(max_length=500, help_text="with placeholders: {地点}")
    act = models.CharField(max_length=30, blank=True, help_text="the act that it is for; empty for all")
    rank = models.PositiveSmallIntegerField(default=0, help_text="1, 2, 3 … stand first; 0 by use")
    ended_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(scope="phrase_mine", user__isnull=False, unit_code="")
                | models.Q(scope="phrase_unit", user=None) & ~models.Q(unit_code="")
                | models.Q(scope="phrase_platform", user=None, unit_code=""),
                name="phrase_is_somebodys",
            ),
        ]
        indexes = [
            models.Index(fields=["user", "id"], name="phrase_by_user"),
            models.Index(fields=["unit_code", "id"], name="phrase_by_unit"),
            models.Index(fields=["updated_at", "id"], name="phrase_by_change"),
            models.Index(fields=["key", "id"], name="phrase_by_key"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.wording}"

    @property
    def state(self) -> str:
        """Whose it is, as the act table asks for it."""
        return self.scope


class PhraseUse(models.Model):
    """How often somebody has picked a phrase. No act: nothing depends on it but the order of a menu."""

    phrase = models.ForeignKey(Phrase, on_delete=models.CASCADE, related_name="uses")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    count = models.PositiveIntegerField(default=0)
    used_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "phrase"], name="phrase_use_once")]

    def __str__(self) -> str:
        return f"{self.phrase_id} {self.count}"
