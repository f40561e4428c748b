"""Warnings and the rules that raise them, rectification lists, small works, reminders, and who sees these rows."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

# Whether the database session works for whoever oversees, and none of it is about them. The setting holds the
# number of their account, 0 for the platform's own readers; where it is empty nobody sees a warning.
OVERSEES = """
CREATE FUNCTION xiuhua_oversees(about bigint[]) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE
    WHEN coalesce(current_setting('xiuhua.overseer', true), '') = '' THEN false
    ELSE NOT (about @> ARRAY[current_setting('xiuhua.overseer', true)::bigint])
END;
"""
OVERSEES_NOT = "DROP FUNCTION xiuhua_oversees(bigint[]);"

# These rows lead to people, so the database itself keeps districts apart, the owner's own sessions included.
ROW_SECURITY = """
ALTER TABLE oversight_supervisiontask ENABLE ROW LEVEL SECURITY;
ALTER TABLE oversight_supervisiontask FORCE ROW LEVEL SECURITY;
CREATE POLICY supervisiontask_scope ON oversight_supervisiontask
    USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE oversight_rectification ENABLE ROW LEVEL SECURITY;
ALTER TABLE oversight_rectification FORCE ROW LEVEL SECURITY;
CREATE POLICY rectification_scope ON oversight_rectification
    USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE oversight_rectificationstep ENABLE ROW LEVEL SECURITY;
ALTER TABLE oversight_rectificationstep FORCE ROW LEVEL SECURITY;
CREATE POLICY rectificationstep_scope ON oversight_rectificationstep
    USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE oversight_smallwork ENABLE ROW LEVEL SECURITY;
ALTER TABLE oversight_smallwork FORCE ROW LEVEL SECURITY;
CREATE POLICY smallwork_scope ON oversight_smallwork
    USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE oversight_workcheck ENABLE ROW LEVEL SECURITY;
ALTER TABLE oversight_workcheck FORCE ROW LEVEL SECURITY;
CREATE POLICY workcheck_scope ON oversight_workcheck
    USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE oversight_integrityreminder ENABLE ROW LEVEL SECURITY;
ALTER TABLE oversight_integrityreminder FORCE ROW LEVEL SECURITY;
CREATE POLICY integrityreminder_scope ON oversight_integrityreminder
    USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE oversight_integritywarning ENABLE ROW LEVEL SECURITY;
ALTER TABLE oversight_integritywarning FORCE ROW LEVEL SECURITY;
CREATE POLICY integritywarning_scope ON oversight_integritywarning
    USING (xiuhua_sees(area_code) AND xiuhua_oversees(about))
    WITH CHECK (xiuhua_sees(area_code) AND xiuhua_oversees(about));
ALTER TABLE oversight_ruleversion ENABLE ROW LEVEL SECURITY;
ALTER TABLE oversight_ruleversion FORCE ROW LEVEL SECURITY;
CREATE POLICY ruleversion_scope ON oversight_ruleversion
    USING (xiuhua_oversees(ARRAY[]::bigint[])) WITH CHECK (xiuhua_oversees(ARRAY[]::bigint[]));
