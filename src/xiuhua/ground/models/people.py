"""Units, the people in them, the posts they hold and who stands in for whom."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from xiuhua.access.models import User
from xiuhua.access.terms import Role
from xiuhua.ground.models.areas import Area
from xiuhua.ground.terms.people import AbsenceKind, PersonState, UnitKind, UnitState


class Unit(models.Model):
    """A bureau, squad, street office, department, contractor or firm: a tree. Public: no person is in it."""

    code = models.CharField(max_length=18, unique=True, help_text="credit code, or the bureau's own")
    name = models.CharField(max_length=100)
    short_name = models.CharField(max_length=30, blank=True)
    kind = models.CharField(max_length=20, choices=UnitKind.choices())
    state = models.CharField(max_length=20, choices=UnitState.choices(), default=UnitState.ACTIVE.value)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="units")
    area_code = models.CharField(max_length=20)
    duty_phone = models.CharField(max_length=20, blank=True, help_text="of the office, not of a person")
    search = SearchVectorField(null=True, help_text="bigrams of code and names")
    recorded_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["name", "id"], name="unit_by_name"),
            models.Index(fields=["code", "id"], name="unit_by_code"),
            models.Index(fields=["area_code", "id"], name="unit_by_area"),
            models.Index(fields=["kind", "state", "id"], name="unit_by_kind"),
            GinIndex(fields=["search"], name="unit_search"),
        ]

    def __str__(self) -> str:
        return self.name


class Person(models.Model):
    """Somebody who holds posts. Row-level security by `area_code`, the area of the unit."""

    PERSONAL = ("name", "phone")

    client_id = models.UUIDField(unique=True, help_text="UUIDv7")
    work_number = models.CharField(max_length=30, unique=True, help_text="工号")
    name = models.CharField(max_length=40)
    phone = models.CharField(max_length=20, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="people")
    user = models.OneToOneField(
        User, on_delete=models.PROTECT, null=True, related_name="person", help_text="the account, if any"
    )
    state = models.CharField(max_length=20, choices=PersonState.choices(), default=PersonState.SERVING.value)
    area_code = models.CharField(max_length=20)
    search = SearchVectorField(null=True, help_text="bigrams of number and name")
    recorded_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["name", "id"], name="person_by_name"),
            models.Index(fields=["work_number", "id"], name="person_by_number"),
            models.Index(fields=["area_code", "id"], name="person_by_area"),
            models.Index(fields=["updated_at", "id"], name="person_by_change"),
            GinIndex(fields=["search"], name="person_search"),
        ]

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """A person in a unit with a role over an area, for a period. `deputy` is the B of 'AB岗'."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="posts")
    deputy = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="deputy_posts")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="posts")
    role = models.CharField(max_length=40, choices=Role.choices())
    title = models.CharField(max_length=40, blank=True, help_text="as printed: 办事处副主任")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="posts")
    area_code = models.CharField(max_length=20)
    validity = DateTimeRangeField(help_text="[since, until)")

    class Meta:
        indexes = [models.Index(fields=["area_code", "id"], name="post_by_area")]
        constraints = [
            ExclusionConstraint(
                name="post_once_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("unit", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    ("area", RangeOperators.EQUAL),
                    ("validity", RangeOperators.OVERLAPS),
                ],
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.area_code}"

    @property
    def state(self) -> str:
        """A post has a period instead of states."""
        return ""


class Absence(models.Model):
    """A person away for a period; the deputy of each post, or the one named here, answers meanwhile."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="absences")
    deputy = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=20, choices=AbsenceKind.choices())
    validity = DateTimeRangeField(help_text="[since, until)")
    area_code = models.CharField(max_length=20)
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["person", "id"], name="absence_by_person")]
        constraints = [
            ExclusionConstraint(
                name="absence_once_at_a_time",
                expressions=[("person", RangeOperators.EQUAL), ("validity", RangeOperators.OVERLAPS)],
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind}"

    @property
    def state(self) -> str:
        """An absence has a period instead of states."""
        return ""
