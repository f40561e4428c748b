"""How a month closes in vintages, how people of a post are assessed, and what is objected to in either."""

import django.db.models.deletion
from django.db import migrations, models

ROW_SECURITY = """
ALTER TABLE evaluation_lineobjection ENABLE ROW LEVEL SECURITY;
ALTER TABLE evaluation_lineobjection FORCE ROW LEVEL SECURITY;
CREATE POLICY lineobjection_scope ON evaluation_lineobjection
    USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE evaluation_personresult ENABLE ROW LEVEL SECURITY;
ALTER TABLE evaluation_personresult FORCE ROW LEVEL SECURITY;
CREATE POLICY personresult_scope ON evaluation_personresult
    USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
"""
ROW_SECURITY_NOT = """
DROP POLICY personresult_scope ON evaluation_personresult;
ALTER TABLE evaluation_personresult NO FORCE ROW LEVEL SECURITY;
ALTER TABLE evaluation_personresult DISABLE ROW LEVEL SECURITY;
DROP POLICY lineobjection_scope ON evaluation_lineobjection;
ALTER TABLE evaluation_lineobjection NO FORCE ROW LEVEL SECURITY;
ALTER TABLE evaluation_lineobjection DISABLE ROW LEVEL SECURITY;
"""

# What was fixed or published never changes; what is on its way is never forgotten.
GRANTS = """
REVOKE UPDATE, DELETE ON evaluation_closingrule, evaluation_vintage, evaluation_postscheme FROM xiuhua_app;
REVOKE DELETE ON evaluation_monthclosing, evaluation_assessment, evaluation_personresult,
    evaluation_lineobjection FROM xiuhua_app;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0005_alarm_case"),
        ("evaluation", "0003_plans"),
        ("files", "0004_people"),
        ("ground", "0014_water_truck"),
    ]

    operations = [
        migrations.CreateModel(
            name="Assessment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("area_code", models.CharField(max_length=20)),
                (
                    "post",
                    models.CharField(
                        choices=[
                            ("post_collector", "监督员"),
                            ("post_acceptor", "受理员"),
                            ("post_shift_head", "值班长"),
                            ("post_dispatcher", "派遣员"),
                            ("post_handler", "处置员"),
                        ],
                        max_length=20,
                    ),
                ),
                ("period", models.CharField(help_text="2026-03, 2026-Q1 or 2026", max_length=10)),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[("assessment_open", "申诉期"), ("assessment_final", "已定档")],
                        default="assessment_open",
                        max_length=20,
                    ),
                ),
                ("as_of", models.DateTimeField(help_text="counted from what was recorded by then")),
                ("objections_until", models.DateTimeField()),
                (
                    "next_at",
                    models.DateTimeField(help_text="when the sweep has to look at it again", null=True),
                ),
                ("made_at", models.DateTimeField()),
                ("final_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="ClosingRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "area_code",
                    models.CharField(help_text="everything below it, unless it has its own", max_length=20),
                ),
                ("number", models.PositiveIntegerField(help_text="1, 2, 3 … per area")),
                (
                    "freeze_days",
                    models.PositiveSmallIntegerField(help_text="working days after the month's end"),
                ),
                ("objection_days", models.PositiveSmallIntegerField(help_text="working days")),
                ("notice_days", models.PositiveSmallIntegerField(help_text="working days")),
                ("green", models.PositiveSmallIntegerField(help_text="per cent from which a rate is green")),
                ("blue", models.PositiveSmallIntegerField()),
                ("yellow", models.PositiveSmallIntegerField(help_text="below it a rate is red")),
                ("reason", models.CharField(max_length=200)),
                ("published_by", models.CharField(help_text="as the ledger names actors", max_length=60)),
                ("published_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("area_code", "number"), name="closing_rule_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("blue__gt", models.F("yellow")),
                            ("green__gt", models.F("blue")),
                            ("green__lte", 100),
                        ),
                        name="closing_rule_bands",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MonthClosing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("area_code", models.CharField(max_length=20)),
                ("period", models.CharField(help_text="2026-03", max_length=7)),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("closing_objections", "申诉期"),
                            ("closing_notice", "公示中"),
                            ("closing_final", "已定稿"),
                        ],
                        default="closing_objections",
                        max_length=20,
                    ),
                ),
                ("frozen_at", models.DateTimeField()),
                ("objections_until", models.DateTimeField()),
                (
                    "notice_days",
                    models.PositiveSmallIntegerField(
                        help_text="working days, as the setting said at the freeze"
                    ),
                ),
                ("notice_at", models.DateTimeField(null=True)),
                ("notice_until", models.DateTimeField(null=True)),
                ("final_at", models.DateTimeField(null=True)),
                (
                    "next_at",
                    models.DateTimeField(help_text="when the sweep has to look at it again", null=True),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["since", "id"], name="month_closing_by_time"),
                    models.Index(
                        condition=models.Q(("next_at__isnull", False)),
                        fields=["next_at", "id"],
                        name="month_closing_due",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("area_code", "period"), name="month_closing_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="PersonResult",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("actor", models.CharField(help_text="as the ledger names actors, user:12", max_length=60)),
                ("name", models.CharField(help_text="as it was then", max_length=40)),
                ("unit_name", models.CharField(max_length=100)),
                ("area_code", models.CharField(help_text="where the post is held", max_length=20)),
                ("sample", models.PositiveIntegerField(help_text="how many records there are of the person")),
                (
                    "raw_score",
                    models.DecimalField(
                        decimal_places=2,
                        help_text="as if no objection had been upheld",
                        max_digits=6,
                        null=True,
                    ),
                ),
                (
                    "score",
                    models.DecimalField(
                        decimal_places=2, help_text="null: not graded", max_digits=6, null=True
                    ),
                ),
                (
                    "grade",
                    models.CharField(
                        choices=[
                            ("person_excellent", "优秀"),
                            ("person_good", "良好"),
                            ("person_fair", "合格"),
                            ("person_poor", "不合格"),
                            ("person_not_graded", "样本不足，不评档"),
                        ],
                        max_length=20,
                    ),
                ),
                ("lines", models.JSONField(help_text="the arithmetic, see rules.assessing.Line")),
                (
                    "used",
                    models.CharField(blank=True, help_text="what the result was used for", max_length=200),
                ),
                ("used_at", models.DateTimeField(null=True)),
                ("updated_at", models.DateTimeField()),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="results",
                        to="evaluation.assessment",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="LineObjection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "about",
                    models.CharField(
                        choices=[
                            ("line_late", "超期"),
                            ("line_rework", "返工"),
                            ("line_return", "回退"),
                            ("line_wrong", "质量"),
                        ],
                        max_length=20,
                    ),
                ),
                ("text", models.TextField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("line_raised", "待裁定"),
                            ("line_upheld", "成立，免予计入"),
                            ("line_rejected", "不成立"),
                        ],
                        default="line_raised",
                        max_length=20,
                    ),
                ),
                ("answer", models.TextField(blank=True)),
                ("raised_by", models.CharField(help_text="as the ledger names actors", max_length=60)),
                ("raised_at", models.DateTimeField()),
                ("decided_by", models.CharField(blank=True, max_length=60)),
                ("decided_at", models.DateTimeField(null=True)),
                ("area_code", models.CharField(max_length=20)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"
                    ),
                ),
                (
                    "evidence",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                    ),
                ),
                (
                    "move",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.move",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ground.unit",
                    ),
                ),
                (
                    "closing",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="objections",
                        to="evaluation.monthclosing",
                    ),
                ),
                (
                    "result",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="objections",
                        to="evaluation.personresult",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PostScheme",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("area_code", models.CharField(max_length=20)),
                (
                    "post",
                    models.CharField(
                        choices=[
                            ("post_collector", "监督员"),
                            ("post_acceptor", "受理员"),
                            ("post_shift_head", "值班长"),
                            ("post_dispatcher", "派遣员"),
                            ("post_handler", "处置员"),
                        ],
                        max_length=20,
                    ),
                ),
                ("number", models.PositiveIntegerField(help_text="1, 2, 3 … per post and area")),
                ("body", models.JSONField(help_text="all that the scheme says")),
                ("reason", models.CharField(max_length=200)),
                ("published_by", models.CharField(help_text="as the ledger names actors", max_length=60)),
                ("published_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["published_at", "id"], name="post_scheme_by_time")],
                "constraints": [
                    models.UniqueConstraint(fields=("area_code", "post", "number"), name="post_scheme_once")
                ],
            },
        ),
        migrations.AddField(
            model_name="assessment",
            name="scheme",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="assessments",
                to="evaluation.postscheme",
            ),
        ),
        migrations.CreateModel(
            name="Vintage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(help_text="1, 2, 3 per closing")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("vintage_freeze", "冻结"),
                            ("vintage_notice", "公示"),
                            ("vintage_final", "定稿"),
                        ],
                        max_length=20,
                    ),
                ),
                ("as_of", models.DateTimeField(help_text="counted from what was recorded by then")),
                ("lines", models.JSONField()),
                ("changes", models.JSONField()),
                (
                    "digest",
                    models.CharField(help_text="SHA-256 of the lines, as the ledger holds it", max_length=64),
                ),
                ("made_at", models.DateTimeField()),
                (
                    "closing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="vintages",
                        to="evaluation.monthclosing",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="personresult",
            index=models.Index(fields=["actor", "id"], name="person_result_by_actor"),
        ),
        migrations.AddIndex(
            model_name="personresult",
            index=models.Index(fields=["area_code", "id"], name="person_result_by_area"),
        ),
        migrations.AddIndex(
            model_name="personresult",
            index=models.Index(fields=["updated_at", "id"], name="person_result_by_time"),
        ),
        migrations.AddConstraint(
            model_name="personresult",
            constraint=models.UniqueConstraint(fields=("assessment", "actor"), name="person_result_once"),
        ),
        migrations.AddIndex(
            model_name="lineobjection",
            index=models.Index(fields=["raised_at", "id"], name="line_objection_by_time"),
        ),
        migrations.AddIndex(
            model_name="lineobjection",
            index=models.Index(fields=["area_code", "id"], name="line_objection_by_area"),
        ),
        migrations.AddConstraint(
            model_name="lineobjection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closing__isnull", False), ("result__isnull", True)),
                    models.Q(("closing__isnull", True), ("move__isnull", False), ("result__isnull", False)),
                    _connector="OR",
                ),
                name="line_objection_one_of",
            ),
        ),
        migrations.AddConstraint(
            model_name="lineobjection",
            constraint=models.UniqueConstraint(
                fields=("closing", "case", "about"), name="line_objection_case_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="lineobjection",
            constraint=models.UniqueConstraint(
                fields=("result", "move", "about"), name="line_objection_move_once"
            ),
        ),
        migrations.AddIndex(
            model_name="assessment",
            index=models.Index(fields=["since", "id"], name="assessment_by_time"),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.UniqueConstraint(
                fields=("area_code", "post", "period"), name="assessment_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="vintage",
            constraint=models.UniqueConstraint(fields=("closing", "number"), name="vintage_once"),
        ),
        migrations.RunSQL(ROW_SECURITY, ROW_SECURITY_NOT),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
    ]
