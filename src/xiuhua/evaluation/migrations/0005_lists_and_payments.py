"""Red and black lists, payment sheets, trials of schemes; parties that score; a figure that is promised."""

import django.db.models.deletion
from django.db import migrations, models

ROW_SECURITY = """
ALTER TABLE evaluation_listing ENABLE ROW LEVEL SECURITY;
ALTER TABLE evaluation_listing FORCE ROW LEVEL SECURITY;
CREATE POLICY listing_scope ON evaluation_listing
    USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE evaluation_paymentsheet ENABLE ROW LEVEL SECURITY;
ALTER TABLE evaluation_paymentsheet FORCE ROW LEVEL SECURITY;
CREATE POLICY payment_scope ON evaluation_paymentsheet
    USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
"""
ROW_SECURITY_NOT = """
DROP POLICY listing_scope ON evaluation_listing;
ALTER TABLE evaluation_listing NO FORCE ROW LEVEL SECURITY;
ALTER TABLE evaluation_listing DISABLE ROW LEVEL SECURITY;
DROP POLICY payment_scope ON evaluation_paymentsheet;
ALTER TABLE evaluation_paymentsheet NO FORCE ROW LEVEL SECURITY;
ALTER TABLE evaluation_paymentsheet DISABLE ROW LEVEL SECURITY;
"""

