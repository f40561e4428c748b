"""What the people of the loop work with."""

import django.contrib.gis.db.models.fields
import django.contrib.postgres.fields
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

ROW_SECURITY = """
ALTER TABLE cases_appeal ENABLE ROW LEVEL SECURITY;
ALTER TABLE cases_appeal FORCE ROW LEVEL SECURITY;
CREATE POLICY appeal_scope ON cases_appeal USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE cases_revisit ENABLE ROW LEVEL SECURITY;
ALTER TABLE cases_revisit FORCE ROW LEVEL SECURITY;
CREATE POLICY revisit_scope ON cases_revisit USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE cases_caseroad ENABLE ROW LEVEL SECURITY;
ALTER TABLE cases_caseroad FORCE ROW LEVEL SECURITY;
CREATE POLICY caseroad_scope ON cases_caseroad USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE cases_watch ENABLE ROW LEVEL SECURITY;
ALTER TABLE cases_watch FORCE ROW LEVEL SECURITY;
CREATE POLICY watch_scope ON cases_watch USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
"""
ROW_SECURITY_NOT = """
DROP POLICY appeal_scope ON cases_appeal;
ALTER TABLE cases_appeal NO FORCE ROW LEVEL SECURITY;
ALTER TABLE cases_appeal DISABLE ROW LEVEL SECURITY;
DROP POLICY revisit_scope ON cases_revisit;
ALTER TABLE cases_revisit NO FORCE ROW LEVEL SECURITY;
ALTER TABLE cases_revisit DISABLE ROW LEVEL SECURITY;
DROP POLICY caseroad_scope ON cases_caseroad;
ALTER TABLE cases_caseroad NO FORCE ROW LEVEL SECURITY;
ALTER TABLE cases_caseroad DISABLE ROW LEVEL SECURITY;
DROP POLICY watch_scope ON cases_watch;
ALTER TABLE cases_watch NO FORCE ROW LEVEL SECURITY;
ALTER TABLE cases_watch DISABLE ROW LEVEL SECURITY;
"""
ROW_SECURITY_2 = """
ALTER TABLE cases_mattersuggestion ENABLE ROW LEVEL SECURITY;
ALTER TABLE cases_mattersuggestion FORCE ROW LEVEL SECURITY;
CREATE POLICY mattersuggestion_scope ON cases_mattersuggestion USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
"""
ROW_SECURITY_NOT_2 = """
DROP POLICY mattersuggestion_scope ON cases_mattersuggestion;
ALTER TABLE cases_mattersuggestion NO FORCE ROW LEVEL SECURITY;
ALTER TABLE cases_mattersuggestion DISABLE ROW LEVEL SECURITY;
"""
GRANTS = "REVOKE UPDATE, DELETE ON cases_mattermodel FROM xiuhua_app;"
ROW_SECURITY_3 = """
ALTER TABLE cases_reminder ENABLE ROW LEVEL SECURITY;
ALTER TABLE cases_reminder FORCE ROW LEVEL SECURITY;
CREATE POLICY reminder_scope ON cases_reminder USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE cases_supervision ENABLE ROW LEVEL SECURITY;
ALTER TABLE cases_supervision FORCE ROW LEVEL SECURITY;
CREATE POLICY supervision_scope ON cases_supervision USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE cases_supervisionstep ENABLE ROW LEVEL SECURITY;
ALTER TABLE cases_supervisionstep FORCE ROW LEVEL SECURITY;
CREATE POLICY supervisionstep_scope ON cases_supervisionstep USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
"""
ROW_SECURITY_NOT_3 = """
DROP POLICY reminder_scope ON cases_reminder;
ALTER TABLE cases_reminder NO FORCE ROW LEVEL SECURITY;
ALTER TABLE cases_reminder DISABLE ROW LEVEL SECURITY;
DROP POLICY supervision_scope ON cases_supervision;
ALTER TABLE cases_supervision NO FORCE ROW LEVEL SECURITY;
ALTER TABLE cases_supervision DISABLE ROW LEVEL SECURITY;
DROP POLICY supervisionstep_scope ON cases_supervisionstep;
ALTER TABLE cases_supervisionstep NO FORCE ROW LEVEL SECURITY;
ALTER TABLE cases_supervisionstep DISABLE ROW LEVEL SECURITY;
"""
GRANTS_3 = "REVOKE UPDATE, DELETE ON cases_reminder, cases_supervisionstep, cases_supervisioncase FROM xiuhua_app; REVOKE DELETE ON cases_supervision FROM xiuhua_app;"


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0001_case"),
        ("files", "0003_photo_facts"),
        ("ground", "0010_roles_of_the_loop"),
        ("ledger", "0001_entry"),
    ]

    operations = [
        migrations.AlterField(
            model_name="case",
            name="channel",
            field=models.CharField(
                choices=[
                    ("channel_collector", "监督员上报"),
                    ("channel_grid", "网格员上报"),
                    ("channel_hotline", "热线"),
                    ("channel_city_line", "12345 工单"),
                    ("channel_public", "公众举报"),
                    ("channel_wechat", "微信举报"),
                    ("channel_board", "留言板"),
                    ("channel_mail", "电子邮件"),
                    ("channel_whistle", "社区吹哨"),
                    ("channel_video", "视频巡查"),
                    ("channel_smart", "智能发现"),
                    ("channel_sensor", "物联告警"),
                    ("channel_upper", "市级派遣"),
                    ("channel_leader", "领导交办"),
                    ("channel_press", "媒体曝光"),
                    ("channel_department", "部门转办"),
                    ("channel_look_back", "回头看"),
                    ("channel_step_up", "逐级上报"),
                    ("channel_import", "历史导入"),
                ],
                help_text="source of discovery",
                max_length=24,
            ),
        ),
        migrations.AlterField(
            model_name="report",
            name="channel",
            field=models.CharField(
                choices=[
                    ("channel_collector", "监督员上报"),
                    ("channel_grid", "网格员上报"),
                    ("channel_hotline", "热线"),
                    ("channel_city_line", "12345 工单"),
                    ("channel_public", "公众举报"),
                    ("channel_wechat", "微信举报"),
                    ("channel_board", "留言板"),
                    ("channel_mail", "电子邮件"),
                    ("channel_whistle", "社区吹哨"),
                    ("channel_video", "视频巡查"),
                    ("channel_smart", "智能发现"),
                    ("channel_sensor", "物联告警"),
                    ("channel_upper", "市级派遣"),
                    ("channel_leader", "领导交办"),
                    ("channel_press", "媒体曝光"),
                    ("channel_department", "部门转办"),
                    ("channel_look_back", "回头看"),
                    ("channel_step_up", "逐级上报"),
                    ("channel_import", "历史导入"),
                ],
                max_length=24,
            ),
        ),
        migrations.CreateModel(
            name="Appeal",
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
                            ("appeal_late", "超期"),
                            ("appeal_return", "回退"),
                            ("appeal_rework", "返工"),
                            ("appeal_score", "扣分"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("stage_accept", "受理"),
                            ("stage_verify", "核实"),
                            ("stage_file", "立案"),
                            ("stage_dispatch", "派遣"),
                            ("stage_handle", "处置"),
                            ("stage_review", "反馈审核"),
                            ("stage_check", "核查"),
                            ("stage_close", "结案"),
                        ],
                        max_length=20,
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("appeal_made", "待初审"),
                            ("appeal_reviewed", "待复审"),
                            ("appeal_upheld", "申诉成立"),
                            ("appeal_refused", "申诉不成立"),
                            ("appeal_withdrawn", "已撤回"),
                        ],
                        default="appeal_made",
                        max_length=20,
                    ),
                ),
                ("reason", models.TextField()),
                ("made_by", models.CharField(max_length=60)),
                ("made_at", models.DateTimeField()),
                ("due_at", models.DateTimeField(help_text="of the review that is waited for", null=True)),
                ("first_by", models.CharField(blank=True, max_length=60)),
                ("first_at", models.DateTimeField(null=True)),
                ("first_upholds", models.BooleanField(null=True)),
                ("first_opinion", models.TextField(blank=True)),
                ("first_late", models.BooleanField(default=False)),
                ("second_by", models.CharField(blank=True, max_length=60)),
                ("second_at", models.DateTimeField(null=True)),
                ("second_opinion", models.TextField(blank=True)),
                ("second_late", models.BooleanField(default=False)),
                ("area_code", models.CharField(max_length=20)),
                ("updated_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="AppealPhoto",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CaseRoad",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="on_road",
                        serialize=False,
                        to="cases.case",
                    ),
                ),
                ("away_m", models.FloatField(null=True)),
                ("area_code", models.CharField(max_length=20)),
                ("found_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="LookBackRound",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("area_code", models.CharField(max_length=20)),
                ("title", models.CharField(max_length=80)),
                ("since", models.DateTimeField(help_text="cases closed then or later")),
                ("until", models.DateTimeField(help_text="cases closed before")),
                ("seed", models.PositiveBigIntegerField()),
                ("closed_count", models.PositiveIntegerField(help_text="closed cases that could be drawn")),
                ("drawn_count", models.PositiveIntegerField()),
                ("weights", models.JSONField(help_text="the shares of rebounds that the chances rest on")),
                ("due_on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[("round_open", "复查中"), ("round_done", "已完成")],
                        default="round_open",
                        max_length=20,
                    ),
                ),
                ("drawn_by", models.CharField(max_length=60)),
                ("recorded_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Revisit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("chance", models.FloatField(help_text="with which it was drawn, above 0, at most 1")),
                ("due_on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("revisit_to_do", "待复查"),
                            ("revisit_passed", "合格"),
                            ("revisit_failed", "不合格"),
                            ("revisit_unseen", "无法复查"),
                        ],
                        default="revisit_to_do",
                        max_length=20,
                    ),
                ),
                ("words", models.TextField(blank=True)),
                (
                    "place",
                    django.contrib.gis.db.models.fields.PointField(
                        help_text="where whoever looked stood; WGS84", null=True, srid=4326
                    ),
                ),
                ("away_m", models.FloatField(help_text="from the place of the case", null=True)),
                ("done_by", models.CharField(blank=True, max_length=60)),
                ("done_at", models.DateTimeField(null=True)),
                ("area_code", models.CharField(max_length=20)),
                ("updated_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="RevisitPhoto",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Watch",
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
                            ("spot_road", "道路"),
                            ("spot_community", "社区"),
                            ("spot_street", "街道"),
                            ("spot_grid", "单元网格"),
                        ],
                        max_length=20,
                    ),
                ),
                ("key", models.CharField(help_text="code of the road or area", max_length=30)),
                ("name", models.CharField(max_length=80)),
                ("since", models.DateField()),
                ("until", models.DateField(help_text="the last day")),
                ("before_count", models.PositiveIntegerField()),
                (
                    "target",
                    models.PositiveIntegerField(help_text="cases from the first to the last day, at most"),
                ),
                ("note", models.CharField(blank=True, max_length=400)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("watch_on", "监督中"),
                            ("watch_done", "已销号"),
                            ("watch_dropped", "未达标撤出"),
                        ],
                        default="watch_on",
                        max_length=20,
                    ),
                ),
                ("end_count", models.PositiveIntegerField(null=True)),
                ("conclusion", models.CharField(blank=True, max_length=400)),
                ("ended_at", models.DateTimeField(null=True)),
                ("area_code", models.CharField(max_length=20)),
                ("recorded_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name="assignment",
            name="exempt",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="an appeal of this unit was upheld: no score counts it",
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="returns_exempt",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="case",
            name="reworks_exempt",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="caseclock",
            name="exempt",
            field=models.BooleanField(
                db_default=False, default=False, help_text="an appeal was upheld; `late` stays as it was"
            ),
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(
                condition=models.Q(("caller_phone", ""), _negated=True),
                fields=["caller_phone", "reported_at"],
                name="report_by_caller",
            ),
        ),
        migrations.AddField(
            model_name="appeal",
            name="assignment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.assignment"
            ),
        ),
        migrations.AddField(
            model_name="appeal",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="appeals", to="cases.case"
            ),
        ),
        migrations.AddField(
            model_name="appeal",
            name="unit",
            field=models.ForeignKey(
                help_text="who objects",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="ground.unit",
            ),
        ),
        migrations.AddField(
            model_name="appealphoto",
            name="appeal",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="photos", to="cases.appeal"
            ),
        ),
        migrations.AddField(
            model_name="appealphoto",
            name="file",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
            ),
        ),
        migrations.AddField(
            model_name="caseroad",
            name="road",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="ground.road",
            ),
        ),
        migrations.AddField(
            model_name="lookbackround",
            name="item",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="ground.catalogueitem",
            ),
        ),
        migrations.AddField(
            model_name="revisit",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="revisits", to="cases.case"
            ),
        ),
        migrations.AddField(
            model_name="revisit",
            name="person",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ground.person"
            ),
        ),
        migrations.AddField(
            model_name="revisit",
            name="redo",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"
            ),
        ),
        migrations.AddField(
            model_name="revisit",
            name="round",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="revisits", to="cases.lookbackround"
            ),
        ),
        migrations.AddField(
            model_name="revisitphoto",
            name="file",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
            ),
        ),
        migrations.AddField(
            model_name="revisitphoto",
            name="revisit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="photos", to="cases.revisit"
            ),
        ),
        migrations.AddField(
            model_name="watch",
            name="item",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="ground.catalogueitem",
            ),
        ),
        migrations.AddField(
            model_name="watch",
            name="owner",
            field=models.ForeignKey(
                help_text="who answers",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="ground.person",
            ),
        ),
        migrations.AddIndex(
            model_name="appeal",
            index=models.Index(fields=["state", "area_code", "id"], name="appeal_by_state"),
        ),
        migrations.AddIndex(
            model_name="appeal",
            index=models.Index(fields=["made_at", "id"], name="appeal_by_time"),
        ),
        migrations.AddIndex(
            model_name="appeal",
            index=models.Index(fields=["due_at", "id"], name="appeal_by_due"),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["appeal_made", "appeal_reviewed"])),
                fields=("case", "unit", "about"),
                name="appeal_once",
            ),
        ),
        migrations.AddIndex(
            model_name="caseroad",
            index=models.Index(fields=["road", "case"], name="case_road_by_road"),
        ),
        migrations.AddIndex(
            model_name="caseroad",
            index=models.Index(fields=["found_at"], name="case_road_by_time"),
        ),
        migrations.AddIndex(
            model_name="lookbackround",
            index=models.Index(fields=["area_code", "id"], name="round_by_area"),
        ),
        migrations.AddIndex(
            model_name="lookbackround",
            index=models.Index(fields=["recorded_at", "id"], name="round_by_time"),
        ),
        migrations.AddIndex(
            model_name="revisit",
            index=models.Index(fields=["round", "state", "id"], name="revisit_by_round"),
        ),
        migrations.AddIndex(
            model_name="revisit",
            index=models.Index(fields=["person", "state", "id"], name="revisit_by_person"),
        ),
        migrations.AddIndex(
            model_name="revisit",
            index=models.Index(fields=["area_code", "id"], name="revisit_by_area"),
        ),
        migrations.AddIndex(
            model_name="revisit",
            index=models.Index(fields=["due_on", "id"], name="revisit_by_due"),
        ),
        migrations.AddConstraint(
            model_name="revisit",
            constraint=models.UniqueConstraint(fields=("case",), name="revisit_once"),
        ),
        migrations.AddConstraint(
            model_name="revisit",
            constraint=models.CheckConstraint(
                condition=models.Q(("chance__gt", 0), ("chance__lte", 1)), name="revisit_chance_is_a_share"
            ),
        ),
        migrations.AddIndex(
            model_name="watch",
            index=models.Index(fields=["area_code", "id"], name="watch_by_area"),
        ),
        migrations.AddIndex(
            model_name="watch",
            index=models.Index(fields=["until", "id"], name="watch_by_end"),
        ),
        migrations.AddConstraint(
            model_name="watch",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "watch_on")),
                fields=("kind", "key", "item"),
                name="watch_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="watch",
            constraint=models.CheckConstraint(
                condition=models.Q(("until__gte", models.F("since"))), name="watch_span"
            ),
        ),
        migrations.RunSQL(ROW_SECURITY, ROW_SECURITY_NOT),
        migrations.CreateModel(
            name="MatterModel",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(help_text="1, 2, 3 …", unique=True)),
                ("source", models.CharField(help_text="what it was trained on", max_length=120)),
                ("texts", models.PositiveIntegerField(help_text="how many it was trained on")),
                ("labels", models.PositiveIntegerField(help_text="how many matters it tells apart")),
                (
                    "measured",
                    models.JSONField(help_text="on texts it had not seen: texts, top1, top3, ece, confused"),
                ),
                (
                    "digest",
                    models.CharField(help_text="SHA-256 of `packed`, in hexadecimal digits", max_length=64),
                ),
                ("packed", models.BinaryField(help_text="NumPy npz of plain arrays: words, weights, labels")),
                ("trained_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="MatterSuggestion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rank", models.PositiveSmallIntegerField(help_text="1 for the likeliest")),
                ("confidence", models.FloatField(help_text="0 to 1; calibrated where a model said it")),
                (
                    "words",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40),
                        help_text="of the report, that spoke for it",
                        size=None,
                    ),
                ),
                ("area_code", models.CharField(max_length=20)),
                ("suggested_at", models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name="report",
            name="caller_end",
            field=models.CharField(
                blank=True, help_text="the last four digits, to be found by", max_length=4
            ),
        ),
        migrations.AlterField(
            model_name="case",
            name="search",
            field=django.contrib.postgres.search.SearchVectorField(
                help_text="bigrams of title, address, matter, reports' words", null=True
            ),
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(
                condition=models.Q(("caller_end", ""), _negated=True),
                fields=["caller_end", "id"],
                name="report_by_end",
            ),
        ),
        migrations.AddIndex(
            model_name="mattermodel",
            index=models.Index(fields=["-number"], name="matter_model_newest"),
        ),
        migrations.AddField(
            model_name="mattersuggestion",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="matters_suggested", to="cases.case"
            ),
        ),
        migrations.AddField(
            model_name="mattersuggestion",
            name="item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ground.catalogueitem"
            ),
        ),
        migrations.AddField(
            model_name="mattersuggestion",
            name="model",
            field=models.ForeignKey(
                help_text="None: by words alone",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cases.mattermodel",
            ),
        ),
        migrations.AddConstraint(
            model_name="mattersuggestion",
            constraint=models.UniqueConstraint(fields=("case", "rank"), name="matter_suggestion_once"),
        ),
        migrations.RunSQL(ROW_SECURITY_2, ROW_SECURITY_NOT_2),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
        migrations.AddField(
            model_name="case",
            name="reminders",
            field=models.PositiveSmallIntegerField(
                default=0, help_text="how often the unit was reminded; no move"
            ),
        ),
        migrations.AddField(
            model_name="consultation",
            name="carried",
            field=models.PositiveSmallIntegerField(
                default=0, help_text="questions that went onto the next agenda"
            ),
        ),
        migrations.AddField(
            model_name="consultation",
            name="number",
            field=models.CharField(
                blank=True, help_text="of the minutes, given when they were closed", max_length=40
            ),
        ),
        migrations.CreateModel(
            name="Supervision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "number",
                    models.CharField(
                        help_text="云督〔2026〕12号; without gaps per district and year", max_length=40
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("level_ordinary", "一般督办"),
                            ("level_key", "重点督办"),
                            ("level_listed", "挂牌督办"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("supervision_open", "待回复"),
                            ("supervision_replied", "待销号"),
                            ("supervision_released", "已销号"),
                            ("supervision_void", "已撤销"),
                        ],
                        default="supervision_open",
                        max_length=24,
                    ),
                ),
                ("title", models.CharField(max_length=120)),
                (
                    "demand",
                    models.TextField(help_text="what is wrong and what is asked for, a paragraph a line"),
                ),
                ("issued_by", models.CharField(help_text="the actor's name in the ledger", max_length=60)),
                ("issued_at", models.DateTimeField()),
                ("limit_amount", models.PositiveSmallIntegerField()),
                ("limit_unit", models.CharField(help_text="ground.terms.calendars.TimeUnit", max_length=20)),
                ("due_at", models.DateTimeField(help_text="of the answer that is waited for, or was last")),
                (
                    "late",
                    models.BooleanField(default=False, help_text="whether any answer was not there in time"),
                ),
                ("reply", models.TextField(blank=True, help_text="the last one")),
                ("replied_at", models.DateTimeField(null=True)),
                ("replies", models.PositiveSmallIntegerField(default=0)),
                ("released_at", models.DateTimeField(null=True)),
                (
                    "points",
                    models.PositiveSmallIntegerField(default=0, help_text="what it counts against the unit"),
                ),
                ("area_code", models.CharField(max_length=20)),
                ("updated_at", models.DateTimeField()),
                (
                    "issuer",
                    models.ForeignKey(
                        help_text="in whose name",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ground.unit",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        help_text="to whom",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supervisions",
                        to="ground.unit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SupervisionCase",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"
                    ),
                ),
                (
                    "supervision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="links",
                        to="cases.supervision",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="supervision",
            name="cases",
            field=models.ManyToManyField(
                related_name="supervisions", through="cases.SupervisionCase", to="cases.case"
            ),
        ),
        migrations.CreateModel(
            name="SupervisionStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("supervision.read", "查看督办"),
                            ("supervision.issue", "督办"),
                            ("supervision.reply", "督办回复"),
                            ("supervision.refuse", "退回重报"),
                            ("supervision.release", "销号"),
                            ("supervision.void", "撤销督办"),
                            ("supervision.overdue", "督办超期"),
                        ],
                        max_length=30,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("actor", models.CharField(max_length=60)),
                ("note", models.TextField(blank=True)),
                (
                    "late",
                    models.BooleanField(
                        default=False, help_text="of an answer: whether it came after its deadline"
                    ),
                ),
                ("area_code", models.CharField(max_length=20)),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.entry"
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                    ),
                ),
                (
                    "supervision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="cases.supervision",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Reminder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("words", models.CharField(max_length=500)),
                ("actor", models.CharField(max_length=60)),
                ("at", models.DateTimeField()),
                ("area_code", models.CharField(max_length=20)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reminded", to="cases.case"
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.entry"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        help_text="who had it then",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ground.unit",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["case", "actor", "-at"], name="reminder_by_actor")],
            },
        ),
        migrations.AddConstraint(
            model_name="supervisioncase",
            constraint=models.UniqueConstraint(fields=("case", "supervision"), name="supervision_case_once"),
        ),
        migrations.AddIndex(
            model_name="supervision",
            index=models.Index(fields=["state", "due_at", "id"], name="supervision_by_due"),
        ),
        migrations.AddIndex(
            model_name="supervision",
            index=models.Index(fields=["issued_at", "id"], name="supervision_by_issue"),
        ),
        migrations.AddIndex(
            model_name="supervision",
            index=models.Index(fields=["due_at", "id"], name="supervision_due"),
        ),
        migrations.AddIndex(
            model_name="supervision",
            index=models.Index(fields=["unit", "state"], name="supervision_by_unit"),
        ),
        migrations.AddIndex(
            model_name="supervision",
            index=models.Index(fields=["area_code", "id"], name="supervision_by_area"),
        ),
        migrations.AddConstraint(
            model_name="supervision",
            constraint=models.UniqueConstraint(
                fields=("area_code", "number"), name="supervision_number_once"
            ),
        ),
        migrations.RunSQL(ROW_SECURITY_3, ROW_SECURITY_NOT_3),
        migrations.RunSQL(GRANTS_3, migrations.RunSQL.noop),
        migrations.CreateModel(
            name="Pace",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("stage_accept", "受理"),
                            ("stage_verify", "核实"),
                            ("stage_file", "立案"),
                            ("stage_dispatch", "派遣"),
                            ("stage_handle", "处置"),
                            ("stage_review", "反馈审核"),
                            ("stage_check", "核查"),
                            ("stage_close", "结案"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "charged_to",
                    models.CharField(blank=True, help_text="empty for all of the stage", max_length=40),
                ),
                (
                    "bins",
                    django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None),
                ),
                ("counted_at", models.DateTimeField()),
            ],
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("over_at__isnull", True)),
                fields=["state", "due_at", "id"],
                include=("area_code",),
                name="case_by_desk",
            ),
        ),
        migrations.AddField(
            model_name="pace",
            name="item",
            field=models.ForeignKey(
                db_index=False,
                help_text="None for every matter",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="ground.catalogueitem",
            ),
        ),
        migrations.AddConstraint(
            model_name="pace",
            constraint=models.UniqueConstraint(
                fields=("stage", "charged_to", "item"), name="pace_once", nulls_distinct=False
            ),
        ),
        migrations.AlterField(
            model_name="move",
            name="act",
            field=models.CharField(
                choices=[
                    ("case.read", "查看案件"),
                    ("case.open", "建立案卷"),
                    ("case.solve", "自行处置"),
                    ("case.accept", "受理"),
                    ("case.ask_verify", "送核实"),
                    ("case.not_accept", "不予受理"),
                    ("case.verify_true", "核实属实"),
                    ("case.verify_false", "核实不属实"),
                    ("case.file", "立案"),
                    ("case.not_file", "不予立案"),
                    ("case.push", "直派一线"),
                    ("case.dispatch", "派遣"),
                    ("case.receive", "签收"),
                    ("case.assign", "二级派遣"),
                    ("case.step_up", "逐级上报"),
                    ("case.send_back", "回退"),
                    ("case.return_grant", "同意回退"),
                    ("case.return_refuse", "不同意回退"),
                    ("case.feed_back", "反馈"),
                    ("case.feedback_pass", "反馈审核通过"),
                    ("case.feedback_refuse", "反馈退回"),
                    ("case.check_pass", "核查通过"),
                    ("case.check_fail", "返工"),
                    ("case.close", "结案"),
                    ("case.close_refuse", "退回核查"),
                    ("case.extend_ask", "申请延期"),
                    ("case.extend_propose", "提请延期"),
                    ("case.extend_grant", "批准延期"),
                    ("case.extend_refuse", "不批准延期"),
                    ("case.defer_ask", "申请缓办"),
                    ("case.defer_grant", "批准缓办"),
                    ("case.defer_refuse", "不批准缓办"),
                    ("case.shelve_ask", "申请挂账"),
                    ("case.shelve_grant", "批准挂账"),
                    ("case.shelve_refuse", "不批准挂账"),
                    ("case.shelf_review", "挂账复核"),
                    ("case.resume", "恢复办理"),
                    ("case.clear", "销账"),
                    ("case.void_ask", "申请作废"),
                    ("case.void_grant", "作废"),
                    ("case.void_refuse", "不批准作废"),
                    ("case.force_ask", "申请强制结案"),
                    ("case.force_grant", "强制结案"),
                    ("case.force_refuse", "不批准强制结案"),
                    ("case.inform_ask", "申请告知性结案"),
                    ("case.inform_grant", "告知性结案"),
                    ("case.inform_refuse", "不批准告知性结案"),
                    ("case.merge", "合并"),
                    ("case.merged_in", "并入上报"),
                    ("case.unmerge", "撤销合并"),
                    ("case.redo", "重办"),
                    ("case.reply_up", "回复上级平台"),
                    ("case.note", "批注"),
                    ("case.take_back", "撤回"),
                    ("case.hand_over", "移交在办案件"),
                    ("case.recount", "重算时限"),
                    ("case.warn", "临期提醒"),
                    ("case.overdue", "超期"),
                    ("case.escalate", "升级提醒"),
                    ("case.exempt", "申诉成立，免予计入"),
                    ("case.import", "导入历史案件"),
                    ("case.import_undo", "撤销导入"),
                ],
                max_length=30,
            ),
        ),
        migrations.AddField(
            model_name="supervision",
            name="alert",
            field=models.CharField(
                choices=[
                    ("alert_none", "未提醒"),
                    ("alert_warned", "已提醒"),
                    ("alert_overdue", "已超期"),
                    ("alert_escalated", "已升级"),
                ],
                default="alert_none",
                help_text="what was said of the deadline",
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="supervision",
            name="next_at",
            field=models.DateTimeField(help_text="when it must next be spoken of", null=True),
        ),
        migrations.AlterField(
            model_name="supervisionstep",
            name="act",
            field=models.CharField(
                choices=[
                    ("supervision.read", "查看督办"),
                    ("supervision.issue", "督办"),
                    ("supervision.reply", "督办回复"),
                    ("supervision.refuse", "退回重报"),
                    ("supervision.release", "销号"),
                    ("supervision.void", "撤销督办"),
                    ("supervision.warn", "督办临期提醒"),
                    ("supervision.overdue", "督办超期"),
                ],
                max_length=30,
            ),
        ),
        migrations.AddIndex(
            model_name="supervision",
            index=models.Index(
                condition=models.Q(("next_at__isnull", False)),
                fields=["next_at"],
                name="supervision_by_alert",
            ),
        ),
    ]
