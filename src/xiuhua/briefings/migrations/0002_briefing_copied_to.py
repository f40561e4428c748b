"""Who has a copy of a briefing, for its imprint."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("briefings", "0001_briefings")]

    operations = [
        migrations.AddField(
            "briefing", "copied_to",
            models.CharField(blank=True, help_text="抄送, as it was typed when it was sent", max_length=300),
        ),
    ]  # fmt: skip
