"""Contests: schemes by version, rounds, marks, standings; the interviews and awards that follow from them."""

import django.db.models.deletion
from django.db import migrations, models

ROW_SECURITY = """
ALTER TABLE evaluation_mark ENABLE ROW LEVEL SECURITY;
ALTER TABLE evaluation_mark FORCE ROW LEVEL SECURITY;
CREATE POLICY mark_scope ON evaluation_mark
    USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE evaluation_interview ENABLE ROW LEVEL SECURITY;
ALTER TABLE evaluation_interview FORCE ROW LEVEL SECURITY;
CREATE POLICY interview_scope ON evaluation_interview
    USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE evaluation_commendation ENABLE ROW LEVEL SECURITY;
ALTER TABLE evaluation_commendation FORCE ROW LEVEL SECURITY;
CREATE POLICY commendation_scope ON evaluation_commendation
    USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE evaluation_objection ENABLE ROW LEVEL SECURITY;
ALTER TABLE evaluation_objection FORCE ROW LEVEL SECURITY;
CREATE POLICY objection_scope ON evaluation_objection
    USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
"""
ROW_SECURITY_NOT = """
DROP POLICY objection_scope ON evaluation_objection;
ALTER TABLE evaluation_objection NO FORCE ROW LEVEL SECURITY;
ALTER TABLE evaluation_objection DISABLE ROW LEVEL SECURITY;
DROP POLICY mark_scope ON evaluation_mark;
ALTER TABLE evaluation_mark NO FORCE ROW LEVEL SECURITY;
ALTER TABLE evaluation_mark DISABLE ROW LEVEL SECURITY;
DROP POLICY interview_scope ON evaluation_interview;
ALTER TABLE evaluation_interview NO FORCE ROW LEVEL SECURITY;
ALTER TABLE evaluation_interview DISABLE ROW LEVEL SECURITY;
DROP POLICY commendation_scope ON evaluation_commendation;
ALTER TABLE evaluation_commendation NO FORCE ROW LEVEL SECURITY;
ALTER TABLE evaluation_commendation DISABLE ROW LEVEL SECURITY;
"""

