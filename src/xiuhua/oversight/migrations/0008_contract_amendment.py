"""Amendments of service contracts, and who sees these rows."""

import django.db.models.deletion
from django.db import migrations, models

ROW_SECURITY = """
ALTER TABLE oversight_contractamendment ENABLE ROW LEVEL SECURITY;
ALTER TABLE oversight_contractamendment FORCE ROW LEVEL SECURITY;
CREATE POLICY contractamendment_scope ON oversight_contractamendment
    USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
"""
ROW_SECURITY_NOT = """
DROP POLICY contractamendment_scope ON oversight_contractamendment;
ALTER TABLE oversight_contractamendment NO FORCE ROW LEVEL SECURITY;
ALTER TABLE oversight_contractamendment DISABLE ROW LEVEL SECURITY;
"""
GRANTS = "REVOKE UPDATE, DELETE ON oversight_contractamendment FROM xiuhua_app;"


class Migration(migrations.Migration):
    dependencies = [
        ("files", "0004_people"),
        ("oversight", "0007_service_contract"),
    ]

    operations = [
        migrations.AlterField(
            model_name="contractcheck",
            name="term",
            field=models.PositiveSmallIntegerField(
                help_text="place of the term, from 0, of those of its month; none: nothing found", null=True
            ),
        ),
        migrations.CreateModel(
            name="ContractAmendment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(help_text="1, 2, 3 … per contract")),
                (
                    "since",
                    models.DateField(
                        help_text="valid from; from which month on it is counted, see rules.contracts"
                    ),
                ),
                (
                    "month_fen",
                    models.BigIntegerField(help_text="what a month is paid before deductions, fen"),
                ),
                (
                    "terms",
                    models.JSONField(default=list, help_text="all of them, as those of the contract"),
                ),
                ("paper", models.CharField(blank=True, help_text="number of the agreement", max_length=80)),
                ("reason", models.CharField(max_length=300)),
                ("entered_by", models.CharField(help_text="as the ledger names actors", max_length=60)),
                ("recorded_at", models.DateTimeField()),
                ("area_code", models.CharField(max_length=20)),
                (
                    "contract",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="amendments",
                        to="oversight.servicecontract",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="contractamendment",
            index=models.Index(fields=["area_code", "id"], name="contract_amendment_by_area"),
        ),
        migrations.AddConstraint(
            model_name="contractamendment",
            constraint=models.UniqueConstraint(fields=("contract", "number"), name="contract_amendment_once"),
        ),
        migrations.AddConstraint(
            model_name="contractamendment",
            constraint=models.CheckConstraint(
                condition=models.Q(("month_fen__gt", 0)), name="contract_amendment_sound"
            ),
        ),
        migrations.RunSQL(ROW_SECURITY, ROW_SECURITY_NOT),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
    ]
