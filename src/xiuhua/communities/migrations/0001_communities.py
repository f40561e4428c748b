"""What communities call for and do, what departments share with them, and who can see these rows."""

import django.contrib.gis.db.models.fields
import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.db import migrations, models

# These rows lead to people, so the database itself keeps districts apart, the owner's own sessions included.
ROW_SECURITY = """
ALTER TABLE communities_whistle ENABLE ROW LEVEL SECURITY;
ALTER TABLE communities_whistle FORCE ROW LEVEL SECURITY;
CREATE POLICY whistle_scope ON communities_whistle
    USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE communities_whistlecall ENABLE ROW LEVEL SECURITY;
ALTER TABLE communities_whistlecall FORCE ROW LEVEL SECURITY;
CREATE POLICY whistlecall_scope ON communities_whistlecall
    USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE communities_serviceslot ENABLE ROW LEVEL SECURITY;
ALTER TABLE communities_serviceslot FORCE ROW LEVEL SECURITY;
CREATE POLICY serviceslot_scope ON communities_serviceslot
    USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE communities_servicerequest ENABLE ROW LEVEL SECURITY;
ALTER TABLE communities_servicerequest FORCE ROW LEVEL SECURITY;
CREATE POLICY servicerequest_scope ON communities_servicerequest
    USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE communities_servicerecord ENABLE ROW LEVEL SECURITY;
ALTER TABLE communities_servicerecord FORCE ROW LEVEL SECURITY;
CREATE POLICY servicerecord_scope ON communities_servicerecord
    USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE communities_staffing ENABLE ROW LEVEL SECURITY;
ALTER TABLE communities_staffing FORCE ROW LEVEL SECURITY;
CREATE POLICY staffing_scope ON communities_staffing
    USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE communities_healthcase ENABLE ROW LEVEL SECURITY;
ALTER TABLE communities_healthcase FORCE ROW LEVEL SECURITY;
CREATE POLICY healthcase_scope ON communities_healthcase
    USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE communities_disinfection ENABLE ROW LEVEL SECURITY;
ALTER TABLE communities_disinfection FORCE ROW LEVEL SECURITY;
CREATE POLICY disinfection_scope ON communities_disinfection
    USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE communities_gridnotice ENABLE ROW LEVEL SECURITY;
ALTER TABLE communities_gridnotice FORCE ROW LEVEL SECURITY;
CREATE POLICY gridnotice_scope ON communities_gridnotice
    USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE communities_resourcerow ENABLE ROW LEVEL SECURITY;
ALTER TABLE communities_resourcerow FORCE ROW LEVEL SECURITY;
CREATE POLICY resourcerow_scope ON communities_resourcerow
    USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
"""
ROW_SECURITY_NOT = """
DROP POLICY whistle_scope ON communities_whistle;
ALTER TABLE communities_whistle NO FORCE ROW LEVEL SECURITY;
ALTER TABLE communities_whistle DISABLE ROW LEVEL SECURITY;
DROP POLICY whistlecall_scope ON communities_whistlecall;
ALTER TABLE communities_whistlecall NO FORCE ROW LEVEL SECURITY;
ALTER TABLE communities_whistlecall DISABLE ROW LEVEL SECURITY;
DROP POLICY serviceslot_scope ON communities_serviceslot;
ALTER TABLE communities_serviceslot NO FORCE ROW LEVEL SECURITY;
ALTER TABLE communities_serviceslot DISABLE ROW LEVEL SECURITY;
DROP POLICY servicerequest_scope ON communities_servicerequest;
ALTER TABLE communities_servicerequest NO FORCE ROW LEVEL SECURITY;
ALTER TABLE communities_servicerequest DISABLE ROW LEVEL SECURITY;
DROP POLICY servicerecord_scope ON communities_servicerecord;
ALTER TABLE communities_servicerecord NO FORCE ROW LEVEL SECURITY;
ALTER TABLE communities_servicerecord DISABLE ROW LEVEL SECURITY;
DROP POLICY staffing_scope ON communities_staffing;
ALTER TABLE communities_staffing NO FORCE ROW LEVEL SECURITY;
ALTER TABLE communities_staffing DISABLE ROW LEVEL SECURITY;
DROP POLICY healthcase_scope ON communities_healthcase;
ALTER TABLE communities_healthcase NO FORCE ROW LEVEL SECURITY;
ALTER TABLE communities_healthcase DISABLE ROW LEVEL SECURITY;
DROP POLICY disinfection_scope ON communities_disinfection;
ALTER TABLE communities_disinfection NO FORCE ROW LEVEL SECURITY;
ALTER TABLE communities_disinfection DISABLE ROW LEVEL SECURITY;
DROP POLICY gridnotice_scope ON communities_gridnotice;
ALTER TABLE communities_gridnotice NO FORCE ROW LEVEL SECURITY;
ALTER TABLE communities_gridnotice DISABLE ROW LEVEL SECURITY;
DROP POLICY resourcerow_scope ON communities_resourcerow;
ALTER TABLE communities_resourcerow NO FORCE ROW LEVEL SECURITY;
ALTER TABLE communities_resourcerow DISABLE ROW LEVEL SECURITY;
"""

