"""视频轮巡: plans, rounds, looks and findings."""

import django.db.models.deletion
from django.db import migrations, models

ROW_SECURITY = """
ALTER TABLE cases_videoplan ENABLE ROW LEVEL SECURITY;
ALTER TABLE cases_videoplan FORCE ROW LEVEL SECURITY;
CREATE POLICY video_plan_scope ON cases_videoplan USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE cases_videoround ENABLE ROW LEVEL SECURITY;
ALTER TABLE cases_videoround FORCE ROW LEVEL SECURITY;
CREATE POLICY video_round_scope ON cases_videoround USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE cases_videolook ENABLE ROW LEVEL SECURITY;
ALTER TABLE cases_videolook FORCE ROW LEVEL SECURITY;
CREATE POLICY video_look_scope ON cases_videolook USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE cases_videofinding ENABLE ROW LEVEL SECURITY;
ALTER TABLE cases_videofinding FORCE ROW LEVEL SECURITY;
CREATE POLICY video_finding_scope ON cases_videofinding USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
"""
ROW_SECURITY_NOT = """
DROP POLICY video_plan_scope ON cases_videoplan;
ALTER TABLE cases_videoplan NO FORCE ROW LEVEL SECURITY;
ALTER TABLE cases_videoplan DISABLE ROW LEVEL SECURITY;
DROP POLICY video_round_scope ON cases_videoround;
ALTER TABLE cases_videoround NO FORCE ROW LEVEL SECURITY;
ALTER TABLE cases_videoround DISABLE ROW LEVEL SECURITY;
DROP POLICY video_look_scope ON cases_videolook;
ALTER TABLE cases_videolook NO FORCE ROW LEVEL SECURITY;
ALTER TABLE cases_videolook DISABLE ROW LEVEL SECURITY;
DROP POLICY video_finding_scope ON cases_videofinding;
ALTER TABLE cases_videofinding NO FORCE ROW LEVEL SECURITY;
ALTER TABLE cases_videofinding DISABLE ROW LEVEL SECURITY;
"""
# A finding is evidence: it is never changed.
GRANTS = "REVOKE UPDATE, DELETE ON cases_videofinding FROM xiuhua_app;"


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0003_open_of_unit"),
        ("ground", "0011_camera"),
    ]

    operations = [
        migrations.CreateModel(
            name="VideoPlan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("area_code", models.CharField(max_length=20)),
                ("title", models.CharField(max_length=80)),
                (
                    "footage",
                    models.CharField(
                        choices=[("footage_live", "实时视频"), ("footage_recorded", "录像回放")],
                        default="footage_live",
                        max_length=20,
                    ),
                ),
                (
                    "from_time",
                    models.TimeField(
                        help_text="of the day, local: when a round is made, or what it looks at"
                    ),
                ),
                ("to_time", models.TimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[("video_plan_on", "执行中"), ("video_plan_withdrawn", "已停用")],
                        default="video_plan_on",
                        max_length=24,
                    ),
                ),
                ("recorded_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        help_text="who; None for whoever may",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ground.person",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="VideoPlanStop",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(help_text="its place in the order, from 1")),
                ("minutes", models.PositiveSmallIntegerField()),
                (
                    "camera",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ground.camera"
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stops",
                        to="cases.videoplan",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="VideoRound",
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
                        choices=[("video_under_way", "巡看中"), ("video_ended", "已结束")],
                        default="video_under_way",
                        max_length=20,
                    ),
                ),
                (
                    "footage",
                    models.CharField(
                        choices=[("footage_live", "实时视频"), ("footage_recorded", "录像回放")],
                        max_length=20,
                    ),
                ),
                (
                    "footage_since",
                    models.DateTimeField(help_text="of the recording looked at; None for live", null=True),
                ),
                ("footage_until", models.DateTimeField(null=True)),
                ("started_by", models.CharField(help_text="the actor's name in the ledger", max_length=60)),
                ("started_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("updated_at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ground.person",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rounds",
                        to="cases.videoplan",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="VideoLook",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("minutes", models.PositiveSmallIntegerField(help_text="meant for it")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("look_to_do", "待巡看"),
                            ("look_under_way", "巡看中"),
                            ("look_done", "已巡看"),
                            ("look_no_picture", "无画面"),
                            ("look_skipped", "跳过"),
                            ("look_missed", "漏巡"),
                        ],
                        default="look_to_do",
                        max_length=20,
                    ),
                ),
                ("began_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("area_code", models.CharField(max_length=20)),
                (
                    "camera",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="looks", to="ground.camera"
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="looks",
                        to="cases.videoround",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="VideoFinding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "clip_ref",
                    models.CharField(
                        blank=True, help_text="its name where the recording lies", max_length=160
                    ),
                ),
                ("clip_since", models.DateTimeField(null=True)),
                ("clip_until", models.DateTimeField(null=True)),
                ("found_by", models.CharField(max_length=60)),
                ("found_at", models.DateTimeField()),
                ("area_code", models.CharField(help_text="the case's", max_length=20)),
                (
                    "camera",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="findings",
                        to="ground.camera",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="video_findings",
                        to="cases.case",
                    ),
                ),
                (
                    "look",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="findings",
                        to="cases.videolook",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["camera", "found_at"], name="video_finding_by_camera"),
                    models.Index(fields=["area_code", "id"], name="video_finding_by_area"),
                    models.Index(fields=["found_at", "id"], name="video_finding_by_time"),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="videoplan",
            index=models.Index(fields=["area_code", "id"], name="video_plan_by_area"),
        ),
        migrations.AddIndex(
            model_name="videoplan",
            index=models.Index(fields=["title", "id"], name="video_plan_by_title"),
        ),
        migrations.AddConstraint(
            model_name="videoplanstop",
            constraint=models.UniqueConstraint(fields=("plan", "number"), name="video_stop_in_order"),
        ),
        migrations.AddConstraint(
            model_name="videoplanstop",
            constraint=models.UniqueConstraint(fields=("plan", "camera"), name="video_stop_once"),
        ),
        migrations.AddIndex(
            model_name="videoround",
            index=models.Index(fields=["area_code", "id"], name="video_round_by_area"),
        ),
        migrations.AddIndex(
            model_name="videoround",
            index=models.Index(fields=["started_at", "id"], name="video_round_by_start"),
        ),
        migrations.AddIndex(
            model_name="videoround",
            index=models.Index(fields=["plan", "started_at"], name="video_round_by_plan"),
        ),
        migrations.AddConstraint(
            model_name="videoround",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("started_by",),
                name="video_round_one_at_once",
            ),
        ),
        migrations.AddIndex(
            model_name="videolook",
            index=models.Index(fields=["camera", "began_at"], name="video_look_by_camera"),
        ),
        migrations.AddConstraint(
            model_name="videolook",
            constraint=models.UniqueConstraint(fields=("round", "number"), name="video_look_in_order"),
        ),
        migrations.RunSQL(ROW_SECURITY, ROW_SECURITY_NOT),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
    ]
