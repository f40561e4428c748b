"""网格闭环: what was found in a duty grid, told to the shop, put right, judged and counted."""

from django.db import models

from xiuhua.cases.models import Case
from xiuhua.communities.terms.grid_notices import NoticeSource, NoticeState, NoticeVerdict
from xiuhua.files.models import StoredFile
from xiuhua.ground.models import Area, CatalogueItem, Premises


class GridNotice(models.Model):
    """One finding about premises in a responsibility grid. Row-level security by `area_code`.

    `link_key` opens the shop's own page. It is as good as a signature, so no page of staff prints it but the
    one that hands it over.
    """

    PERSONAL = ("text", "told_words", "feedback", "opinion")

    client_id = models.UUIDField(unique=True, help_text="UUIDv7")
    grid = models.ForeignKey(
        Area, on_delete=models.PROTECT, related_name="grid_notices", help_text="a duty grid"
    )
    grid_code = models.CharField(max_length=20)
    area_code = models.CharField(max_length=20, help_text="of the premises")
    premises = models.ForeignKey(Premises, on_delete=models.PROTECT, related_name="grid_notices")
    source = models.CharField(max_length=20, choices=NoticeSource.choices())
    found_case = models.OneToOneField(
        Case, on_delete=models.PROTECT, null=True, related_name="grid_notice", help_text="that it came from"
    )
    item = models.ForeignKey(CatalogueItem, on_delete=models.PROTECT, null=True, related_name="+")
    text = models.TextField()
    state = models.CharField(max_length=20, choices=NoticeState.choices(), default=NoticeState.FOUND.value)
    found_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    told_words = models.TextField(blank=True)
    link_key = models.CharField(max_length=64, blank=True, help_text="unguessable")
    limit_amount = models.PositiveSmallIntegerField(null=True)
    limit_unit = models.CharField(max_length=20, blank=True)
    due_at = models.DateTimeField(null=True)
    feedback = models.TextField(blank=True)
    fed_back_at = models.DateTimeField(null=True)
    fed_back_by = models.CharField(max_length=60, blank=True, help_text="as the ledger names actors")
    verdict = models.CharField(max_length=20, choices=NoticeVerdict.choices(), blank=True)
    score = models.PositiveSmallIntegerField(null=True, help_text="0 to 100")
    opinion = models.TextField(blank=True)
    judged_at = models.DateTimeField(null=True)
    judged_by = models.CharField(max_length=60, blank=True)
    follow_case = models.ForeignKey(
        Case,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="opened where nothing was put right",
    )
    counted_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["area_code", "id"], name="grid_notice_by_area"),
            models.Index(fields=["found_at", "id"], name="grid_notice_by_time"),
            models.Index(fields=["grid", "state"], name="grid_notice_by_grid"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["link_key"], condition=~models.Q(link_key=""), name="grid_notice_link_once"
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """How people name it: WG00000012."""
        return f"WG{self.pk:08d}"


class GridNoticePhoto(models.Model):
    """A photo of what was found, or of what was put right."""

    notice = models.ForeignKey(GridNotice, on_delete=models.PROTECT, related_name="photos")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    after = models.BooleanField(help_text="whether it shows what was put right")

    def __str__(self) -> str:
        return f"{self.notice_id} {self.file_id}"
