"""Calendars and their special days."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

# The app role may not delete: things retire or are voided. Only what an import made and nobody used goes again.
GRANTS = "REVOKE DELETE ON ground_calendar FROM xiuhua_app;"


class Migration(migrations.Migration):
    dependencies = [
        ("ground", "0002_unit"),
    ]

    operations = [
        migrations.CreateModel(
            name="Calendar",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=30)),
                (
                    "area_code",
                    models.CharField(help_text="everything below it, unless it has its own", max_length=20),
                ),
                (
                    "version",
                    models.PositiveIntegerField(
                        help_text="1, 2, 3 … per key; published versions never change"
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                ("zone", models.CharField(max_length=40)),
                ("hours", models.JSONField()),
                (
                    "years",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.SmallIntegerField(),
                        default=list,
                        help_text="whose holidays are published",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "草稿"), ("published", "已发布")], default="draft", max_length=20
                    ),
                ),
                ("effective_at", models.DateTimeField(null=True)),
                ("published_at", models.DateTimeField(null=True)),
                ("updated_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("key", "version"), name="calendar_version_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="SpecialDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("on", models.DateField()),
                ("works", models.BooleanField()),
                ("name", models.CharField(max_length=40)),
                ("source", models.CharField(max_length=120)),
                (
                    "calendar",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="days", to="ground.calendar"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("calendar", "on"), name="special_day_once")],
            },
        ),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
    ]
