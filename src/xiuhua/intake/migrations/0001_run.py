"""Imports, and who can see their rows."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

# A run is seen by those who see every area it may touch; the empty prefix stands for all of them. What hangs on a
# run is seen with it: the policy on runs holds inside these questions too.
ROW_SECURITY = """
ALTER TABLE intake_importrun ENABLE ROW LEVEL SECURITY;
ALTER TABLE intake_importrun FORCE ROW LEVEL SECURITY;
CREATE POLICY intake_importrun_scope ON intake_importrun USING (
    (SELECT bool_and(xiuhua_sees(CASE one WHEN '' THEN '*' ELSE one END)) FROM unnest(areas) AS one)
);
""" + "".join(
    f"""
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY {table}_scope ON {table} USING (
    run_id IN (SELECT run.id FROM intake_importrun AS run)
);
"""
    for table in ("intake_importfault", "intake_importchange", "intake_importedrow")
)
ROW_SECURITY_NOT = "".join(
    f"DROP POLICY {table}_scope ON {table};"
    for table in ("intake_importedrow", "intake_importchange", "intake_importfault", "intake_importrun")
)
GRANTS = "REVOKE DELETE ON intake_importrun, intake_importmapping FROM xiuhua_app;"


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("files", "0001_stored_file"),
    ]

    operations = [
        migrations.CreateModel(
            name="ImportMapping",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=40)),
                ("area_code", models.CharField(blank=True, max_length=20)),
                ("mapping", models.JSONField(default=dict)),
                ("saved_by", models.CharField(max_length=60)),
                ("saved_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "area_code"), name="import_mapping_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(help_text="the key of the import kind", max_length=40)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("reading", "读取中"),
                            ("choosing", "待对应列"),
                            ("previewed", "待确认"),
                            ("committing", "写入中"),
                            ("undoing", "撤回中"),
                            ("done", "已导入"),
                            ("refused", "无法读取"),
                            ("undone", "已撤回"),
                            ("dropped", "已放弃"),
                        ],
                        default="reading",
                        max_length=12,
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        help_text="of the file, as it was handed in; its ending says what it is",
                        max_length=120,
                    ),
                ),
                (
                    "mapping",
                    models.JSONField(
                        default=dict, help_text="what somebody said about the file; see rules.mapping"
                    ),
                ),
                (
                    "preview",
                    models.JSONField(
                        default=dict, help_text="headings, samples, notes and shapes for the page"
                    ),
                ),
                (
                    "failure",
                    models.JSONField(
                        default=dict,
                        help_text="code and arguments of the sentence that says why it stands still",
                    ),
                ),
                ("plan", models.CharField(blank=True, max_length=64)),
                (
                    "fresh",
                    models.PositiveIntegerField(default=0, help_text="rows that would be, or are, made"),
                ),
                ("changed", models.PositiveIntegerField(default=0)),
                ("same", models.PositiveIntegerField(default=0)),
                ("faulty", models.PositiveIntegerField(default=0, help_text="rows with at least one fault")),
                (
                    "done",
                    models.PositiveIntegerField(
                        default=0, help_text="rows dealt with by the job that is at it"
                    ),
                ),
                (
                    "leaves_out",
                    models.BooleanField(
                        default=False, help_text="whether the faulty rows stay out by decision"
                    ),
                ),
                ("started_by", models.CharField(help_text="the actor's name in the ledger", max_length=60)),
                (
                    "user_id",
                    models.BigIntegerField(
                        help_text="the account behind the actor, asked again when a job runs"
                    ),
                ),
                (
                    "areas",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(blank=True, max_length=20),
                        help_text="the area prefixes it may touch",
                        size=None,
                    ),
                ),
                ("started_at", models.DateTimeField()),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                ("committed_by", models.CharField(blank=True, max_length=60)),
                ("committed_at", models.DateTimeField(blank=True, null=True)),
                ("undone_by", models.CharField(blank=True, max_length=60)),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                (
                    "file",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="files.storedfile"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ImportFault",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("row", models.PositiveIntegerField()),
                ("column", models.CharField(blank=True, max_length=120)),
                ("code", models.CharField(max_length=60)),
                ("arguments", models.JSONField(default=dict)),
                ("cells", models.JSONField(default=dict, help_text="heading to cell")),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="faults",
                        to="intake.importrun",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ImportedRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=120)),
                ("number", models.BigIntegerField(help_text="the row's own key in its table")),
                (
                    "before",
                    models.JSONField(
                        blank=True, help_text="what it held; empty: the import made it", null=True
                    ),
                ),
                (
                    "shape",
                    models.BinaryField(blank=True, help_text="the shape it had, WKB in WGS84", null=True),
                ),
                ("fingerprint", models.CharField(max_length=64)),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="intake.importrun",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ImportChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("row", models.PositiveIntegerField()),
                ("key", models.CharField(max_length=120)),
                ("column", models.CharField(max_length=60)),
                ("before", models.TextField(blank=True)),
                ("after", models.TextField(blank=True)),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="changes",
                        to="intake.importrun",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="importrun",
            index=models.Index(fields=["kind", "-id"], name="import_by_kind"),
        ),
        migrations.AddIndex(
            model_name="importfault",
            index=models.Index(fields=["run", "row", "id"], name="import_fault_by_run"),
        ),
        migrations.AddConstraint(
            model_name="importedrow",
            constraint=models.UniqueConstraint(fields=("run", "key"), name="import_row_once"),
        ),
        migrations.AddIndex(
            model_name="importchange",
            index=models.Index(fields=["run", "row", "id"], name="import_change_by_run"),
        ),
        migrations.RunSQL(ROW_SECURITY, ROW_SECURITY_NOT),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
    ]
