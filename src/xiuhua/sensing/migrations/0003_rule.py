"""Rules in versions, the alarms they raise, and where each judgement stands."""

import django.db.models.deletion
from django.db import migrations, models

# A rule is configuration and leads to nobody; an alarm leads to a shop, and to who looked after it.
ROW_SECURITY = """
ALTER TABLE sensing_alarm ENABLE ROW LEVEL SECURITY;
ALTER TABLE sensing_alarm FORCE ROW LEVEL SECURITY;
CREATE POLICY alarm_scope ON sensing_alarm USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE sensing_alarmstep ENABLE ROW LEVEL SECURITY;
ALTER TABLE sensing_alarmstep FORCE ROW LEVEL SECURITY;
CREATE POLICY alarmstep_scope ON sensing_alarmstep USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE sensing_rulestanding ENABLE ROW LEVEL SECURITY;
ALTER TABLE sensing_rulestanding FORCE ROW LEVEL SECURITY;
CREATE POLICY rulestanding_scope ON sensing_rulestanding
    USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
"""
ROW_SECURITY_NOT = """
DROP POLICY alarm_scope ON sensing_alarm;
ALTER TABLE sensing_alarm NO FORCE ROW LEVEL SECURITY;
ALTER TABLE sensing_alarm DISABLE ROW LEVEL SECURITY;
DROP POLICY alarmstep_scope ON sensing_alarmstep;
ALTER TABLE sensing_alarmstep NO FORCE ROW LEVEL SECURITY;
ALTER TABLE sensing_alarmstep DISABLE ROW LEVEL SECURITY;
DROP POLICY rulestanding_scope ON sensing_rulestanding;
ALTER TABLE sensing_rulestanding NO FORCE ROW LEVEL SECURITY;
ALTER TABLE sensing_rulestanding DISABLE ROW LEVEL SECURITY;
"""
# What was published and what has happened is never changed.
GRANTS = """
REVOKE UPDATE, DELETE, TRUNCATE ON sensing_ruleversion, sensing_ruleversion_quantities, sensing_alarmstep FROM xiuhua_app;
REVOKE DELETE, TRUNCATE ON sensing_rule, sensing_alarm FROM xiuhua_app;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0001_entry"),
        ("sensing", "0002_rolls_and_streams"),
    ]

    operations = [
        migrations.CreateModel(
            name="Rule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=40, unique=True)),
                ("name", models.CharField(max_length=80)),
                ("area_code", models.CharField(help_text="every device under it is watched", max_length=20)),
                (
                    "state",
                    models.CharField(
                        choices=[("rule_on", "启用"), ("rule_off", "停用")], default="rule_off", max_length=12
                    ),
                ),
                ("switched_at", models.DateTimeField(help_text="when it was last switched on", null=True)),
                ("recorded_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Alarm",
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
                            ("alarm_firing", "报警中"),
                            ("alarm_recovering", "恢复中"),
                            ("alarm_cleared", "已解除"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "severity",
                    models.CharField(
                        choices=[
                            ("note", "提示"),
                            ("minor", "一般"),
                            ("major", "较重"),
                            ("critical", "严重"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "worst",
                    models.CharField(
                        choices=[
                            ("note", "提示"),
                            ("minor", "一般"),
                            ("major", "较重"),
                            ("critical", "严重"),
                        ],
                        help_text="the gravest it has been",
                        max_length=10,
                    ),
                ),
                (
                    "health",
                    models.CharField(
                        choices=[("ok", "数据正常"), ("no_data", "无数据"), ("error", "数据异常")],
                        default="ok",
                        max_length=10,
                    ),
                ),
                ("since", models.DateTimeField(help_text="when it was raised, by the readings' time")),
                (
                    "readings_from",
                    models.DateTimeField(help_text="since when its condition was true without a break"),
                ),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "acknowledged_by",
                    models.CharField(blank=True, help_text="as the ledger names them", max_length=60),
                ),
                ("acknowledged_at", models.DateTimeField(null=True)),
                ("escalation", models.PositiveSmallIntegerField(default=0)),
                ("is_flapping", models.BooleanField(default=False)),
                ("recorded_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                (
                    "device",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="alarms",
                        to="sensing.device",
                    ),
                ),
                (
                    "rule",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="alarms",
                        to="sensing.rule",
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
                ("number", models.PositiveIntegerField(help_text="1, 2, 3 … per rule")),
                ("definition", models.JSONField(help_text="as rules.alarms.rule_stored writes it")),
                ("since", models.DateTimeField(help_text="from when it holds")),
                ("author", models.CharField(help_text="as the ledger names them", max_length=60)),
                ("reason", models.CharField(max_length=300)),
                (
                    "quantities",
                    models.ManyToManyField(
                        help_text="all of which a device sends", related_name="+", to="sensing.quantity"
                    ),
                ),
                (
                    "rule",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="sensing.rule",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RuleStanding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("area_code", models.CharField(max_length=20)),
                ("since", models.DateTimeField(help_text="since when it is watched")),
                (
                    "judged_to",
                    models.DateTimeField(help_text="the last instant that was judged; what is older is late"),
                ),
                ("looked_at", models.DateTimeField(help_text="when the judge last came by")),
                (
                    "wake_at",
                    models.DateTimeField(
                        help_text="when it must come by although no reading has come", null=True
                    ),
                ),
                (
                    "standing",
                    models.JSONField(default=dict, help_text="as rules.alarms.standing_stored writes it"),
                ),
                ("fault", models.CharField(blank=True, help_text="why it cannot be judged", max_length=200)),
                (
                    "alarm",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sensing.alarm",
                    ),
                ),
                (
                    "device",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="sensing.device"
                    ),
                ),
                (
                    "rule",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="standings",
                        to="sensing.rule",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="sensing.ruleversion",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="rule",
            name="current",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="sensing.ruleversion",
            ),
        ),
        migrations.AddField(
            model_name="alarm",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="sensing.ruleversion"
            ),
        ),
        migrations.CreateModel(
            name="AlarmStep",
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
                            ("raised", "触发"),
                            ("severity_up", "升级"),
                            ("severity_down", "降级"),
                            ("recovering", "开始恢复"),
                            ("firing_again", "再次触发"),
                            ("flapping", "反复触发"),
                            ("health", "数据状况变化"),
                            ("muted", "进入维护期"),
                            ("unmuted", "维护期结束"),
                            ("acknowledged", "确认"),
                            ("escalated", "催办升级"),
                            ("cleared", "解除"),
                            ("retired", "规则换版或停用，不再判断"),
                            ("noted", "备注"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "at",
                    models.DateTimeField(
                        help_text="by the readings' time; of people's acts when they were done"
                    ),
                ),
                ("recorded_at", models.DateTimeField()),
                (
                    "severity",
                    models.CharField(
                        choices=[
                            ("note", "提示"),
                            ("minor", "一般"),
                            ("major", "较重"),
                            ("critical", "严重"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "health",
                    models.CharField(
                        choices=[("ok", "数据正常"), ("no_data", "无数据"), ("error", "数据异常")],
                        max_length=10,
                    ),
                ),
                (
                    "level",
                    models.PositiveSmallIntegerField(
                        help_text="which level of the rule speaks for it", null=True
                    ),
                ),
                ("true_since", models.DateTimeField(null=True)),
                ("escalation", models.PositiveSmallIntegerField(default=0)),
                ("by", models.CharField(blank=True, help_text="as the ledger names them", max_length=60)),
                ("note", models.CharField(blank=True, max_length=500)),
                (
                    "readings",
                    models.JSONField(default=list, help_text="series, seconds since 1970, value, flags"),
                ),
                (
                    "alarm",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="sensing.alarm",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.entry",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["alarm", "id"], name="step_of_alarm")],
            },
        ),
        migrations.AddConstraint(
            model_name="ruleversion",
            constraint=models.UniqueConstraint(fields=("rule", "number"), name="rule_version_once"),
        ),
        migrations.AddIndex(
            model_name="rulestanding",
            index=models.Index(fields=["wake_at"], name="standing_by_wake"),
        ),
        migrations.AddIndex(
            model_name="rulestanding",
            index=models.Index(fields=["looked_at"], name="standing_by_look"),
        ),
        migrations.AddConstraint(
            model_name="rulestanding",
            constraint=models.UniqueConstraint(fields=("rule", "device"), name="standing_once"),
        ),
        migrations.AddIndex(
            model_name="rule",
            index=models.Index(fields=["area_code", "id"], name="rule_by_area"),
        ),
        migrations.AddIndex(
            model_name="rule",
            index=models.Index(fields=["name", "id"], name="rule_by_name"),
        ),
        migrations.AddIndex(
            model_name="rule",
            index=models.Index(fields=["updated_at", "id"], name="rule_by_change"),
        ),
        migrations.AddIndex(
            model_name="alarm",
            index=models.Index(fields=["since", "id"], name="alarm_by_since"),
        ),
        migrations.AddIndex(
            model_name="alarm",
            index=models.Index(fields=["rule", "-since"], name="alarm_of_rule"),
        ),
        migrations.AddIndex(
            model_name="alarm",
            index=models.Index(fields=["device", "-since"], name="alarm_of_device"),
        ),
        migrations.AddIndex(
            model_name="alarm",
            index=models.Index(fields=["area_code", "id"], name="alarm_by_area"),
        ),
        migrations.AddConstraint(
            model_name="alarm",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("rule", "device"),
                name="alarm_open_once",
            ),
        ),
        migrations.RunSQL(ROW_SECURITY, ROW_SECURITY_NOT),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
    ]
