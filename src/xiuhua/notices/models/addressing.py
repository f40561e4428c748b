"""Where people are reached, how they wish to be told, and who wishes not to be."""

from django.db import models

from xiuhua.access.models import User
from xiuhua.notices.terms import Digest, RouteKind


class Binding(models.Model):
    """An address of an account by one way. Row-level security: in no area, so only services see it."""

    PERSONAL = ("address", "address_masked")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="bindings", db_index=False)
    route = models.CharField(max_length=24, choices=RouteKind.choices())
    address = models.CharField(max_length=400, help_text="encrypted")
    address_masked = models.CharField(max_length=120)
    bound_at = models.DateTimeField()
    area_code = models.CharField(max_length=20, blank=True, help_text="always empty")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "route"], name="binding_once"),
            models.UniqueConstraint(
                fields=["route", "address"],
                name="binding_of_one",
                condition=models.Q(route__in=["route_wecom", "route_dingtalk"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.route}"


class Preference(models.Model):
    """How somebody wishes to be told. Without a row the city's settings hold."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="notice_preference")
    routes = models.JSONField(default=dict, help_text="NoticeKind to the ways wished for it")
    digest = models.CharField(max_length=20, choices=Digest.choices(), default=Digest.AT_ONCE.value)
    quiet_since = models.TimeField(null=True, help_text="local time; both empty: the city's")
    quiet_until = models.TimeField(null=True)
    language = models.CharField(max_length=10, default="zh-hans")
    updated_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user_id}"


class OptOut(models.Model):
    """An address that must not be written to by a way any more. Only its keyed digest is kept."""

    route = models.CharField(max_length=24, choices=RouteKind.choices())
    digest = models.CharField(max_length=64)
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["route", "digest"], name="opt_out_once")]

    def __str__(self) -> str:
        return f"{self.route} {self.digest[:8]}"
