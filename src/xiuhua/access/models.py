"""Accounts, the roles they hold, the tokens they issued, and the tries at the door."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.db.models.functions import Lower

from xiuhua.access.terms import AccountState, Role


class User(AbstractBaseUser):
    """A person who can sign in. What they may do is in their role holdings, never here."""

    username = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=40, help_text="as colleagues read it")
    is_active = models.BooleanField(default=True)
    password_changed_at = models.DateTimeField(null=True)
    must_change_password = models.BooleanField(default=False)
    session_salt = models.CharField(max_length=32, default="", help_text="changing it ends every session")

    USERNAME_FIELD = "username"
    objects = BaseUserManager["User"]()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("username"), name="user_username_any_case")]

    def __str__(self) -> str:
        return self.username

    @property
    def area_code(self) -> str:
        """The area the act table may ask for: an account lies in none."""
        return ""

    @property
    def state(self) -> str:
        """Whether the account opens anything."""
        return AccountState.ACTIVE.value if self.is_active else AccountState.STOPPED.value


class RoleHolding(models.Model):
    """A role held by a user over an area, for a period."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="holdings")
    role = models.CharField(max_length=40, choices=Role.choices())
    area = models.CharField(max_length=20, blank=True, help_text="area-code prefix; empty for everywhere")
    validity = DateTimeRangeField(help_text="[since, until), UTC")

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="role_holding_no_overlap",
                expressions=[("user", "="), ("role", "="), ("area", "="), ("validity", "&&")],
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} over {self.area or 'everywhere'}"


class SignInAttempt(models.Model):
    """One try to sign in, kept at least six months."""

    at = models.DateTimeField()
    username = models.CharField(max_length=40)
    address = models.GenericIPAddressField()
    succeeded = models.BooleanField()

    class Meta:
        indexes = [
            models.Index(fields=["username", "at"], name="attempt_by_username"),
            models.Index(fields=["address", "at"], name="attempt_by_address"),
        ]

    def __str__(self) -> str:
        return f"{self.username} at {self.at}"


class Token(models.Model):
    """A key by which a program acts for a user, for some acts only. Only its SHA-256 is kept."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=12, help_text="the first characters, to recognise it by")
    acts = models.JSONField(help_text="the acts it may do, at most those of its user")
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    used_on = models.DateField(null=True)

    def __str__(self) -> str:
        return self.name


class IdempotencyKey(models.Model):
    """The answer already given to a request that carried this key."""

    actor = models.CharField(max_length=60)
    key = models.CharField(max_length=80)
    request_digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    answer = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["actor", "key"], name="idempotency_key_per_actor")]
        indexes = [models.Index(fields=["at"], name="idempotency_key_by_age")]

    def __str__(self) -> str:
        return self.key
