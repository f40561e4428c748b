"""Accounts, role holdings, tries to sign in, tokens and idempotency keys."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("username", models.CharField(max_length=40, unique=True)),
                ("name", models.CharField(help_text="as colleagues read it", max_length=40)),
                ("is_active", models.BooleanField(default=True)),
                ("password_changed_at", models.DateTimeField(null=True)),
                ("must_change_password", models.BooleanField(default=False)),
                (
                    "session_salt",
                    models.CharField(default="", help_text="changing it ends every session", max_length=32),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("username"), name="user_username_any_case"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="IdempotencyKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("actor", models.CharField(max_length=60)),
                ("key", models.CharField(max_length=80)),
                ("request_digest", models.CharField(max_length=64)),
                ("status", models.PositiveSmallIntegerField(default=0)),
                ("answer", models.JSONField(default=dict)),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["at"], name="idempotency_key_by_age")],
                "constraints": [
                    models.UniqueConstraint(fields=["actor", "key"], name="idempotency_key_per_actor")
                ],
            },
        ),
        migrations.CreateModel(
            name="SignInAttempt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("username", models.CharField(max_length=40)),
                ("address", models.GenericIPAddressField()),
                ("succeeded", models.BooleanField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["username", "at"], name="attempt_by_username"),
                    models.Index(fields=["address", "at"], name="attempt_by_address"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Token",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                ("digest", models.CharField(max_length=64, unique=True)),
                (
                    "hint",
                    models.CharField(help_text="the first characters, to recognise it by", max_length=12),
                ),
                ("acts", models.JSONField(help_text="the acts it may do, at most those of its user")),
                ("issued_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
                ("used_on", models.DateField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tokens", to="access.user"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RoleHolding",
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
                (
                    "area",
                    models.CharField(
                        blank=True, help_text="area-code prefix; empty for everywhere", max_length=20
                    ),
                ),
                (
                    "validity",
                    django.contrib.postgres.fields.ranges.DateTimeRangeField(help_text="[since, until), UTC"),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="holdings", to="access.user"
                    ),
                ),
            ],
            options={
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("user", "="), ("role", "="), ("area", "="), ("validity", "&&")],
                        name="role_holding_no_overlap",
                    )
                ],
            },
        ),
    ]
