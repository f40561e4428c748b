"""Receipts whose holders are told by SMS, and the notices by which that goes."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("notices", "0002_notice"),
        ("residents", "0001_residents"),
    ]

    operations = [
        migrations.AddField(
            model_name="answer",
            name="notice",
            field=models.ForeignKey(
                help_text="by which an SMS goes",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="notices.notice",
            ),
        ),
        migrations.AlterField(
            model_name="answer",
            name="route",
            field=models.CharField(
                choices=[
                    ("route_page", "查询页"),
                    ("route_wechat", "微信"),
                    ("route_mail", "电子邮件"),
                    ("route_sms", "短信"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="answer",
            name="state",
            field=models.CharField(
                choices=[
                    ("answer_waiting", "待发送"),
                    ("answer_delivered", "已送达"),
                    ("answer_failed", "未送达"),
                    ("answer_handed", "已交短信通道"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="receipt",
            name="address",
            field=models.CharField(
                blank=True,
                help_text="openid or mail address; an SMS goes to the report's number",
                max_length=254,
            ),
        ),
        migrations.AlterField(
            model_name="receipt",
            name="route",
            field=models.CharField(
                choices=[
                    ("route_page", "查询页"),
                    ("route_wechat", "微信"),
                    ("route_mail", "电子邮件"),
                    ("route_sms", "短信"),
                ],
                max_length=20,
            ),
        ),
    ]
