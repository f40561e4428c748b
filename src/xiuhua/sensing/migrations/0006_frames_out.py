"""What is sent to a device for a command is kept beside what it sends."""

from django.db import migrations, models

# A default that is no expression is told to the table, and rewrites none of its days.
COLUMN = "ALTER TABLE sensing_rawframe ADD COLUMN direction varchar(12) NOT NULL DEFAULT 'frame_in';"
COLUMN_NOT = "ALTER TABLE sensing_rawframe DROP COLUMN direction;"


class Migration(migrations.Migration):
    dependencies = [
        ("sensing", "0005_video_channel"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AddField(
                    model_name="rawframe",
                    name="direction",
                    field=models.CharField(
                        choices=[("frame_in", "收到"), ("frame_out", "发出")],
                        default="frame_in",
                        help_text="in, or out to it",
                        max_length=12,
                    ),
                ),
            ],
            database_operations=[migrations.RunSQL(COLUMN, COLUMN_NOT)],
        ),
    ]
