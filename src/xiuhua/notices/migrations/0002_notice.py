"""Notices: what people are told, by which ways it leaves the house, and who can see the rows."""

import datetime as dt

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

# What lies in no area (a message of the system itself) is seen by whoever is signed in; addresses of accounts lie
# in no area either and are seen by services alone, in a scope that sees everything.
ROW_SECURITY = """
ALTER TABLE notices_notice ENABLE ROW LEVEL SECURITY;
ALTER TABLE notices_notice FORCE ROW LEVEL SECURITY;
CREATE POLICY notice_scope ON notices_notice USING (xiuhua_sees(area_code) OR (area_code = '' AND coalesce(current_setting('xiuhua.scope', true), '') <> ''))
    WITH CHECK (xiuhua_sees(area_code) OR (area_code = '' AND coalesce(current_setting('xiuhua.scope', true), '') <> ''));
ALTER TABLE notices_outgoing ENABLE ROW LEVEL SECURITY;
ALTER TABLE notices_outgoing FORCE ROW LEVEL SECURITY;
CREATE POLICY outgoing_scope ON notices_outgoing USING (xiuhua_sees(area_code) OR (area_code = '' AND coalesce(current_setting('xiuhua.scope', true), '') <> ''))
    WITH CHECK (xiuhua_sees(area_code) OR (area_code = '' AND coalesce(current_setting('xiuhua.scope', true), '') <> ''));
ALTER TABLE notices_binding ENABLE ROW LEVEL SECURITY;
ALTER TABLE notices_binding FORCE ROW LEVEL SECURITY;
CREATE POLICY binding_scope ON notices_binding USING (xiuhua_sees(area_code))
    WITH CHECK (xiuhua_sees(area_code));
"""
ROW_SECURITY_NOT = """
DROP POLICY notice_scope ON notices_notice;
ALTER TABLE notices_notice NO FORCE ROW LEVEL SECURITY;
ALTER TABLE notices_notice DISABLE ROW LEVEL SECURITY;
DROP POLICY outgoing_scope ON notices_outgoing;
ALTER TABLE notices_outgoing NO FORCE ROW LEVEL SECURITY;
ALTER TABLE notices_outgoing DISABLE ROW LEVEL SECURITY;
DROP POLICY binding_scope ON notices_binding;
ALTER TABLE notices_binding NO FORCE ROW LEVEL SECURITY;
ALTER TABLE notices_binding DISABLE ROW LEVEL SECURITY;
"""

