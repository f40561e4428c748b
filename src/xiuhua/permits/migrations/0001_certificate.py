"""What somebody may do, until when, and what each certificate has said."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

# These rows lead to people, so the database itself keeps districts apart, the owner's own sessions included.
ROW_SECURITY = """
ALTER TABLE permits_certificate ENABLE ROW LEVEL SECURITY;
ALTER TABLE permits_certificate FORCE ROW LEVEL SECURITY;
CREATE POLICY certificate_scope ON permits_certificate
    USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE permits_certificateversion ENABLE ROW LEVEL SECURITY;
ALTER TABLE permits_certificateversion FORCE ROW LEVEL SECURITY;
CREATE POLICY certificateversion_scope ON permits_certificateversion
    USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE permits_certificatehold ENABLE ROW LEVEL SECURITY;
ALTER TABLE permits_certificatehold FORCE ROW LEVEL SECURITY;
CREATE POLICY certificatehold_scope ON permits_certificatehold
    USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
"""
ROW_SECURITY_NOT = """
DROP POLICY certificate_scope ON permits_certificate;
ALTER TABLE permits_certificate NO FORCE ROW LEVEL SECURITY;
ALTER TABLE permits_certificate DISABLE ROW LEVEL SECURITY;
DROP POLICY certificateversion_scope ON permits_certificateversion;
ALTER TABLE permits_certificateversion NO FORCE ROW LEVEL SECURITY;
ALTER TABLE permits_certificateversion DISABLE ROW LEVEL SECURITY;
DROP POLICY certificatehold_scope ON permits_certificatehold;
ALTER TABLE permits_certificatehold NO FORCE ROW LEVEL SECURITY;
ALTER TABLE permits_certificatehold DISABLE ROW LEVEL SECURITY;
"""

# What a certificate said is never changed; with an import that is taken back it goes.
GRANTS = """
REVOKE UPDATE ON permits_certificateversion FROM xiuhua_app;
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("files", "0004_people"),
        ("ground", "0012_camera_put_up"),
    ]

    operations = [
        migrations.CreateModel(
            name="Certificate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("client_id", models.UUIDField(help_text="UUIDv7", unique=True)),
                ("kind", models.CharField(help_text="key of the declared kind", max_length=40)),
                ("number", models.CharField(max_length=60)),
                ("since_at", models.DateTimeField(help_text="it holds from then on")),
                (
                    "until_at",
                    models.DateTimeField(help_text="it holds until before then; none: no end", null=True),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("certificate_issued", "已核发"),
                            ("certificate_suspended", "暂停"),
                            ("certificate_revoked", "已撤销"),
                            ("certificate_expired", "已到期"),
                        ],
                        default="certificate_issued",
                        max_length=30,
                    ),
                ),
                ("fields", models.JSONField(default=dict)),
                ("version", models.PositiveSmallIntegerField(default=1)),
                ("area_code", models.CharField(max_length=20)),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "search",
                    django.contrib.postgres.search.SearchVectorField(
                        help_text="bigrams of number, holder and subject", null=True
                    ),
                ),
                ("recorded_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                (
                    "file",
                    models.ForeignKey(
                        help_text="the document it came from",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        help_text="under which it is given",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="permits.certificate",
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        help_text="who holds it",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certificates",
                        to="ground.party",
                    ),
                ),
                (
                    "premises",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certificates",
                        to="ground.premises",
                    ),
                ),
                (
                    "vehicle",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certificates",
                        to="ground.vehicle",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CertificateHold",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("since_at", models.DateTimeField()),
                ("until_at", models.DateTimeField(help_text="none: it goes on", null=True)),
                ("reason", models.CharField(max_length=300)),
                ("area_code", models.CharField(max_length=20)),
                (
                    "certificate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="holds",
                        to="permits.certificate",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CertificateVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(help_text="1, 2, 3 … per certificate")),
                ("effective_at", models.DateTimeField()),
                ("since_at", models.DateTimeField()),
                ("until_at", models.DateTimeField(null=True)),
                ("fields", models.JSONField(default=dict)),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("written_by", models.CharField(help_text="as the ledger names actors", max_length=60)),
                ("area_code", models.CharField(max_length=20)),
                (
                    "certificate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
                        to="permits.certificate",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="certificate",
            index=models.Index(fields=["kind", "vehicle", "id"], name="certificate_by_vehicle"),
        ),
        migrations.AddIndex(
            model_name="certificate",
            index=models.Index(fields=["kind", "premises", "id"], name="certificate_by_premises"),
        ),
        migrations.AddIndex(
            model_name="certificate",
            index=models.Index(fields=["party", "id"], name="certificate_by_party"),
        ),
        migrations.AddIndex(
            model_name="certificate",
            index=models.Index(fields=["parent", "id"], name="certificate_by_parent"),
        ),
        migrations.AddIndex(
            model_name="certificate",
            index=models.Index(fields=["area_code", "id"], name="certificate_by_area"),
        ),
        migrations.AddIndex(
            model_name="certificate",
            index=models.Index(fields=["updated_at", "id"], name="certificate_by_change"),
        ),
        migrations.AddIndex(
            model_name="certificate",
            index=models.Index(fields=["until_at", "id"], name="certificate_by_end"),
        ),
        migrations.AddIndex(
            model_name="certificate",
            index=django.contrib.postgres.indexes.GinIndex(fields=["search"], name="certificate_search"),
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.UniqueConstraint(fields=("kind", "number"), name="certificate_number_once"),
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until_at", None), ("until_at__gt", models.F("since_at")), _connector="OR"
                ),
                name="certificate_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="certificatehold",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until_at", None)), fields=("certificate",), name="certificate_hold_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="certificateversion",
            constraint=models.UniqueConstraint(
                fields=("certificate", "number"), name="certificate_version_once"
            ),
        ),
        migrations.RunSQL(ROW_SECURITY, ROW_SECURITY_NOT),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
    ]
