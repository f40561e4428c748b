"""城管进社区: service posts in communities, what was done there, requests handled from home."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from xiuhua.cases.models import Case
from xiuhua.communities.terms.visits import RequestState, ServiceKind, SlotState
from xiuhua.files.models import StoredFile
from xiuhua.ground.models import Area, Person, Unit


class ServiceSlot(models.Model):
    """Who is on which weekdays in which community. Row-level security by `area_code`."""

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+", help_text="the community")
    area_code = models.CharField(max_length=20)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="service_slots")
    weekdays = ArrayField(models.PositiveSmallIntegerField(), help_text="1 Monday to 7 Sunday")
    begins = models.TimeField()
    ends = models.TimeField()
    spot = models.CharField(max_length=80, help_text="where residents find them")
    state = models.CharField(max_length=20, choices=SlotState.choices(), default=SlotState.OPEN.value)
    since_on = models.DateField()
    until_on = models.DateField(null=True, help_text="the last day")
    recorded_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["area_code", "id"], name="service_slot_by_area")]
        constraints = [
            models.UniqueConstraint(
                fields=["area", "person"], condition=models.Q(state="slot_open"), name="service_slot_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.area_code} {self.person_id}"


class ServiceRequest(models.Model):
    """What a resident asked for and was done for them. Row-level security by `area_code`."""

    PERSONAL = ("resident_name", "resident_phone", "text", "address", "answer", "opinion")

    client_id = models.UUIDField(unique=True, help_text="UUIDv7")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+", help_text="the community")
    area_code = models.CharField(max_length=20)
    kind = models.CharField(max_length=20, choices=ServiceKind.choices())
    state = models.CharField(max_length=20, choices=RequestState.choices(), default=RequestState.ASKED.value)
    resident_name = models.CharField(max_length=40)
    resident_phone = models.CharField(max_length=20, blank=True)
    address = models.CharField(max_length=160, blank=True)
    text = models.TextField()
    asked_by = models.CharField(max_length=60, help_text="as the ledger names actors")
    asked_at = models.DateTimeField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    taken_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)
    done_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    score = models.PositiveSmallIntegerField(null=True, help_text="1 to 5, by the resident")
    opinion = models.TextField(blank=True)
    reopened = models.PositiveSmallIntegerField(default=0)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="+")
    updated_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["area_code", "id"], name="service_request_by_area"),
            models.Index(fields=["asked_at", "id"], name="service_request_by_time"),
            models.Index(fields=["asked_by", "id"], name="service_request_by_asker"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """How people name it: QQ00000012."""
        return f"QQ{self.pk:08d}"


class ServiceRecord(models.Model):
    """What an officer did for residents of a community on a day. Row-level security by `area_code`."""

    PERSONAL = ("text",)

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+", help_text="the community")
    area_code = models.CharField(max_length=20)
    slot = models.ForeignKey(ServiceSlot, on_delete=models.PROTECT, null=True, related_name="records")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    kind = models.CharField(max_length=20, choices=ServiceKind.choices())
    residents = models.PositiveIntegerField(help_text="how many were served")
    text = models.TextField()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="+")
    request = models.OneToOneField(ServiceRequest, on_delete=models.PROTECT, null=True, related_name="record")
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["area_code", "id"], name="service_record_by_area"),
            models.Index(fields=["on", "id"], name="service_record_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.area_code} {self.on}"

    @property
    def state(self) -> str:
        """A record has no states."""
        return ""


class ServiceRecordPhoto(models.Model):
    """A photo of what was done."""

    record = models.ForeignKey(ServiceRecord, on_delete=models.PROTECT, related_name="photos")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.record_id} {self.file_id}"
