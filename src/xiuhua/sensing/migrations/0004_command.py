"""What devices may be told, what they were told, and what the gateway heard of that."""

import django.db.models.deletion
from django.db import migrations, models

ROW_SECURITY = """
ALTER TABLE sensing_command ENABLE ROW LEVEL SECURITY;
ALTER TABLE sensing_command FORCE ROW LEVEL SECURITY;
CREATE POLICY command_scope ON sensing_command USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
"""
ROW_SECURITY_NOT = """
DROP POLICY command_scope ON sensing_command;
ALTER TABLE sensing_command NO FORCE ROW LEVEL SECURITY;
ALTER TABLE sensing_command DISABLE ROW LEVEL SECURITY;
"""
# The gateway marks what it takes to send, and says what it heard. It cannot ask for, approve or finish a command.
GRANTS = """
GRANT SELECT ON sensing_control, sensing_command, sensing_commandnews TO xiuhua_gateway;
GRANT UPDATE (claimed_at, left_at, reference) ON sensing_command TO xiuhua_gateway;
GRANT INSERT ON sensing_commandnews TO xiuhua_gateway;
REVOKE DELETE, TRUNCATE ON sensing_command, sensing_commandnews FROM xiuhua_app;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("sensing", "0003_rule"),
    ]

    operations = [
        migrations.CreateModel(
            name="Control",
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
                            ("switch", "开关"),
                            ("read_now", "立即上报"),
                            ("set_interval", "上报间隔"),
                            ("set_clock", "校时"),
                            ("send_text", "下发文字"),
                        ],
                        max_length=20,
                    ),
                ),
                ("name", models.CharField(help_text="what people call it: pump 1", max_length=60)),
                (
                    "channel",
                    models.PositiveSmallIntegerField(
                        default=1, help_text="which switch; how many, where a protocol switches all at once"
                    ),
                ),
                (
                    "target",
                    models.CharField(
                        blank=True,
                        help_text="which part, as its protocol names it: PolId/InfoId, pumps",
                        max_length=40,
                    ),
                ),
                (
                    "needs_second",
                    models.BooleanField(default=False, help_text="that a second person approves"),
                ),
                (
                    "interlock",
                    models.JSONField(help_text="as rules.commanding.interlocks writes it", null=True),
                ),
                (
                    "guarded",
                    models.CharField(
                        choices=[
                            ("guarded_on", "开启时"),
                            ("guarded_off", "关闭时"),
                            ("guarded_both", "每次"),
                        ],
                        default="guarded_on",
                        max_length=20,
                    ),
                ),
                (
                    "read_back",
                    models.CharField(
                        blank=True,
                        help_text="the quantity that must show a switch; empty: its answer counts",
                        max_length=60,
                    ),
                ),
                (
                    "waits_s",
                    models.PositiveIntegerField(
                        default=600, help_text="how long it waits for the device, seconds"
                    ),
                ),
                (
                    "answer_s",
                    models.PositiveIntegerField(
                        default=60, help_text="how long an answer is waited for, seconds"
                    ),
                ),
                ("ended_at", models.DateTimeField(null=True)),
                ("updated_at", models.DateTimeField()),
                (
                    "device",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="controls",
                        to="sensing.device",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Command",
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
                            ("switch", "开关"),
                            ("read_now", "立即上报"),
                            ("set_interval", "上报间隔"),
                            ("set_clock", "校时"),
                            ("send_text", "下发文字"),
                        ],
                        max_length=20,
                    ),
                ),
                ("parameters", models.JSONField(default=dict)),
                ("reason", models.CharField(max_length=300)),
                ("area_code", models.CharField(max_length=20)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("command_proposed", "待复核"),
                            ("command_desired", "待下发"),
                            ("command_sent", "已下发"),
                            ("command_confirmed", "已确认"),
                            ("command_failed", "失败"),
                            ("command_expired", "已过期"),
                            ("command_withdrawn", "已撤回"),
                        ],
                        max_length=20,
                    ),
                ),
                ("desired_by", models.CharField(help_text="as the ledger names them", max_length=80)),
                ("desired_user", models.BigIntegerField(null=True)),
                ("desired_at", models.DateTimeField()),
                ("approved_by", models.CharField(blank=True, max_length=80)),
                ("approved_at", models.DateTimeField(null=True)),
                ("expires_at", models.DateTimeField(help_text="not sent by then, it is over")),
                ("sent_at", models.DateTimeField(null=True)),
                ("answer_due_at", models.DateTimeField(null=True)),
                (
                    "answered_at",
                    models.DateTimeField(help_text="when the device said that it is done", null=True),
                ),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("outcome_done", "设备回复已执行"),
                            ("outcome_read_back", "读数已证实"),
                            ("outcome_refused", "设备拒绝执行"),
                            ("outcome_differs", "设备回报的状态与指令不符"),
                            ("outcome_interlock", "下发前联锁不满足"),
                            ("outcome_unsayable", "这种协议无法表达"),
                            ("outcome_not_sent", "设备一直没有连上，未下发"),
                            ("outcome_unanswered", "已下发，未获回应，是否执行不明"),
                            ("outcome_unshown", "设备称已执行，但没有读数证实"),
                            ("outcome_unapproved", "无人复核"),
                        ],
                        max_length=30,
                    ),
                ),
                ("answer", models.CharField(blank=True, help_text="the device's own code", max_length=80)),
                (
                    "details",
                    models.JSONField(help_text="what the sentence of a refusal is filled from", null=True),
                ),
                (
                    "standing",
                    models.JSONField(
                        help_text="the reading that let it pass the interlock when asked", null=True
                    ),
                ),
                ("claimed_at", models.DateTimeField(null=True)),
                ("left_at", models.DateTimeField(null=True)),
                (
                    "reference",
                    models.CharField(
                        blank=True, help_text="QN or serial that its answer names", max_length=60
                    ),
                ),
                ("updated_at", models.DateTimeField()),
                (
                    "device",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="commands",
                        to="sensing.device",
                    ),
                ),
                (
                    "control",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="commands",
                        to="sensing.control",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CommandNews",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("outcome_done", "设备回复已执行"),
                            ("outcome_read_back", "读数已证实"),
                            ("outcome_refused", "设备拒绝执行"),
                            ("outcome_differs", "设备回报的状态与指令不符"),
                            ("outcome_interlock", "下发前联锁不满足"),
                            ("outcome_unsayable", "这种协议无法表达"),
                            ("outcome_not_sent", "设备一直没有连上，未下发"),
                            ("outcome_unanswered", "已下发，未获回应，是否执行不明"),
                            ("outcome_unshown", "设备称已执行，但没有读数证实"),
                            ("outcome_unapproved", "无人复核"),
                        ],
                        max_length=30,
                    ),
                ),
                ("answer", models.CharField(blank=True, max_length=80)),
                ("details", models.JSONField(null=True)),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "command",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="news", to="sensing.command"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("settled_at__isnull", True)), fields=["id"], name="news_unsettled"
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="control",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("device", "kind", "channel", "target"),
                name="control_once",
            ),
        ),
        migrations.AddIndex(
            model_name="command",
            index=models.Index(fields=["device", "-id"], name="command_of_device"),
        ),
        migrations.AddIndex(
            model_name="command",
            index=models.Index(fields=["area_code", "id"], name="command_by_area"),
        ),
        migrations.AddIndex(
            model_name="command",
            index=models.Index(fields=["desired_at", "id"], name="command_by_time"),
        ),
        migrations.AddIndex(
            model_name="command",
            index=models.Index(
                condition=models.Q(("state__in", ["command_proposed", "command_desired", "command_sent"])),
                fields=["state", "id"],
                name="command_open",
            ),
        ),
        migrations.RunSQL(ROW_SECURITY, ROW_SECURITY_NOT),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
    ]
