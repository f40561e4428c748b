"""Which devices a rule watches, with which numbers where; and the times in which work is done on devices."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

# Whoever sees an area sees the windows of the areas it lies in: their devices keep quiet too.
ROW_SECURITY = """
ALTER TABLE sensing_maintenancewindow ENABLE ROW LEVEL SECURITY;
ALTER TABLE sensing_maintenancewindow FORCE ROW LEVEL SECURITY;
CREATE POLICY maintenancewindow_scope ON sensing_maintenancewindow
    USING (xiuhua_sees(area_code) OR EXISTS (
        SELECT FROM unnest(string_to_array(current_setting('xiuhua.scope', true), ',', '')) AS mine(area)
        WHERE mine.area ^@ area_code
    ))
    WITH CHECK (xiuhua_sees(area_code));
"""
ROW_SECURITY_NOT = """
DROP POLICY maintenancewindow_scope ON sensing_maintenancewindow;
ALTER TABLE sensing_maintenancewindow NO FORCE ROW LEVEL SECURITY;
ALTER TABLE sensing_maintenancewindow DISABLE ROW LEVEL SECURITY;
"""
# What a version means never changes; the gateway marks what is measured in a window. Times ahead may be taken back.
GRANTS = """
REVOKE UPDATE, DELETE, TRUNCATE ON sensing_ruleversion_devices FROM xiuhua_app;
REVOKE DELETE, TRUNCATE ON sensing_maintenancewindow FROM xiuhua_app;
GRANT SELECT ON sensing_maintenancewindow, sensing_maintenancespan, sensing_maintenancewindow_devices TO xiuhua_gateway;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("sensing", "0006_frames_out"),
    ]

    operations = [
        migrations.AddField(
            model_name="alarm",
            name="limits",
            field=models.JSONField(
                default=list, help_text="numbers that held here: name, value, area, hours"
            ),
        ),
        migrations.AddField(
            model_name="device",
            name="tags",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=30),
                default=list,
                help_text="words that rules choose by",
                size=None,
            ),
        ),
        migrations.CreateModel(
            name="ListedDevice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "device",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="sensing.device"
                    ),
                ),
                (
                    "ruleversion",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sensing.ruleversion",
                    ),
                ),
            ],
            options={
                "db_table": "sensing_ruleversion_devices",
                "constraints": [
                    models.UniqueConstraint(fields=("ruleversion", "device"), name="listed_device_once")
                ],
            },
        ),
        migrations.AddField(
            model_name="ruleversion",
            name="devices",
            field=models.ManyToManyField(
                help_text="picked by hand",
                related_name="+",
                through="sensing.ListedDevice",
                to="sensing.device",
            ),
        ),
        migrations.AddField(
            model_name="ruleversion",
            name="is_listed",
            field=models.BooleanField(default=False, help_text="only the devices listed"),
        ),
        migrations.AddField(
            model_name="ruleversion",
            name="model",
            field=models.CharField(blank=True, help_text="only devices of it", max_length=60),
        ),
        migrations.AddField(
            model_name="ruleversion",
            name="subject",
            field=models.CharField(
                blank=True,
                choices=[
                    ("premises", "场所"),
                    ("component", "部件"),
                    ("vehicle", "车辆"),
                    ("nothing", "不归属任何对象"),
                ],
                help_text="only devices that belong to such",
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="ruleversion",
            name="tag",
            field=models.CharField(blank=True, help_text="only devices with it", max_length=30),
        ),
        migrations.AlterField(
            model_name="alarm",
            name="state",
            field=models.CharField(
                choices=[
                    ("alarm_firing", "报警中"),
                    ("alarm_held", "检修中"),
                    ("alarm_recovering", "恢复中"),
                    ("alarm_cleared", "已解除"),
                ],
                max_length=20,
            ),
        ),
        migrations.CreateModel(
            name="MaintenanceWindow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("area_code", models.CharField(help_text="in which all its devices lie", max_length=20)),
                (
                    "whole_area",
                    models.BooleanField(help_text="about every device of the area, those of later too"),
                ),
                ("is_for_rules", models.BooleanField(help_text="only the rules named keep quiet")),
                (
                    "state",
                    models.CharField(
                        choices=[("maintenance_set", "已登记"), ("maintenance_withdrawn", "已撤回")],
                        default="maintenance_set",
                        max_length=30,
                    ),
                ),
                ("since", models.DateTimeField(help_text="the first time")),
                ("until", models.DateTimeField(help_text="of the first time, as it was announced")),
                (
                    "weekly_until",
                    models.DateField(help_text="again every week, the last day; none for once", null=True),
                ),
                ("last_until", models.DateTimeField(help_text="when its last time is over")),
                ("worker", models.CharField(help_text="who does the work", max_length=80)),
                ("reason", models.CharField(max_length=300)),
                ("author", models.CharField(help_text="as the ledger names them", max_length=60)),
                ("recorded_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                (
                    "devices",
                    models.ManyToManyField(
                        help_text="none where the whole area is meant", related_name="+", to="sensing.device"
                    ),
                ),
                ("rules", models.ManyToManyField(related_name="+", to="sensing.rule")),
            ],
        ),
        migrations.CreateModel(
            name="MaintenanceSpan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField()),
                (
                    "window",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="spans",
                        to="sensing.maintenancewindow",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="maintenancewindow",
            index=models.Index(fields=["since", "id"], name="maintenance_by_since"),
        ),
        migrations.AddIndex(
            model_name="maintenancewindow",
            index=models.Index(fields=["area_code", "id"], name="maintenance_by_area"),
        ),
        migrations.AddIndex(
            model_name="maintenancespan",
            index=models.Index(fields=["until", "since"], name="maintenance_span_by_until"),
        ),
        migrations.RunSQL(ROW_SECURITY, ROW_SECURITY_NOT),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
    ]