# A trial is kept as it was made; a listing and a payment sheet are decided, and never forgotten.
GRANTS = """
REVOKE UPDATE, DELETE ON evaluation_trial FROM xiuhua_app;
REVOKE DELETE ON evaluation_listing, evaluation_paymentsheet FROM xiuhua_app;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("evaluation", "0004_closings_and_assessments"),
    ]

    operations = [
        migrations.AddField(
            model_name="interview",
            name="figure",
            field=models.CharField(
                blank=True, help_text="key of the figure that was promised", max_length=60
            ),
        ),
        migrations.AddField(
            model_name="interview",
            name="figure_period",
            field=models.CharField(blank=True, help_text="2026-08, over which it is counted", max_length=10),
        ),
        migrations.AddField(
            model_name="interview",
            name="figure_target",
            field=models.FloatField(help_text="in the unit of the figure", null=True),
        ),
        migrations.AddField(
            model_name="interview",
            name="figure_value",
            field=models.FloatField(help_text="what it was when the interview was closed", null=True),
        ),
        migrations.AddField(
            model_name="mark",
            name="party",
            field=models.CharField(
                choices=[("party_district", "区"), ("party_town", "镇（街道）"), ("party_third", "第三方")],
                default="party_district",
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="commendation",
            name="subject_code",
            field=models.CharField(max_length=30),
        ),
        migrations.AlterField(
            model_name="interview",
            name="interviewee",
            field=models.CharField(
                choices=[
                    ("seat_office_director", "城管委办公室主任"),
                    ("seat_committee_head", "城管委主任（区长）"),
                    ("seat_main_leader", "主要负责人"),
                    ("seat_street_deputy", "街道分管负责人"),
                    ("seat_street_head", "街道行政负责人"),
                    ("seat_community_head", "社区负责人"),
                    ("seat_answerable", "责任单位负责人"),
                ],
                max_length=30,
            ),
        ),
        migrations.AlterField(
            model_name="interview",
            name="interviewer",
            field=models.CharField(
                choices=[
                    ("seat_office_director", "城管委办公室主任"),
                    ("seat_committee_head", "城管委主任（区长）"),
                    ("seat_main_leader", "主要负责人"),
                    ("seat_street_deputy", "街道分管负责人"),
                    ("seat_street_head", "街道行政负责人"),
                    ("seat_community_head", "社区负责人"),
                    ("seat_answerable", "责任单位负责人"),
                ],
                max_length=30,
            ),
        ),
        migrations.AlterField(
            model_name="interview",
            name="subject_code",
            field=models.CharField(max_length=30),
        ),
        migrations.AlterField(
            model_name="mark",
            name="subject_code",
            field=models.CharField(help_text="the area or unit that is marked", max_length=30),
        ),
        migrations.AlterField(
            model_name="scheme",
            name="cadence",
            field=models.CharField(
                choices=[("cadence_month", "每月"), ("cadence_quarter", "每季度"), ("cadence_year", "每年")],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="scheme",
            name="level",
            field=models.CharField(
                choices=[
                    ("rank_district", "区县"),
                    ("rank_street", "街道乡镇"),
                    ("rank_community", "社区村"),
                    ("rank_duty_grid", "城管网格"),
                    ("rank_contractor", "承包单位"),
                    ("rank_premises", "门前三包责任单位"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="standing",
            name="subject_code",
            field=models.CharField(max_length=30),
        ),
        migrations.AlterField(
            model_name="standing",
            name="unranked",
            field=models.CharField(
                blank=True,
                choices=[
                    ("unranked_few", "样本不足，不参与排名"),
                    ("unranked_month", "有月份未测评，不参与排名"),
                    ("unranked_figure", "指标无数据，不参与排名"),
                    ("unranked_party", "有一方未评分，不参与排名"),
                    ("unranked_round", "有一期没有成绩，不参与排名"),
                    ("unranked_item", "当时没有打这一项，无法试算"),
                ],
                max_length=20,
            ),
        ),
        migrations.CreateModel(
            name="Listing",
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
                            ("outcome_interview", "约谈"),
                            ("outcome_award", "嘉奖"),
                            ("outcome_red", "列入红榜"),
                            ("outcome_black", "列入黑榜"),
                        ],
                        help_text="red or black",
                        max_length=20,
                    ),
                ),
                ("rule", models.CharField(help_text="R-79", max_length=10)),
                ("subject_code", models.CharField(max_length=30)),
                ("subject_name", models.CharField(max_length=100)),
                ("area_code", models.CharField(max_length=20)),
                ("score", models.DecimalField(decimal_places=2, max_digits=6)),
                (
                    "line",
                    models.DecimalField(decimal_places=2, help_text="the score that lists it", max_digits=6),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("listing_told", "已告知，可提异议"),
                            ("listing_objected", "异议复核中"),
                            ("listing_dropped", "异议成立，不列入"),
                            ("listing_published", "公布中"),
                            ("listing_claimed", "公布中，申请修复"),
                            ("listing_repaired", "已修复移出"),
                        ],
                        default="listing_told",
                        max_length=20,
                    ),
                ),
                ("told_at", models.DateTimeField()),
                (
                    "object_until",
                    models.DateTimeField(help_text="published not before, unless it was answered"),
                ),
                ("objection", models.TextField(blank=True)),
                ("answer", models.TextField(blank=True)),
                ("published_at", models.DateTimeField(null=True)),
                (
                    "until",
                    models.DateTimeField(
                        help_text="when a place on the black list ends by itself", null=True
                    ),
                ),
                (
                    "claim",
                    models.TextField(
                        blank=True, help_text="what was put right, as whoever is listed says it"
                    ),
                ),
                ("repair", models.TextField(blank=True, help_text="what was seen when somebody looked")),
                ("repaired_at", models.DateTimeField(null=True)),
                ("updated_at", models.DateTimeField()),
                (
                    "standing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="listings",
                        to="evaluation.standing",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["area_code", "id"], name="listing_by_area"),
                    models.Index(fields=["told_at", "id"], name="listing_by_time"),
                    models.Index(fields=["subject_code", "id"], name="listing_by_subject"),
                ],
                "constraints": [models.UniqueConstraint(fields=("standing", "rule"), name="listing_once")],
            },
        ),
        migrations.CreateModel(
            name="PaymentSheet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("area_code", models.CharField(max_length=20)),
                ("lines", models.JSONField(help_text="by subject: score, grade, rule, amount")),
                ("total_fen", models.BigIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("payment_drafted", "待核准"),
                            ("payment_approved", "已核准"),
                            ("payment_returned", "已退回"),
                        ],
                        default="payment_drafted",
                        max_length=20,
                    ),
                ),
                ("note", models.TextField(blank=True)),
                (
                    "decided_by",
                    models.CharField(blank=True, help_text="as the ledger names actors", max_length=60),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                ("drafted_at", models.DateTimeField()),
                (
                    "round",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payment",
                        to="evaluation.round",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["area_code", "id"], name="payment_by_area"),
                    models.Index(fields=["drafted_at", "id"], name="payment_by_time"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Trial",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("area_code", models.CharField(max_length=20)),
                ("body", models.JSONField(help_text="all that the tried scheme says")),
                (
                    "told",
                    models.JSONField(help_text="by round: who stood where, and where they would have stood"),
                ),
                ("tried_by", models.CharField(help_text="as the ledger names actors", max_length=60)),
                ("tried_at", models.DateTimeField()),
                (
                    "scheme",
                    models.ForeignKey(
                        help_text="in force when it was tried",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="trials",
                        to="evaluation.scheme",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["tried_at", "id"], name="contest_trial_by_time")],
            },
        ),
        migrations.RunSQL(ROW_SECURITY, ROW_SECURITY_NOT),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
    ]
