"""Webhooks: who outside is told of sealed acts, and how far that has come."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("ledger", "0001_entry"),
    ]

    operations = [
        migrations.CreateModel(
            name="Webhook",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                ("url", models.CharField(max_length=500)),
                ("secret", models.CharField(help_text="of the signature; shown once", max_length=64)),
                (
                    "acts",
                    models.CharField(
                        blank=True, help_text="how they begin: `case.`; empty for all", max_length=60
                    ),
                ),
                (
                    "area_code",
                    models.CharField(blank=True, help_text="with all below it; empty for all", max_length=20),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("webhook_active", "推送中"),
                            ("webhook_paused", "已暂停"),
                            ("webhook_given_up", "已停止重试"),
                        ],
                        default="webhook_active",
                        max_length=20,
                    ),
                ),
                (
                    "since_leaf",
                    models.BigIntegerField(help_text="what was sealed before is not its business"),
                ),
                ("leased_until", models.DateTimeField(null=True)),
                ("created_by", models.CharField(max_length=60)),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["name", "id"], name="webhook_by_name")],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("leaf", models.BigIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[("delivery_waiting", "待推送"), ("delivery_delivered", "已送达")],
                        default="delivery_waiting",
                        max_length=20,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("next_at", models.DateTimeField()),
                ("tried_at", models.DateTimeField(null=True)),
                (
                    "status",
                    models.PositiveSmallIntegerField(help_text="of HTTP, as it was answered last", null=True),
                ),
                ("took_ms", models.PositiveIntegerField(null=True)),
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
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.entry"
                    ),
                ),
                (
                    "webhook",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deliveries",
                        to="notices.webhook",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "delivery_waiting")),
                        fields=["webhook", "leaf"],
                        name="delivery_waiting",
                    ),
                    models.Index(
                        condition=models.Q(("state", "delivery_delivered")),
                        fields=["tried_at"],
                        name="delivery_done",
                    ),
                ],
                "constraints": [models.UniqueConstraint(fields=("webhook", "leaf"), name="delivery_once")],
            },
        ),
    ]
