"""Units, people, their posts and absences."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

# These rows lead to people, so the database itself keeps districts apart, the owner's own sessions included.
ROW_SECURITY = """
ALTER TABLE ground_person ENABLE ROW LEVEL SECURITY;
ALTER TABLE ground_person FORCE ROW LEVEL SECURITY;
CREATE POLICY person_scope ON ground_person USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE ground_absence ENABLE ROW LEVEL SECURITY;
ALTER TABLE ground_absence FORCE ROW LEVEL SECURITY;
CREATE POLICY absence_scope ON ground_absence USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
"""
ROW_SECURITY_NOT = """
DROP POLICY person_scope ON ground_person;
ALTER TABLE ground_person NO FORCE ROW LEVEL SECURITY;
ALTER TABLE ground_person DISABLE ROW LEVEL SECURITY;
DROP POLICY absence_scope ON ground_absence;
ALTER TABLE ground_absence NO FORCE ROW LEVEL SECURITY;
ALTER TABLE ground_absence DISABLE ROW LEVEL SECURITY;
"""

# The app role may not delete an absence. Units, people and posts may go again while only an import made them.
GRANTS = "REVOKE DELETE ON ground_absence FROM xiuhua_app;"


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0001_user"),
        ("ground", "0001_area"),
    ]

    operations = [
        migrations.CreateModel(
            name="Person",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("client_id", models.UUIDField(help_text="UUIDv7", unique=True)),
                ("work_number", models.CharField(help_text="工号", max_length=30, unique=True)),
                ("name", models.CharField(max_length=40)),
                ("phone", models.CharField(blank=True, max_length=20)),
                (
                    "state",
                    models.CharField(
                        choices=[("serving", "在岗"), ("left", "已离岗")], default="serving", max_length=20
                    ),
                ),
                ("area_code", models.CharField(max_length=20)),
                (
                    "search",
                    django.contrib.postgres.search.SearchVectorField(
                        help_text="bigrams of number and name", null=True
                    ),
                ),
                ("recorded_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                (
                    "user",
                    models.OneToOneField(
                        help_text="the account, if any",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="person",
                        to="access.user",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Unit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        help_text="credit code, or the bureau's own", max_length=18, unique=True
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                ("short_name", models.CharField(blank=True, max_length=30)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("bureau", "主管局"),
                            ("squad", "执法中队"),
                            ("street_office", "街道乡镇"),
                            ("community_office", "社区居委会"),
                            ("department", "职能部门"),
                            ("centre", "指挥中心"),
                            ("contractor", "养护作业单位"),
                            ("enterprise", "企业"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("active", "正常"), ("retired", "已撤销")], default="active", max_length=20
                    ),
                ),
                ("area_code", models.CharField(max_length=20)),
                (
                    "duty_phone",
                    models.CharField(blank=True, help_text="of the office, not of a person", max_length=20),
                ),
                (
                    "search",
                    django.contrib.postgres.search.SearchVectorField(
                        help_text="bigrams of code and names", null=True
                    ),
                ),
                ("recorded_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="units", to="ground.area"
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="ground.unit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Post",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("system_admin", "系统管理员"),
                            ("security_admin", "安全管理员"),
                            ("auditor", "审计管理员"),
                            ("ground_clerk", "台账员"),
                            ("leader", "领导"),
                            ("system", "系统"),
                            ("district_leader", "区领导"),
                            ("committee_head", "城管委主任"),
                            ("committee_office", "城管委办公室主任"),
                            ("government_office", "区政府办"),
                            ("town_committee", "镇街城管委办公室"),
                            ("town_head", "镇街负责人"),
                            ("road_chief", "路长"),
                            ("community_secretary", "社区书记、干部"),
                            ("grid_member", "网格员"),
                            ("sanitation_watcher", "环卫工人监督员"),
                            ("volunteer", "志愿者"),
                            ("acceptor", "受理员"),
                            ("dispatcher", "派遣员"),
                            ("verifier", "核查员"),
                            ("alarm_reviewer", "智能告警复核员"),
                            ("video_patroller", "视频巡检员"),
                            ("drone_pilot", "无人机飞手"),
                            ("complaint_team", "接诉即办专班"),
                            ("hotline_agent", "热线话务员"),
                            ("officer", "执法队员"),
                            ("squad_leader", "中队长"),
                            ("multi_skilled_officer", "一员多专执法人员"),
                            ("auxiliary", "执法辅助人员"),
                            ("legal_officer", "法制员"),
                            ("lawyer", "律师"),
                            ("prosecutor", "驻队检察官"),
                            ("judge", "法官"),
                            ("police", "公安交警"),
                            ("peer_department", "协同部门"),
                            ("service_bureau", "政务服务局"),
                            ("permit_clerk", "审批窗口人员"),
                            ("applicant", "申请人"),
                            ("shopkeeper", "商户"),
                            ("caterer", "餐饮企业"),
                            ("bike_firm", "共享单车企业"),
                            ("parking_operator", "停车场经营者"),
                            ("spoil_hauler", "渣土运输企业"),
                            ("site_manager", "施工工地负责人"),
                            ("road_contractor", "市政养护单位"),
                            ("sanitation_contractor", "环卫作业单位"),
                            ("sticker_contractor", "三乱清理公司"),
                            ("river_operator", "河道泵站运维"),
                            ("drainage_user", "排水户"),
                            ("gas_firm", "燃气企业"),
                            ("gas_supervisor", "燃气专管员"),
                            ("gas_user", "燃气用户"),
                            ("elder_alone", "独居老年人"),
                            ("resident", "居民"),
                            ("reporter", "诉求人"),
                            ("disabled_resident", "残障人士"),
                            ("sorting_supervisor", "垃圾分类专管员"),
                            ("property_firm", "物业公司"),
                            ("stall_holder", "疏导点摊主"),
                            ("testing_firm", "第三方检测单位"),
                            ("scoring_firm", "第三方测评单位"),
                            ("inspectorate", "督察组"),
                            ("discipline", "纪检监察"),
                            ("assessor", "考核人员"),
                            ("finance", "财务"),
                            ("personnel", "人事培训"),
                            ("data_admin", "平台数据管理员"),
                            ("upper_platform", "上级平台"),
                            ("press", "媒体"),
                            ("deputy_member", "代表委员"),
                            ("local_volunteer", "东海渔嫂城管员"),
                            ("sanitary_city_group", "创卫工作组"),
                            ("health_office", "爱卫办"),
                            ("safety_office", "城管安专委办"),
                        ],
                        max_length=40,
                    ),
                ),
                ("title", models.CharField(blank=True, help_text="as printed: 办事处副主任", max_length=40)),
                ("area_code", models.CharField(max_length=20)),
                (
                    "validity",
                    django.contrib.postgres.fields.ranges.DateTimeRangeField(help_text="[since, until)"),
                ),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="posts", to="ground.area"
                    ),
                ),
                (
                    "deputy",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deputy_posts",
                        to="ground.person",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="posts", to="ground.person"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="posts", to="ground.unit"
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="person",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="people", to="ground.unit"
            ),
        ),
        migrations.CreateModel(
            name="Absence",
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
                            ("leave", "请假"),
                            ("training", "培训"),
                            ("business", "出差"),
                            ("sick", "病假"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "validity",
                    django.contrib.postgres.fields.ranges.DateTimeRangeField(help_text="[since, until)"),
                ),
                ("area_code", models.CharField(max_length=20)),
                ("recorded_at", models.DateTimeField()),
                (
                    "deputy",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ground.person",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="absences",
                        to="ground.person",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["person", "id"], name="absence_by_person")],
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("person", "="), ("validity", "&&")], name="absence_once_at_a_time"
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="unit",
            index=models.Index(fields=["name", "id"], name="unit_by_name"),
        ),
        migrations.AddIndex(
            model_name="unit",
            index=models.Index(fields=["code", "id"], name="unit_by_code"),
        ),
        migrations.AddIndex(
            model_name="unit",
            index=models.Index(fields=["area_code", "id"], name="unit_by_area"),
        ),
        migrations.AddIndex(
            model_name="unit",
            index=models.Index(fields=["kind", "state", "id"], name="unit_by_kind"),
        ),
        migrations.AddIndex(
            model_name="unit",
            index=django.contrib.postgres.indexes.GinIndex(fields=["search"], name="unit_search"),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(fields=["area_code", "id"], name="post_by_area"),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("person", "="),
                    ("unit", "="),
                    ("role", "="),
                    ("area", "="),
                    ("validity", "&&"),
                ],
                name="post_once_at_a_time",
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["name", "id"], name="person_by_name"),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["work_number", "id"], name="person_by_number"),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["area_code", "id"], name="person_by_area"),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["updated_at", "id"], name="person_by_change"),
        ),
        migrations.AddIndex(
            model_name="person",
            index=django.contrib.postgres.indexes.GinIndex(fields=["search"], name="person_search"),
        ),
        migrations.RunSQL(ROW_SECURITY, ROW_SECURITY_NOT),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
    ]
