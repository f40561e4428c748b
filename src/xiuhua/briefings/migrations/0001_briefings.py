"""Briefings, what people wrote in them, their charts, what recurs where; and who sees these rows."""

import django.db.models.deletion
from django.db import migrations, models

# Whether some area of the session's scope lies inside an area: what a district sends, its streets read.
BELOW = """
CREATE FUNCTION xiuhua_below(area_code text) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
RETURN area_code <> '' AND EXISTS (
    SELECT 1 FROM unnest(string_to_array(current_setting('xiuhua.scope', true), ',', '')) AS held
    WHERE held ^@ area_code
);
"""
BELOW_NOT = "DROP FUNCTION xiuhua_below(text);"

# What people wrote lies in these rows, so the database itself keeps districts apart, the owner's own sessions included.
ROW_SECURITY = """
ALTER TABLE briefings_briefing ENABLE ROW LEVEL SECURITY;
ALTER TABLE briefings_briefing FORCE ROW LEVEL SECURITY;
CREATE POLICY briefing_scope ON briefings_briefing
    USING (xiuhua_sees(area_code) OR (state = 'briefing_sent' AND xiuhua_below(area_code))) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE briefings_briefingedit ENABLE ROW LEVEL SECURITY;
ALTER TABLE briefings_briefingedit FORCE ROW LEVEL SECURITY;
CREATE POLICY briefingedit_scope ON briefings_briefingedit
    USING (EXISTS (SELECT FROM briefings_briefing AS one WHERE one.id = briefing_id))
    WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE briefings_briefingchart ENABLE ROW LEVEL SECURITY;
ALTER TABLE briefings_briefingchart FORCE ROW LEVEL SECURITY;
CREATE POLICY briefingchart_scope ON briefings_briefingchart
    USING (EXISTS (SELECT FROM briefings_briefing AS one WHERE one.id = briefing_id))
    WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE briefings_briefingplan ENABLE ROW LEVEL SECURITY;
ALTER TABLE briefings_briefingplan FORCE ROW LEVEL SECURITY;
CREATE POLICY briefingplan_scope ON briefings_briefingplan
    USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
"""
ROW_SECURITY_NOT = """
DROP POLICY briefing_scope ON briefings_briefing;
ALTER TABLE briefings_briefing NO FORCE ROW LEVEL SECURITY;
ALTER TABLE briefings_briefing DISABLE ROW LEVEL SECURITY;
DROP POLICY briefingedit_scope ON briefings_briefingedit;
ALTER TABLE briefings_briefingedit NO FORCE ROW LEVEL SECURITY;
ALTER TABLE briefings_briefingedit DISABLE ROW LEVEL SECURITY;
DROP POLICY briefingchart_scope ON briefings_briefingchart;
ALTER TABLE briefings_briefingchart NO FORCE ROW LEVEL SECURITY;
ALTER TABLE briefings_briefingchart DISABLE ROW LEVEL SECURITY;
DROP POLICY briefingplan_scope ON briefings_briefingplan;
ALTER TABLE briefings_briefingplan NO FORCE ROW LEVEL SECURITY;
ALTER TABLE briefings_briefingplan DISABLE ROW LEVEL SECURITY;
"""

