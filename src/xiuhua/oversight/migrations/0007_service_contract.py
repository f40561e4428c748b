"""Service contracts with their terms, daily checks, what a month comes to, and who sees these rows."""

import django.db.models.deletion
from django.db import migrations, models

ROW_SECURITY = """
ALTER TABLE oversight_servicecontract ENABLE ROW LEVEL SECURITY;
ALTER TABLE oversight_servicecontract FORCE ROW LEVEL SECURITY;
CREATE POLICY servicecontract_scope ON oversight_servicecontract
    USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE oversight_contractcheck ENABLE ROW LEVEL SECURITY;
ALTER TABLE oversight_contractcheck FORCE ROW LEVEL SECURITY;
CREATE POLICY contractcheck_scope ON oversight_contractcheck
    USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE oversight_settlement ENABLE ROW LEVEL SECURITY;
ALTER TABLE oversight_settlement FORCE ROW LEVEL SECURITY;
CREATE POLICY settlement_scope ON oversight_settlement
    USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
"""
ROW_SECURITY_NOT = """
DROP POLICY servicecontract_scope ON oversight_servicecontract;
ALTER TABLE oversight_servicecontract NO FORCE ROW LEVEL SECURITY;
ALTER TABLE oversight_servicecontract DISABLE ROW LEVEL SECURITY;
DROP POLICY contractcheck_scope ON oversight_contractcheck;
ALTER TABLE oversight_contractcheck NO FORCE ROW LEVEL SECURITY;
ALTER TABLE oversight_contractcheck DISABLE ROW LEVEL SECURITY;
DROP POLICY settlement_scope ON oversight_settlement;
ALTER TABLE oversight_settlement NO FORCE ROW LEVEL SECURITY;
ALTER TABLE oversight_settlement DISABLE ROW LEVEL SECURITY;
"""
# A contract is locked, not changed; to lock a row is an update to PostgreSQL.
GRANTS = """
REVOKE DELETE ON oversight_servicecontract, oversight_contractcheck, oversight_settlement FROM xiuhua_app;
REVOKE UPDATE, DELETE ON oversight_contractphoto FROM xiuhua_app;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("files", "0004_people"),
        ("ground", "0014_water_truck"),
        ("oversight", "0006_publicity"),
    ]

    operations = [
        migrations.CreateModel(
            name="ContractCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("on", models.DateField()),
                ("at", models.DateTimeField(help_text="the first instant of `on`, for figures and order")),
                (
                    "term",
                    models.PositiveSmallIntegerField(
                        help_text="place of the term, from 0; none: nothing found", null=True
                    ),
                ),
                (
                    "times",
                    models.PositiveSmallIntegerField(default=0, help_text="how often the term was broken"),
                ),
                ("amount_fen", models.BigIntegerField(default=0, help_text="as the term says, fen")),
                ("place", models.CharField(max_length=160)),
                ("text", models.TextField(blank=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("contract_check_clean", "未发现问题"),
                            ("contract_check_stands", "扣款"),
                            ("contract_check_objected", "申诉中"),
                            ("contract_check_upheld", "申诉成立，不扣"),
                            ("contract_check_refused", "申诉不成立"),
                        ],
                        max_length=30,
                    ),
                ),
                ("checked_by", models.CharField(help_text="as the ledger names actors", max_length=60)),
                ("objection", models.TextField(blank=True)),
                ("answer", models.TextField(blank=True)),
                (
                    "answered_by",
                    models.CharField(blank=True, help_text="as the ledger names actors", max_length=60),
                ),
                ("recorded_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("area_code", models.CharField(max_length=20)),
            ],
        ),
        migrations.CreateModel(
            name="ContractPhoto",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "check_of",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="photos",
                        to="oversight.contractcheck",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ServiceContract",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("client_id", models.UUIDField(help_text="UUIDv7", unique=True)),
                ("name", models.CharField(max_length=120)),
                ("paper", models.CharField(help_text="number of the contract", max_length=80)),
                ("since", models.DateField()),
                ("until", models.DateField(help_text="the last day")),
                (
                    "month_fen",
                    models.BigIntegerField(help_text="what a month is paid before deductions, fen"),
                ),
                (
                    "terms",
                    models.JSONField(
                        default=list, help_text="in their order: text, and fen for each finding"
                    ),
                ),
                ("entered_by", models.CharField(help_text="as the ledger names actors", max_length=60)),
                ("recorded_at", models.DateTimeField()),
                ("area_code", models.CharField(max_length=20)),
                (
                    "contractor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ground.unit"
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="contractcheck",
            name="contract",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="checks",
                to="oversight.servicecontract",
            ),
        ),
        migrations.CreateModel(
            name="Settlement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("month", models.DateField(help_text="the first day of it")),
                ("month_fen", models.BigIntegerField()),
                ("deducted_fen", models.BigIntegerField()),
                ("payable_fen", models.BigIntegerField()),
                ("lines", models.JSONField(default=list, help_text="the checks that it was counted from")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("settlement_drawn", "待承包单位确认"),
                            ("settlement_confirmed", "待支付"),
                            ("settlement_paid", "已支付"),
                        ],
                        default="settlement_drawn",
                        max_length=30,
                    ),
                ),
                (
                    "invoice",
                    models.CharField(
                        blank=True, help_text="number of the contractor's invoice", max_length=40
                    ),
                ),
                ("paid_on", models.DateField(null=True)),
                ("drawn_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("area_code", models.CharField(max_length=20)),
                (
                    "contract",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="settlements",
                        to="oversight.servicecontract",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="servicecontract",
            index=models.Index(fields=["area_code", "id"], name="service_contract_by_area"),
        ),
        migrations.AddIndex(
            model_name="servicecontract",
            index=models.Index(fields=["since", "id"], name="service_contract_by_begin"),
        ),
        migrations.AddConstraint(
            model_name="servicecontract",
            constraint=models.CheckConstraint(
                condition=models.Q(("until__gte", models.F("since")), ("month_fen__gt", 0)),
                name="service_contract_sound",
            ),
        ),
        migrations.AddIndex(
            model_name="contractcheck",
            index=models.Index(fields=["area_code", "id"], name="contract_check_by_area"),
        ),
        migrations.AddIndex(
            model_name="contractcheck",
            index=models.Index(fields=["at", "id"], name="contract_check_by_time"),
        ),
        migrations.AddIndex(
            model_name="contractcheck",
            index=models.Index(fields=["contract", "on"], name="contract_check_by_contract"),
        ),
        migrations.AddIndex(
            model_name="settlement",
            index=models.Index(fields=["area_code", "id"], name="settlement_by_area"),
        ),
        migrations.AddIndex(
            model_name="settlement",
            index=models.Index(fields=["month", "id"], name="settlement_by_month"),
        ),
        migrations.AddConstraint(
            model_name="settlement",
            constraint=models.UniqueConstraint(fields=("contract", "month"), name="settlement_once"),
        ),
        migrations.RunSQL(ROW_SECURITY, ROW_SECURITY_NOT),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
    ]
