"""Which transactions changed what the map draws, so that its tiles are cut once per change."""

from django.db import migrations, models

DRAWN = ("ground_area", "ground_road", "ground_feature", "ground_component", "ground_mount")

# xid8 has no cast to bigint; transaction numbers stay below 2^63 for longer than anybody will ask.
NOTE = """
CREATE FUNCTION ground_layer_change_note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO ground_layerchange ("table", transaction)
    VALUES (TG_TABLE_NAME, pg_current_xact_id()::text::bigint) ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
"""
NOTE_NOT = "DROP FUNCTION ground_layer_change_note();"
WATCH = """
CREATE TRIGGER layer_change_note AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION ground_layer_change_note();
"""
WATCH_NOT = "DROP TRIGGER layer_change_note ON {table};"


class Migration(migrations.Migration):
    dependencies = [
        ("ground", "0008_survey"),
    ]

    operations = [
        migrations.CreateModel(
            name="LayerChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("table", models.CharField(max_length=40)),
                ("transaction", models.BigIntegerField(help_text="pg_current_xact_id()")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("table", "transaction"), name="layer_change_once")
                ],
            },
        ),
        migrations.RunSQL(NOTE, NOTE_NOT),
        *(migrations.RunSQL(WATCH.format(table=table), WATCH_NOT.format(table=table)) for table in DRAWN),
    ]
