"""Accounts, role holdings, tries to sign in, tokens and idempotency keys."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("username", models.CharField(max_length=40, unique=True)),
                ("name", models.CharField(help_text="as colleagues read it", max_length=40)),
                ("is_active", models.BooleanField(default=True)),
                ("password_changed_at", models.DateTimeField(null=True)),
                ("must_change_password", models.BooleanField(default=False)),
                (
                    "session_salt",
                    models.CharField(default="", help_text="changing it ends every session", max_length=32),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("username"), name="user_username_any_case"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="IdempotencyKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("actor", models.CharField(max_length=60)),
                ("key", models.CharField(max_length=80)),
                ("request_digest", models.CharField(max_length=64)),
                ("status", models.PositiveSmallIntegerField(default=0)),
                ("answer", models.JSONField(default=dict)),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["at"], name="idempotency_key_by_age")],
                "constraints": [
                    models.UniqueConstraint(fields=["actor", "key"], name="idempotency_key_per_actor")
                ],
            },
        ),
        migrations.CreateModel(
            name="SignInAttempt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("username", models.CharField(max_length=40)),
                ("address", models.GenericIPAddressField()),
                ("succeeded", models.BooleanField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["username", "at"], name="attempt_by_username"),
                    models.Index(fields=["address", "at"], name="attempt_by_address"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Token",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                ("digest", models.CharField(max_length=64, unique=True)),
                (
                    "hint",
                    models.CharField(help_text="the first characters, to recognise it by", max_length=12),
                ),
                ("acts", models.JSONField(help_text="the acts it may do, at most those of its user")),
                ("issued_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
                ("used_on", models.DateField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tokens", to="access.user"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RoleHolding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("system_admin", "系统管理员"),
                            ("security_admin", "安全管理员"),
                            ("auditor", "审计管理员"),
                            ("ground_clerk", "台账员"),
                            ("leader", "领导"),
                            ("system", "系统"),
                        ],
                        max_length=40,
                    ),
                ),
                (
                    "area",
                    models.CharField(
                        blank=True, help_text="area-code prefix; empty for everywhere", max_length=20
                    ),
                ),
                (
                    "validity",
                    django.contrib.postgres.fields.ranges.DateTimeRangeField(help_text="[since, until), UTC"),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="holdings", to="access.user"
                    ),
                ),
            ],
            options={
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("user", "="), ("role", "="), ("area", "="), ("validity", "&&")],
                        name="role_holding_no_overlap",
                    )
                ],
            },
        ),
    ]
