"""Streams, figures by hour and day, touches of hours, and days that leave their tables for files."""

import django.db.models.deletion
from django.db import migrations, models

# Drops a day's partition if it holds exactly the rows and the sum that its file holds. The sum is that of
# sensing/rules/retiring.py: whole numbers, microseconds, bits of floats, lengths of texts and bytes.
DROP = """
CREATE FUNCTION sensing_day_drop(kind text, day date, rows bigint, total numeric) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    part text := 'sensing_' || kind || '_d' || to_char(day, 'YYYYMMDD');
    summed text;
    held_rows bigint;
    held_total numeric;
BEGIN
    IF kind NOT IN ('rawframe', 'observation', 'trackpoint') THEN
        RAISE EXCEPTION 'no such table';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext('sensing_days'));
    IF to_regclass(part) IS NULL THEN
        RETURN false;
    END IF;
    EXECUTE format('LOCK TABLE %I IN SHARE MODE', part);
    SELECT string_agg('coalesce(sum((' || CASE format_type(atttypid, NULL)
        WHEN 'timestamp with time zone' THEN format('(extract(epoch FROM %I) * 1000000)::bigint', attname)
        WHEN 'double precision' THEN format('(''x'' || encode(float8send(%I), ''hex''))::bit(64)::bigint', attname)
        WHEN 'character varying' THEN format('octet_length(%I)', attname)
        WHEN 'bytea' THEN format('octet_length(%I)', attname)
        WHEN 'jsonb' THEN format('octet_length(%I::text)', attname)
        ELSE quote_ident(attname) END || ')::numeric), 0)', ' + ' ORDER BY attnum)
    INTO summed FROM pg_attribute WHERE attrelid = part::regclass AND attnum > 0 AND NOT attisdropped;
    EXECUTE format('SELECT count(*), %s FROM %I', summed, part) INTO held_rows, held_total;
    IF held_rows <> rows OR held_total <> total THEN
        RETURN false;
    END IF;
    EXECUTE format('DROP TABLE %I', part);
    RETURN true;
END $$;
REVOKE ALL ON FUNCTION sensing_day_drop(text, date, bigint, numeric) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sensing_day_drop(text, date, bigint, numeric) TO xiuhua_app;
"""
DROP_NOT = "DROP FUNCTION sensing_day_drop(text, date, bigint, numeric);"
GRANTS = """
REVOKE UPDATE, DELETE, TRUNCATE ON sensing_retiredpart FROM xiuhua_app;
GRANT SELECT, INSERT ON sensing_touch, sensing_stream TO xiuhua_gateway;
GRANT USAGE ON SEQUENCE sensing_touch_id_seq, sensing_stream_id_seq TO xiuhua_gateway;
"""
# What devices have sent until now has streams and figures as well.
BACKFILL = """
INSERT INTO sensing_stream (device_id, quantity_id, name, description)
SELECT device_id, quantity_id, '', '' FROM sensing_lastvalue ON CONFLICT DO NOTHING;
INSERT INTO sensing_touch (device_id, hour)
SELECT DISTINCT device_id, date_trunc('hour', at, 'UTC') FROM sensing_observation;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("sensing", "0001_device"),
    ]

    operations = [
        migrations.CreateModel(
            name="Touch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("device_id", models.BigIntegerField()),
                ("hour", models.DateTimeField(help_text="a whole hour of UTC")),
            ],
        ),
        migrations.CreateModel(
            name="DayRoll",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "device_id",
                        "quantity_id",
                        "start",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("start", models.DateTimeField()),
                ("count", models.IntegerField()),
                ("doubtful", models.IntegerField()),
                ("low", models.FloatField(null=True)),
                ("high", models.FloatField(null=True)),
                ("mean", models.FloatField(null=True)),
                ("total", models.FloatField(null=True)),
                ("first", models.FloatField(null=True)),
                ("last", models.FloatField(null=True)),
                (
                    "device",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="sensing.device",
                    ),
                ),
                (
                    "quantity",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="sensing.quantity",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="HourRoll",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "device_id",
                        "quantity_id",
                        "start",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("start", models.DateTimeField()),
                ("count", models.IntegerField()),
                ("doubtful", models.IntegerField()),
                ("low", models.FloatField(null=True)),
                ("high", models.FloatField(null=True)),
                ("mean", models.FloatField(null=True)),
                ("total", models.FloatField(null=True)),
                ("first", models.FloatField(null=True)),
                ("last", models.FloatField(null=True)),
                (
                    "device",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="sensing.device",
                    ),
                ),
                (
                    "quantity",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="sensing.quantity",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RetiredPart",
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
                        choices=[("rawframe", "原始报文"), ("observation", "读数"), ("trackpoint", "轨迹点")],
                        max_length=20,
                    ),
                ),
                ("day", models.DateField(help_text="of UTC, as the partitions are")),
                ("number", models.PositiveIntegerField(help_text="1, and more for what came later")),
                ("path", models.CharField(help_text="under the folder of retired days", max_length=120)),
                ("rows", models.BigIntegerField()),
                (
                    "sum",
                    models.DecimalField(decimal_places=0, help_text="of every column's bits", max_digits=60),
                ),
                ("sha256", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "day", "number"), name="retired_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Stream",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        blank=True, help_text="as declared; empty: its quantity's", max_length=120
                    ),
                ),
                ("description", models.CharField(blank=True, max_length=400)),
                (
                    "device",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="streams",
                        to="sensing.device",
                    ),
                ),
                (
                    "quantity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="streams",
                        to="sensing.quantity",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("device", "quantity"), name="stream_once")],
            },
        ),
        migrations.RunSQL(DROP, DROP_NOT),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
        migrations.RunSQL(BACKFILL, migrations.RunSQL.noop),
    ]
