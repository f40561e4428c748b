"""Of supervision orders: what was said of the deadline, and when the next is to be said."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0002_people"),
        ("ground", "0010_roles_of_the_loop"),
    ]

    operations = [
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
