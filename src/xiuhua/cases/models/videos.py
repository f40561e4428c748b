"""视频轮巡: plans, the rounds made after them, each look at a camera, and what was found."""

from django.db import models

from xiuhua.cases.models.cases import Case
from xiuhua.cases.terms.videos import Footage, LookState, PlanState, VideoRoundState
from xiuhua.ground.models import Camera, Person


class VideoPlan(models.Model):
    """Cameras in their order, and how long, when and by whom each is looked at. Row-level security."""

    area_code = models.CharField(max_length=20)
    title = models.CharField(max_length=80)
    footage = models.CharField(max_length=20, choices=Footage.choices(), default=Footage.LIVE.value)
    from_time = models.TimeField(help_text="of the day, local: when a round is made, or what it looks at")
    to_time = models.TimeField()
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", help_text="who; None for whoever may"
    )
    state = models.CharField(max_length=24, choices=PlanState.choices(), default=PlanState.ON.value)
    recorded_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["area_code", "id"], name="video_plan_by_area"),
            models.Index(fields=["title", "id"], name="video_plan_by_title"),
        ]

    def __str__(self) -> str:
        return self.title


class VideoPlanStop(models.Model):
    """A camera of a plan."""

    plan = models.ForeignKey(VideoPlan, on_delete=models.PROTECT, related_name="stops")
    camera = models.ForeignKey(Camera, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField(help_text="its place in the order, from 1")
    minutes = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="video_stop_in_order"),
            models.UniqueConstraint(fields=["plan", "camera"], name="video_stop_once"),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.number}"


class VideoRound(models.Model):
    """One round by one person. Row-level security by `area_code`."""

    plan = models.ForeignKey(VideoPlan, on_delete=models.PROTECT, related_name="rounds")
    area_code = models.CharField(max_length=20)
    state = models.CharField(
        max_length=20, choices=VideoRoundState.choices(), default=VideoRoundState.UNDER_WAY.value
    )
    footage = models.CharField(max_length=20, choices=Footage.choices())
    footage_since = models.DateTimeField(null=True, help_text="of the recording looked at; None for live")
    footage_until = models.DateTimeField(null=True)
    started_by = models.CharField(max_length=60, help_text="the actor's name in the ledger")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["started_by"],
                condition=models.Q(ended_at__isnull=True),
                name="video_round_one_at_once",
            )
        ]
        indexes = [
            models.Index(fields=["area_code", "id"], name="video_round_by_area"),
            models.Index(fields=["started_at", "id"], name="video_round_by_start"),
            models.Index(fields=["plan", "started_at"], name="video_round_by_plan"),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.started_at}"


class VideoLook(models.Model):
    """A camera of a round. Row-level security by `area_code`."""

    round = models.ForeignKey(VideoRound, on_delete=models.PROTECT, related_name="looks")
    camera = models.ForeignKey(Camera, on_delete=models.PROTECT, related_name="looks")
    number = models.PositiveSmallIntegerField()
    minutes = models.PositiveSmallIntegerField(help_text="meant for it")
    state = models.CharField(max_length=20, choices=LookState.choices(), default=LookState.TO_DO.value)
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    area_code = models.CharField(max_length=20)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "number"], name="video_look_in_order")]
        indexes = [models.Index(fields=["camera", "began_at"], name="video_look_by_camera")]

    def __str__(self) -> str:
        return f"{self.round_id} {self.number}"


class VideoFinding(models.Model):
    """What somebody saw: the case it was reported as, and the clip that shows it. Row-level security.

    The snapshots lie with the report, as any other's do.
    """

    look = models.ForeignKey(VideoLook, on_delete=models.PROTECT, related_name="findings")
    camera = models.ForeignKey(Camera, on_delete=models.PROTECT, related_name="findings")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="video_findings")
    clip_ref = models.CharField(max_length=160, blank=True, help_text="its name where the recording lies")
    clip_since = models.DateTimeField(null=True)
    clip_until = models.DateTimeField(null=True)
    found_by = models.CharField(max_length=60)
    found_at = models.DateTimeField()
    area_code = models.CharField(max_length=20, help_text="the case's")

    class Meta:
        indexes = [
            models.Index(fields=["camera", "found_at"], name="video_finding_by_camera"),
            models.Index(fields=["area_code", "id"], name="video_finding_by_area"),
            models.Index(fields=["found_at", "id"], name="video_finding_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.look_id} {self.case_id}"
