"""Who has a device; and fences of a larger area, which bind the vehicles of the areas in it."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

# A holding leads to a person. Whoever sees an area sees the fences of the areas it lies in: its vehicles keep to
# them, and a vehicle's day is told by them.
ROW_SECURITY = """
ALTER TABLE sensing_deviceholding ENABLE ROW LEVEL SECURITY;
ALTER TABLE sensing_deviceholding FORCE ROW LEVEL SECURITY;
CREATE POLICY deviceholding_scope ON sensing_deviceholding
    USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
REVOKE DELETE, TRUNCATE ON sensing_deviceholding FROM xiuhua_app;
"""
ROW_SECURITY_NOT = """
DROP POLICY deviceholding_scope ON sensing_deviceholding;
ALTER TABLE sensing_deviceholding NO FORCE ROW LEVEL SECURITY;
ALTER TABLE sensing_deviceholding DISABLE ROW LEVEL SECURITY;
"""
_FENCES = ("fence", "fenceversion")
FENCES_ABOVE = "".join(
    f"""
DROP POLICY {table}_scope ON sensing_{table};
CREATE POLICY {table}_scope ON sensing_{table}
    USING (xiuhua_sees(area_code) OR EXISTS (
        SELECT FROM unnest(string_to_array(current_setting('xiuhua.scope', true), ',', '')) AS mine(area)
        WHERE mine.area ^@ area_code
    ))
    WITH CHECK (xiuhua_sees(area_code));
"""
    for table in _FENCES
)
FENCES_ABOVE_NOT = "".join(
    f"""
DROP POLICY {table}_scope ON sensing_{table};
CREATE POLICY {table}_scope ON sensing_{table} USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
"""
    for table in _FENCES
)


class Migration(migrations.Migration):
    dependencies = [
        ("ground", "0012_camera_put_up"),
        ("sensing", "0008_fence"),
    ]

    operations = [
        migrations.CreateModel(
            name="DeviceHolding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("area_code", models.CharField(max_length=20)),
                (
                    "state",
                    models.CharField(
                        choices=[("kit_held", "领用中"), ("kit_returned", "已归还")],
                        default="kit_held",
                        max_length=20,
                    ),
                ),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
                (
                    "note",
                    models.CharField(
                        blank=True, help_text="what comes with it, how it was given out", max_length=200
                    ),
                ),
                (
                    "returned_note",
                    models.CharField(blank=True, help_text="how it came back", max_length=200),
                ),
                ("search", django.contrib.postgres.search.SearchVectorField(null=True)),
                (
                    "device",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="holdings",
                        to="sensing.device",
                    ),
                ),
                (
                    "grid",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="holdings", to="ground.area"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="holdings",
                        to="ground.person",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="deviceholding",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until__isnull", True)), fields=("device",), name="device_with_one_person"
            ),
        ),
        migrations.AddIndex(
            model_name="deviceholding",
            index=models.Index(fields=["since", "id"], name="holding_by_since"),
        ),
        migrations.AddIndex(
            model_name="deviceholding",
            index=models.Index(fields=["area_code", "id"], name="holding_by_area"),
        ),
        migrations.AddIndex(
            model_name="deviceholding",
            index=django.contrib.postgres.indexes.GinIndex(fields=["search"], name="holding_search"),
        ),
        migrations.RunSQL(ROW_SECURITY, ROW_SECURITY_NOT),
        migrations.RunSQL(FENCES_ABOVE, FENCES_ABOVE_NOT),
    ]
