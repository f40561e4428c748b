"""Second looks at what a sheet of marks found."""

import django.db.models.deletion
from django.db import migrations, models

ROW_SECURITY = """
ALTER TABLE evaluation_markrecheck ENABLE ROW LEVEL SECURITY;
ALTER TABLE evaluation_markrecheck FORCE ROW LEVEL SECURITY;
CREATE POLICY markrecheck_scope ON evaluation_markrecheck
    USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
"""
ROW_SECURITY_NOT = """
DROP POLICY markrecheck_scope ON evaluation_markrecheck;
ALTER TABLE evaluation_markrecheck NO FORCE ROW LEVEL SECURITY;
ALTER TABLE evaluation_markrecheck DISABLE ROW LEVEL SECURITY;
"""
GRANTS = "REVOKE UPDATE, DELETE ON evaluation_markrecheck, evaluation_recheckphoto FROM xiuhua_app;"


class Migration(migrations.Migration):
    dependencies = [
        ("evaluation", "0006_watches"),
        ("files", "0004_people"),
    ]

    operations = [
        migrations.CreateModel(
            name="MarkRecheck",
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
                (
                    "rectified",
                    models.PositiveSmallIntegerField(help_text="how many more of its problems are put right"),
                ),
                ("note", models.TextField(blank=True)),
                ("checked_by", models.CharField(help_text="as the ledger names actors", max_length=60)),
                ("area_code", models.CharField(max_length=20)),
                ("at", models.DateTimeField()),
                (
                    "mark",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rechecks",
                        to="evaluation.mark",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RecheckPhoto",
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
                    "recheck",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="photos",
                        to="evaluation.markrecheck",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="markrecheck",
            index=models.Index(fields=["mark", "at"], name="mark_recheck_by_mark"),
        ),
        migrations.AddIndex(
            model_name="markrecheck",
            index=models.Index(fields=["area_code", "id"], name="mark_recheck_by_area"),
        ),
        migrations.RunSQL(ROW_SECURITY, ROW_SECURITY_NOT),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
    ]
