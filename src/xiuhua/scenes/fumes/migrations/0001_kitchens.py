"""Kitchens, their hours and exceedances, and what followed; kept apart by area."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

KEPT_APART = """
ALTER TABLE scene_fumes_kitchen ENABLE ROW LEVEL SECURITY;
ALTER TABLE scene_fumes_kitchen FORCE ROW LEVEL SECURITY;
CREATE POLICY kitchen_by_area ON scene_fumes_kitchen
    USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE scene_fumes_monitorhour ENABLE ROW LEVEL SECURITY;
ALTER TABLE scene_fumes_monitorhour FORCE ROW LEVEL SECURITY;
CREATE POLICY monitorhour_by_area ON scene_fumes_monitorhour
    USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE scene_fumes_exceedance ENABLE ROW LEVEL SECURITY;
ALTER TABLE scene_fumes_exceedance FORCE ROW LEVEL SECURITY;
CREATE POLICY exceedance_by_area ON scene_fumes_exceedance
    USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE scene_fumes_lead ENABLE ROW LEVEL SECURITY;
ALTER TABLE scene_fumes_lead FORCE ROW LEVEL SECURITY;
CREATE POLICY lead_by_area ON scene_fumes_lead
    USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE scene_fumes_proof ENABLE ROW LEVEL SECURITY;
ALTER TABLE scene_fumes_proof FORCE ROW LEVEL SECURITY;
CREATE POLICY proof_by_area ON scene_fumes_proof
    USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE scene_fumes_ask ENABLE ROW LEVEL SECURITY;
ALTER TABLE scene_fumes_ask FORCE ROW LEVEL SECURITY;
CREATE POLICY ask_by_area ON scene_fumes_ask
    USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
