"""Devices, what was heard of them, and what they send: three tables with a partition for each day."""

import django.contrib.gis.db.models.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

# Readings of before this product stand in one partition; every later day has its own, made ahead by a job or by
# the writer that meets it. So no row ever has to move, and making a day asks for no lock that stops a reader.
_FIRST = "2026-01-01"

FRAMES = """
CREATE SEQUENCE sensing_rawframe_id_seq AS bigint;
CREATE TABLE sensing_rawframe (
    id bigint NOT NULL DEFAULT nextval('sensing_rawframe_id_seq'),
    received_at timestamptz NOT NULL,
    device_id bigint,
    protocol varchar(12) NOT NULL,
    number varchar(40) NOT NULL,
    area_code varchar(20) NOT NULL,
    peer varchar(64) NOT NULL,
    content bytea NOT NULL,
    fault varchar(40) NOT NULL,
    details jsonb
) PARTITION BY RANGE (received_at);
ALTER SEQUENCE sensing_rawframe_id_seq OWNED BY sensing_rawframe.id;
CREATE INDEX frame_of_device ON sensing_rawframe (device_id, received_at DESC);
CREATE INDEX frame_claiming ON sensing_rawframe (number, received_at DESC) WHERE number <> '';
CREATE INDEX frame_refused ON sensing_rawframe (received_at DESC, id) WHERE fault <> '';
"""
READINGS = """
CREATE TABLE sensing_observation (
    device_id bigint NOT NULL,
    quantity_id bigint NOT NULL,
    at timestamptz NOT NULL,
    sequence integer NOT NULL,
    value double precision NOT NULL,
    flags smallint NOT NULL,
    received_at timestamptz NOT NULL,
    PRIMARY KEY (device_id, quantity_id, at, sequence)
) PARTITION BY RANGE (at);
"""
POINTS = """
CREATE TABLE sensing_trackpoint (
    device_id bigint NOT NULL,
    at timestamptz NOT NULL,
    sequence integer NOT NULL,
    area_code varchar(20) NOT NULL,
    lon double precision NOT NULL,
    lat double precision NOT NULL,
    speed_km_h double precision NOT NULL,
    direction_deg smallint NOT NULL,
    altitude_m integer NOT NULL,
    status bigint NOT NULL,
    alarm bigint NOT NULL,
    mileage_km double precision,
    flags smallint NOT NULL,
    received_at timestamptz NOT NULL,
    PRIMARY KEY (device_id, at, sequence)
) PARTITION BY RANGE (at);
"""
# A partition is reached through its table only: by itself it would show what row-level security hides.
DAYS = f"""
CREATE FUNCTION sensing_days_ensure(first date, last date) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    day date;
    parent text;
    part text;
    made integer := 0;
BEGIN
    IF last - first > 400 THEN
        RAISE EXCEPTION 'more than 400 days at once';
    END IF;
    FOR day IN SELECT generate_series(greatest(first, DATE '{_FIRST}'), last, INTERVAL '1 day')::date LOOP
        FOREACH parent IN ARRAY ARRAY['sensing_rawframe', 'sensing_observation', 'sensing_trackpoint'] LOOP
            part := parent || '_d' || to_char(day, 'YYYYMMDD');
            CONTINUE WHEN to_regclass(part) IS NOT NULL;
            PERFORM pg_advisory_xact_lock(hashtext('sensing_days'));
            CONTINUE WHEN to_regclass(part) IS NOT NULL;
            EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS INCLUDING INDEXES)', part, parent);
            EXECUTE format('REVOKE ALL ON %I FROM PUBLIC, xiuhua_app, xiuhua_gateway', part);
            EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', parent, part,
                           day::timestamp AT TIME ZONE 'UTC', (day + 1)::timestamp AT TIME ZONE 'UTC');
            made := made + 1;
        END LOOP;
    END LOOP;
    RETURN made;
END $$;
REVOKE ALL ON FUNCTION sensing_days_ensure(date, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sensing_days_ensure(date, date) TO xiuhua_app, xiuhua_gateway;
CREATE TABLE sensing_rawframe_before PARTITION OF sensing_rawframe FOR VALUES FROM (MINVALUE) TO ('{_FIRST} 00:00+00');
CREATE TABLE sensing_observation_before PARTITION OF sensing_observation FOR VALUES FROM (MINVALUE) TO ('{_FIRST} 00:00+00');
CREATE TABLE sensing_trackpoint_before PARTITION OF sensing_trackpoint FOR VALUES FROM (MINVALUE) TO ('{_FIRST} 00:00+00');
REVOKE ALL ON sensing_rawframe_before, sensing_observation_before, sensing_trackpoint_before FROM xiuhua_app;
"""
DAYS_NOT = "DROP FUNCTION sensing_days_ensure(date, date);"
# A truck leads to its driver, and a frame holds passwords. Frames of nobody are for whoever sees anything at all.
ROW_SECURITY = """
ALTER TABLE sensing_device ENABLE ROW LEVEL SECURITY;
ALTER TABLE sensing_device FORCE ROW LEVEL SECURITY;
CREATE POLICY device_scope ON sensing_device USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE sensing_trackpoint ENABLE ROW LEVEL SECURITY;
ALTER TABLE sensing_trackpoint FORCE ROW LEVEL SECURITY;
CREATE POLICY trackpoint_scope ON sensing_trackpoint USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE sensing_rawframe ENABLE ROW LEVEL SECURITY;
ALTER TABLE sensing_rawframe FORCE ROW LEVEL SECURITY;
CREATE POLICY rawframe_scope ON sensing_rawframe
    USING (xiuhua_sees(area_code) OR (area_code = '' AND coalesce(current_setting('xiuhua.scope', true), '') <> ''))
    WITH CHECK (xiuhua_sees(area_code) OR area_code = '');
"""
ROW_SECURITY_NOT = """
DROP POLICY device_scope ON sensing_device;
ALTER TABLE sensing_device NO FORCE ROW LEVEL SECURITY;
ALTER TABLE sensing_device DISABLE ROW LEVEL SECURITY;
"""
# What was measured is never changed; the gateway writes what devices send and nothing else.
GRANTS = """
REVOKE UPDATE, DELETE, TRUNCATE ON sensing_rawframe, sensing_observation, sensing_trackpoint FROM xiuhua_app;
GRANT USAGE ON SEQUENCE sensing_rawframe_id_seq TO xiuhua_app, xiuhua_gateway;
GRANT SELECT ON sensing_device, ground_vehicle TO xiuhua_gateway;
GRANT SELECT, INSERT ON sensing_quantity, sensing_rawframe, sensing_observation, sensing_trackpoint TO xiuhua_gateway;
GRANT SELECT, INSERT, UPDATE ON sensing_lastvalue TO xiuhua_gateway;
GRANT SELECT, UPDATE ON sensing_contact TO xiuhua_gateway;
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [("ground", "0010_roles_of_the_loop"), ("ledger", "0001_entry")]

    operations = [
        migrations.CreateModel(
            name="Device",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("client_id", models.UUIDField(help_text="UUIDv7", unique=True)),
                (
                    "protocol",
                    models.CharField(
                        choices=[
                            ("hj212", "HJ 212"),
                            ("jt808", "JT/T 808"),
                            ("sl651", "SL 651"),
                            ("https", "HTTPS 推送"),
                            ("mqtt", "MQTT"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "number",
                    models.CharField(
                        help_text="as its protocol names it: MN, phone, station address", max_length=40
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                ("model", models.CharField(blank=True, max_length=60)),
                (
                    "dialect",
                    models.CharField(
                        blank=True, help_text="edition or vendor; empty for the usual", max_length=20
                    ),
                ),
                ("crc_variant", models.CharField(blank=True, max_length=20)),
                (
                    "secret",
                    models.CharField(
                        blank=True, help_text="password, code or key; empty: unchecked", max_length=64
                    ),
                ),
                (
                    "concentration_unit",
                    models.CharField(
                        choices=[("mg_m3", "mg/m³"), ("ug_m3", "µg/m³"), ("ng_m3", "ng/m³")],
                        default="ug_m3",
                        max_length=8,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("device_in_use", "在用"), ("device_stopped", "停用")],
                        default="device_in_use",
                        max_length=20,
                    ),
                ),
                ("area_code", models.CharField(max_length=20)),
                (
                    "place",
                    django.contrib.gis.db.models.fields.PointField(
                        help_text="WGS84; None of what moves", null=True, srid=4326
                    ),
                ),
                (
                    "interval_s",
                    models.PositiveIntegerField(help_text="how often it is expected to send, seconds"),
                ),
                (
                    "clock_offset_s",
                    models.IntegerField(default=0, help_text="by how much its clock is fast, seconds"),
                ),
                ("calibrated_on", models.DateField(null=True)),
                ("search", django.contrib.postgres.search.SearchVectorField(null=True)),
                ("recorded_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                (
                    "component",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="devices",
                        to="ground.component",
                    ),
                ),
                (
                    "premises",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="devices",
                        to="ground.premises",
                    ),
                ),
                (
                    "vehicle",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="devices",
                        to="ground.vehicle",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Quantity",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=60, unique=True)),
                ("zh", models.CharField(max_length=60)),
                ("en", models.CharField(max_length=80)),
                ("unit", models.CharField(blank=True, max_length=12)),
                ("valid_low", models.FloatField(null=True)),
                ("valid_high", models.FloatField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="LastValue",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "device_id",
                        "quantity_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("value", models.FloatField()),
                ("flags", models.SmallIntegerField(default=0)),
                (
                    "device",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="last_values",
                        to="sensing.device",
                    ),
                ),
                (
                    "quantity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="sensing.quantity"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                (
                    "device",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="contact",
                        serialize=False,
                        to="sensing.device",
                    ),
                ),
                (
                    "liveness",
                    models.CharField(
                        choices=[
                            ("device_online", "在线"),
                            ("device_late", "迟到"),
                            ("device_silent", "失联"),
                            ("device_faulty", "异常"),
                            ("device_off", "停用"),
                            ("device_never", "未接入"),
                        ],
                        default="device_never",
                        max_length=20,
                    ),
                ),
                ("frame_at", models.DateTimeField(help_text="when a good frame last came", null=True)),
                (
                    "reading_at",
                    models.DateTimeField(help_text="when what it last sent was measured", null=True),
                ),
                ("peer", models.CharField(blank=True, max_length=64)),
                ("frames", models.BigIntegerField(default=0)),
                ("refused", models.BigIntegerField(default=0)),
                ("faults", models.JSONField(default=dict, help_text="refused frames by reason")),
                ("fault_at", models.DateTimeField(null=True)),
                ("fault", models.CharField(blank=True, max_length=40)),
                (
                    "place",
                    django.contrib.gis.db.models.fields.PointField(
                        help_text="where it last was, if it moves", null=True, srid=4326
                    ),
                ),
                ("speed_km_h", models.FloatField(null=True)),
                ("direction_deg", models.SmallIntegerField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["liveness", "device"], name="contact_by_liveness"),
                    models.Index(fields=["frame_at", "device"], name="contact_by_frame"),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="device",
            index=models.Index(fields=["area_code", "id"], name="device_by_area"),
        ),
        migrations.AddIndex(
            model_name="device",
            index=models.Index(fields=["name", "id"], name="device_by_name"),
        ),
        migrations.AddIndex(
            model_name="device",
            index=models.Index(fields=["updated_at", "id"], name="device_by_change"),
        ),
        migrations.AddIndex(
            model_name="device",
            index=django.contrib.postgres.indexes.GinIndex(fields=["search"], name="device_search"),
        ),
        migrations.AddConstraint(
            model_name="device",
            constraint=models.UniqueConstraint(fields=("protocol", "number"), name="device_number"),
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="RawFrame",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("received_at", models.DateTimeField()),
                        ("protocol", models.CharField(max_length=12)),
                        (
                            "number",
                            models.CharField(blank=True, help_text="the number it claims", max_length=40),
                        ),
                        ("area_code", models.CharField(blank=True, max_length=20)),
                        ("peer", models.CharField(max_length=64)),
                        ("content", models.BinaryField()),
                        (
                            "fault",
                            models.CharField(
                                blank=True,
                                help_text="why it was refused; empty for a good one",
                                max_length=40,
                            ),
                        ),
                        (
                            "details",
                            models.JSONField(
                                help_text="what the sentence of the fault is filled from", null=True
                            ),
                        ),
                        (
                            "device",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="sensing.device",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["device", "-received_at"], name="frame_of_device"),
                            models.Index(fields=["number", "-received_at"], name="frame_claiming"),
                        ]
                    },
                )
            ],
            database_operations=[migrations.RunSQL(FRAMES, "DROP TABLE sensing_rawframe CASCADE")],
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="Observation",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "device_id",
                                "quantity_id",
                                "at",
                                "sequence",
                                blank=True,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("sequence", models.IntegerField(default=0)),
                        ("value", models.FloatField()),
                        ("flags", models.SmallIntegerField(default=0, help_text="a set of terms.doubts")),
                        ("received_at", models.DateTimeField()),
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
                )
            ],
            database_operations=[migrations.RunSQL(READINGS, "DROP TABLE sensing_observation CASCADE")],
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="TrackPoint",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "device_id",
                                "at",
                                "sequence",
                                blank=True,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("sequence", models.IntegerField(default=0)),
                        (
                            "area_code",
                            models.CharField(
                                help_text="the device's own, for row-level security", max_length=20
                            ),
                        ),
                        ("lon", models.FloatField(help_text="degrees, WGS84")),
                        ("lat", models.FloatField(help_text="degrees, WGS84")),
                        ("speed_km_h", models.FloatField()),
                        ("direction_deg", models.SmallIntegerField(help_text="clockwise from north")),
                        ("altitude_m", models.IntegerField()),
                        ("status", models.BigIntegerField(help_text="bits as JT/T 808 has them")),
                        ("alarm", models.BigIntegerField(help_text="bits as JT/T 808 has them")),
                        ("mileage_km", models.FloatField(null=True)),
                        ("flags", models.SmallIntegerField(default=0)),
                        ("received_at", models.DateTimeField()),
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
                    ],
                )
            ],
            database_operations=[migrations.RunSQL(POINTS, "DROP TABLE sensing_trackpoint CASCADE")],
        ),
        migrations.RunSQL(DAYS, DAYS_NOT),
        migrations.RunSQL(ROW_SECURITY, ROW_SECURITY_NOT),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
    ]