"""
ROW_SECURITY_NOT = """
DROP POLICY supervisiontask_scope ON oversight_supervisiontask;
ALTER TABLE oversight_supervisiontask NO FORCE ROW LEVEL SECURITY;
ALTER TABLE oversight_supervisiontask DISABLE ROW LEVEL SECURITY;
DROP POLICY rectification_scope ON oversight_rectification;
ALTER TABLE oversight_rectification NO FORCE ROW LEVEL SECURITY;
ALTER TABLE oversight_rectification DISABLE ROW LEVEL SECURITY;
DROP POLICY rectificationstep_scope ON oversight_rectificationstep;
ALTER TABLE oversight_rectificationstep NO FORCE ROW LEVEL SECURITY;
ALTER TABLE oversight_rectificationstep DISABLE ROW LEVEL SECURITY;
DROP POLICY smallwork_scope ON oversight_smallwork;
ALTER TABLE oversight_smallwork NO FORCE ROW LEVEL SECURITY;
ALTER TABLE oversight_smallwork DISABLE ROW LEVEL SECURITY;
DROP POLICY workcheck_scope ON oversight_workcheck;
ALTER TABLE oversight_workcheck NO FORCE ROW LEVEL SECURITY;
ALTER TABLE oversight_workcheck DISABLE ROW LEVEL SECURITY;
DROP POLICY integrityreminder_scope ON oversight_integrityreminder;
ALTER TABLE oversight_integrityreminder NO FORCE ROW LEVEL SECURITY;
ALTER TABLE oversight_integrityreminder DISABLE ROW LEVEL SECURITY;
DROP POLICY integritywarning_scope ON oversight_integritywarning;
ALTER TABLE oversight_integritywarning NO FORCE ROW LEVEL SECURITY;
ALTER TABLE oversight_integritywarning DISABLE ROW LEVEL SECURITY;
DROP POLICY ruleversion_scope ON oversight_ruleversion;
ALTER TABLE oversight_ruleversion NO FORCE ROW LEVEL SECURITY;
ALTER TABLE oversight_ruleversion DISABLE ROW LEVEL SECURITY;
"""

# What was published, found, done or seen is never changed and never forgotten.
GRANTS = """
REVOKE DELETE ON oversight_integritywarning, oversight_rectification, oversight_smallwork FROM xiuhua_app;
REVOKE UPDATE, DELETE ON oversight_ruleversion, oversight_rectificationstep, oversight_rectificationphoto,
    oversight_workcheck, oversight_workphoto, oversight_integrityreminder, oversight_supervisiontask FROM xiuhua_app;
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0005_alarm_case"),
        ("files", "0004_people"),
        ("ground", "0014_water_truck"),
    ]

    operations = [
        migrations.CreateModel(
            name="SupervisionTask",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("client_id", models.UUIDField(help_text="UUIDv7", unique=True)),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("rectify_central", "中央生态环保督察"),
                            ("rectify_provincial", "省级生态环保督察"),
                            ("rectify_supervision", "大督察"),
                            ("rectify_conduct", "作风纪律督查"),
                            ("rectify_audit", "审计"),
                            ("rectify_patrol", "巡察回头看"),
                        ],
                        max_length=30,
                    ),
                ),
                ("title", models.CharField(max_length=120)),
                ("text", models.TextField(blank=True, help_text="what is looked at, and how")),
                ("on", models.DateField(help_text="the day of it")),
                ("at", models.DateTimeField(help_text="the first instant of `on`, for order")),
                ("set_by", models.CharField(help_text="as the ledger names actors", max_length=60)),
                ("recorded_at", models.DateTimeField()),
                ("area_code", models.CharField(max_length=20)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["area_code", "id"], name="supervision_task_by_area"),
                    models.Index(fields=["at", "id"], name="supervision_task_by_time"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Rectification",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("client_id", models.UUIDField(help_text="UUIDv7", unique=True)),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("rectify_central", "中央生态环保督察"),
                            ("rectify_provincial", "省级生态环保督察"),
                            ("rectify_supervision", "大督察"),
                            ("rectify_conduct", "作风纪律督查"),
                            ("rectify_audit", "审计"),
                            ("rectify_patrol", "巡察回头看"),
                        ],
                        max_length=30,
                    ),
                ),
                (
                    "paper",
                    models.CharField(
                        blank=True, help_text="number of the paper that lists it", max_length=80
                    ),
                ),
                ("title", models.CharField(max_length=120)),
                ("text", models.TextField(blank=True)),
                ("found_on", models.DateField(help_text="when those who found it told of it")),
                (
                    "due_on",
                    models.DateField(help_text="the last day on which it may be put right", null=True),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("rectify_found", "待交办"),
                            ("rectify_assigned", "待报方案"),
                            ("rectify_planned", "整改中"),
                            ("rectify_answered", "待核查"),
                            ("rectify_closed", "已销号"),
                        ],
                        default="rectify_found",
                        max_length=20,
                    ),
                ),
                ("assigned_at", models.DateTimeField(help_text="when its unit was first told", null=True)),
                (
                    "answered_by",
                    models.CharField(blank=True, help_text="who said that it was put right", max_length=60),
                ),
                ("closed_at", models.DateTimeField(null=True)),
                ("sent_back", models.PositiveSmallIntegerField(default=0, help_text="how often")),
                ("area_code", models.CharField(max_length=20)),
                (
                    "found_at",
                    models.DateTimeField(help_text="the first instant of `found_on`, for figures and order"),
                ),
                ("recorded_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                (
                    "task",
                    models.ForeignKey(
                        help_text="督查任务",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="found",
                        to="oversight.supervisiontask",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ground.unit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RectificationStep",
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
                            ("rectification.read", "查看整改清单"),
                            ("rectification.own", "查看本单位整改"),
                            ("rectification.enter", "登记问题"),
                            ("rectification.assign", "交办"),
                            ("rectification.plan", "报送整改方案"),
                            ("rectification.answer", "报送整改情况"),
                            ("rectification.close", "核查销号"),
                            ("rectification.send_back", "退回再改"),
                        ],
                        max_length=30,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("rectify_found", "待交办"),
                            ("rectify_assigned", "待报方案"),
                            ("rectify_planned", "整改中"),
                            ("rectify_answered", "待核查"),
                            ("rectify_closed", "已销号"),
                        ],
                        help_text="after it",
                        max_length=20,
                    ),
                ),
                ("due_on", models.DateField(help_text="after it", null=True)),
                ("text", models.TextField(blank=True)),
                ("by", models.CharField(help_text="as the ledger names actors", max_length=60)),
                ("at", models.DateTimeField()),
                ("area_code", models.CharField(max_length=20)),
                (
                    "rectification",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="oversight.rectification",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RectificationPhoto",
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
                    "step",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="photos",
                        to="oversight.rectificationstep",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RuleVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rule", models.CharField(help_text="key of the declared rule", max_length=40)),
                ("number", models.PositiveIntegerField(help_text="1, 2, 3 … per rule")),
                ("enabled", models.BooleanField()),
                ("parameters", models.JSONField(default=dict, help_text="by key, whole numbers")),
                ("reason", models.TextField(blank=True)),
                ("published_by", models.CharField(help_text="as the ledger names actors", max_length=60)),
                ("published_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("rule", "number"), name="warning_rule_version_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="IntegrityWarning",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rule", models.CharField(help_text="key of the declared rule", max_length=40)),
                ("parameters", models.JSONField(default=dict, help_text="with which it was found")),
                (
                    "subject",
                    models.CharField(
                        help_text="what the rule found it of, as the rule names it", max_length=160
                    ),
                ),
                (
                    "about",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(),
                        default=list,
                        help_text="the accounts whose acts it is about",
                        size=None,
                    ),
                ),
                ("arguments", models.JSONField(default=dict, help_text="what the rule's sentence mentions")),
                ("evidence", models.JSONField(default=list, help_text="the moves, first to last")),
                ("area_code", models.CharField(max_length=20)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("warning_raised", "待接办"),
                            ("warning_taken", "核查中"),
                            ("warning_checked", "待办结"),
                            ("warning_closed", "已办结"),
                        ],
                        default="warning_raised",
                        max_length=20,
                    ),
                ),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("warning_true", "属实"),
                            ("warning_explained", "有合理解释"),
                            ("warning_rule_wrong", "规则误报"),
                        ],
                        max_length=20,
                    ),
                ),
                ("raised_at", models.DateTimeField()),
                (
                    "taken_by",
                    models.CharField(blank=True, help_text="as the ledger names actors", max_length=60),
                ),
                ("taken_at", models.DateTimeField(null=True)),
                (
                    "checked_by",
                    models.CharField(blank=True, help_text="as the ledger names actors", max_length=60),
                ),
                ("checked_at", models.DateTimeField(null=True)),
                ("checked_words", models.TextField(blank=True)),
                (
                    "closed_by",
                    models.CharField(blank=True, help_text="as the ledger names actors", max_length=60),
                ),
                ("closed_at", models.DateTimeField(null=True)),
                ("closed_words", models.TextField(blank=True)),
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
                    "version",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="warnings",
                        to="oversight.ruleversion",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SmallWork",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("client_id", models.UUIDField(help_text="UUIDv7", unique=True)),
                ("name", models.CharField(max_length=120)),
                ("contractor", models.CharField(help_text="as the contract names it", max_length=100)),
                (
                    "procurement",
                    models.CharField(
                        choices=[
                            ("procurement_open_tender", "公开招标"),
                            ("procurement_invited_tender", "邀请招标"),
                            ("procurement_consultation", "竞争性磋商"),
                            ("procurement_inquiry", "询价"),
                            ("procurement_single_source", "单一来源"),
                            ("procurement_own_choice", "自行采购"),
                        ],
                        max_length=30,
                    ),
                ),
                ("amount_fen", models.BigIntegerField(help_text="of the contract, fen")),
                (
                    "line_fen",
                    models.BigIntegerField(
                        help_text="below which a work was small when it was registered, fen"
                    ),
                ),
                ("signed_on", models.DateField(help_text="day of the contract")),
                (
                    "signed_at",
                    models.DateTimeField(help_text="the first instant of `signed_on`, for figures and order"),
                ),
                (
                    "split",
                    models.BooleanField(
                        default=False, help_text="it was found among works that look like one"
                    ),
                ),
                (
                    "last_result",
                    models.CharField(
                        blank=True,
                        choices=[("work_clean", "未发现问题"), ("work_faulty", "发现问题")],
                        max_length=20,
                    ),
                ),
                ("registered_by", models.CharField(help_text="as the ledger names actors", max_length=60)),
                ("recorded_at", models.DateTimeField()),
                ("area_code", models.CharField(max_length=20)),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        help_text="whose work it is",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ground.unit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="WorkCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "result",
                    models.CharField(
                        choices=[("work_clean", "未发现问题"), ("work_faulty", "发现问题")], max_length=20
                    ),
                ),
                ("text", models.TextField(blank=True)),
                ("by", models.CharField(help_text="as the ledger names actors", max_length=60)),
                ("at", models.DateTimeField()),
                ("area_code", models.CharField(max_length=20)),
                (
                    "work",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="checks",
                        to="oversight.smallwork",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="WorkPhoto",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "check_of",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="photos",
                        to="oversight.workcheck",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="IntegrityReminder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("client_id", models.UUIDField(help_text="UUIDv7", unique=True)),
                (
                    "form",
                    models.CharField(
                        choices=[
                            ("reminder_talk", "日常提醒谈话"),
                            ("reminder_first", "第一种形态"),
                            ("reminder_second", "第二种形态"),
                            ("reminder_third", "第三种形态"),
                            ("reminder_fourth", "第四种形态"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "matter",
                    models.CharField(
                        choices=[
                            ("reminder_integrity", "廉洁纪律"),
                            ("reminder_work", "工作纪律"),
                            ("reminder_conduct", "作风"),
                            ("reminder_law", "规范执法"),
                            ("reminder_other", "其他"),
                        ],
                        max_length=20,
                    ),
                ),
                ("text", models.TextField(blank=True)),
                ("on", models.DateField(help_text="the day of it")),
                ("at", models.DateTimeField(help_text="the first instant of `on`, for figures and order")),
                ("recorded_by", models.CharField(help_text="as the ledger names actors", max_length=60)),
                ("recorded_at", models.DateTimeField()),
                ("area_code", models.CharField(max_length=20)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ground.person"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["area_code", "id"], name="integrity_reminder_by_area"),
                    models.Index(fields=["at", "id"], name="integrity_reminder_by_time"),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="rectification",
            index=models.Index(fields=["area_code", "id"], name="rectification_by_area"),
        ),
        migrations.AddIndex(
            model_name="rectification",
            index=models.Index(fields=["found_at", "id"], name="rectification_by_time"),
        ),
        migrations.AddIndex(
            model_name="rectification",
            index=models.Index(fields=["due_on", "id"], name="rectification_by_due"),
        ),
        migrations.AddIndex(
            model_name="rectification",
            index=models.Index(fields=["unit", "id"], name="rectification_by_unit"),
        ),
        migrations.AddIndex(
            model_name="rectificationstep",
            index=models.Index(fields=["rectification", "id"], name="rectification_step_by_item"),
        ),
        migrations.AddIndex(
            model_name="integritywarning",
            index=models.Index(fields=["raised_at", "id"], name="warning_by_time"),
        ),
        migrations.AddIndex(
            model_name="integritywarning",
            index=models.Index(fields=["area_code", "id"], name="warning_by_area"),
        ),
        migrations.AddIndex(
            model_name="integritywarning",
            index=models.Index(fields=["rule", "state"], name="warning_by_rule"),
        ),
        migrations.AddConstraint(
            model_name="integritywarning",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "warning_closed"), _negated=True),
                fields=("rule", "subject"),
                name="warning_once",
            ),
        ),
        migrations.AddIndex(
            model_name="smallwork",
            index=models.Index(fields=["area_code", "id"], name="small_work_by_area"),
        ),
        migrations.AddIndex(
            model_name="smallwork",
            index=models.Index(fields=["signed_at", "id"], name="small_work_by_time"),
        ),
        migrations.AddIndex(
            model_name="smallwork",
            index=models.Index(fields=["amount_fen", "id"], name="small_work_by_amount"),
        ),
        migrations.AddIndex(
            model_name="smallwork",
            index=models.Index(fields=["unit", "contractor", "signed_on"], name="small_work_by_pair"),
        ),
        migrations.AddConstraint(
            model_name="smallwork",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_fen__gt", 0), ("amount_fen__lt", models.F("line_fen"))),
                name="small_work_is_small",
            ),
        ),
        migrations.RunSQL(OVERSEES, OVERSEES_NOT),
        migrations.RunSQL(ROW_SECURITY, ROW_SECURITY_NOT),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
    ]
