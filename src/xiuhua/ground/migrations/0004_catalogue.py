"""The catalogue of components and matters, and the handbook."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

# The app role may not delete: things retire or are voided. Only what an import made and nobody used goes again.
GRANTS = "REVOKE DELETE ON ground_catalogueitem, ground_handbook FROM xiuhua_app;"

# What was published holds for ever: cases quote it. Neither the book nor its lines or photos change any more.
PUBLISHED_STAYS = """
CREATE FUNCTION ground_handbook_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'draft' AND
        (NEW.area_code, NEW.number, NEW.title, NEW.document_number, NEW.effective_at, NEW.published_at, NEW.basis_id)
        IS DISTINCT FROM
        (OLD.area_code, OLD.number, OLD.title, OLD.document_number, OLD.effective_at, OLD.published_at, OLD.basis_id)
    THEN
        RAISE EXCEPTION 'handbook % is published and does not change', OLD.id;
    END IF;
    IF OLD.state <> 'draft' AND NEW.state = 'draft' THEN
        RAISE EXCEPTION 'handbook % is published and is no draft again', OLD.id;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ground_handbook_stays BEFORE UPDATE ON ground_handbook
    FOR EACH ROW EXECUTE FUNCTION ground_handbook_stays();

CREATE FUNCTION ground_handbookline_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM ground_handbook AS book WHERE book.id = coalesce(NEW.handbook_id, OLD.handbook_id)
            AND book.state <> 'draft') THEN
        RAISE EXCEPTION 'the handbook of this line is published and does not change';
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER ground_handbookline_stays BEFORE INSERT OR UPDATE OR DELETE ON ground_handbookline
    FOR EACH ROW EXECUTE FUNCTION ground_handbookline_stays();

CREATE FUNCTION ground_examplephoto_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM ground_handbookline AS line JOIN ground_handbook AS book ON book.id = line.handbook_id
            WHERE line.id = coalesce(NEW.line_id, OLD.line_id) AND book.state <> 'draft') THEN
        RAISE EXCEPTION 'the handbook of this photo is published and does not change';
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER ground_examplephoto_stays BEFORE INSERT OR UPDATE OR DELETE ON ground_examplephoto
    FOR EACH ROW EXECUTE FUNCTION ground_examplephoto_stays();
