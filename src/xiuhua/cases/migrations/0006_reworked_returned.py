"""Cases that were reworked or returned are few: whoever opens their count finds them at once."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_alarm_case"), ("ground", "0014_water_truck")]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("reworks__gt", 0)), fields=["reported_at", "id"], name="case_reworked"
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("returns__gt", 0)), fields=["reported_at", "id"], name="case_returned"
            ),
        ),
    ]
