"""Articles, where they stood, clues of public opinion, and who sees these rows."""

import django.db.models.deletion
from django.db import migrations, models

ROW_SECURITY = """
ALTER TABLE oversight_article ENABLE ROW LEVEL SECURITY;
ALTER TABLE oversight_article FORCE ROW LEVEL SECURITY;
CREATE POLICY article_scope ON oversight_article
    USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE oversight_publication ENABLE ROW LEVEL SECURITY;
ALTER TABLE oversight_publication FORCE ROW LEVEL SECURITY;
CREATE POLICY publication_scope ON oversight_publication
    USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE oversight_opinion ENABLE ROW LEVEL SECURITY;
ALTER TABLE oversight_opinion FORCE ROW LEVEL SECURITY;
CREATE POLICY opinion_scope ON oversight_opinion
    USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
"""
ROW_SECURITY_NOT = """
DROP POLICY article_scope ON oversight_article;
ALTER TABLE oversight_article NO FORCE ROW LEVEL SECURITY;
ALTER TABLE oversight_article DISABLE ROW LEVEL SECURITY;
DROP POLICY publication_scope ON oversight_publication;
ALTER TABLE oversight_publication NO FORCE ROW LEVEL SECURITY;
ALTER TABLE oversight_publication DISABLE ROW LEVEL SECURITY;
DROP POLICY opinion_scope ON oversight_opinion;
ALTER TABLE oversight_opinion NO FORCE ROW LEVEL SECURITY;
ALTER TABLE oversight_opinion DISABLE ROW LEVEL SECURITY;
"""
GRANTS = """
REVOKE DELETE ON oversight_article, oversight_opinion FROM xiuhua_app;
REVOKE UPDATE, DELETE ON oversight_publication FROM xiuhua_app;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0005_alarm_case"),
        ("ground", "0014_water_truck"),
        ("oversight", "0005_correction"),
    ]

    operations = [
        migrations.CreateModel(
            name="Article",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("client_id", models.UUIDField(help_text="UUIDv7", unique=True)),
                ("title", models.CharField(max_length=120)),
                ("due_on", models.DateField(help_text="the day by which it is to be published")),
                (
                    "due_at",
                    models.DateTimeField(help_text="the first instant of `due_on`, for figures and order"),
                ),
                ("text", models.TextField(blank=True, help_text="as last handed in")),
                (
                    "note",
                    models.TextField(blank=True, help_text="what is asked for, or why it was sent back"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("article_planned", "待撰写"),
                            ("article_written", "待审核"),
                            ("article_approved", "待发布"),
                            ("article_published", "已发布"),
                        ],
                        default="article_planned",
                        max_length=20,
                    ),
                ),
                (
                    "written_by",
                    models.CharField(blank=True, help_text="as the ledger names actors", max_length=60),
                ),
                (
                    "approved_by",
                    models.CharField(blank=True, help_text="as the ledger names actors", max_length=60),
                ),
                (
                    "published_at",
                    models.DateTimeField(
                        help_text="the first instant of the first day it stood anywhere", null=True
                    ),
                ),
                ("planned_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("area_code", models.CharField(max_length=20)),
                (
                    "unit",
                    models.ForeignKey(
                        help_text="which writes it",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ground.unit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Opinion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("client_id", models.UUIDField(help_text="UUIDv7", unique=True)),
                ("title", models.CharField(max_length=120)),
                ("text", models.TextField(help_text="what is said")),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("media_weibo", "微博"),
                            ("media_weixin", "微信公众号"),
                            ("media_douyin", "抖音"),
                            ("media_paper", "报刊"),
                            ("media_television", "电视"),
                            ("media_website", "网站"),
                        ],
                        max_length=20,
                    ),
                ),
                ("link", models.URLField(blank=True, max_length=300)),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("opinion_ordinary", "一般"),
                            ("opinion_grave", "较大"),
                            ("opinion_severe", "重大"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("opinion_found", "待交办"),
                            ("opinion_assigned", "处置中"),
                            ("opinion_handled", "待回应"),
                            ("opinion_answered", "已回应"),
                        ],
                        default="opinion_found",
                        max_length=20,
                    ),
                ),
                ("due_on", models.DateField(null=True)),
                ("handled", models.TextField(blank=True, help_text="what the unit did")),
                (
                    "handled_by",
                    models.CharField(blank=True, help_text="as the ledger names actors", max_length=60),
                ),
                ("handled_at", models.DateTimeField(null=True)),
                ("answer", models.TextField(blank=True, help_text="as it was published")),
                ("answer_link", models.URLField(blank=True, max_length=300)),
                (
                    "answered_by",
                    models.CharField(blank=True, help_text="as the ledger names actors", max_length=60),
                ),
                ("answered_at", models.DateTimeField(null=True)),
                ("found_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("area_code", models.CharField(max_length=20)),
                (
                    "case",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.case",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ground.unit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Publication",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("media_weibo", "微博"),
                            ("media_weixin", "微信公众号"),
                            ("media_douyin", "抖音"),
                            ("media_paper", "报刊"),
                            ("media_television", "电视"),
                            ("media_website", "网站"),
                        ],
                        max_length=20,
                    ),
                ),
                ("on", models.DateField()),
                ("at", models.DateTimeField(help_text="the first instant of `on`, for figures and order")),
                (
                    "link",
                    models.URLField(blank=True, help_text="none for print and television", max_length=300),
                ),
                (
                    "media",
                    models.CharField(
                        blank=True, help_text="the paper's, station's or account's name", max_length=60
                    ),
                ),
                ("recorded_by", models.CharField(help_text="as the ledger names actors", max_length=60)),
                ("recorded_at", models.DateTimeField()),
                ("area_code", models.CharField(max_length=20)),
                (
                    "article",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="publications",
                        to="oversight.article",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(fields=["area_code", "id"], name="article_by_area"),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(fields=["due_at", "id"], name="article_by_due"),
        ),
        migrations.AddIndex(
            model_name="opinion",
            index=models.Index(fields=["area_code", "id"], name="opinion_by_area"),
        ),
        migrations.AddIndex(
            model_name="opinion",
            index=models.Index(fields=["found_at", "id"], name="opinion_by_time"),
        ),
        migrations.AddIndex(
            model_name="opinion",
            index=models.Index(fields=["unit", "id"], name="opinion_by_unit"),
        ),
        migrations.AddIndex(
            model_name="publication",
            index=models.Index(fields=["area_code", "id"], name="publication_by_area"),
        ),
        migrations.AddIndex(
            model_name="publication",
            index=models.Index(fields=["at", "id"], name="publication_by_time"),
        ),
        migrations.AddConstraint(
            model_name="publication",
            constraint=models.UniqueConstraint(
                fields=("article", "channel", "media"), name="publication_once"
            ),
        ),
        migrations.RunSQL(ROW_SECURITY, ROW_SECURITY_NOT),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
    ]
