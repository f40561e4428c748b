"""Problems that road chiefs and grid members meet, until cases take them over."""

from django.contrib.gis.db import models

from xiuhua.ground.models.areas import Area
from xiuhua.ground.models.people import Person, Unit
from xiuhua.ground.terms.duties import ChiefLevel
from xiuhua.ground.terms.road_issues import RoadIssueState


class RoadIssue(models.Model):
    """A problem on a segment or in a micro grid, and who has it now.

    Row-level security by `area_code`, the area of the post of whoever reported it.
    """

    area = models.ForeignKey(
        Area, on_delete=models.PROTECT, related_name="road_issues", help_text="segment or micro grid"
    )
    area_code = models.CharField(max_length=20)
    state = models.CharField(
        max_length=20, choices=RoadIssueState.choices(), default=RoadIssueState.OPEN.value
    )
    level = models.CharField(max_length=20, choices=ChiefLevel.choices(), blank=True)
    found = models.CharField(max_length=300, help_text="what was found")
    solution = models.CharField(max_length=300, blank=True, help_text="what it looks like now")
    self_solved = models.BooleanField(default=False, help_text="settled on the spot by who found it")
    reporter = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="issues_reported")
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="issues_held", help_text="who has it now"
    )
    department = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="road_issues")
    recorded_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["updated_at", "id"], name="road_issue_by_change"),
            models.Index(fields=["area_code", "id"], name="road_issue_by_area"),
        ]

    def __str__(self) -> str:
        return self.found
