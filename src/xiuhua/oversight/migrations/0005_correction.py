"""An order to put right follows from a warning and hangs on a case; what is on a list can be withdrawn."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0005_alarm_case"),
        ("oversight", "0004_leave"),
    ]

    operations = [
        migrations.AddField(
            model_name="rectification",
            name="case",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"
            ),
        ),
        migrations.AddField(
            model_name="rectification",
            name="warning",
            field=models.ForeignKey(
                help_text="责令改正: the warning it follows from; its unit sees the order and not the warning",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="oversight.integritywarning",
            ),
        ),
        migrations.AlterField(
            model_name="rectification",
            name="source",
            field=models.CharField(
                choices=[
                    ("rectify_central", "中央生态环保督察"),
                    ("rectify_provincial", "省级生态环保督察"),
                    ("rectify_supervision", "大督察"),
                    ("rectify_conduct", "作风纪律督查"),
                    ("rectify_audit", "审计"),
                    ("rectify_patrol", "巡察回头看"),
                    ("rectify_law", "数字化执法监督"),
                ],
                max_length=30,
            ),
        ),
        migrations.AlterField(
            model_name="rectification",
            name="state",
            field=models.CharField(
                choices=[
                    ("rectify_found", "待交办"),
                    ("rectify_assigned", "待报方案"),
                    ("rectify_planned", "整改中"),
                    ("rectify_answered", "待核查"),
                    ("rectify_closed", "已销号"),
                    ("rectify_withdrawn", "已撤销"),
                ],
                default="rectify_found",
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="rectificationstep",
            name="act",
            field=models.CharField(
                choices=[
                    ("rectification.read", "查看整改清单"),
                    ("rectification.own", "查看本单位整改"),
                    ("rectification.enter", "登记问题"),
                    ("rectification.assign", "交办"),
                    ("rectification.plan", "报送整改方案"),
                    ("rectification.answer", "报送整改情况"),
                    ("rectification.close", "核查销号"),
                    ("rectification.send_back", "退回再改"),
                    ("rectification.withdraw", "撤销"),
                ],
                max_length=30,
            ),
        ),
        migrations.AlterField(
            model_name="rectificationstep",
            name="state",
            field=models.CharField(
                choices=[
                    ("rectify_found", "待交办"),
                    ("rectify_assigned", "待报方案"),
                    ("rectify_planned", "整改中"),
                    ("rectify_answered", "待核查"),
                    ("rectify_closed", "已销号"),
                    ("rectify_withdrawn", "已撤销"),
                ],
                help_text="after it",
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="supervisiontask",
            name="source",
            field=models.CharField(
                choices=[
                    ("rectify_central", "中央生态环保督察"),
                    ("rectify_provincial", "省级生态环保督察"),
                    ("rectify_supervision", "大督察"),
                    ("rectify_conduct", "作风纪律督查"),
                    ("rectify_audit", "审计"),
                    ("rectify_patrol", "巡察回头看"),
                    ("rectify_law", "数字化执法监督"),
                ],
                max_length=30,
            ),
        ),
    ]
