"""Phrases, documents and the numbers of papers; and who can see documents."""

import django.db.models.deletion
from django.db import migrations, models

# Their words lead to people, so the database itself keeps districts apart.
ROW_SECURITY = """
ALTER TABLE papers_paper ENABLE ROW LEVEL SECURITY;
ALTER TABLE papers_paper FORCE ROW LEVEL SECURITY;
CREATE POLICY paper_scope ON papers_paper USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE papers_paperversion ENABLE ROW LEVEL SECURITY;
ALTER TABLE papers_paperversion FORCE ROW LEVEL SECURITY;
CREATE POLICY paperversion_scope ON papers_paperversion USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
"""
ROW_SECURITY_NOT = """
DROP POLICY paper_scope ON papers_paper;
ALTER TABLE papers_paper NO FORCE ROW LEVEL SECURITY;
ALTER TABLE papers_paper DISABLE ROW LEVEL SECURITY;
DROP POLICY paperversion_scope ON papers_paperversion;
ALTER TABLE papers_paperversion NO FORCE ROW LEVEL SECURITY;
ALTER TABLE papers_paperversion DISABLE ROW LEVEL SECURITY;
"""

# What was said and kept is never changed; a number that was given stays given.
GRANTS = "REVOKE UPDATE, DELETE ON papers_paperversion FROM xiuhua_app; REVOKE DELETE ON papers_paper, papers_papercounter FROM xiuhua_app;"


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("access", "0002_roles_of_the_loop"),
        ("files", "0003_photo_facts"),
    ]

    operations = [
        migrations.CreateModel(
            name="Paper",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("paper_reply", "答复函"),
                            ("paper_statement", "情况说明"),
                            ("paper_order", "督办单"),
                            ("paper_minutes", "会商纪要"),
                        ],
                        max_length=20,
                    ),
                ),
                ("subject", models.CharField(help_text="as the ledger names it: case:12", max_length=40)),
                ("area_code", models.CharField(max_length=20)),
                (
                    "state",
                    models.CharField(
                        choices=[("paper_draft", "草稿"), ("paper_final", "定稿"), ("paper_void", "作废")],
                        default="paper_draft",
                        max_length=20,
                    ),
                ),
                (
                    "number",
                    models.CharField(blank=True, help_text="given when it became final", max_length=40),
                ),
                ("title", models.CharField(max_length=120)),
                ("addressee", models.CharField(blank=True, help_text="主送", max_length=120)),
                (
                    "issuer",
                    models.CharField(blank=True, help_text="whose name stands under it", max_length=100),
                ),
                ("body", models.TextField(help_text="a paragraph a line")),
                (
                    "sources",
                    models.JSONField(
                        default=list, help_text="each drafted sentence with the records it came from"
                    ),
                ),
                ("version", models.PositiveSmallIntegerField(default=1, help_text="the last one kept")),
                ("drafted_by", models.CharField(help_text="the actor's name in the ledger", max_length=60)),
                ("drafted_at", models.DateTimeField()),
                ("saved_at", models.DateTimeField(help_text="when the draft was last written down")),
                ("finished_at", models.DateTimeField(null=True)),
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
        migrations.CreateModel(
            name="PaperCounter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("area_code", models.CharField(max_length=20)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("paper_reply", "答复函"),
                            ("paper_statement", "情况说明"),
                            ("paper_order", "督办单"),
                            ("paper_minutes", "会商纪要"),
                        ],
                        max_length=20,
                    ),
                ),
                ("year", models.PositiveSmallIntegerField()),
                ("last", models.PositiveIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("area_code", "kind", "year"), name="paper_counter_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="PaperVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("title", models.CharField(max_length=120)),
                ("body", models.TextField()),
                ("area_code", models.CharField(max_length=20)),
                ("kept_by", models.CharField(max_length=60)),
                ("kept_at", models.DateTimeField()),
                (
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="papers.paper",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Phrase",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "scope",
                    models.CharField(
                        choices=[
                            ("phrase_mine", "我的"),
                            ("phrase_unit", "本单位"),
                            ("phrase_platform", "全平台"),
                        ],
                        max_length=20,
                    ),
                ),
                ("unit_code", models.CharField(blank=True, help_text="whose, of a unit's", max_length=18)),
                (
                    "area_code",
                    models.CharField(
                        blank=True, help_text="of the unit; empty for the others", max_length=20
                    ),
                ),
                (
                    "key",
                    models.CharField(help_text="what is typed for it: letters and digits", max_length=12),
                ),
                ("wording", models.CharField(help_text="with placeholders: {地点}", max_length=500)),
                (
                    "act",
                    models.CharField(
                        blank=True, help_text="the act that it is for; empty for all", max_length=30
                    ),
                ),
                (
                    "rank",
                    models.PositiveSmallIntegerField(default=0, help_text="1, 2, 3 … stand first; 0 by use"),
                ),
                ("ended_at", models.DateTimeField(null=True)),
                ("recorded_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                (
                    "user",
                    models.ForeignKey(
                        help_text="whose, of a personal one",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.user",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PhraseUse",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("count", models.PositiveIntegerField(default=0)),
                ("used_at", models.DateTimeField()),
                (
                    "phrase",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="uses", to="papers.phrase"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="access.user"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="paper",
            index=models.Index(fields=["subject", "id"], name="paper_by_subject"),
        ),
        migrations.AddIndex(
            model_name="paper",
            index=models.Index(fields=["saved_at", "id"], name="paper_by_change"),
        ),
        migrations.AddIndex(
            model_name="paper",
            index=models.Index(fields=["area_code", "id"], name="paper_by_area"),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.UniqueConstraint(
                condition=models.Q(("number", ""), _negated=True),
                fields=("area_code", "number"),
                name="paper_number_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "paper_final"), _negated=True),
                    models.Q(("file__isnull", False), models.Q(("number", ""), _negated=True)),
                    _connector="OR",
                ),
                name="paper_final_is_kept",
            ),
        ),
        migrations.AddConstraint(
            model_name="paperversion",
            constraint=models.UniqueConstraint(fields=("paper", "number"), name="paper_version_once"),
        ),
        migrations.AddIndex(
            model_name="phrase",
            index=models.Index(fields=["user", "id"], name="phrase_by_user"),
        ),
        migrations.AddIndex(
            model_name="phrase",
            index=models.Index(fields=["unit_code", "id"], name="phrase_by_unit"),
        ),
        migrations.AddIndex(
            model_name="phrase",
            index=models.Index(fields=["updated_at", "id"], name="phrase_by_change"),
        ),
        migrations.AddIndex(
            model_name="phrase",
            index=models.Index(fields=["key", "id"], name="phrase_by_key"),
        ),
        migrations.AddConstraint(
            model_name="phrase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("scope", "phrase_mine"), ("unit_code", ""), ("user__isnull", False)),
                    models.Q(
                        ("scope", "phrase_unit"), ("user", None), models.Q(("unit_code", ""), _negated=True)
                    ),
                    models.Q(("scope", "phrase_platform"), ("unit_code", ""), ("user", None)),
                    _connector="OR",
                ),
                name="phrase_is_somebodys",
            ),
        ),
        migrations.AddConstraint(
            model_name="phraseuse",
            constraint=models.UniqueConstraint(fields=("user", "phrase"), name="phrase_use_once"),
        ),
        migrations.RunSQL(ROW_SECURITY, ROW_SECURITY_NOT),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
    ]
