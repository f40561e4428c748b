"""Cameras and recorders of GB/T 28181: their channels, and what they and terminals may be told."""

import django.contrib.gis.db.models.fields
import django.db.models.deletion
from django.db import migrations, models

# The gateway enters what catalogues name; it takes nothing out.
GRANTS = """
GRANT SELECT, INSERT, UPDATE ON sensing_channel TO xiuhua_gateway;
"""
KINDS = [
    ("switch", "开关"),
    ("read_now", "立即上报"),
    ("set_interval", "上报间隔"),
    ("set_clock", "校时"),
    ("send_text", "下发文字"),
    ("ptz", "云台"),
    ("reboot", "远程重启"),
    ("live_video", "实时视频"),
    ("recordings", "录像清单"),
    ("media_ability", "音视频属性"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("sensing", "0004_command"),
    ]

    operations = [
        migrations.AlterField(
            model_name="device",
            name="protocol",
            field=models.CharField(
                choices=[
                    ("hj212", "HJ 212"),
                    ("jt808", "JT/T 808"),
                    ("sl651", "SL 651"),
                    ("https", "HTTPS 推送"),
                    ("mqtt", "MQTT"),
                    ("gb28181", "GB/T 28181"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="control", name="kind", field=models.CharField(choices=KINDS, max_length=20)
        ),
        migrations.AlterField(
            model_name="command", name="kind", field=models.CharField(choices=KINDS, max_length=20)
        ),
        migrations.CreateModel(
            name="Channel",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        help_text="GB/T 28181, twenty digits; also that of a camera", max_length=20
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=80)),
                ("maker", models.CharField(blank=True, max_length=40)),
                ("model", models.CharField(blank=True, max_length=40)),
                ("address", models.CharField(blank=True, max_length=80)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("channel_on", "在线"),
                            ("channel_off", "离线"),
                            ("channel_unknown", "未报告"),
                        ],
                        default="channel_unknown",
                        max_length=20,
                    ),
                ),
                (
                    "place",
                    django.contrib.gis.db.models.fields.PointField(
                        help_text="WGS84, as the device says", null=True, srid=4326
                    ),
                ),
                ("seen_at", models.DateTimeField(help_text="when a catalogue last named it")),
                ("gone_at", models.DateTimeField(null=True)),
                (
                    "device",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="channels",
                        to="sensing.device",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["code"], name="channel_by_code")],
                "constraints": [models.UniqueConstraint(fields=("device", "code"), name="channel_once")],
            },
        ),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
    ]
