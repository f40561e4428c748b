"""The ledger's tables, who may do what to them, and the function that every row-level policy asks."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Now

# '*' sees everything and is asked first, because the platform's own processes read the most. An area code is seen
# when it begins with one of the scope's prefixes; no scope, and an empty prefix (read as NULL), see nothing. One
# expression without a subquery, so that the planner can put it into the query instead of calling it for each row.
SEES = """
CREATE FUNCTION xiuhua_sees(area_code text) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
RETURN coalesce(
    current_setting('xiuhua.scope', true) = '*'
    OR area_code ^@ ANY (string_to_array(current_setting('xiuhua.scope', true), ',', '')),
    false
);
"""
SEES_NOT = "DROP FUNCTION xiuhua_sees(text);"

# xid8 never wraps. The default is the transaction's own number, whoever inserts.
TXID = """
ALTER TABLE ledger_entry ADD COLUMN txid xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX ledger_entry_txid ON ledger_entry (txid);
"""
TXID_NOT = "ALTER TABLE ledger_entry DROP COLUMN txid;"

APPEND_ONLY = """
CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER ledger_refuse BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entry EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_refuse BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_leaf EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_refuse BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_node EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_refuse BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_treehead EXECUTE FUNCTION ledger_refuse();

REVOKE ALL ON ledger_entry, ledger_leaf, ledger_node, ledger_treehead, ledger_opening, ledger_sealmark,
    ledger_tailcursor FROM PUBLIC, xiuhua_app;
GRANT SELECT, INSERT ON ledger_entry, ledger_leaf, ledger_node, ledger_treehead TO xiuhua_app;
GRANT SELECT, INSERT, DELETE ON ledger_opening TO xiuhua_app;
GRANT SELECT, INSERT, UPDATE ON ledger_sealmark, ledger_tailcursor TO xiuhua_app;
"""
APPEND_ONLY_NOT = """
DROP TRIGGER ledger_refuse ON ledger_entry;
DROP TRIGGER ledger_refuse ON ledger_leaf;
DROP TRIGGER ledger_refuse ON ledger_node;
DROP TRIGGER ledger_refuse ON ledger_treehead;
DROP FUNCTION ledger_refuse();
"""

# Words of an act without an area (a setting, a catalogue) are for everybody who is signed in; an act on a person
# names that person's area. Recording is never refused: the rows an act changes have policies of their own.
OPENINGS = """
ALTER TABLE ledger_opening ENABLE ROW LEVEL SECURITY;
ALTER TABLE ledger_opening FORCE ROW LEVEL SECURITY;
CREATE POLICY ledger_opening_record ON ledger_opening FOR INSERT WITH CHECK (true);
CREATE POLICY ledger_opening_see ON ledger_opening FOR SELECT USING (
    xiuhua_sees(area) OR (area = '' AND coalesce(current_setting('xiuhua.scope', true), '') <> '')
);
CREATE POLICY ledger_opening_erase ON ledger_opening FOR DELETE USING (xiuhua_sees(area));
"""
OPENINGS_NOT = """
DROP POLICY ledger_opening_record ON ledger_opening;
DROP POLICY ledger_opening_see ON ledger_opening;
DROP POLICY ledger_opening_erase ON ledger_opening;
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField(db_default=Now())),
                ("actor", models.TextField()),
                ("act", models.TextField()),
                ("subject", models.TextField()),
                ("area", models.TextField(blank=True, default="")),
                ("detail", models.JSONField(default=dict)),
            ],
            options={"indexes": [models.Index(fields=["subject", "-id"], name="ledger_entry_story")]},
        ),
        migrations.CreateModel(
            name="Opening",
            fields=[
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        serialize=False,
                        to="ledger.entry",
                    ),
                ),
                ("area", models.TextField(blank=True, default="")),
                ("salt", models.BinaryField()),
                ("words", models.JSONField(default=dict)),
            ],
        ),
        migrations.CreateModel(
            name="Leaf",
            fields=[
                ("leaf", models.BigIntegerField(primary_key=True, serialize=False)),
                (
                    "entry",
                    models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, to="ledger.entry"),
                ),
                ("hash", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="Node",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "level", "index", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("level", models.SmallIntegerField()),
                ("index", models.BigIntegerField()),
                ("hash", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="TreeHead",
            fields=[
                ("size", models.BigIntegerField(primary_key=True, serialize=False)),
                ("root", models.BinaryField()),
                ("at", models.DateTimeField()),
                ("suite", models.TextField()),
                ("public_key", models.BinaryField()),
                ("signature", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="SealMark",
            fields=[
                ("id", models.SmallIntegerField(primary_key=True, serialize=False)),
                ("suite", models.TextField()),
                ("system", models.TextField(default="")),
                ("snapshot", models.TextField(default="")),
            ],
        ),
        migrations.CreateModel(
            name="TailCursor",
            fields=[
                ("name", models.TextField(primary_key=True, serialize=False)),
                ("leaf", models.BigIntegerField(default=0)),
                ("failures", models.IntegerField(default=0)),
                ("error", models.TextField(blank=True, default="")),
                ("failed_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.RunSQL(SEES, SEES_NOT),
        migrations.RunSQL(TXID, TXID_NOT),
        migrations.RunSQL(APPEND_ONLY, APPEND_ONLY_NOT),
        migrations.RunSQL(OPENINGS, OPENINGS_NOT),
    ]
