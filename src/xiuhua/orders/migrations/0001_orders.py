"""Work orders of 12345 and the hotline, their moves and calls, links to other systems; and who sees them."""

import django.contrib.gis.db.models.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

# These rows lead to people, so the database itself keeps districts apart, the owner's own sessions included.
ROW_SECURITY = """
ALTER TABLE orders_order ENABLE ROW LEVEL SECURITY;
ALTER TABLE orders_order FORCE ROW LEVEL SECURITY;
CREATE POLICY order_scope ON orders_order USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE orders_ordercontact ENABLE ROW LEVEL SECURITY;
ALTER TABLE orders_ordercontact FORCE ROW LEVEL SECURITY;
CREATE POLICY ordercontact_scope ON orders_ordercontact USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE orders_ordermove ENABLE ROW LEVEL SECURITY;
ALTER TABLE orders_ordermove FORCE ROW LEVEL SECURITY;
CREATE POLICY ordermove_scope ON orders_ordermove USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE orders_linkmessage ENABLE ROW LEVEL SECURITY;
ALTER TABLE orders_linkmessage FORCE ROW LEVEL SECURITY;
CREATE POLICY linkmessage_scope ON orders_linkmessage USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE orders_call ENABLE ROW LEVEL SECURITY;
ALTER TABLE orders_call FORCE ROW LEVEL SECURITY;
CREATE POLICY call_scope ON orders_call USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
"""
ROW_SECURITY_NOT = """
DROP POLICY order_scope ON orders_order;
ALTER TABLE orders_order NO FORCE ROW LEVEL SECURITY;
ALTER TABLE orders_order DISABLE ROW LEVEL SECURITY;
DROP POLICY ordercontact_scope ON orders_ordercontact;
ALTER TABLE orders_ordercontact NO FORCE ROW LEVEL SECURITY;
ALTER TABLE orders_ordercontact DISABLE ROW LEVEL SECURITY;
DROP POLICY ordermove_scope ON orders_ordermove;
ALTER TABLE orders_ordermove NO FORCE ROW LEVEL SECURITY;
ALTER TABLE orders_ordermove DISABLE ROW LEVEL SECURITY;
DROP POLICY linkmessage_scope ON orders_linkmessage;
ALTER TABLE orders_linkmessage NO FORCE ROW LEVEL SECURITY;
ALTER TABLE orders_linkmessage DISABLE ROW LEVEL SECURITY;
DROP POLICY call_scope ON orders_call;
ALTER TABLE orders_call NO FORCE ROW LEVEL SECURITY;
ALTER TABLE orders_call DISABLE ROW LEVEL SECURITY;
"""

