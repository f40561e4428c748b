"""A list that somebody asked to take along and that is too long to hand over at once."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from xiuhua.files.models.stored_file import StoredFile
from xiuhua.files.rules.scopes import area_covering
from xiuhua.files.terms import ExportKind, ExportState


class Export(models.Model):
    """An export: which list, cut how, asked by whom over which areas, and how far it has come."""

    title = models.CharField(max_length=80, help_text="what the list is called, in the asker's language")
    source = models.CharField(max_length=60, help_text="the key of the list, from the registry of sources")
    parameters = models.JSONField(
        default=dict, help_text="filters, sorts and columns, as the list's address has them"
    )
    kind = models.CharField(max_length=10, choices=ExportKind.choices())
    language = models.CharField(max_length=10, default="zh-hans")
    state = models.CharField(max_length=10, choices=ExportState.choices(), default=ExportState.WAITING.value)
    done = models.PositiveIntegerField(default=0, help_text="rows written so far")
    total = models.PositiveIntegerField(
        null=True, blank=True, help_text="rows to write; empty: nobody counted"
    )
    failure = models.CharField(max_length=60, blank=True, help_text="the code of the sentence that says why")
    asked_by = models.CharField(max_length=60, help_text="the actor's name in the ledger")
    user_id = models.BigIntegerField(help_text="the account behind the actor, asked again when the job runs")
    areas = ArrayField(
        models.CharField(max_length=20, blank=True), help_text="the area prefixes its asker could see"
    )
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="done", file__isnull=False)
                | (~models.Q(state="done") & models.Q(file=None)),
                name="export_done_has_file",
            ),
        ]
        indexes = [models.Index(fields=["asked_by", "-id"], name="export_by_asker")]

    def __str__(self) -> str:
        return f"{self.title}.{self.kind}"

    @property
    def standing(self) -> ExportState:
        """How far it has come."""
        return ExportState(self.state)

    @property
    def area_code(self) -> str:
        """Where the act table looks it up: the one area it covers, `*` for several."""
        return area_covering(self.areas)