"""
KEPT_APART_NOT = """
DROP POLICY kitchen_by_area ON scene_fumes_kitchen;
ALTER TABLE scene_fumes_kitchen NO FORCE ROW LEVEL SECURITY;
ALTER TABLE scene_fumes_kitchen DISABLE ROW LEVEL SECURITY;
DROP POLICY monitorhour_by_area ON scene_fumes_monitorhour;
ALTER TABLE scene_fumes_monitorhour NO FORCE ROW LEVEL SECURITY;
ALTER TABLE scene_fumes_monitorhour DISABLE ROW LEVEL SECURITY;
DROP POLICY exceedance_by_area ON scene_fumes_exceedance;
ALTER TABLE scene_fumes_exceedance NO FORCE ROW LEVEL SECURITY;
ALTER TABLE scene_fumes_exceedance DISABLE ROW LEVEL SECURITY;
DROP POLICY lead_by_area ON scene_fumes_lead;
ALTER TABLE scene_fumes_lead NO FORCE ROW LEVEL SECURITY;
ALTER TABLE scene_fumes_lead DISABLE ROW LEVEL SECURITY;
DROP POLICY proof_by_area ON scene_fumes_proof;
ALTER TABLE scene_fumes_proof NO FORCE ROW LEVEL SECURITY;
ALTER TABLE scene_fumes_proof DISABLE ROW LEVEL SECURITY;
DROP POLICY ask_by_area ON scene_fumes_ask;
ALTER TABLE scene_fumes_ask NO FORCE ROW LEVEL SECURITY;
ALTER TABLE scene_fumes_ask DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0005_alarm_case"),
        ("ground", "0012_camera_put_up"),
        ("papers", "0002_paper_notice"),
        ("sensing", "0010_doubts_and_spills"),
    ]

    operations = [
        migrations.CreateModel(
            name="Kitchen",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("area_code", models.CharField(max_length=20)),
                ("code", models.CharField(help_text="of the premises", max_length=30, unique=True)),
                (
                    "name",
                    models.CharField(help_text="of the premises when it was last entered", max_length=80),
                ),
                ("stoves", models.PositiveSmallIntegerField(help_text="base stoves", null=True)),
                ("power_1e8_j_h", models.FloatField(help_text="of all burners, 10^8 J/h", null=True)),
                ("hood_m2", models.FloatField(help_text="projection of all hoods, m²", null=True)),
                (
                    "size",
                    models.CharField(
                        blank=True,
                        choices=[("fume_small", "小型"), ("fume_medium", "中型"), ("fume_large", "大型")],
                        max_length=20,
                    ),
                ),
                ("purifier", models.CharField(blank=True, help_text="make and model", max_length=80)),
                (
                    "noise_device",
                    models.CharField(blank=True, help_text="what keeps the fan quiet", max_length=80),
                ),
                ("report_number", models.CharField(blank=True, max_length=60)),
                ("report_on", models.DateField(null=True)),
                ("report_expires_on", models.DateField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("fume_online", "在线"),
                            ("fume_exceeding", "超标"),
                            ("fume_purifier_off", "净化器未开"),
                            ("fume_doubtful", "数据存疑"),
                            ("fume_offline", "离线"),
                            ("fume_unmonitored", "未装监测"),
                        ],
                        default="fume_unmonitored",
                        max_length=20,
                    ),
                ),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("fume_why_none", "无"),
                            ("fume_why_stuck", "读数数小时不变，疑似探头卡死"),
                            ("fume_why_microgram", "量级不符，疑似以 µg/m³ 上报而按 mg/m³ 记录"),
                            ("fume_why_nanogram", "量级不符，疑似以 ng/m³ 上报而按 mg/m³ 记录"),
                            ("fume_why_signal", "净化器信号三天恒为“开”，停灶时也不变，不可采信"),
                            ("fume_why_maintenance", "监测设备维护中"),
                            ("fume_why_unfit", "读数超量程、突变或设备报故障"),
                            ("fume_why_few", "读数不足一半"),
                        ],
                        default="fume_why_none",
                        max_length=24,
                    ),
                ),
                (
                    "report_state",
                    models.CharField(
                        choices=[
                            ("fume_report_valid", "有效"),
                            ("fume_report_due", "30 天内到期"),
                            ("fume_report_expired", "已过期"),
                            ("fume_report_none", "无报告"),
                        ],
                        default="fume_report_none",
                        max_length=24,
                    ),
                ),
                ("latest_at", models.DateTimeField(help_text="when its last whole window began", null=True)),
                ("latest_mg_m3", models.FloatField(null=True)),
                ("exceeded_30d", models.PositiveIntegerField(default=0)),
                (
                    "search",
                    django.contrib.postgres.search.SearchVectorField(
                        help_text="bigrams of code, name and address", null=True
                    ),
                ),
                ("recorded_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                (
                    "premises",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ground.premises"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Lead",
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
                        choices=[
                            ("fume_lead_open", "待核查"),
                            ("fume_lead_proven", "已查实"),
                            ("fume_lead_filed", "已立案"),
                            ("fume_lead_noticed", "已告知"),
                            ("fume_lead_fixed", "复查合格"),
                            ("fume_lead_closed", "已办结"),
                            ("fume_lead_refuted", "核查不属实"),
                            ("fume_lead_dropped", "已撤销"),
                        ],
                        default="fume_lead_open",
                        max_length=20,
                    ),
                ),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("fume_cause_exceeding", "在线监测超标"),
                            ("fume_cause_purifier_off", "烹饪时净化器未开"),
                            ("fume_cause_complaint", "投诉"),
                            ("fume_cause_by_hand", "人工发现"),
                        ],
                        max_length=24,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300)),
                (
                    "exceeded",
                    models.PositiveIntegerField(default=0, help_text="how many exceedances have joined it"),
                ),
                (
                    "bypassed",
                    models.PositiveIntegerField(default=0, help_text="windows with the purifier off"),
                ),
                ("opened_at", models.DateTimeField()),
                ("fixed_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("recorded_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.case",
                    ),
                ),
                (
                    "kitchen",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="leads",
                        to="scene_fumes.kitchen",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Exceedance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("area_code", models.CharField(max_length=20)),
                ("start", models.DateTimeField()),
                ("minutes", models.PositiveSmallIntegerField()),
                ("mean_mg_m3", models.FloatField()),
                ("limit_mg_m3", models.FloatField()),
                ("is_over", models.BooleanField(help_text="above the limit; else only the purifier was off")),
                ("purifier_on", models.BooleanField(help_text="None where it tells nothing", null=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "device",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sensing.device",
                    ),
                ),
                (
                    "kitchen",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="scene_fumes.kitchen",
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exceedances",
                        to="scene_fumes.lead",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Ask",
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
                        choices=[
                            ("fume_ask_drafted", "起草中"),
                            ("fume_ask_sent", "待整改"),
                            ("fume_ask_answered", "已回复"),
                            ("fume_ask_done", "已完成"),
                        ],
                        default="fume_ask_drafted",
                        max_length=24,
                    ),
                ),
                ("is_notice", models.BooleanField(help_text="告知函; else about the report")),
                (
                    "exceeded",
                    models.PositiveIntegerField(default=0, help_text="exceedances that it speaks of"),
                ),
                ("drafted_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(null=True)),
                ("due_on", models.DateField(null=True)),
                ("answer", models.TextField(blank=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("recorded_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                (
                    "paper",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="papers.paper"
                    ),
                ),
                (
                    "kitchen",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="asks",
                        to="scene_fumes.kitchen",
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="asks",
                        to="scene_fumes.lead",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="LimitsVersion",
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
                ("chosen", models.JSONField(help_text="as rules.limits.limits_stored writes it")),
                ("reason", models.CharField(max_length=200)),
                ("since", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("area_code", "number"), name="fume_limits_once")
                ],
            },
        ),
        migrations.AddField(
            model_name="lead",
            name="limits",
            field=models.ForeignKey(
                help_text="none: the nation's",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="scene_fumes.limitsversion",
            ),
        ),
        migrations.CreateModel(
            name="MonitorHour",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("area_code", models.CharField(max_length=20)),
                ("start", models.DateTimeField(help_text="a whole hour")),
                ("online", models.BooleanField(help_text="half of the windows or more had readings")),
                (
                    "valid",
                    models.PositiveSmallIntegerField(help_text="windows that say whether it is compliant"),
                ),
                ("compliant", models.PositiveSmallIntegerField()),
                ("exceeding", models.PositiveSmallIntegerField()),
                ("purifier_off", models.PositiveSmallIntegerField()),
                (
                    "unknown",
                    models.PositiveSmallIntegerField(help_text="windows in doubt; `why` says for what"),
                ),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("fume_why_none", "无"),
                            ("fume_why_stuck", "读数数小时不变，疑似探头卡死"),
                            ("fume_why_microgram", "量级不符，疑似以 µg/m³ 上报而按 mg/m³ 记录"),
                            ("fume_why_nanogram", "量级不符，疑似以 ng/m³ 上报而按 mg/m³ 记录"),
                            ("fume_why_signal", "净化器信号三天恒为“开”，停灶时也不变，不可采信"),
                            ("fume_why_maintenance", "监测设备维护中"),
                            ("fume_why_unfit", "读数超量程、突变或设备报故障"),
                            ("fume_why_few", "读数不足一半"),
                        ],
                        default="fume_why_none",
                        max_length=24,
                    ),
                ),
                (
                    "purifier_share",
                    models.FloatField(help_text="of the hour's readings that said on", null=True),
                ),
                ("fan_share", models.FloatField(null=True)),
                ("most_mg_m3", models.FloatField(null=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "kitchen",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="scene_fumes.kitchen",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Proof",
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
                            ("fume_proof_visit", "现场核查"),
                            ("fume_proof_sampling", "法定采样检测"),
                            ("fume_proof_recheck", "复查"),
                        ],
                        max_length=24,
                    ),
                ),
                (
                    "found",
                    models.CharField(
                        choices=[
                            ("fume_found_so", "属实"),
                            ("fume_found_not_so", "不属实"),
                            ("fume_found_right", "合格"),
                            ("fume_found_still", "仍不合格"),
                        ],
                        max_length=24,
                    ),
                ),
                ("note", models.CharField(max_length=500)),
                (
                    "by_name",
                    models.CharField(
                        help_text="as the ledger names them, or the accredited body", max_length=120
                    ),
                ),
                ("number", models.CharField(blank=True, help_text="of the body's report", max_length=60)),
                ("outlet_mg_m3", models.FloatField(null=True)),
                ("inlet_mg_m3", models.FloatField(null=True)),
                ("removed_share", models.FloatField(null=True)),
                ("removal_met", models.BooleanField(null=True)),
                ("at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "kitchen",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="scene_fumes.kitchen",
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proofs",
                        to="scene_fumes.lead",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="kitchen",
            index=models.Index(fields=["exceeded_30d", "id"], name="kitchen_by_exceeded"),
        ),
        migrations.AddIndex(
            model_name="kitchen",
            index=models.Index(fields=["name", "id"], name="kitchen_by_name"),
        ),
        migrations.AddIndex(
            model_name="kitchen",
            index=models.Index(fields=["report_expires_on", "id"], name="kitchen_by_report"),
        ),
        migrations.AddIndex(
            model_name="kitchen",
            index=models.Index(fields=["state", "id"], name="kitchen_by_state"),
        ),
        migrations.AddIndex(
            model_name="kitchen",
            index=models.Index(fields=["area_code", "id"], name="kitchen_by_area"),
        ),
        migrations.AddIndex(
            model_name="kitchen",
            index=django.contrib.postgres.indexes.GinIndex(fields=["search"], name="kitchen_search"),
        ),
        migrations.AddIndex(
            model_name="exceedance",
            index=models.Index(fields=["start", "id"], name="fume_exceedance_by_start"),
        ),
        migrations.AddConstraint(
            model_name="exceedance",
            constraint=models.UniqueConstraint(fields=("kitchen", "start"), name="fume_exceedance_once"),
        ),
        migrations.AddIndex(
            model_name="ask",
            index=models.Index(fields=["drafted_at", "id"], name="fume_ask_by_drafting"),
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(fields=["opened_at", "id"], name="fume_lead_by_opening"),
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(fields=["kitchen", "id"], name="fume_lead_of_kitchen"),
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(fields=["state", "id"], name="fume_lead_by_state"),
        ),
        migrations.AddConstraint(
            model_name="lead",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)), fields=("kitchen",), name="fume_lead_one"
            ),
        ),
        migrations.AddIndex(
            model_name="monitorhour",
            index=models.Index(fields=["start", "id"], name="fume_hour_by_start"),
        ),
        migrations.AddConstraint(
            model_name="monitorhour",
            constraint=models.UniqueConstraint(fields=("kitchen", "start"), name="fume_hour_once"),
        ),
        migrations.AddIndex(
            model_name="proof",
            index=models.Index(fields=["at", "id"], name="fume_proof_by_time"),
        ),
        migrations.RunSQL(KEPT_APART, KEPT_APART_NOT),
    ]