# What happened is never changed, and neither is a published version.
GRANTS = "REVOKE UPDATE ON orders_ordermove, orders_ordercontact, orders_orderversion FROM xiuhua_app;"


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("access", "0002_roles_of_the_loop"),
        ("cases", "0002_people"),
        ("files", "0004_people"),
        ("ground", "0010_roles_of_the_loop"),
        ("ledger", "0001_entry"),
    ]

    operations = [
        migrations.CreateModel(
            name="Link",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                (
                    "kind",
                    models.CharField(
                        choices=[("link_city_line", "12345 平台"), ("link_telephone", "话务系统")],
                        max_length=24,
                    ),
                ),
                ("area_code", models.CharField(help_text="whose orders and calls it brings", max_length=20)),
                (
                    "key",
                    models.CharField(help_text="names the link in each request", max_length=40, unique=True),
                ),
                (
                    "secret",
                    models.CharField(help_text="of the signatures, both ways; shown once", max_length=64),
                ),
                (
                    "url",
                    models.CharField(
                        blank=True, help_text="where it is told; empty where it asks", max_length=500
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("link_active", "对接中"),
                            ("link_paused", "对接已暂停"),
                            ("link_given_up", "对接停止重试"),
                        ],
                        default="link_active",
                        max_length=20,
                    ),
                ),
                ("leased_until", models.DateTimeField(null=True)),
                ("created_by", models.CharField(max_length=60)),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["name", "id"], name="link_by_name")],
            },
        ),
        migrations.CreateModel(
            name="OrderVersion",
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
                    "chosen",
                    models.JSONField(help_text="what differs from rules.order_settings.OrderSettings()"),
                ),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("effective_at", models.DateTimeField()),
                ("published_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("area_code", "number"), name="order_version_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Order",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[("order_city", "12345"), ("order_hotline", "960116")], max_length=20
                    ),
                ),
                (
                    "city_number",
                    models.CharField(blank=True, help_text="of the platform above", max_length=40),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("order_consult", "咨询"),
                            ("order_help", "求助"),
                            ("order_complaint", "投诉"),
                            ("order_report", "举报"),
                            ("order_suggestion", "意见建议"),
                        ],
                        max_length=20,
                    ),
                ),
                ("words", models.TextField(help_text="the citizen's own, as they were taken down")),
                ("caller_name", models.CharField(blank=True, max_length=40)),
                ("caller_phone", models.CharField(blank=True, max_length=20)),
                (
                    "phone_key",
                    models.CharField(blank=True, help_text="its digits, to find earlier ones", max_length=20),
                ),
                ("address", models.CharField(blank=True, max_length=160)),
                (
                    "place",
                    django.contrib.gis.db.models.fields.PointField(help_text="WGS84", null=True, srid=4326),
                ),
                ("area_code", models.CharField(max_length=20)),
                ("received_at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                ("sign_due_at", models.DateTimeField()),
                ("call_due_at", models.DateTimeField()),
                ("pass_on_due_at", models.DateTimeField()),
                ("return_due_at", models.DateTimeField()),
                ("reply_due_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("order_waiting", "待签收"),
                            ("order_signed", "待联系"),
                            ("order_contacted", "待下派"),
                            ("order_passed", "在办"),
                            ("order_answering", "待回复"),
                            ("order_replied", "待回访"),
                            ("order_called_back", "已回访"),
                            ("order_archived", "已归档"),
                            ("order_return_asked", "退单待复"),
                            ("order_returned", "已退单"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "asked",
                    models.CharField(
                        blank=True, help_text="what waits for an answer from above", max_length=24
                    ),
                ),
                ("returned_from", models.CharField(blank=True, help_text="where it stood", max_length=20)),
                ("signed_at", models.DateTimeField(null=True)),
                ("first_called_at", models.DateTimeField(help_text="the first try to call", null=True)),
                (
                    "contacted_at",
                    models.DateTimeField(help_text="when the citizen was first reached", null=True),
                ),
                ("passed_at", models.DateTimeField(null=True)),
                ("replied_at", models.DateTimeField(help_text="the last time", null=True)),
                ("called_back_at", models.DateTimeField(help_text="when an answer was got", null=True)),
                ("archived_at", models.DateTimeField(null=True)),
                ("returned_at", models.DateTimeField(null=True)),
                ("signed_in_time", models.BooleanField(null=True)),
                ("contacted_in_time", models.BooleanField(null=True)),
                ("passed_in_time", models.BooleanField(null=True)),
                ("replied_in_time", models.BooleanField(null=True)),
                ("resolved", models.BooleanField(help_text="as the citizen says", null=True)),
                (
                    "satisfied",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("satisfied_yes", "满意"),
                            ("satisfied_neutral", "一般"),
                            ("satisfied_no", "不满意"),
                        ],
                        max_length=20,
                    ),
                ),
                ("redos", models.PositiveSmallIntegerField(default=0)),
                ("extensions", models.PositiveSmallIntegerField(default=0)),
                (
                    "reply",
                    models.TextField(blank=True, help_text="the last one sent, or the draft that waits"),
                ),
                ("due_at", models.DateTimeField(help_text="of what it waits for", null=True)),
                ("soon_at", models.DateTimeField(null=True)),
                (
                    "alert",
                    models.CharField(
                        choices=[
                            ("order_alert_none", "未提醒"),
                            ("order_alert_warned", "已临期提醒"),
                            ("order_alert_overdue", "已报超期"),
                        ],
                        default="order_alert_none",
                        max_length=24,
                    ),
                ),
                ("next_at", models.DateTimeField(help_text="when it must next be spoken of", null=True)),
                ("moves_count", models.PositiveIntegerField(default=0)),
                (
                    "search",
                    django.contrib.postgres.search.SearchVectorField(
                        help_text="bigrams of numbers, words, address", null=True
                    ),
                ),
                ("updated_at", models.DateTimeField()),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ground.area"
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ground.catalogueitem",
                    ),
                ),
                (
                    "link",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orders.link",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        help_text="its limits",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orders.orderversion",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="LinkNonce",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("nonce", models.CharField(max_length=64)),
                ("seen_at", models.DateTimeField(db_index=True)),
                (
                    "link",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orders.link"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("link", "nonce"), name="link_nonce_once")],
            },
        ),
        migrations.CreateModel(
            name="LinkMessage",
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
                            ("message_sign", "签收回执"),
                            ("message_contact", "联系情况"),
                            ("message_return", "退单申请"),
                            ("message_extend", "延期申请"),
                            ("message_reply", "办结回复件"),
                            ("message_call_back", "回访结果"),
                        ],
                        max_length=24,
                    ),
                ),
                ("body", models.JSONField(help_text="as it is sent")),
                (
                    "state",
                    models.CharField(
                        choices=[("message_waiting", "待发送"), ("message_sent", "已发送")],
                        default="message_waiting",
                        max_length=24,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("next_at", models.DateTimeField()),
                ("tried_at", models.DateTimeField(null=True)),
                (
                    "status",
                    models.PositiveSmallIntegerField(help_text="of HTTP, as it was answered last", null=True),
                ),
                (
                    "fault",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("fault_name", "域名无法解析"),
                            ("fault_private", "目标在内部网络"),
                            ("fault_connection", "连接失败"),
                            ("fault_tls", "证书校验失败"),
                            ("fault_timeout", "超时"),
                            ("fault_answer", "对方拒收"),
                        ],
                        max_length=20,
                    ),
                ),
                ("recorded_at", models.DateTimeField()),
                (
                    "link",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="orders.link",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="orders.order",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "message_waiting")),
                        fields=["link", "id"],
                        name="link_message_waiting",
                    ),
                    models.Index(fields=["order", "id"], name="link_message_by_order"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Call",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("call_id", models.CharField(help_text="the telephone system's own", max_length=80)),
                (
                    "caller_phone",
                    models.CharField(blank=True, help_text="empty where it is withheld", max_length=20),
                ),
                ("phone_key", models.CharField(blank=True, max_length=20)),
                ("area_code", models.CharField(max_length=20)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("call_ringing", "振铃中"),
                            ("call_talking", "通话中"),
                            ("call_ended", "已结束"),
                            ("call_missed", "未接"),
                        ],
                        max_length=20,
                    ),
                ),
                ("rang_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("recorded_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                (
                    "agent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.user",
                    ),
                ),
                (
                    "recording",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                    ),
                ),
                (
                    "link",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orders.link"
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="calls",
                        to="orders.order",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["rang_at", "id"], name="call_by_time"),
                    models.Index(fields=["area_code", "id"], name="call_by_area"),
                    models.Index(fields=["agent", "rang_at"], name="call_by_agent"),
                    models.Index(
                        condition=models.Q(("phone_key", ""), _negated=True),
                        fields=["phone_key"],
                        name="call_by_phone",
                    ),
                ],
                "constraints": [models.UniqueConstraint(fields=("link", "call_id"), name="call_once")],
            },
        ),
        migrations.CreateModel(
            name="OrderCase",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="parts", to="orders.order"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("order", "case"), name="order_case_once")],
            },
        ),
        migrations.CreateModel(
            name="OrderContact",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("area_code", models.CharField(max_length=20)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("contact_reached", "已联系上"),
                            ("contact_no_answer", "无人接听"),
                            ("contact_wrong_number", "号码有误"),
                            ("contact_refused", "拒绝沟通"),
                        ],
                        max_length=24,
                    ),
                ),
                ("is_callback", models.BooleanField(default=False, help_text="回访: to ask how it went")),
                ("note", models.TextField(blank=True)),
                ("actor", models.CharField(max_length=60)),
                ("at", models.DateTimeField()),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contacts",
                        to="orders.order",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["order", "id"], name="order_contact_by_order")],
            },
        ),
        migrations.CreateModel(
            name="OrderMove",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(help_text="1, 2, 3 … per order")),
                ("act", models.CharField(max_length=40)),
                ("before", models.CharField(blank=True, max_length=20)),
                ("after", models.CharField(max_length=20)),
                ("at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                ("actor", models.CharField(max_length=60)),
                ("detail", models.JSONField(default=dict)),
                ("area_code", models.CharField(max_length=20)),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.entry"
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="moves", to="orders.order"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["recorded_at"], name="order_move_by_record")],
                "constraints": [models.UniqueConstraint(fields=("order", "number"), name="order_move_once")],
            },
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["state", "area_code", "id"], name="order_by_state"),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["area_code", "id"], name="order_by_area"),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["received_at", "id"], name="order_by_time"),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["due_at", "id"], name="order_by_due"),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                condition=models.Q(("next_at__isnull", False)), fields=["next_at"], name="order_by_alert"
            ),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                condition=models.Q(("phone_key", ""), _negated=True),
                fields=["phone_key"],
                name="order_by_phone",
            ),
        ),
        migrations.AddIndex(
            model_name="order",
            index=django.contrib.postgres.indexes.GinIndex(fields=["search"], name="order_search"),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.UniqueConstraint(
                condition=models.Q(("city_number", ""), _negated=True),
                fields=("link", "city_number"),
                name="order_number_once",
            ),
        ),
        migrations.RunSQL(ROW_SECURITY, ROW_SECURITY_NOT),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
    ]
