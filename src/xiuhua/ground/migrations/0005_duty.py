"""Duties, the revisions that change them, patrols, and problems passed up the road chiefs."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.db import migrations, models

# These rows lead to people, so the database itself keeps districts apart, the owner's own sessions included.
ROW_SECURITY = """
ALTER TABLE ground_patrol ENABLE ROW LEVEL SECURITY;
ALTER TABLE ground_patrol FORCE ROW LEVEL SECURITY;
CREATE POLICY patrol_scope ON ground_patrol USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE ground_roadissue ENABLE ROW LEVEL SECURITY;
ALTER TABLE ground_roadissue FORCE ROW LEVEL SECURITY;
CREATE POLICY roadissue_scope ON ground_roadissue USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
"""
ROW_SECURITY_NOT = """
DROP POLICY patrol_scope ON ground_patrol;
ALTER TABLE ground_patrol NO FORCE ROW LEVEL SECURITY;
ALTER TABLE ground_patrol DISABLE ROW LEVEL SECURITY;
DROP POLICY roadissue_scope ON ground_roadissue;
ALTER TABLE ground_roadissue NO FORCE ROW LEVEL SECURITY;
ALTER TABLE ground_roadissue DISABLE ROW LEVEL SECURITY;
"""

# The app role may not delete: things retire or are voided. Lines of a draft may still go.
GRANTS = "REVOKE DELETE ON ground_dutyrevision, ground_duty, ground_patrol, ground_roadissue FROM xiuhua_app;"


class Migration(migrations.Migration):
    dependencies = [
        ("files", "0001_stored_file"),
        ("ground", "0004_catalogue"),
    ]

    operations = [
        migrations.CreateModel(
            name="DutyRevision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("area_code", models.CharField(max_length=20)),
                ("title", models.CharField(max_length=80)),
                ("document_number", models.CharField(blank=True, max_length=60)),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "草稿"), ("published", "已发布"), ("withdrawn", "已撤回")],
                        default="draft",
                        max_length=20,
                    ),
                ),
                ("effective_at", models.DateTimeField(null=True)),
                ("published_at", models.DateTimeField(null=True)),
                ("recorded_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                (
                    "basis",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Duty",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "code",
                    models.CharField(help_text="names the line across revisions, for imports", max_length=40),
                ),
                ("area_code", models.CharField(max_length=20)),
                (
                    "class_code",
                    models.CharField(blank=True, help_text="a whole class of matters of 2026", max_length=2),
                ),
                (
                    "hours",
                    models.CharField(
                        choices=[("always", "全天"), ("working", "工作时间"), ("off_hours", "非工作时间")],
                        default="always",
                        max_length=20,
                    ),
                ),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("decision", "确权决定"),
                            ("three_fixes", "三定一包"),
                            ("road_chief_duty", "路长制"),
                            ("grid_duty", "责任网格"),
                            ("contract", "养护合同"),
                            ("fallback", "兜底"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("chief_district", "区级路长"),
                            ("chief_office", "办事处主任路长"),
                            ("chief_deputy", "办事处副主任路长"),
                            ("chief_community", "社区主任路长"),
                            ("chief_officer", "执法队员"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "validity",
                    django.contrib.postgres.fields.ranges.DateTimeRangeField(help_text="[since, until)"),
                ),
                ("note", models.CharField(blank=True, max_length=200)),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="duties", to="ground.area"
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="duties",
                        to="ground.catalogueitem",
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="duties",
                        to="ground.post",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="duties", to="ground.unit"
                    ),
                ),
                (
                    "closed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="closed",
                        to="ground.dutyrevision",
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="opened",
                        to="ground.dutyrevision",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="dutyrevision",
            index=models.Index(fields=["area_code", "id"], name="duty_revision_by_area"),
        ),
        migrations.AddIndex(
            model_name="duty",
            index=models.Index(fields=["area_code", "id"], name="duty_by_area"),
        ),
        migrations.AddIndex(
            model_name="duty",
            index=models.Index(fields=["code", "id"], name="duty_by_code"),
        ),
        migrations.AddConstraint(
            model_name="duty",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                name="duty_code_once_at_a_time", expressions=[("code", "="), ("validity", "&&")]
            ),
        ),
        migrations.CreateModel(
            name="DutyDraftLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "verb",
                    models.CharField(
                        choices=[("line_add", "新增"), ("line_replace", "调整"), ("line_end", "终止")],
                        max_length=20,
                    ),
                ),
                ("code", models.CharField(max_length=40)),
                ("class_code", models.CharField(blank=True, max_length=2)),
                (
                    "hours",
                    models.CharField(
                        choices=[("always", "全天"), ("working", "工作时间"), ("off_hours", "非工作时间")],
                        default="always",
                        max_length=20,
                    ),
                ),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("decision", "确权决定"),
                            ("three_fixes", "三定一包"),
                            ("road_chief_duty", "路长制"),
                            ("grid_duty", "责任网格"),
                            ("contract", "养护合同"),
                            ("fallback", "兜底"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("chief_district", "区级路长"),
                            ("chief_office", "办事处主任路长"),
                            ("chief_deputy", "办事处副主任路长"),
                            ("chief_community", "社区主任路长"),
                            ("chief_officer", "执法队员"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "since",
                    models.DateTimeField(help_text="where it begins later than the revision", null=True),
                ),
                ("until", models.DateTimeField(help_text="end of the duty, where it is known", null=True)),
                ("note", models.CharField(blank=True, max_length=200)),
                (
                    "until_before",
                    models.DateTimeField(
                        help_text="when the target would have ended; kept at publishing, for withdrawing",
                        null=True,
                    ),
                ),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ground.area"
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ground.catalogueitem",
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ground.post",
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="ground.dutyrevision",
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="drafts",
                        to="ground.duty",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ground.unit"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("revision", "code"), name="draft_line_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("target__isnull", False)),
                        fields=("revision", "target"),
                        name="draft_target_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Patrol",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("area_code", models.CharField(max_length=20)),
                ("at", models.DateTimeField()),
                ("note", models.CharField(blank=True, max_length=200)),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="patrols", to="ground.area"
                    ),
                ),
                (
                    "duty",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="patrols", to="ground.duty"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="patrols",
                        to="ground.person",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["at", "id"], name="patrol_by_time")],
            },
        ),
        migrations.CreateModel(
            name="RoadIssue",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("area_code", models.CharField(max_length=20)),
                (
                    "state",
                    models.CharField(
                        choices=[("issue_open", "处理中"), ("issue_solved", "已解决")],
                        default="issue_open",
                        max_length=20,
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("chief_district", "区级路长"),
                            ("chief_office", "办事处主任路长"),
                            ("chief_deputy", "办事处副主任路长"),
                            ("chief_community", "社区主任路长"),
                            ("chief_officer", "执法队员"),
                        ],
                        max_length=20,
                    ),
                ),
                ("found", models.CharField(help_text="what was found", max_length=300)),
                (
                    "solution",
                    models.CharField(blank=True, help_text="what it looks like now", max_length=300),
                ),
                (
                    "self_solved",
                    models.BooleanField(default=False, help_text="settled on the spot by who found it"),
                ),
                ("recorded_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                (
                    "area",
                    models.ForeignKey(
                        help_text="segment or micro grid",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="road_issues",
                        to="ground.area",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="road_issues",
                        to="ground.unit",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        help_text="who has it now",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="issues_held",
                        to="ground.person",
                    ),
                ),
                (
                    "reporter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="issues_reported",
                        to="ground.person",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["updated_at", "id"], name="road_issue_by_change"),
                    models.Index(fields=["area_code", "id"], name="road_issue_by_area"),
                ],
            },
        ),
        migrations.RunSQL(ROW_SECURITY, ROW_SECURITY_NOT),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
    ]