"""
PUBLISHED_STAYS_NOT = """
DROP TRIGGER ground_examplephoto_stays ON ground_examplephoto;
DROP TRIGGER ground_handbookline_stays ON ground_handbookline;
DROP TRIGGER ground_handbook_stays ON ground_handbook;
DROP FUNCTION ground_examplephoto_stays();
DROP FUNCTION ground_handbookline_stays();
DROP FUNCTION ground_handbook_stays();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("files", "0001_stored_file"),
        ("ground", "0003_calendar"),
    ]

    operations = [
        migrations.CreateModel(
            name="CatalogueItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "standard",
                    models.CharField(
                        choices=[
                            ("gb47678_5_2026", "GB/T 47678.5-2026"),
                            ("gb30428_2_2013", "GB/T 30428.2-2013"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("component_kind", "管理部件"), ("matter", "管理事项")], max_length=20
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        help_text="2 + 3 digits in 2026, 2 + 2 in 2013; extensions from 999 down",
                        max_length=5,
                    ),
                ),
                ("zh", models.CharField(max_length=40)),
                ("en", models.CharField(blank=True, max_length=80)),
                ("class_code", models.CharField(max_length=2)),
                ("class_zh", models.CharField(max_length=20)),
                ("class_en", models.CharField(blank=True, max_length=60)),
                ("source", models.CharField(help_text="where this line was taken from", max_length=120)),
                (
                    "unchecked",
                    models.CharField(
                        blank=True,
                        help_text="what still needs checking against the purchased text",
                        max_length=200,
                    ),
                ),
                (
                    "search",
                    django.contrib.postgres.search.SearchVectorField(
                        help_text="code, names and pinyin initials", null=True
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["code", "id"], name="catalogue_item_by_code"),
                    models.Index(fields=["zh", "id"], name="catalogue_item_by_name"),
                    django.contrib.postgres.indexes.GinIndex(fields=["search"], name="catalogue_item_search"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("standard", "kind", "code"), name="catalogue_item_key")
                ],
            },
        ),
        migrations.CreateModel(
            name="Handbook",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("area_code", models.CharField(help_text="the city or district it holds for", max_length=20)),
                ("number", models.PositiveIntegerField(help_text="1, 2, 3 … per area")),
                ("title", models.CharField(max_length=80)),
                ("document_number", models.CharField(blank=True, max_length=60)),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "草稿"), ("published", "已发布"), ("withdrawn", "已撤回")],
                        default="draft",
                        max_length=20,
                    ),
                ),
                ("effective_at", models.DateTimeField(help_text="set when it is published", null=True)),
                ("published_at", models.DateTimeField(null=True)),
                ("recorded_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                (
                    "basis",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                    ),
                ),
                (
                    "previous",
                    models.ForeignKey(
                        help_text="the version it began with",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ground.handbook",
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=["area_code", "id"], name="handbook_by_area")]},
        ),
        migrations.CreateModel(
            name="HandbookLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sequence", models.PositiveSmallIntegerField(help_text="1, 2, 3 … within the item")),
                ("filing_condition", models.CharField(max_length=300)),
                ("limit_amount", models.PositiveSmallIntegerField(null=True)),
                (
                    "limit_unit",
                    models.CharField(blank=True, help_text="terms.calendars.TimeUnit", max_length=20),
                ),
                (
                    "manual_reason",
                    models.CharField(
                        blank=True, help_text="why no clock can count it: 种植季节", max_length=120
                    ),
                ),
                ("closing_condition", models.CharField(max_length=300)),
                ("source", models.CharField(blank=True, max_length=120)),
                ("unchecked", models.CharField(blank=True, max_length=200)),
                (
                    "handbook",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="ground.handbook",
                    ),
                ),
                (
                    "handler",
                    models.ForeignKey(
                        help_text="处置",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ground.unit",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handbook_lines",
                        to="ground.catalogueitem",
                    ),
                ),
                (
                    "keeper",
                    models.ForeignKey(
                        help_text="养护",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ground.unit",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        help_text="权属",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ground.unit",
                    ),
                ),
                (
                    "steward",
                    models.ForeignKey(
                        help_text="主管",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ground.unit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ExamplePhoto",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "shot",
                    models.CharField(
                        choices=[("photo_near", "近景"), ("photo_far", "远景")],
                        default="photo_near",
                        help_text="近景 or 远景",
                        max_length=20,
                    ),
                ),
                ("caption", models.CharField(blank=True, max_length=80)),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="photos",
                        to="ground.handbookline",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ItemSuccession",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=120)),
                (
                    "newer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="predecessors",
                        to="ground.catalogueitem",
                    ),
                ),
                (
                    "older",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="successors",
                        to="ground.catalogueitem",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="handbook",
            constraint=models.UniqueConstraint(fields=("area_code", "number"), name="handbook_number_once"),
        ),
        migrations.AddConstraint(
            model_name="handbook",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "draft")), fields=("area_code",), name="handbook_one_draft"
            ),
        ),
        migrations.AddConstraint(
            model_name="handbook",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "published"), _negated=True),
                    models.Q(("effective_at__isnull", False), ("published_at__isnull", False)),
                    _connector="OR",
                ),
                name="handbook_published_has_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="handbookline",
            constraint=models.UniqueConstraint(
                fields=("handbook", "item", "sequence"), name="handbook_line_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="itemsuccession",
            constraint=models.UniqueConstraint(fields=("older", "newer"), name="item_succession_once"),
        ),
        migrations.RunSQL(PUBLISHED_STAYS, PUBLISHED_STAYS_NOT),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
    ]
