"""How areas stood in rankings that somebody else publishes."""

from django.db import migrations, models

ROW_SECURITY = """
ALTER TABLE evaluation_outerrank ENABLE ROW LEVEL SECURITY;
ALTER TABLE evaluation_outerrank FORCE ROW LEVEL SECURITY;
CREATE POLICY outerrank_scope ON evaluation_outerrank
    USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
"""
ROW_SECURITY_NOT = """
DROP POLICY outerrank_scope ON evaluation_outerrank;
ALTER TABLE evaluation_outerrank NO FORCE ROW LEVEL SECURITY;
ALTER TABLE evaluation_outerrank DISABLE ROW LEVEL SECURITY;
"""
GRANTS = "REVOKE UPDATE, DELETE ON evaluation_outerrank FROM xiuhua_app;"


class Migration(migrations.Migration):
    dependencies = [
        ("evaluation", "0007_rechecks"),
    ]

    operations = [
        migrations.CreateModel(
            name="OuterRank",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "ranking",
                    models.CharField(
                        choices=[("outer_campaign", "城市环境大整治"), ("outer_management", "城市管理考核")],
                        max_length=20,
                    ),
                ),
                ("area_code", models.CharField(help_text="whose rank it is", max_length=20)),
                (
                    "month",
                    models.CharField(
                        help_text="2026-03, as whoever publishes it counts months", max_length=7
                    ),
                ),
                (
                    "at",
                    models.DateTimeField(
                        help_text="the first instant of the calendar month, for figures and order"
                    ),
                ),
                ("number", models.PositiveIntegerField(help_text="1, 2, 3 … per ranking, area and month")),
                ("rank", models.PositiveIntegerField(help_text="1 is the best; null: taken back", null=True)),
                ("ranked", models.PositiveIntegerField(help_text="how many were ranked", null=True)),
                ("source", models.CharField(help_text="the document that says so", max_length=200)),
                ("reason", models.CharField(blank=True, help_text="why it was corrected", max_length=200)),
                ("entered_by", models.CharField(help_text="as the ledger names actors", max_length=60)),
                ("entered_at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["area_code", "id"], name="outer_rank_by_area"),
                    models.Index(fields=["at", "id"], name="outer_rank_by_month"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("ranking", "area_code", "month", "number"), name="outer_rank_once"
                    )
                ],
            },
        ),
        migrations.RunSQL(ROW_SECURITY, ROW_SECURITY_NOT),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
    ]
