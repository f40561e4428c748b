"""Leave, reports of going out of town off hours, and who sees these rows."""

import django.db.models.deletion
from django.db import migrations, models

# These rows lead to people, so the database itself keeps districts apart, the owner's own sessions included.
ROW_SECURITY = """
ALTER TABLE oversight_leave ENABLE ROW LEVEL SECURITY;
ALTER TABLE oversight_leave FORCE ROW LEVEL SECURITY;
CREATE POLICY leave_scope ON oversight_leave USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
"""
ROW_SECURITY_NOT = """
DROP POLICY leave_scope ON oversight_leave;
ALTER TABLE oversight_leave NO FORCE ROW LEVEL SECURITY;
ALTER TABLE oversight_leave DISABLE ROW LEVEL SECURITY;
"""
GRANTS = "REVOKE DELETE ON oversight_leave FROM xiuhua_app;"


class Migration(migrations.Migration):
    dependencies = [
        ("ground", "0014_water_truck"),
        ("oversight", "0003_accountability"),
    ]

    operations = [
        migrations.CreateModel(
            name="Leave",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("client_id", models.UUIDField(help_text="UUIDv7", unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("leave_personal", "事假"),
                            ("leave_sick", "病假"),
                            ("leave_annual", "年休假"),
                            ("leave_other", "其他假"),
                            ("leave_off_hours", "八小时以外外出报备"),
                        ],
                        max_length=20,
                    ),
                ),
                ("since", models.DateField()),
                ("until", models.DateField(help_text="the last day")),
                (
                    "since_at",
                    models.DateTimeField(help_text="the first instant of `since`, for figures and order"),
                ),
                ("due_back_at", models.DateTimeField(help_text="the first instant after `until`")),
                ("out_of_town", models.BooleanField(default=False)),
                ("place", models.CharField(blank=True, help_text="where, when out of town", max_length=100)),
                ("reached_by", models.CharField(help_text="telephone", max_length=20)),
                ("reason", models.CharField(blank=True, max_length=300)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("leave_asked", "待审批"),
                            ("leave_away", "待销假"),
                            ("leave_back", "已销假"),
                            ("leave_refused", "未批准"),
                            ("leave_withdrawn", "已撤回"),
                        ],
                        default="leave_asked",
                        max_length=20,
                    ),
                ),
                (
                    "answered_by",
                    models.CharField(blank=True, help_text="as the ledger names actors", max_length=60),
                ),
                ("answered_at", models.DateTimeField(null=True)),
                ("answer", models.CharField(blank=True, max_length=300)),
                ("returned_at", models.DateTimeField(null=True)),
                (
                    "overdue_told",
                    models.BooleanField(
                        default=False, help_text="whether it was told that nobody reported back"
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("area_code", models.CharField(max_length=20)),
                (
                    "absence",
                    models.ForeignKey(
                        help_text="by which duties know of it",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ground.absence",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ground.person"
                    ),
                ),
                (
                    "stand_in",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ground.person",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ground.unit",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["area_code", "id"], name="leave_by_area"),
                    models.Index(fields=["since_at", "id"], name="leave_by_time"),
                    models.Index(fields=["unit", "id"], name="leave_by_unit"),
                    models.Index(fields=["state", "due_back_at"], name="leave_by_return"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until__gte", models.F("since"))), name="leave_ends_after"
                    )
                ],
            },
        ),
        migrations.RunSQL(ROW_SECURITY, ROW_SECURITY_NOT),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
    ]