# Four ways, all of them sandboxes until an administrator sets them up; and the city's rules as they are built in.
FIRST_ROWS = """
INSERT INTO notices_route (kind, state, settings, secret, receipt_secret, token)
SELECT kind, 'route_sandbox', '{}', '', '', ''
FROM unnest(ARRAY['route_email', 'route_sms', 'route_wecom', 'route_dingtalk']) AS kind
ON CONFLICT DO NOTHING;
INSERT INTO notices_noticerules
    ("only", quiet_since, quiet_until, daily_at, sms_daily_total, sms_daily_unit, kept_days)
VALUES (true, '22:00', '07:00', '08:30', 2000, 200, 180) ON CONFLICT DO NOTHING;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0002_roles_of_the_loop"),
        ("notices", "0001_webhook"),
    ]

    operations = [
        migrations.CreateModel(
            name="Route",
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
                            ("route_email", "电子邮件"),
                            ("route_sms", "短信"),
                            ("route_wecom", "企业微信"),
                            ("route_dingtalk", "钉钉"),
                        ],
                        max_length=24,
                        unique=True,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("route_sandbox", "沙箱"),
                            ("route_active", "已启用"),
                            ("route_paused", "已停用"),
                        ],
                        default="route_sandbox",
                        max_length=20,
                    ),
                ),
                (
                    "settings",
                    models.JSONField(default=dict, help_text="what the provider asks for, without secrets"),
                ),
                (
                    "secret",
                    models.CharField(blank=True, help_text="the provider's, encrypted", max_length=600),
                ),
                (
                    "receipt_secret",
                    models.CharField(
                        blank=True, help_text="of signed receipts, encrypted; shown once", max_length=400
                    ),
                ),
                (
                    "token",
                    models.CharField(
                        blank=True, help_text="the provider's access token, encrypted", max_length=1200
                    ),
                ),
                ("token_until", models.DateTimeField(null=True)),
                ("tested_at", models.DateTimeField(null=True)),
                ("updated_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="HeardReceipt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "route",
                    models.CharField(
                        choices=[
                            ("route_email", "电子邮件"),
                            ("route_sms", "短信"),
                            ("route_wecom", "企业微信"),
                            ("route_dingtalk", "钉钉"),
                        ],
                        max_length=24,
                    ),
                ),
                ("digest", models.CharField(help_text="SHA-256 of what was signed", max_length=64)),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["at"], name="receipt_by_age")],
                "constraints": [models.UniqueConstraint(fields=("route", "digest"), name="receipt_once")],
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "to_kind",
                    models.CharField(
                        choices=[
                            ("recipient_user", "账号"),
                            ("recipient_phone", "手机号"),
                            ("recipient_email", "电子邮箱"),
                            ("recipient_work_chat", "工作聊天账号"),
                        ],
                        max_length=24,
                    ),
                ),
                (
                    "address",
                    models.CharField(blank=True, help_text="encrypted; empty for an account", max_length=400),
                ),
                ("address_masked", models.CharField(blank=True, max_length=120)),
                ("template", models.CharField(max_length=60)),
                ("kind", models.CharField(help_text="NoticeKind of the template", max_length=24)),
                ("words", models.JSONField(default=dict)),
                ("subject", models.CharField(help_text="`case:12`", max_length=60)),
                ("area_code", models.CharField(blank=True, max_length=20)),
                ("urgent", models.BooleanField(default=False)),
                (
                    "leaf",
                    models.BigIntegerField(
                        help_text="of the act that it tells of, where a tail sends it", null=True
                    ),
                ),
                ("sent_by", models.CharField(max_length=60)),
                ("sent_at", models.DateTimeField()),
                ("read_at", models.DateTimeField(null=True)),
                (
                    "step",
                    models.PositiveSmallIntegerField(default=0, help_text="how many people were told before"),
                ),
                (
                    "escalate_at",
                    models.DateTimeField(help_text="when the next is told, unless it is read", null=True),
                ),
                (
                    "origin",
                    models.ForeignKey(
                        help_text="who was told first",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="passed_on",
                        to="notices.notice",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="access.user",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="NoticeRules",
            fields=[
                ("only", models.BooleanField(default=True, primary_key=True, serialize=False)),
                ("quiet_since", models.TimeField(default=dt.time(22, 0))),
                ("quiet_until", models.TimeField(default=dt.time(7, 0))),
                ("daily_at", models.TimeField(default=dt.time(8, 30))),
                ("sms_daily_total", models.PositiveIntegerField(default=2000)),
                ("sms_daily_unit", models.PositiveIntegerField(default=200)),
                ("kept_days", models.PositiveSmallIntegerField(default=180)),
                ("updated_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("only", True)), name="notice_rules_one_row")
                ],
            },
        ),
        migrations.CreateModel(
            name="OptOut",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "route",
                    models.CharField(
                        choices=[
                            ("route_email", "电子邮件"),
                            ("route_sms", "短信"),
                            ("route_wecom", "企业微信"),
                            ("route_dingtalk", "钉钉"),
                        ],
                        max_length=24,
                    ),
                ),
                ("digest", models.CharField(max_length=64)),
                ("since", models.DateTimeField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("route", "digest"), name="opt_out_once")],
            },
        ),
        migrations.CreateModel(
            name="Outgoing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(help_text="UUIDv7: the provider's receipts name it", unique=True)),
                (
                    "route",
                    models.CharField(
                        choices=[
                            ("route_email", "电子邮件"),
                            ("route_sms", "短信"),
                            ("route_wecom", "企业微信"),
                            ("route_dingtalk", "钉钉"),
                        ],
                        max_length=24,
                    ),
                ),
                ("template", models.CharField(max_length=60)),
                ("address", models.CharField(help_text="encrypted", max_length=400)),
                ("address_masked", models.CharField(max_length=120)),
                ("title", models.CharField(max_length=200)),
                ("text", models.TextField()),
                ("words", models.JSONField(default=dict, help_text="what the provider's template takes")),
                ("subject", models.CharField(blank=True, max_length=60)),
                ("area_code", models.CharField(blank=True, max_length=20)),
                (
                    "unit_code",
                    models.CharField(blank=True, help_text="whose quota it is charged to", max_length=30),
                ),
                ("urgent", models.BooleanField(default=False)),
                ("segments", models.PositiveSmallIntegerField(default=0, help_text="of an SMS")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("out_waiting", "待发送"),
                            ("out_collected", "待汇总"),
                            ("out_gathered", "已并入汇总"),
                            ("out_sandboxed", "沙箱留存"),
                            ("out_accepted", "已提交"),
                            ("out_delivered", "已送达"),
                            ("out_failed", "未送达"),
                            ("out_refused", "未发送"),
                        ],
                        default="out_waiting",
                        max_length=20,
                    ),
                ),
                (
                    "fault",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("fault_quota_total", "今日短信总配额已用完"),
                            ("fault_quota_unit", "本单位今日短信配额已用完"),
                            ("fault_opted_out", "对方已退订"),
                            ("fault_no_template", "没有对应的短信模板编号"),
                            ("fault_paused", "通道已停用"),
                            ("fault_unreached", "连不上服务商"),
                            ("fault_busy", "服务商繁忙"),
                            ("fault_credentials", "凭据不被接受"),
                            ("fault_recipient", "接收地址无效"),
                            ("fault_refused", "服务商拒绝"),
                            ("fault_undelivered", "运营商未能送达"),
                        ],
                        max_length=24,
                    ),
                ),
                (
                    "provider_ref",
                    models.CharField(blank=True, help_text="the provider's own id", max_length=120),
                ),
                (
                    "provider_code",
                    models.CharField(blank=True, help_text="as the provider answered last", max_length=80),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("queued_at", models.DateTimeField()),
                ("next_at", models.DateTimeField(null=True)),
                ("leased_until", models.DateTimeField(null=True)),
                ("tried_at", models.DateTimeField(null=True)),
                ("accepted_at", models.DateTimeField(null=True)),
                (
                    "search",
                    django.contrib.postgres.search.SearchVectorField(
                        help_text="bigrams of title, masked address, provider's id", null=True
                    ),
                ),
                (
                    "settled_at",
                    models.DateTimeField(help_text="when a receipt said what became of it", null=True),
                ),
                (
                    "digest",
                    models.ForeignKey(
                        help_text="that it went into",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="gathered",
                        to="notices.outgoing",
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="outgoing",
                        to="notices.notice",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.user",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Preference",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("routes", models.JSONField(default=dict, help_text="NoticeKind to the ways wished for it")),
                (
                    "digest",
                    models.CharField(
                        choices=[
                            ("digest_at_once", "即时"),
                            ("digest_hourly", "每小时汇总"),
                            ("digest_daily", "每天汇总"),
                        ],
                        default="digest_at_once",
                        max_length=20,
                    ),
                ),
                ("quiet_since", models.TimeField(help_text="local time; both empty: the city's", null=True)),
                ("quiet_until", models.TimeField(null=True)),
                ("language", models.CharField(default="zh-hans", max_length=10)),
                ("updated_at", models.DateTimeField()),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notice_preference",
                        to="access.user",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SmsUse",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("on", models.DateField()),
                ("unit_code", models.CharField(blank=True, max_length=30)),
                ("used", models.PositiveIntegerField(default=0)),
                ("warned", models.BooleanField(default=False)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("on", "unit_code"), name="sms_use_once")],
            },
        ),
        migrations.CreateModel(
            name="Binding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "route",
                    models.CharField(
                        choices=[
                            ("route_email", "电子邮件"),
                            ("route_sms", "短信"),
                            ("route_wecom", "企业微信"),
                            ("route_dingtalk", "钉钉"),
                        ],
                        max_length=24,
                    ),
                ),
                ("address", models.CharField(help_text="encrypted", max_length=400)),
                ("address_masked", models.CharField(max_length=120)),
                ("bound_at", models.DateTimeField()),
                ("area_code", models.CharField(blank=True, help_text="always empty", max_length=20)),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="bindings",
                        to="access.user",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("user", "route"), name="binding_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("route__in", ["route_wecom", "route_dingtalk"])),
                        fields=("route", "address"),
                        name="binding_of_one",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EscalationStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "area_code",
                    models.CharField(
                        blank=True, help_text="of the list; the longest that fits holds", max_length=20
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("notice_case", "案件到手"),
                            ("notice_deadline", "时限提醒"),
                            ("notice_press", "督办催办"),
                            ("notice_wish", "申请结果"),
                            ("notice_result", "办理结果"),
                            ("notice_reply", "答复来件"),
                            ("notice_system", "系统消息"),
                        ],
                        max_length=24,
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("wait_minutes", models.PositiveSmallIntegerField(help_text="after the one before was told")),
                ("updated_at", models.DateTimeField()),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.user"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("area_code", "kind", "position"), name="escalation_position_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("wait_minutes__gte", 1)), name="escalation_waits"
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["user", "sent_at", "id"], name="notice_by_user"),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("read_at__isnull", True)),
                fields=["user", "sent_at", "id"],
                name="notice_unread",
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["subject"], name="notice_by_subject"),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["sent_at"], name="notice_by_age"),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("escalate_at__isnull", False)),
                fields=["escalate_at"],
                name="notice_escalates",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("leaf__isnull", False), ("user__isnull", False)),
                fields=("user", "subject", "template", "leaf"),
                name="notice_once_to_user",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("leaf__isnull", False), ("user__isnull", True)),
                fields=("address", "subject", "template", "leaf"),
                name="notice_once_to_address",
            ),
        ),
        migrations.AddIndex(
            model_name="outgoing",
            index=models.Index(
                condition=models.Q(("state__in", ["out_waiting", "out_collected", "out_accepted"])),
                fields=["next_at"],
                name="outgoing_due",
            ),
        ),
        migrations.AddIndex(
            model_name="outgoing",
            index=models.Index(fields=["queued_at", "id"], name="outgoing_by_time"),
        ),
        migrations.AddIndex(
            model_name="outgoing",
            index=models.Index(fields=["address"], name="outgoing_by_address"),
        ),
        migrations.AddIndex(
            model_name="outgoing",
            index=django.contrib.postgres.indexes.GinIndex(fields=["search"], name="outgoing_search"),
        ),
        migrations.AddIndex(
            model_name="outgoing",
            index=models.Index(
                condition=models.Q(("provider_ref", ""), _negated=True),
                fields=["provider_ref"],
                name="outgoing_by_ref",
            ),
        ),
        migrations.RunSQL(ROW_SECURITY, ROW_SECURITY_NOT),
        migrations.RunSQL(FIRST_ROWS, migrations.RunSQL.noop),
    ]
