"""What is looked at on the spot, what was found, and how it was put right."""

import django.contrib.gis.db.models.fields
import django.db.models.deletion
from django.db import migrations, models

# These rows lead to people, so the database itself keeps districts apart, the owner's own sessions included.
ROW_SECURITY = """
ALTER TABLE inspections_inspection ENABLE ROW LEVEL SECURITY;
ALTER TABLE inspections_inspection FORCE ROW LEVEL SECURITY;
CREATE POLICY inspection_scope ON inspections_inspection
    USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE inspections_rectifyorder ENABLE ROW LEVEL SECURITY;
ALTER TABLE inspections_rectifyorder FORCE ROW LEVEL SECURITY;
CREATE POLICY rectifyorder_scope ON inspections_rectifyorder
    USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE inspections_finding ENABLE ROW LEVEL SECURITY;
ALTER TABLE inspections_finding FORCE ROW LEVEL SECURITY;
CREATE POLICY finding_scope ON inspections_finding
    USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE inspections_findingstep ENABLE ROW LEVEL SECURITY;
ALTER TABLE inspections_findingstep FORCE ROW LEVEL SECURITY;
CREATE POLICY findingstep_scope ON inspections_findingstep
    USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
"""
ROW_SECURITY_NOT = """
DROP POLICY inspection_scope ON inspections_inspection;
ALTER TABLE inspections_inspection NO FORCE ROW LEVEL SECURITY;
ALTER TABLE inspections_inspection DISABLE ROW LEVEL SECURITY;
DROP POLICY rectifyorder_scope ON inspections_rectifyorder;
ALTER TABLE inspections_rectifyorder NO FORCE ROW LEVEL SECURITY;
ALTER TABLE inspections_rectifyorder DISABLE ROW LEVEL SECURITY;
DROP POLICY finding_scope ON inspections_finding;
ALTER TABLE inspections_finding NO FORCE ROW LEVEL SECURITY;
ALTER TABLE inspections_finding DISABLE ROW LEVEL SECURITY;
DROP POLICY findingstep_scope ON inspections_findingstep;
ALTER TABLE inspections_findingstep NO FORCE ROW LEVEL SECURITY;
ALTER TABLE inspections_findingstep DISABLE ROW LEVEL SECURITY;
"""