# What was shown, published or fetched is never changed; who fetched what is never forgotten.
GRANTS = """
REVOKE UPDATE ON communities_whistlephoto, communities_checkinphoto, communities_servicerecordphoto,
    communities_disinfectionphoto, communities_gridnoticephoto, communities_whistlelimitsversion, communities_resourcerow,
    communities_resourceaccess FROM xiuhua_app;
REVOKE DELETE ON communities_resourceaccess FROM xiuhua_app;
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0002_people"),
        ("files", "0003_photo_facts"),
        ("ground", "0010_roles_of_the_loop"),
    ]

    operations = [
        migrations.CreateModel(
            name="Disinfection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("area_code", models.CharField(max_length=20)),
                ("spot", models.CharField(help_text="which yard, which market", max_length=80)),
                ("place", django.contrib.gis.db.models.fields.PointField(help_text="WGS84", srid=4326)),
                ("at", models.DateTimeField()),
                (
                    "agent",
                    models.CharField(
                        choices=[
                            ("agent_chlorine", "含氯消毒剂"),
                            ("agent_peracetic", "过氧乙酸"),
                            ("agent_peroxide", "过氧化氢"),
                            ("agent_quaternary", "季铵盐"),
                            ("agent_alcohol", "酒精"),
                        ],
                        max_length=30,
                    ),
                ),
                ("concentration_mg_l", models.FloatField()),
                ("size_m2", models.FloatField()),
                ("note", models.CharField(blank=True, max_length=200)),
                ("recorded_at", models.DateTimeField()),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ground.area"
                    ),
                ),
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
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ground.person"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ground.unit"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="DisinfectionPhoto",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "disinfection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="photos",
                        to="communities.disinfection",
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
            name="GridNotice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("client_id", models.UUIDField(help_text="UUIDv7", unique=True)),
                ("grid_code", models.CharField(max_length=20)),
                ("area_code", models.CharField(help_text="of the premises", max_length=20)),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("found_machine", "智能发现"),
                            ("found_patrol", "巡查发现"),
                            ("found_case", "案件转入"),
                        ],
                        max_length=20,
                    ),
                ),
                ("text", models.TextField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("notice_found", "待抄告"),
                            ("notice_told", "已抄告"),
                            ("notice_fed_back", "已整改反馈"),
                            ("notice_judged", "已评价"),
                            ("notice_counted", "已统计"),
                        ],
                        default="notice_found",
                        max_length=20,
                    ),
                ),
                ("found_at", models.DateTimeField()),
                ("told_at", models.DateTimeField(null=True)),
                ("told_words", models.TextField(blank=True)),
                ("link_key", models.CharField(blank=True, help_text="unguessable", max_length=64)),
                ("limit_amount", models.PositiveSmallIntegerField(null=True)),
                ("limit_unit", models.CharField(blank=True, max_length=20)),
                ("due_at", models.DateTimeField(null=True)),
                ("feedback", models.TextField(blank=True)),
                ("fed_back_at", models.DateTimeField(null=True)),
                (
                    "fed_back_by",
                    models.CharField(blank=True, help_text="as the ledger names actors", max_length=60),
                ),
                (
                    "verdict",
                    models.CharField(
                        blank=True,
                        choices=[("verdict_passed", "合格"), ("verdict_failed", "不合格")],
                        max_length=20,
                    ),
                ),
                ("score", models.PositiveSmallIntegerField(help_text="0 to 100", null=True)),
                ("opinion", models.TextField(blank=True)),
                ("judged_at", models.DateTimeField(null=True)),
                ("judged_by", models.CharField(blank=True, max_length=60)),
                ("counted_at", models.DateTimeField(null=True)),
                ("updated_at", models.DateTimeField()),
                (
                    "follow_case",
                    models.ForeignKey(
                        help_text="opened where nothing was put right",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.case",
                    ),
                ),
                (
                    "found_case",
                    models.OneToOneField(
                        help_text="that it came from",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="grid_notice",
                        to="cases.case",
                    ),
                ),
                (
                    "grid",
                    models.ForeignKey(
                        help_text="a duty grid",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="grid_notices",
                        to="ground.area",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ground.catalogueitem",
                    ),
                ),
                (
                    "premises",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="grid_notices",
                        to="ground.premises",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="GridNoticePhoto",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("after", models.BooleanField(help_text="whether it shows what was put right")),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="photos",
                        to="communities.gridnotice",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="HealthCase",
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
                            ("health_disinfection", "环境消杀"),
                            ("health_vectors", "病媒生物防制"),
                            ("health_rubbish", "卫生死角"),
                            ("health_entrances", "出入管理"),
                            ("health_other", "其他防控事项"),
                        ],
                        max_length=30,
                    ),
                ),
                (
                    "campaign",
                    models.CharField(blank=True, help_text="the order it belongs to", max_length=60),
                ),
                ("area_code", models.CharField(max_length=20)),
                ("dispatched_at", models.DateTimeField()),
                (
                    "area",
                    models.ForeignKey(
                        help_text="community or village",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ground.area",
                    ),
                ),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="health", to="cases.case"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        help_text="the community's own",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ground.unit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ResourceVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(help_text="1, 2, 3 … per resource")),
                (
                    "delivery",
                    models.CharField(help_text="what the department calls it: 2026-03", max_length=20),
                ),
                ("area_code", models.CharField(max_length=20)),
                ("rows_count", models.PositiveIntegerField(default=0)),
                (
                    "file_name",
                    models.CharField(
                        blank=True, help_text="read where the file itself is not", max_length=255
                    ),
                ),
                ("delivered_at", models.DateTimeField()),
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
            name="ResourceRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("cells", models.JSONField(help_text="texts by the name of their column")),
                ("area_code", models.CharField(max_length=20)),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rows",
                        to="communities.resourceversion",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ServiceRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("area_code", models.CharField(max_length=20)),
                ("on", models.DateField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("service_advice", "咨询"),
                            ("service_errand", "代办"),
                            ("service_home", "上门"),
                            ("service_teaching", "宣传"),
                        ],
                        max_length=20,
                    ),
                ),
                ("residents", models.PositiveIntegerField(help_text="how many were served")),
                ("text", models.TextField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "area",
                    models.ForeignKey(
                        help_text="the community",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ground.area",
                    ),
                ),
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
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ground.person"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ground.unit"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ServiceRecordPhoto",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="photos",
                        to="communities.servicerecord",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ServiceRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("client_id", models.UUIDField(help_text="UUIDv7", unique=True)),
                ("area_code", models.CharField(max_length=20)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("service_advice", "咨询"),
                            ("service_errand", "代办"),
                            ("service_home", "上门"),
                            ("service_teaching", "宣传"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("request_asked", "待接办"),
                            ("request_taken", "办理中"),
                            ("request_done", "待居民确认"),
                            ("request_confirmed", "已确认"),
                        ],
                        default="request_asked",
                        max_length=20,
                    ),
                ),
                ("resident_name", models.CharField(max_length=40)),
                ("resident_phone", models.CharField(blank=True, max_length=20)),
                ("address", models.CharField(blank=True, max_length=160)),
                ("text", models.TextField()),
                ("asked_by", models.CharField(help_text="as the ledger names actors", max_length=60)),
                ("asked_at", models.DateTimeField()),
                ("taken_at", models.DateTimeField(null=True)),
                ("answer", models.TextField(blank=True)),
                ("done_at", models.DateTimeField(null=True)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("score", models.PositiveSmallIntegerField(help_text="1 to 5, by the resident", null=True)),
                ("opinion", models.TextField(blank=True)),
                ("reopened", models.PositiveSmallIntegerField(default=0)),
                ("updated_at", models.DateTimeField()),
                (
                    "area",
                    models.ForeignKey(
                        help_text="the community",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ground.area",
                    ),
                ),
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
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ground.person",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="servicerecord",
            name="request",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="record",
                to="communities.servicerequest",
            ),
        ),
        migrations.CreateModel(
            name="ServiceSlot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("area_code", models.CharField(max_length=20)),
                (
                    "weekdays",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(),
                        help_text="1 Monday to 7 Sunday",
                        size=None,
                    ),
                ),
                ("begins", models.TimeField()),
                ("ends", models.TimeField()),
                ("spot", models.CharField(help_text="where residents find them", max_length=80)),
                (
                    "state",
                    models.CharField(
                        choices=[("slot_open", "在岗"), ("slot_ended", "已结束")],
                        default="slot_open",
                        max_length=20,
                    ),
                ),
                ("since_on", models.DateField()),
                ("until_on", models.DateField(help_text="the last day", null=True)),
                ("recorded_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                (
                    "area",
                    models.ForeignKey(
                        help_text="the community",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ground.area",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="service_slots",
                        to="ground.person",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ground.unit"
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="servicerecord",
            name="slot",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="records",
                to="communities.serviceslot",
            ),
        ),
        migrations.CreateModel(
            name="SharedResource",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(help_text="as other systems name it", max_length=20, unique=True)),
                ("title", models.CharField(max_length=80)),
                ("summary", models.CharField(blank=True, max_length=300)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("resource_table", "数据表"),
                            ("resource_file", "文件"),
                            ("resource_service", "接口服务"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "secrecy",
                    models.CharField(
                        choices=[
                            ("secrecy_open", "无条件共享"),
                            ("secrecy_conditional", "有条件共享"),
                            ("secrecy_internal", "内部敏感"),
                        ],
                        max_length=20,
                    ),
                ),
                ("fields", models.JSONField(help_text="names of its columns, in their order")),
                ("area_code", models.CharField(help_text="for whom it is", max_length=20)),
                (
                    "address",
                    models.CharField(blank=True, help_text="of a service: where it answers", max_length=200),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("resource_offered", "在架"), ("resource_withdrawn", "已下架")],
                        default="resource_offered",
                        max_length=20,
                    ),
                ),
                ("since_on", models.DateField()),
                ("until_on", models.DateField(help_text="the last day on which it may be used", null=True)),
                ("recorded_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shared_resources",
                        to="ground.unit",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="resourceversion",
            name="resource",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="versions",
                to="communities.sharedresource",
            ),
        ),
        migrations.CreateModel(
            name="ResourceGrant",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("area_code", models.CharField(help_text="of the resource", max_length=20)),
                ("purpose", models.CharField(max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("access_asked", "待审批"),
                            ("access_granted", "已授权"),
                            ("access_refused", "未批准"),
                            ("access_revoked", "已收回"),
                        ],
                        default="access_asked",
                        max_length=20,
                    ),
                ),
                ("since_on", models.DateField(null=True)),
                ("until_on", models.DateField(help_text="the last day", null=True)),
                ("asked_by", models.CharField(max_length=60)),
                ("asked_at", models.DateTimeField()),
                ("decided_by", models.CharField(blank=True, max_length=60)),
                ("decided_at", models.DateTimeField(null=True)),
                ("opinion", models.CharField(blank=True, max_length=200)),
                (
                    "unit",
                    models.ForeignKey(
                        help_text="who asks",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ground.unit",
                    ),
                ),
                (
                    "resource",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="grants",
                        to="communities.sharedresource",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ResourceAccess",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("area_code", models.CharField(max_length=20)),
                ("by", models.CharField(help_text="as the ledger names actors", max_length=60)),
                ("purpose", models.CharField(max_length=200)),
                ("rows_count", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ground.unit"
                    ),
                ),
                (
                    "grant",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="accesses",
                        to="communities.resourcegrant",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.resourceversion",
                    ),
                ),
                (
                    "resource",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="accesses",
                        to="communities.sharedresource",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Staffing",
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
                            ("staffing_community", "社区驻守"),
                            ("staffing_checkpoint", "卡口值守"),
                            ("staffing_hotel", "留观酒店"),
                            ("staffing_support", "机动支援"),
                        ],
                        max_length=30,
                    ),
                ),
                ("spot", models.CharField(blank=True, help_text="which gate, which hotel", max_length=80)),
                (
                    "days",
                    django.contrib.postgres.fields.ranges.DateRangeField(
                        help_text="[first day, day after the last)"
                    ),
                ),
                ("ended_on", models.DateField(help_text="the last day, where it was cut short", null=True)),
                ("recorded_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                (
                    "area",
                    models.ForeignKey(
                        help_text="community or village",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ground.area",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="staffings",
                        to="ground.person",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        help_text="whence they come",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ground.unit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Whistle",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "client_id",
                    models.UUIDField(help_text="UUIDv7, given where it was written down", unique=True),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("whistle_ordinary", "普通哨"), ("whistle_urgent", "紧急哨")], max_length=20
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("whistle_called", "待报到"),
                            ("whistle_working", "联合处置"),
                            ("whistle_concluded", "待评价"),
                            ("whistle_rated", "待销哨"),
                            ("whistle_closed", "已销哨"),
                            ("whistle_withdrawn", "已撤哨"),
                        ],
                        default="whistle_called",
                        max_length=20,
                    ),
                ),
                ("title", models.CharField(max_length=80)),
                ("text", models.TextField()),
                ("address", models.CharField(blank=True, max_length=160)),
                (
                    "place",
                    django.contrib.gis.db.models.fields.PointField(help_text="WGS84", null=True, srid=4326),
                ),
                ("area_code", models.CharField(max_length=20)),
                ("limit_amount", models.PositiveSmallIntegerField()),
                ("limit_unit", models.CharField(max_length=20)),
                ("raised_by", models.CharField(help_text="as the ledger names actors", max_length=60)),
                ("raised_at", models.DateTimeField()),
                ("result", models.TextField(blank=True, help_text="what came of it, jointly")),
                ("concluded_at", models.DateTimeField(null=True)),
                ("score", models.PositiveSmallIntegerField(help_text="1 to 5, by the community", null=True)),
                ("opinion", models.TextField(blank=True)),
                ("rated_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("recorded_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                (
                    "area",
                    models.ForeignKey(
                        help_text="the community",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ground.area",
                    ),
                ),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="whistle", to="cases.case"
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ground.catalogueitem",
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        help_text="主办",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ground.unit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="WhistleCall",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("leads", models.BooleanField(help_text="whether it is the lead department")),
                ("area_code", models.CharField(max_length=20)),
                ("called_at", models.DateTimeField()),
                ("soon_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("next_at", models.DateTimeField(help_text="when the sweep speaks of it next", null=True)),
                (
                    "alert",
                    models.CharField(
                        choices=[
                            ("alert_none", "未提醒"),
                            ("alert_warned", "已提醒"),
                            ("alert_overdue", "已超期"),
                            ("alert_escalated", "已升级"),
                        ],
                        default="alert_none",
                        max_length=20,
                    ),
                ),
                (
                    "way",
                    models.CharField(
                        blank=True,
                        choices=[("check_in_on_the_spot", "现场报到"), ("check_in_in_writing", "书面报到")],
                        max_length=30,
                    ),
                ),
                ("checked_in_at", models.DateTimeField(null=True)),
                ("checked_in_by", models.CharField(blank=True, max_length=60)),
                (
                    "place",
                    django.contrib.gis.db.models.fields.PointField(
                        help_text="where the person stood, WGS84", null=True, srid=4326
                    ),
                ),
                ("away_m", models.FloatField(help_text="from the whistle's place", null=True)),
                ("note", models.TextField(blank=True, help_text="the reason, where in writing")),
                ("freed_at", models.DateTimeField(help_text="when the whistle was withdrawn", null=True)),
                ("part", models.TextField(blank=True, help_text="what this department did")),
                ("part_at", models.DateTimeField(null=True)),
                ("score", models.PositiveSmallIntegerField(help_text="1 to 5, by the community", null=True)),
                ("opinion", models.TextField(blank=True)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="whistle_calls",
                        to="ground.unit",
                    ),
                ),
                (
                    "whistle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="calls",
                        to="communities.whistle",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CheckInPhoto",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
                    ),
                ),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="photos",
                        to="communities.whistlecall",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="WhistleLimitsVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "area_code",
                    models.CharField(help_text="everything below it, unless it has its own", max_length=20),
                ),
                ("number", models.PositiveIntegerField(help_text="1, 2, 3 … per area")),
                ("ordinary_amount", models.PositiveSmallIntegerField()),
                (
                    "ordinary_unit",
                    models.CharField(help_text="ground.terms.calendars.TimeUnit", max_length=20),
                ),
                ("urgent_amount", models.PositiveSmallIntegerField()),
                ("urgent_unit", models.CharField(max_length=20)),
                ("reason", models.CharField(max_length=200)),
                ("effective_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("area_code", "number"), name="whistle_limits_once")
                ],
            },
        ),
        migrations.AddField(
            model_name="whistle",
            name="limits",
            field=models.ForeignKey(
                help_text="none: defaults",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="communities.whistlelimitsversion",
            ),
        ),
        migrations.CreateModel(
            name="WhistlePhoto",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
                    ),
                ),
                (
                    "whistle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="photos",
                        to="communities.whistle",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="disinfection",
            index=models.Index(fields=["area_code", "id"], name="disinfection_by_area"),
        ),
        migrations.AddIndex(
            model_name="disinfection",
            index=models.Index(fields=["at", "id"], name="disinfection_by_time"),
        ),
        migrations.AddIndex(
            model_name="gridnotice",
            index=models.Index(fields=["area_code", "id"], name="grid_notice_by_area"),
        ),
        migrations.AddIndex(
            model_name="gridnotice",
            index=models.Index(fields=["found_at", "id"], name="grid_notice_by_time"),
        ),
        migrations.AddIndex(
            model_name="gridnotice",
            index=models.Index(fields=["grid", "state"], name="grid_notice_by_grid"),
        ),
        migrations.AddConstraint(
            model_name="gridnotice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("link_key", ""), _negated=True),
                fields=("link_key",),
                name="grid_notice_link_once",
            ),
        ),
        migrations.AddIndex(
            model_name="healthcase",
            index=models.Index(fields=["area_code", "id"], name="health_case_by_area"),
        ),
        migrations.AddIndex(
            model_name="healthcase",
            index=models.Index(fields=["dispatched_at", "id"], name="health_case_by_time"),
        ),
        migrations.AddConstraint(
            model_name="resourcerow",
            constraint=models.UniqueConstraint(fields=("version", "number"), name="resource_row_once"),
        ),
        migrations.AddIndex(
            model_name="servicerequest",
            index=models.Index(fields=["area_code", "id"], name="service_request_by_area"),
        ),
        migrations.AddIndex(
            model_name="servicerequest",
            index=models.Index(fields=["asked_at", "id"], name="service_request_by_time"),
        ),
        migrations.AddIndex(
            model_name="servicerequest",
            index=models.Index(fields=["asked_by", "id"], name="service_request_by_asker"),
        ),
        migrations.AddIndex(
            model_name="serviceslot",
            index=models.Index(fields=["area_code", "id"], name="service_slot_by_area"),
        ),
        migrations.AddConstraint(
            model_name="serviceslot",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "slot_open")),
                fields=("area", "person"),
                name="service_slot_once",
            ),
        ),
        migrations.AddIndex(
            model_name="servicerecord",
            index=models.Index(fields=["area_code", "id"], name="service_record_by_area"),
        ),
        migrations.AddIndex(
            model_name="servicerecord",
            index=models.Index(fields=["on", "id"], name="service_record_by_day"),
        ),
        migrations.AddIndex(
            model_name="sharedresource",
            index=models.Index(fields=["area_code", "id"], name="resource_by_area"),
        ),
        migrations.AddIndex(
            model_name="sharedresource",
            index=models.Index(fields=["title", "id"], name="resource_by_title"),
        ),
        migrations.AddConstraint(
            model_name="resourceversion",
            constraint=models.UniqueConstraint(fields=("resource", "number"), name="resource_version_once"),
        ),
        migrations.AddConstraint(
            model_name="resourceversion",
            constraint=models.UniqueConstraint(
                fields=("resource", "delivery"), name="resource_delivery_once"
            ),
        ),
        migrations.AddIndex(
            model_name="resourcegrant",
            index=models.Index(fields=["asked_at", "id"], name="resource_grant_by_time"),
        ),
        migrations.AddConstraint(
            model_name="resourcegrant",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["access_asked", "access_granted"])),
                fields=("resource", "unit"),
                name="resource_grant_once",
            ),
        ),
        migrations.AddIndex(
            model_name="resourceaccess",
            index=models.Index(fields=["at", "id"], name="resource_access_by_time"),
        ),
        migrations.AddIndex(
            model_name="staffing",
            index=models.Index(fields=["area_code", "id"], name="staffing_by_area"),
        ),
        migrations.AddConstraint(
            model_name="staffing",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[("person", "="), ("days", "&&")], name="staffing_one_place_at_a_time"
            ),
        ),
        migrations.AddIndex(
            model_name="whistlecall",
            index=models.Index(
                condition=models.Q(("next_at__isnull", False)),
                fields=["next_at", "id"],
                name="whistle_call_due",
            ),
        ),
        migrations.AddIndex(
            model_name="whistlecall",
            index=models.Index(fields=["called_at", "id"], name="whistle_call_by_time"),
        ),
        migrations.AddIndex(
            model_name="whistlecall",
            index=models.Index(fields=["unit", "called_at"], name="whistle_call_by_unit"),
        ),
        migrations.AddConstraint(
            model_name="whistlecall",
            constraint=models.UniqueConstraint(fields=("whistle", "unit"), name="whistle_call_once"),
        ),
        migrations.AddConstraint(
            model_name="whistlecall",
            constraint=models.UniqueConstraint(
                condition=models.Q(("leads", True)), fields=("whistle",), name="whistle_one_lead"
            ),
        ),
        migrations.AddIndex(
            model_name="whistle",
            index=models.Index(fields=["area_code", "id"], name="whistle_by_area"),
        ),
        migrations.AddIndex(
            model_name="whistle",
            index=models.Index(fields=["raised_at", "id"], name="whistle_by_time"),
        ),
        migrations.RunSQL(ROW_SECURITY, ROW_SECURITY_NOT),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
    ]
