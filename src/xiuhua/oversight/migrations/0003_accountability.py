"""The written rule of accountability, what it proposed, and who sees these rows."""

import django.db.models.deletion
from django.db import migrations, models

# These rows lead to people, so the database itself keeps districts apart, the owner's own sessions included.
ROW_SECURITY = """
ALTER TABLE oversight_accountability ENABLE ROW LEVEL SECURITY;
ALTER TABLE oversight_accountability FORCE ROW LEVEL SECURITY;
CREATE POLICY accountability_scope ON oversight_accountability
    USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE oversight_accountstep ENABLE ROW LEVEL SECURITY;
ALTER TABLE oversight_accountstep FORCE ROW LEVEL SECURITY;
CREATE POLICY accountstep_scope ON oversight_accountstep
    USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
"""
ROW_SECURITY_NOT = """
DROP POLICY accountability_scope ON oversight_accountability;
ALTER TABLE oversight_accountability NO FORCE ROW LEVEL SECURITY;
ALTER TABLE oversight_accountability DISABLE ROW LEVEL SECURITY;
DROP POLICY accountstep_scope ON oversight_accountstep;
ALTER TABLE oversight_accountstep NO FORCE ROW LEVEL SECURITY;
ALTER TABLE oversight_accountstep DISABLE ROW LEVEL SECURITY;
"""

# What was published or said is never changed, and what was proposed never forgotten.
GRANTS = """
REVOKE DELETE ON oversight_accountability FROM xiuhua_app;
REVOKE UPDATE, DELETE ON oversight_accountrule, oversight_accountstep FROM xiuhua_app;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("ground", "0014_water_truck"),
        ("oversight", "0002_overdue_told"),
    ]

    operations = [
        migrations.CreateModel(
            name="AccountRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(help_text="1, 2, 3 … per area")),
                ("enabled", models.BooleanField(help_text="whether it proposes")),
                ("paper", models.CharField(help_text="number of the paper that sets it", max_length=80)),
                ("text", models.TextField(help_text="the duties and the rule, a paragraph a line")),
                (
                    "parameters",
                    models.JSONField(default=dict, help_text="days, hear_days and times by kind of fault"),
                ),
                ("published_by", models.CharField(help_text="as the ledger names actors", max_length=60)),
                ("published_at", models.DateTimeField()),
                ("area_code", models.CharField(max_length=20)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("area_code", "number"), name="account_rule_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Accountability",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "fault",
                    models.CharField(
                        choices=[
                            ("fault_late", "处置超期"),
                            ("fault_rework", "核查不过、返工"),
                            ("fault_shirked", "推诿退件（回退未获同意）"),
                            ("fault_urged", "被催办"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "matter",
                    models.CharField(help_text="kind and class of the catalogue: `matter:06`", max_length=24),
                ),
                ("matter_name", models.CharField(blank=True, max_length=40)),
                (
                    "evidence",
                    models.JSONField(default=list, help_text="the records that triggered it, first to last"),
                ),
                ("count", models.PositiveIntegerField(help_text="how many records those are")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("account_proposed", "待核实"),
                            ("account_hearing", "听取申辩"),
                            ("account_decided", "已追责"),
                            ("account_dropped", "不予追责"),
                        ],
                        default="account_proposed",
                        max_length=20,
                    ),
                ),
                (
                    "hear_until",
                    models.DateField(help_text="the last day on which it may be answered", null=True),
                ),
                ("stated", models.BooleanField(default=False, help_text="whether anybody stated the case")),
                (
                    "form",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("account_remind", "提醒"),
                            ("account_check", "责令检查"),
                            ("account_criticise", "通报批评"),
                            ("account_transfer", "调离岗位"),
                            ("account_pursue", "移送问责"),
                        ],
                        max_length=20,
                    ),
                ),
                ("decision", models.TextField(blank=True, help_text="why it was decided or dropped")),
                (
                    "decided_by",
                    models.CharField(blank=True, help_text="as the ledger names actors", max_length=60),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                ("proposed_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("area_code", models.CharField(max_length=20)),
                (
                    "person",
                    models.ForeignKey(
                        help_text="named by a person, never by the rule",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ground.person",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ground.unit",
                    ),
                ),
                (
                    "rule",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="oversight.accountrule",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="AccountStep",
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
                            ("accountability.read", "查看责任追究"),
                            ("accountability.own", "查看涉及本单位的责任追究"),
                            ("accountability.propose", "按办法提出"),
                            ("accountability.hear", "告知并听取申辩"),
                            ("accountability.state", "陈述申辩"),
                            ("accountability.decide", "作出追责决定"),
                            ("accountability.drop", "不予追责"),
                        ],
                        max_length=30,
                    ),
                ),
                ("text", models.TextField(blank=True)),
                ("by", models.CharField(help_text="as the ledger names actors", max_length=60)),
                ("at", models.DateTimeField()),
                ("area_code", models.CharField(max_length=20)),
                (
                    "accountability",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="oversight.accountability",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="accountrule",
            index=models.Index(fields=["published_at", "id"], name="account_rule_by_time"),
        ),
        migrations.AddIndex(
            model_name="accountability",
            index=models.Index(fields=["area_code", "id"], name="accountability_by_area"),
        ),
        migrations.AddIndex(
            model_name="accountability",
            index=models.Index(fields=["proposed_at", "id"], name="accountability_by_time"),
        ),
        migrations.AddIndex(
            model_name="accountability",
            index=models.Index(fields=["unit", "id"], name="accountability_by_unit"),
        ),
        migrations.AddConstraint(
            model_name="accountability",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["account_proposed", "account_hearing"])),
                fields=("unit", "fault", "matter"),
                name="accountability_open_once",
            ),
        ),
        migrations.RunSQL(ROW_SECURITY, ROW_SECURITY_NOT),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
    ]