# What was asked for and what was written in it is never forgotten, and a plan or an edit never changed.
GRANTS = """
REVOKE DELETE ON briefings_briefing FROM xiuhua_app;
REVOKE UPDATE, DELETE ON briefings_briefingedit, briefings_briefingplan FROM xiuhua_app;
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("files", "0004_people"),
    ]

    operations = [
        migrations.CreateModel(
            name="Briefing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("briefing_morning", "晨报"),
                            ("briefing_daily", "日报"),
                            ("briefing_weekly", "周报"),
                            ("briefing_monthly", "月度考核通报"),
                            ("briefing_supervision", "督办通报"),
                            ("briefing_special", "专报"),
                            ("briefing_annual", "年度工作总结"),
                        ],
                        max_length=30,
                    ),
                ),
                (
                    "template",
                    models.CharField(help_text="key of the template it is written after", max_length=40),
                ),
                ("area_code", models.CharField(max_length=20)),
                (
                    "period",
                    models.CharField(
                        help_text="2026-03-02, 2026-W10, 2026-03, 2026-Q1 or 2026", max_length=10
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("briefing_requested", "待生成"),
                            ("briefing_draft", "草稿"),
                            ("briefing_submitted", "待签发"),
                            ("briefing_returned", "退回修改"),
                            ("briefing_signed", "已签发"),
                            ("briefing_sent", "已印发"),
                        ],
                        default="briefing_requested",
                        max_length=20,
                    ),
                ),
                ("title", models.CharField(max_length=120)),
                (
                    "number",
                    models.CharField(blank=True, help_text="given when it was signed off", max_length=40),
                ),
                (
                    "content",
                    models.JSONField(default=list, help_text="the blocks as the platform wrote them"),
                ),
                (
                    "figures",
                    models.JSONField(
                        default=list, help_text="every figure in them, by number, with its counts"
                    ),
                ),
                (
                    "gaps",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="places that a person has to write"
                    ),
                ),
                (
                    "version",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="how often it was drafted or edited"
                    ),
                ),
                ("as_of", models.DateTimeField(help_text="what its figures were counted as of", null=True)),
                ("requested_by", models.CharField(help_text="as the ledger names actors", max_length=60)),
                ("requested_at", models.DateTimeField()),
                ("edited_by", models.CharField(blank=True, max_length=60)),
                ("signed_by", models.CharField(blank=True, max_length=60)),
                ("signed_at", models.DateTimeField(null=True)),
                ("sent_at", models.DateTimeField(null=True)),
                (
                    "issuer",
                    models.CharField(blank=True, help_text="whose name stands under it", max_length=100),
                ),
                ("returned_why", models.CharField(blank=True, max_length=500)),
                ("changed_at", models.DateTimeField()),
                (
                    "tries",
                    models.PositiveSmallIntegerField(default=0, help_text="how often its writing failed"),
                ),
                ("not_before", models.DateTimeField(help_text="when it is tried again", null=True)),
                (
                    "file",
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
            name="BriefingChart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("png", models.BinaryField()),
                ("area_code", models.CharField(max_length=20)),
                (
                    "briefing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="charts",
                        to="briefings.briefing",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="BriefingEdit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("block", models.CharField(max_length=10)),
                ("as_of", models.DateTimeField(help_text="the draft that it was written in")),
                ("text", models.TextField(help_text="empty where the block is left out")),
                ("area_code", models.CharField(max_length=20)),
                ("edited_by", models.CharField(max_length=60)),
                ("edited_at", models.DateTimeField()),
                (
                    "briefing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="edits",
                        to="briefings.briefing",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="BriefingPlan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("area_code", models.CharField(max_length=20)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("briefing_morning", "晨报"),
                            ("briefing_daily", "日报"),
                            ("briefing_weekly", "周报"),
                            ("briefing_monthly", "月度考核通报"),
                            ("briefing_supervision", "督办通报"),
                            ("briefing_special", "专报"),
                            ("briefing_annual", "年度工作总结"),
                        ],
                        max_length=30,
                    ),
                ),
                ("template", models.CharField(max_length=40)),
                ("enabled", models.BooleanField(default=True)),
                ("number", models.PositiveIntegerField(help_text="1, 2, 3 … per area and kind")),
                ("set_by", models.CharField(max_length=60)),
                ("set_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["area_code", "id"], name="briefing_plan_by_area")],
                "constraints": [
                    models.UniqueConstraint(fields=("area_code", "kind", "number"), name="briefing_plan_once")
                ],
            },
        ),
        migrations.AddIndex(
            model_name="briefing",
            index=models.Index(fields=["area_code", "id"], name="briefing_by_area"),
        ),
        migrations.AddIndex(
            model_name="briefing",
            index=models.Index(fields=["changed_at", "id"], name="briefing_by_change"),
        ),
        migrations.AddIndex(
            model_name="briefing",
            index=models.Index(fields=["state", "id"], name="briefing_by_state"),
        ),
        migrations.AddConstraint(
            model_name="briefing",
            constraint=models.UniqueConstraint(
                fields=("kind", "area_code", "period", "template"), name="briefing_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="briefing",
            constraint=models.UniqueConstraint(
                condition=models.Q(("number", ""), _negated=True),
                fields=("area_code", "number"),
                name="briefing_number_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="briefing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["briefing_signed", "briefing_sent"]), _negated=True),
                    models.Q(("file__isnull", False), models.Q(("number", ""), _negated=True)),
                    _connector="OR",
                ),
                name="briefing_signed_is_kept",
            ),
        ),
        migrations.AddConstraint(
            model_name="briefingchart",
            constraint=models.UniqueConstraint(fields=("briefing", "number"), name="briefing_chart_once"),
        ),
        migrations.AddIndex(
            model_name="briefingedit",
            index=models.Index(fields=["briefing", "id"], name="briefing_edit_by_briefing"),
        ),
        migrations.RunSQL(BELOW, BELOW_NOT),
        migrations.RunSQL(ROW_SECURITY, ROW_SECURITY_NOT),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
    ]
