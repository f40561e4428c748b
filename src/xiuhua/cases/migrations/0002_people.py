"""The ways in that a report may have come by have their names."""

from django.db import migrations, models

CHANNELS = [
    ("channel_collector", "监督员上报"),
    ("channel_grid", "网格员上报"),
    ("channel_hotline", "热线"),
    ("channel_city_line", "12345 工单"),
    ("channel_public", "公众举报"),
    ("channel_wechat", "微信举报"),
    ("channel_board", "留言板"),
    ("channel_mail", "电子邮件"),
    ("channel_whistle", "社区吹哨"),
    ("channel_video", "视频巡查"),
    ("channel_smart", "智能发现"),
    ("channel_sensor", "物联告警"),
    ("channel_upper", "市级派遣"),
    ("channel_leader", "领导交办"),
    ("channel_press", "媒体曝光"),
    ("channel_department", "部门转办"),
    ("channel_look_back", "回头看"),
    ("channel_step_up", "逐级上报"),
    ("channel_import", "历史导入"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0001_case"),
    ]

    operations = [
        migrations.AlterField(
            model_name="case",
            name="channel",
            field=models.CharField(
                choices=CHANNELS,
                help_text="source of discovery",
                max_length=24,
            ),
        ),
        migrations.AlterField(
            model_name="report",
            name="channel",
            field=models.CharField(
                choices=CHANNELS,
                max_length=24,
            ),
        ),
    ]