# What was published, seen, ordered or done is never changed and never forgotten.
GRANTS = """
REVOKE UPDATE, DELETE ON inspections_standard, inspections_inspection, inspections_inspectionphoto,
    inspections_itemresult, inspections_rectifyorder, inspections_findingstep, inspections_findingphoto FROM xiuhua_app;
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0005_alarm_case"),
        ("files", "0004_people"),
        ("ground", "0012_camera_put_up"),
    ]

    operations = [
        migrations.CreateModel(
            name="Finding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("checklist", models.CharField(max_length=40)),
                ("item", models.CharField(max_length=40)),
                ("text", models.TextField(blank=True, help_text="what exactly was wrong")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("finding_open", "待处理"),
                            ("finding_fixed", "即查即改"),
                            ("finding_ordered", "责令整改"),
                            ("finding_answered", "待复查"),
                            ("finding_closed", "已整改"),
                            ("finding_case", "已转案件"),
                        ],
                        default="finding_open",
                        max_length=20,
                    ),
                ),
                ("due_at", models.DateTimeField(help_text="it has to be put right before then", null=True)),
                (
                    "answered_by",
                    models.CharField(blank=True, help_text="who said that it was put right", max_length=60),
                ),
                ("area_code", models.CharField(max_length=20)),
                ("found_at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="findings",
                        to="cases.case",
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ground.party",
                    ),
                ),
                (
                    "premises",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inspection_findings",
                        to="ground.premises",
                    ),
                ),
                (
                    "vehicle",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inspection_findings",
                        to="ground.vehicle",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="FindingStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("finding.find", "发现问题"),
                            ("finding.fix", "即查即改"),
                            ("finding.order", "责令整改"),
                            ("finding.answer", "整改反馈"),
                            ("finding.recheck", "复查"),
                            ("finding.to_case", "转为案件"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("finding_open", "待处理"),
                            ("finding_fixed", "即查即改"),
                            ("finding_ordered", "责令整改"),
                            ("finding_answered", "待复查"),
                            ("finding_closed", "已整改"),
                            ("finding_case", "已转案件"),
                        ],
                        help_text="after it",
                        max_length=20,
                    ),
                ),
                ("due_at", models.DateTimeField(help_text="after it", null=True)),
                ("text", models.TextField(blank=True)),
                ("by", models.CharField(help_text="as the ledger names actors", max_length=60)),
                ("at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                ("area_code", models.CharField(max_length=20)),
                (
                    "finding",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="inspections.finding",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="FindingPhoto",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
                    ),
                ),
                (
                    "step",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="photos",
                        to="inspections.findingstep",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Inspection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "client_id",
                    models.UUIDField(help_text="UUIDv7, given where it was written down", unique=True),
                ),
                ("checklist", models.CharField(help_text="key of the standard", max_length=40)),
                (
                    "result",
                    models.CharField(
                        choices=[("inspection_clean", "未发现问题"), ("inspection_faulty", "发现问题")],
                        max_length=20,
                    ),
                ),
                ("broken", models.PositiveSmallIntegerField(help_text="how many items were not kept")),
                ("officers", models.PositiveSmallIntegerField(help_text="how many took part")),
                ("inspected_by", models.CharField(help_text="as the ledger names actors", max_length=60)),
                ("note", models.TextField(blank=True)),
                ("address", models.CharField(blank=True, max_length=160)),
                (
                    "place",
                    django.contrib.gis.db.models.fields.PointField(help_text="WGS84", null=True, srid=4326),
                ),
                ("area_code", models.CharField(max_length=20)),
                ("at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "party",
                    models.ForeignKey(
                        help_text="who answered for it then",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ground.party",
                    ),
                ),
                (
                    "premises",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inspections",
                        to="ground.premises",
                    ),
                ),
                (
                    "vehicle",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inspections",
                        to="ground.vehicle",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="finding",
            name="inspection",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="findings",
                to="inspections.inspection",
            ),
        ),
        migrations.CreateModel(
            name="InspectionPhoto",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
                    ),
                ),
                (
                    "inspection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="photos",
                        to="inspections.inspection",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ItemResult",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("item", models.CharField(help_text="key in the standard", max_length=40)),
                (
                    "verdict",
                    models.CharField(
                        choices=[("item_kept", "符合"), ("item_broken", "不符合"), ("item_apart", "不适用")],
                        max_length=20,
                    ),
                ),
                (
                    "inspection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="results",
                        to="inspections.inspection",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RectifyOrder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=40)),
                (
                    "demand",
                    models.TextField(blank=True, help_text="what has to be done, beside what was found"),
                ),
                ("issued_by", models.CharField(help_text="as the ledger names actors", max_length=60)),
                (
                    "issuer",
                    models.CharField(
                        blank=True, help_text="the unit whose name stands under it", max_length=100
                    ),
                ),
                ("issued_at", models.DateTimeField()),
                ("area_code", models.CharField(max_length=20)),
                (
                    "inspection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="orders",
                        to="inspections.inspection",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="finding",
            name="order",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="findings",
                to="inspections.rectifyorder",
            ),
        ),
        migrations.CreateModel(
            name="Standard",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=40)),
                ("number", models.PositiveIntegerField(help_text="1, 2, 3 … per checklist")),
                ("digest", models.CharField(help_text="SHA-256 of the body", max_length=64)),
                ("subject", models.CharField(help_text="premises or vehicle", max_length=10)),
                ("body", models.JSONField(help_text="all that the declaration says, see rules.standards")),
                ("published_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["published_at", "id"], name="standard_by_time")],
                "constraints": [
                    models.UniqueConstraint(fields=("key", "number"), name="standard_number_once")
                ],
            },
        ),
        migrations.AddField(
            model_name="inspection",
            name="standard",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="inspections",
                to="inspections.standard",
            ),
        ),
        migrations.AddIndex(
            model_name="findingstep",
            index=models.Index(fields=["finding", "id"], name="finding_step_by_finding"),
        ),
        migrations.AddConstraint(
            model_name="itemresult",
            constraint=models.UniqueConstraint(fields=("inspection", "item"), name="item_result_once"),
        ),
        migrations.AddConstraint(
            model_name="rectifyorder",
            constraint=models.UniqueConstraint(fields=("area_code", "number"), name="rectify_number_once"),
        ),
        migrations.AddIndex(
            model_name="finding",
            index=models.Index(fields=["area_code", "id"], name="finding_by_area"),
        ),
        migrations.AddIndex(
            model_name="finding",
            index=models.Index(fields=["found_at", "id"], name="finding_by_time"),
        ),
        migrations.AddIndex(
            model_name="finding",
            index=models.Index(fields=["due_at", "id"], name="finding_by_due"),
        ),
        migrations.AddIndex(
            model_name="finding",
            index=models.Index(fields=["premises", "id"], name="finding_by_premises"),
        ),
        migrations.AddIndex(
            model_name="finding",
            index=models.Index(fields=["vehicle", "id"], name="finding_by_vehicle"),
        ),
        migrations.AddIndex(
            model_name="finding",
            index=models.Index(fields=["party", "id"], name="finding_by_party"),
        ),
        migrations.AddConstraint(
            model_name="finding",
            constraint=models.UniqueConstraint(fields=("inspection", "item"), name="finding_item_once"),
        ),
        migrations.AddIndex(
            model_name="inspection",
            index=models.Index(fields=["area_code", "id"], name="inspection_by_area"),
        ),
        migrations.AddIndex(
            model_name="inspection",
            index=models.Index(fields=["at", "id"], name="inspection_by_time"),
        ),
        migrations.AddIndex(
            model_name="inspection",
            index=models.Index(fields=["premises", "at"], name="inspection_by_premises"),
        ),
        migrations.AddIndex(
            model_name="inspection",
            index=models.Index(fields=["vehicle", "at"], name="inspection_by_vehicle"),
        ),
        migrations.AddIndex(
            model_name="inspection",
            index=models.Index(fields=["party", "id"], name="inspection_by_party"),
        ),
        migrations.AddConstraint(
            model_name="inspection",
            constraint=models.CheckConstraint(
                condition=models.Q(("premises", None), ("vehicle", None), _connector="XOR"),
                name="inspection_of_one_thing",
            ),
        ),
        migrations.RunSQL(ROW_SECURITY, ROW_SECURITY_NOT),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
    ]