# What was published, marked or given is never changed and never forgotten; a mark may be struck.
GRANTS = """
REVOKE UPDATE, DELETE ON evaluation_scheme, evaluation_standing, evaluation_commendation, evaluation_markphoto
    FROM xiuhua_app;
REVOKE DELETE ON evaluation_round, evaluation_mark, evaluation_objection, evaluation_interview
    FROM xiuhua_app;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("evaluation", "0001_month_version"),
        ("files", "0004_people"),
    ]

    operations = [
        migrations.CreateModel(
            name="Mark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "client_id",
                    models.UUIDField(help_text="UUIDv7, given where it was written down", unique=True),
                ),
                (
                    "subject_code",
                    models.CharField(help_text="the area or unit that is marked", max_length=20),
                ),
                ("subject_name", models.CharField(help_text="as it was then", max_length=100)),
                (
                    "month",
                    models.CharField(
                        help_text="2026-03, the statistical month that `at` lies in", max_length=7
                    ),
                ),
                ("points", models.JSONField(help_text="by item, as decimals in words")),
                (
                    "samples",
                    models.PositiveSmallIntegerField(
                        help_text="how many sampled points the sheet stands for"
                    ),
                ),
                (
                    "problems",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="how many problems were found there"
                    ),
                ),
                ("spot", models.CharField(blank=True, help_text="where it was", max_length=160)),
                ("note", models.TextField(blank=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("mark_counted", "计入"), ("mark_struck", "已作废")],
                        default="mark_counted",
                        max_length=20,
                    ),
                ),
                ("struck_at", models.DateTimeField(null=True)),
                ("marked_by", models.CharField(help_text="as the ledger names actors", max_length=60)),
                ("area_code", models.CharField(max_length=20)),
                ("at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Round",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(help_text="of the scheme", max_length=40)),
                ("area_code", models.CharField(max_length=20)),
                ("name", models.CharField(help_text="洁美杯 2026-Q1", max_length=100)),
                ("period", models.CharField(help_text="2026-03 or 2026-Q1", max_length=10)),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[("contest_open", "评比中"), ("contest_published", "已发布")],
                        default="contest_open",
                        max_length=20,
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                ("published_at", models.DateTimeField(null=True)),
                (
                    "published_by",
                    models.CharField(blank=True, help_text="as the ledger names actors", max_length=60),
                ),
            ],
        ),
        migrations.CreateModel(
            name="MarkPhoto",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
                    ),
                ),
                (
                    "mark",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="photos",
                        to="evaluation.mark",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="mark",
            name="round",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="marks", to="evaluation.round"
            ),
        ),
        migrations.CreateModel(
            name="Scheme",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=40)),
                ("area_code", models.CharField(help_text="whose parts are ranked", max_length=20)),
                ("number", models.PositiveIntegerField(help_text="1, 2, 3 … per key and area")),
                ("zh", models.CharField(max_length=60)),
                ("en", models.CharField(max_length=60)),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("rank_district", "区县"),
                            ("rank_street", "街道乡镇"),
                            ("rank_community", "社区村"),
                            ("rank_duty_grid", "城管网格"),
                            ("rank_contractor", "承包单位"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "cadence",
                    models.CharField(
                        choices=[("cadence_month", "每月"), ("cadence_quarter", "每季度")], max_length=20
                    ),
                ),
                ("body", models.JSONField(help_text="all that the scheme says")),
                ("reason", models.CharField(max_length=200)),
                ("published_by", models.CharField(help_text="as the ledger names actors", max_length=60)),
                ("published_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["published_at", "id"], name="contest_scheme_by_time")],
                "constraints": [
                    models.UniqueConstraint(fields=("key", "area_code", "number"), name="contest_scheme_once")
                ],
            },
        ),
        migrations.AddField(
            model_name="round",
            name="scheme",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="rounds", to="evaluation.scheme"
            ),
        ),
        migrations.CreateModel(
            name="Standing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("subject_code", models.CharField(max_length=20)),
                ("subject_name", models.CharField(max_length=100)),
                ("area_code", models.CharField(max_length=20)),
                (
                    "score",
                    models.DecimalField(
                        decimal_places=2, help_text="null: not ranked", max_digits=6, null=True
                    ),
                ),
                (
                    "rank",
                    models.PositiveIntegerField(help_text="1 is the best; equal scores share it", null=True),
                ),
                ("from_end", models.PositiveIntegerField(help_text="1 is the worst", null=True)),
                ("ranked", models.PositiveIntegerField(help_text="how many were ranked")),
                (
                    "unranked",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("unranked_few", "样本不足，不参与排名"),
                            ("unranked_month", "有月份未测评，不参与排名"),
                            ("unranked_figure", "指标无数据，不参与排名"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "grade",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("grade_excellent", "优秀"),
                            ("grade_good", "良好"),
                            ("grade_plain", "一般"),
                        ],
                        max_length=20,
                    ),
                ),
                ("samples", models.PositiveIntegerField()),
                (
                    "first_streak",
                    models.PositiveIntegerField(
                        default=0, help_text="in how many periods up to this one it stood first"
                    ),
                ),
                (
                    "grade_streak",
                    models.PositiveIntegerField(
                        default=0, help_text="in how many periods up to this one it was excellent"
                    ),
                ),
                ("lines", models.JSONField(help_text="the arithmetic, see rules.ranking.Line")),
                ("published_at", models.DateTimeField()),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="standings",
                        to="evaluation.round",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Interview",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rule", models.CharField(help_text="R-04", max_length=10)),
                ("subject_code", models.CharField(max_length=20)),
                ("subject_name", models.CharField(max_length=100)),
                ("area_code", models.CharField(max_length=20)),
                (
                    "interviewer",
                    models.CharField(
                        choices=[
                            ("seat_office_director", "城管委办公室主任"),
                            ("seat_committee_head", "城管委主任（区长）"),
                            ("seat_main_leader", "主要负责人"),
                            ("seat_street_deputy", "街道分管负责人"),
                            ("seat_street_head", "街道行政负责人"),
                            ("seat_community_head", "社区负责人"),
                        ],
                        max_length=30,
                    ),
                ),
                (
                    "interviewee",
                    models.CharField(
                        choices=[
                            ("seat_office_director", "城管委办公室主任"),
                            ("seat_committee_head", "城管委主任（区长）"),
                            ("seat_main_leader", "主要负责人"),
                            ("seat_street_deputy", "街道分管负责人"),
                            ("seat_street_head", "街道行政负责人"),
                            ("seat_community_head", "社区负责人"),
                        ],
                        max_length=30,
                    ),
                ),
                (
                    "sequence",
                    models.JSONField(help_text="the rounds that called for it: period, rank, of, score"),
                ),
                (
                    "mean",
                    models.DecimalField(
                        decimal_places=6,
                        help_text="that the score was below, where that was it",
                        max_digits=9,
                        null=True,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("interview_drafted", "待约谈"),
                            ("interview_held", "已约谈，整改中"),
                            ("interview_closed", "已销号"),
                        ],
                        default="interview_drafted",
                        max_length=20,
                    ),
                ),
                ("present", models.CharField(blank=True, help_text="who was there", max_length=200)),
                ("minutes", models.TextField(blank=True)),
                ("commitments", models.TextField(blank=True)),
                ("due_on", models.DateField(help_text="until when what was promised is done", null=True)),
                ("followed", models.TextField(blank=True)),
                ("result", models.TextField(blank=True)),
                (
                    "held_by",
                    models.CharField(blank=True, help_text="as the ledger names actors", max_length=60),
                ),
                ("drafted_at", models.DateTimeField()),
                ("held_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("updated_at", models.DateTimeField()),
                (
                    "result_round",
                    models.ForeignKey(
                        help_text="that it was closed by",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="evaluation.round",
                    ),
                ),
                (
                    "standing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="interviews",
                        to="evaluation.standing",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Commendation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rule", models.CharField(help_text="R-06+", max_length=10)),
                ("subject_code", models.CharField(max_length=20)),
                ("subject_name", models.CharField(max_length=100)),
                ("area_code", models.CharField(max_length=20)),
                ("rank", models.PositiveIntegerField()),
                (
                    "grade",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("grade_excellent", "优秀"),
                            ("grade_good", "良好"),
                            ("grade_plain", "一般"),
                        ],
                        max_length=20,
                    ),
                ),
                ("amount_fen", models.BigIntegerField(help_text="null: the scheme sets none", null=True)),
                ("at", models.DateTimeField()),
                (
                    "standing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="commendations",
                        to="evaluation.standing",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="mark",
            index=models.Index(fields=["round", "subject_code"], name="contest_mark_by_round"),
        ),
        migrations.AddIndex(
            model_name="mark",
            index=models.Index(fields=["at", "id"], name="contest_mark_by_time"),
        ),
        migrations.AddIndex(
            model_name="mark",
            index=models.Index(fields=["area_code", "id"], name="contest_mark_by_area"),
        ),
        migrations.AddIndex(
            model_name="round",
            index=models.Index(fields=["since", "id"], name="contest_round_by_time"),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.UniqueConstraint(
                fields=("key", "area_code", "period"), name="contest_round_once"
            ),
        ),
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(fields=["subject_code", "id"], name="contest_standing_by_subject"),
        ),
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(fields=["round", "rank", "id"], name="contest_standing_by_rank"),
        ),
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(fields=["published_at", "id"], name="contest_standing_by_time"),
        ),
        migrations.AddConstraint(
            model_name="standing",
            constraint=models.UniqueConstraint(
                fields=("round", "subject_code"), name="contest_standing_once"
            ),
        ),
        migrations.AddIndex(
            model_name="interview",
            index=models.Index(fields=["area_code", "id"], name="interview_by_area"),
        ),
        migrations.AddIndex(
            model_name="interview",
            index=models.Index(fields=["drafted_at", "id"], name="interview_by_time"),
        ),
        migrations.AddConstraint(
            model_name="interview",
            constraint=models.UniqueConstraint(fields=("standing", "rule"), name="interview_once"),
        ),
        migrations.AddIndex(
            model_name="commendation",
            index=models.Index(fields=["area_code", "id"], name="commendation_by_area"),
        ),
        migrations.AddIndex(
            model_name="commendation",
            index=models.Index(fields=["at", "id"], name="commendation_by_time"),
        ),
        migrations.AddConstraint(
            model_name="commendation",
            constraint=models.UniqueConstraint(fields=("standing", "rule"), name="commendation_once"),
        ),
        migrations.CreateModel(
            name="Objection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("item", models.CharField(max_length=40)),
                ("text", models.TextField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("objection_raised", "待答复"),
                            ("objection_upheld", "成立，打分作废"),
                            ("objection_rejected", "不成立"),
                        ],
                        default="objection_raised",
                        max_length=20,
                    ),
                ),
                ("answer", models.TextField(blank=True)),
                ("raised_by", models.CharField(help_text="as the ledger names actors", max_length=60)),
                ("raised_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("area_code", models.CharField(max_length=20)),
                (
                    "mark",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="objections",
                        to="evaluation.mark",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["raised_at", "id"], name="contest_objection_by_time")],
            },
        ),
        migrations.RunSQL(ROW_SECURITY, ROW_SECURITY_NOT),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
    ]
