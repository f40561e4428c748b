"""The loop: cases, reports, moves, clocks, wishes, settings, consultations; and who can see their rows."""

import django.contrib.gis.db.models.fields
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

# These rows lead to people, so the database itself keeps districts apart, the owner's own sessions included.
ROW_SECURITY = """
ALTER TABLE cases_case ENABLE ROW LEVEL SECURITY;
ALTER TABLE cases_case FORCE ROW LEVEL SECURITY;
CREATE POLICY case_scope ON cases_case USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE cases_report ENABLE ROW LEVEL SECURITY;
ALTER TABLE cases_report FORCE ROW LEVEL SECURITY;
CREATE POLICY report_scope ON cases_report USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE cases_move ENABLE ROW LEVEL SECURITY;
ALTER TABLE cases_move FORCE ROW LEVEL SECURITY;
CREATE POLICY move_scope ON cases_move USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE cases_asking ENABLE ROW LEVEL SECURITY;
ALTER TABLE cases_asking FORCE ROW LEVEL SECURITY;
CREATE POLICY asking_scope ON cases_asking USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE cases_consultationitem ENABLE ROW LEVEL SECURITY;
ALTER TABLE cases_consultationitem FORCE ROW LEVEL SECURITY;
CREATE POLICY consultationitem_scope ON cases_consultationitem USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE cases_cost ENABLE ROW LEVEL SECURITY;
ALTER TABLE cases_cost FORCE ROW LEVEL SECURITY;
CREATE POLICY cost_scope ON cases_cost USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
"""
ROW_SECURITY_NOT = """
DROP POLICY case_scope ON cases_case;
ALTER TABLE cases_case NO FORCE ROW LEVEL SECURITY;
ALTER TABLE cases_case DISABLE ROW LEVEL SECURITY;
DROP POLICY report_scope ON cases_report;
ALTER TABLE cases_report NO FORCE ROW LEVEL SECURITY;
ALTER TABLE cases_report DISABLE ROW LEVEL SECURITY;
DROP POLICY move_scope ON cases_move;
ALTER TABLE cases_move NO FORCE ROW LEVEL SECURITY;
ALTER TABLE cases_move DISABLE ROW LEVEL SECURITY;
DROP POLICY asking_scope ON cases_asking;
ALTER TABLE cases_asking NO FORCE ROW LEVEL SECURITY;
ALTER TABLE cases_asking DISABLE ROW LEVEL SECURITY;
DROP POLICY consultationitem_scope ON cases_consultationitem;
ALTER TABLE cases_consultationitem NO FORCE ROW LEVEL SECURITY;
ALTER TABLE cases_consultationitem DISABLE ROW LEVEL SECURITY;
DROP POLICY cost_scope ON cases_cost;
ALTER TABLE cases_cost NO FORCE ROW LEVEL SECURITY;
ALTER TABLE cases_cost DISABLE ROW LEVEL SECURITY;
"""

# What happened is never changed. A move can go again only with its whole case, while only an import made it.
GRANTS = "REVOKE UPDATE ON cases_move, cases_movephoto, cases_reportphoto, cases_loopversion FROM xiuhua_app;"


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("files", "0001_stored_file"),
        ("ground", "0010_roles_of_the_loop"),
        ("ledger", "0001_entry"),
    ]

    operations = [
        migrations.CreateModel(
            name="Case",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "client_id",
                    models.UUIDField(help_text="UUIDv7, given by whoever reported it first", unique=True),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("channel_collector", "监督员上报"),
                            ("channel_grid", "网格员上报"),
                            ("channel_hotline", "热线"),
                            ("channel_public", "公众举报"),
                            ("channel_video", "视频巡查"),
                            ("channel_smart", "智能发现"),
                            ("channel_sensor", "物联告警"),
                            ("channel_upper", "市级派遣"),
                            ("channel_leader", "领导交办"),
                            ("channel_press", "媒体曝光"),
                            ("channel_department", "部门转办"),
                            ("channel_step_up", "逐级上报"),
                            ("channel_import", "历史导入"),
                        ],
                        help_text="source of discovery",
                        max_length=24,
                    ),
                ),
                ("smart", models.BooleanField(default=False, help_text="whether a machine found it")),
                (
                    "track",
                    models.CharField(
                        choices=[
                            ("track_ordinary", "普通"),
                            ("track_quick", "1315 快速响应"),
                            ("track_flat", "扁平化直派"),
                        ],
                        default="track_ordinary",
                        max_length=20,
                    ),
                ),
                ("title", models.CharField(max_length=120)),
                (
                    "description",
                    models.TextField(blank=True, help_text="as reported; may hold what a caller said"),
                ),
                ("address", models.CharField(blank=True, max_length=160)),
                (
                    "place",
                    django.contrib.gis.db.models.fields.PointField(
                        help_text="WGS84; None where nobody knows", null=True, srid=4326
                    ),
                ),
                ("area_code", models.CharField(max_length=20)),
                ("reported_at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "upper_number",
                    models.CharField(blank=True, help_text="of the platform above", max_length=40),
                ),
                (
                    "upper_due_at",
                    models.DateTimeField(help_text="as the platform above has fixed it", null=True),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("case_reported", "待受理"),
                            ("case_verifying", "待核实"),
                            ("case_filing", "待立案"),
                            ("case_dispatching", "待派遣"),
                            ("case_dispatched", "待签收"),
                            ("case_handling", "处置中"),
                            ("case_returned", "回退待审"),
                            ("case_reviewing", "反馈待审"),
                            ("case_checking", "待核查"),
                            ("case_closing", "待结案"),
                            ("case_deferred", "缓办"),
                            ("case_shelved", "挂账"),
                            ("case_closed", "已结案"),
                            ("case_not_accepted", "不予受理"),
                            ("case_not_filed", "不予立案"),
                            ("case_voided", "已作废"),
                            ("case_merged", "已合并"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "closing",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("closing_normal", "正常结案"),
                            ("closing_on_the_spot", "自行处置"),
                            ("closing_forced", "强制结案"),
                            ("closing_informed", "告知性结案"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "asked",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("ask_extend", "延期"),
                            ("ask_defer", "缓办"),
                            ("ask_shelve", "挂账"),
                            ("ask_void", "作废"),
                            ("ask_force", "强制结案"),
                            ("ask_inform", "告知性结案"),
                        ],
                        help_text="what waits to be granted",
                        max_length=20,
                    ),
                ),
                ("limit_amount", models.PositiveSmallIntegerField(null=True)),
                (
                    "limit_unit",
                    models.CharField(blank=True, help_text="ground.terms.calendars.TimeUnit", max_length=20),
                ),
                ("limit_source", models.CharField(blank=True, help_text="which rule gave it", max_length=30)),
                (
                    "dangerous",
                    models.BooleanField(default=False, help_text="cannot wait for anybody's consent"),
                ),
                ("key_area", models.BooleanField(default=False)),
                ("returns", models.PositiveSmallIntegerField(default=0)),
                ("reworks", models.PositiveSmallIntegerField(default=0)),
                ("extensions", models.PositiveSmallIntegerField(default=0)),
                ("defers", models.PositiveSmallIntegerField(default=0)),
                ("steps_up", models.PositiveSmallIntegerField(default=0)),
                ("resume_at", models.DateTimeField(help_text="when a deferral ends", null=True)),
                (
                    "review_on",
                    models.DateField(help_text="when the problem list is next gone through", null=True),
                ),
                ("filed_at", models.DateTimeField(null=True)),
                ("dispatched_at", models.DateTimeField(help_text="the first time", null=True)),
                ("received_at", models.DateTimeField(help_text="the first time", null=True)),
                ("fed_back_at", models.DateTimeField(help_text="the last time", null=True)),
                (
                    "over_at",
                    models.DateTimeField(help_text="when it came to an end, whatever end", null=True),
                ),
                (
                    "replied_at",
                    models.DateTimeField(help_text="when the platform above was answered", null=True),
                ),
                (
                    "stage",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("stage_accept", "受理"),
                            ("stage_verify", "核实"),
                            ("stage_file", "立案"),
                            ("stage_dispatch", "派遣"),
                            ("stage_handle", "处置"),
                            ("stage_review", "反馈审核"),
                            ("stage_check", "核查"),
                            ("stage_close", "结案"),
                        ],
                        help_text="whose clock runs",
                        max_length=20,
                    ),
                ),
                ("due_at", models.DateTimeField(help_text="of the clock that runs", null=True)),
                ("soon_at", models.DateTimeField(null=True)),
                (
                    "late",
                    models.BooleanField(
                        default=False, help_text="whether the clock that runs, or the last, was late"
                    ),
                ),
                (
                    "provisional",
                    models.BooleanField(
                        default=False, help_text="the deadline needs a year not yet published"
                    ),
                ),
                ("moves_count", models.PositiveIntegerField(default=0)),
                (
                    "search",
                    django.contrib.postgres.search.SearchVectorField(
                        help_text="bigrams of title, address, matter", null=True
                    ),
                ),
                ("updated_at", models.DateTimeField()),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ground.area"
                    ),
                ),
                (
                    "component",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="ground.component",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ground.catalogueitem",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ground.handbookline",
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged",
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
                (
                    "premises",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="ground.premises",
                    ),
                ),
                (
                    "rebound_of",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rebounds",
                        to="cases.case",
                    ),
                ),
                (
                    "redo_of",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="redone_as",
                        to="cases.case",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        help_text="主办",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="ground.unit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Assignment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("lead", models.BooleanField(help_text="主办; else 协办")),
                (
                    "ground",
                    models.CharField(
                        blank=True, help_text="ground.terms.duties, or cases' own", max_length=30
                    ),
                ),
                (
                    "reasons",
                    models.JSONField(
                        default=list, help_text="who else answers, in order, each with its ground"
                    ),
                ),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
                (
                    "duty",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ground.duty",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
                        to="ground.unit",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
                        to="cases.case",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Asking",
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
                            ("ask_extend", "延期"),
                            ("ask_defer", "缓办"),
                            ("ask_shelve", "挂账"),
                            ("ask_void", "作废"),
                            ("ask_force", "强制结案"),
                            ("ask_inform", "告知性结案"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asking_asked", "待审"),
                            ("asking_proposed", "已提请"),
                            ("asking_granted", "已批准"),
                            ("asking_refused", "未批准"),
                            ("asking_lapsed", "已失效"),
                        ],
                        max_length=20,
                    ),
                ),
                ("reason", models.TextField()),
                ("amount", models.PositiveSmallIntegerField(null=True)),
                ("time_unit", models.CharField(blank=True, max_length=20)),
                ("until", models.DateTimeField(null=True)),
                ("asked_at", models.DateTimeField()),
                ("asked_by", models.CharField(max_length=60)),
                ("proposed_by", models.CharField(blank=True, max_length=60)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.CharField(blank=True, max_length=60)),
                ("opinion", models.TextField(blank=True)),
                ("area_code", models.CharField(max_length=20)),
                (
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ground.unit",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="askings", to="cases.case"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CaseClock",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("stage_accept", "受理"),
                            ("stage_verify", "核实"),
                            ("stage_file", "立案"),
                            ("stage_dispatch", "派遣"),
                            ("stage_handle", "处置"),
                            ("stage_review", "反馈审核"),
                            ("stage_check", "核查"),
                            ("stage_close", "结案"),
                        ],
                        max_length=20,
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("charged_to", models.CharField(help_text="`desk_acceptor`, `unit:12`", max_length=40)),
                ("limit_amount", models.PositiveSmallIntegerField(null=True)),
                ("limit_unit", models.CharField(blank=True, max_length=20)),
                ("started_at", models.DateTimeField()),
                ("due_at", models.DateTimeField(null=True)),
                ("soon_at", models.DateTimeField(null=True)),
                ("left_s", models.IntegerField(null=True)),
                ("running_since", models.DateTimeField(null=True)),
                ("stopped_at", models.DateTimeField(null=True)),
                ("late", models.BooleanField(default=False)),
                ("cancelled", models.BooleanField(default=False)),
                ("extensions", models.PositiveSmallIntegerField(default=0)),
                (
                    "unpublished",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.SmallIntegerField(), default=list, size=None
                    ),
                ),
                ("calendar_key", models.CharField(blank=True, max_length=30)),
                ("calendar_version", models.PositiveIntegerField(null=True)),
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
                ("next_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="clocks",
                        to="cases.case",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Consultation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("area_code", models.CharField(max_length=20)),
                ("month", models.DateField(help_text="its first day")),
                ("meets_on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[("agenda", "拟定议程"), ("held", "已召开")], default="agenda", max_length=20
                    ),
                ),
                ("minutes", models.TextField(blank=True)),
                ("recorded_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                (
                    "host",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ground.unit",
                    ),
                ),
                (
                    "paper",
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
            name="ConsultationItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("area_code", models.CharField(max_length=20)),
                (
                    "why",
                    models.CharField(
                        help_text="the code of the sentence that says why nobody owned it", max_length=30
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("question_open", "待会商"),
                            ("question_decided", "已确权"),
                            ("question_dropped", "已撤题"),
                        ],
                        default="question_open",
                        max_length=20,
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="questions", to="cases.case"
                    ),
                ),
                (
                    "consultation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questions",
                        to="cases.consultation",
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
                    "revision",
                    models.ForeignKey(
                        help_text="brought the duty",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ground.dutyrevision",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        help_text="the owner decided on",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ground.unit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Cost",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("amount_fen", models.PositiveBigIntegerField()),
                ("purpose", models.CharField(max_length=120)),
                ("area_code", models.CharField(max_length=20)),
                ("recorded_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="costs", to="cases.case"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        help_text="who spent it",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ground.unit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="LoopVersion",
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
                ("chosen", models.JSONField(help_text="what differs from rules.settings.LoopSettings()")),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("effective_at", models.DateTimeField()),
                ("published_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("area_code", "number"), name="loop_version_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Move",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(help_text="1, 2, 3 … per case")),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("case.read", "查看案件"),
                            ("case.open", "建立案卷"),
                            ("case.solve", "自行处置"),
                            ("case.accept", "受理"),
                            ("case.ask_verify", "送核实"),
                            ("case.not_accept", "不予受理"),
                            ("case.verify_true", "核实属实"),
                            ("case.verify_false", "核实不属实"),
                            ("case.file", "立案"),
                            ("case.not_file", "不予立案"),
                            ("case.push", "直派一线"),
                            ("case.dispatch", "派遣"),
                            ("case.receive", "签收"),
                            ("case.assign", "二级派遣"),
                            ("case.step_up", "逐级上报"),
                            ("case.send_back", "回退"),
                            ("case.return_grant", "同意回退"),
                            ("case.return_refuse", "不同意回退"),
                            ("case.feed_back", "反馈"),
                            ("case.feedback_pass", "反馈审核通过"),
                            ("case.feedback_refuse", "反馈退回"),
                            ("case.check_pass", "核查通过"),
                            ("case.check_fail", "返工"),
                            ("case.close", "结案"),
                            ("case.close_refuse", "退回核查"),
                            ("case.extend_ask", "申请延期"),
                            ("case.extend_propose", "提请延期"),
                            ("case.extend_grant", "批准延期"),
                            ("case.extend_refuse", "不批准延期"),
                            ("case.defer_ask", "申请缓办"),
                            ("case.defer_grant", "批准缓办"),
                            ("case.defer_refuse", "不批准缓办"),
                            ("case.shelve_ask", "申请挂账"),
                            ("case.shelve_grant", "批准挂账"),
                            ("case.shelve_refuse", "不批准挂账"),
                            ("case.shelf_review", "挂账复核"),
                            ("case.resume", "恢复办理"),
                            ("case.clear", "销账"),
                            ("case.void_ask", "申请作废"),
                            ("case.void_grant", "作废"),
                            ("case.void_refuse", "不批准作废"),
                            ("case.force_ask", "申请强制结案"),
                            ("case.force_grant", "强制结案"),
                            ("case.force_refuse", "不批准强制结案"),
                            ("case.inform_ask", "申请告知性结案"),
                            ("case.inform_grant", "告知性结案"),
                            ("case.inform_refuse", "不批准告知性结案"),
                            ("case.merge", "合并"),
                            ("case.merged_in", "并入上报"),
                            ("case.unmerge", "撤销合并"),
                            ("case.redo", "重办"),
                            ("case.reply_up", "回复上级平台"),
                            ("case.take_back", "撤回"),
                            ("case.hand_over", "移交在办案件"),
                            ("case.recount", "重算时限"),
                            ("case.warn", "临期提醒"),
                            ("case.overdue", "超期"),
                            ("case.escalate", "升级提醒"),
                            ("case.import", "导入历史案件"),
                            ("case.import_undo", "撤销导入"),
                        ],
                        max_length=30,
                    ),
                ),
                (
                    "before",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("case_reported", "待受理"),
                            ("case_verifying", "待核实"),
                            ("case_filing", "待立案"),
                            ("case_dispatching", "待派遣"),
                            ("case_dispatched", "待签收"),
                            ("case_handling", "处置中"),
                            ("case_returned", "回退待审"),
                            ("case_reviewing", "反馈待审"),
                            ("case_checking", "待核查"),
                            ("case_closing", "待结案"),
                            ("case_deferred", "缓办"),
                            ("case_shelved", "挂账"),
                            ("case_closed", "已结案"),
                            ("case_not_accepted", "不予受理"),
                            ("case_not_filed", "不予立案"),
                            ("case_voided", "已作废"),
                            ("case_merged", "已合并"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "after",
                    models.CharField(
                        choices=[
                            ("case_reported", "待受理"),
                            ("case_verifying", "待核实"),
                            ("case_filing", "待立案"),
                            ("case_dispatching", "待派遣"),
                            ("case_dispatched", "待签收"),
                            ("case_handling", "处置中"),
                            ("case_returned", "回退待审"),
                            ("case_reviewing", "反馈待审"),
                            ("case_checking", "待核查"),
                            ("case_closing", "待结案"),
                            ("case_deferred", "缓办"),
                            ("case_shelved", "挂账"),
                            ("case_closed", "已结案"),
                            ("case_not_accepted", "不予受理"),
                            ("case_not_filed", "不予立案"),
                            ("case_voided", "已作废"),
                            ("case_merged", "已合并"),
                        ],
                        max_length=20,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                ("actor", models.CharField(max_length=60)),
                (
                    "desk",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("desk_collector", "监督员"),
                            ("desk_acceptor", "受理员"),
                            ("desk_shift_head", "值班长"),
                            ("desk_dispatcher", "派遣员"),
                            ("desk_unit", "处置单位"),
                            ("desk_system", "系统"),
                        ],
                        max_length=20,
                    ),
                ),
                ("note", models.TextField(blank=True, help_text="the opinion, as the next person reads it")),
                ("detail", models.JSONField(default=dict)),
                ("area_code", models.CharField(max_length=20)),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="moves",
                        to="cases.case",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.entry"
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
                (
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ground.unit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="MovePhoto",
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
                    "move",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="photos", to="cases.move"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Report",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("client_id", models.UUIDField(help_text="UUIDv7", unique=True)),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("channel_collector", "监督员上报"),
                            ("channel_grid", "网格员上报"),
                            ("channel_hotline", "热线"),
                            ("channel_public", "公众举报"),
                            ("channel_video", "视频巡查"),
                            ("channel_smart", "智能发现"),
                            ("channel_sensor", "物联告警"),
                            ("channel_upper", "市级派遣"),
                            ("channel_leader", "领导交办"),
                            ("channel_press", "媒体曝光"),
                            ("channel_department", "部门转办"),
                            ("channel_step_up", "逐级上报"),
                            ("channel_import", "历史导入"),
                        ],
                        max_length=24,
                    ),
                ),
                (
                    "source_ref",
                    models.CharField(blank=True, help_text="its number where it came from", max_length=60),
                ),
                ("text", models.TextField(blank=True)),
                ("address", models.CharField(blank=True, max_length=160)),
                ("place", django.contrib.gis.db.models.fields.PointField(null=True, srid=4326)),
                ("area_code", models.CharField(max_length=20)),
                ("caller_name", models.CharField(blank=True, max_length=40)),
                ("caller_phone", models.CharField(blank=True, max_length=20)),
                (
                    "occurred_at",
                    models.DateTimeField(help_text="when it was first seen, where that is known", null=True),
                ),
                ("reported_at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "search",
                    django.contrib.postgres.search.SearchVectorField(
                        help_text="bigrams of its own number, words, address, matter", null=True
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reports", to="cases.case"
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
                    "person",
                    models.ForeignKey(
                        help_text="the collector, if one",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ground.person",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ReportPhoto",
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
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="photos", to="cases.report"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["state", "area_code", "id"], name="case_by_state"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["area_code", "id"], name="case_by_area"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["updated_at", "id"], name="case_by_change"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["reported_at", "id"], name="case_by_report"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("over_at__isnull", True)), fields=["due_at", "id"], name="case_by_due"
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["unit", "state", "id"], name="case_by_unit"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["item", "over_at"], name="case_by_item"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("upper_number", ""), _negated=True),
                fields=["upper_number"],
                name="case_by_upper",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("resume_at__isnull", False)), fields=["resume_at"], name="case_by_resume"
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=django.contrib.postgres.indexes.GinIndex(fields=["search"], name="case_search"),
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(fields=["case", "id"], name="assignment_by_case"),
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(
                condition=models.Q(("until__isnull", True)), fields=["unit", "case"], name="assignment_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="asking",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["asking_asked", "asking_proposed"])),
                fields=("case",),
                name="asking_one_open",
            ),
        ),
        migrations.AddIndex(
            model_name="caseclock",
            index=models.Index(
                condition=models.Q(("next_at__isnull", False)), fields=["next_at", "id"], name="clock_due"
            ),
        ),
        migrations.AddIndex(
            model_name="caseclock",
            index=models.Index(fields=["stage", "stopped_at"], name="clock_by_stage"),
        ),
        migrations.AddIndex(
            model_name="caseclock",
            index=models.Index(fields=["due_at"], name="clock_by_due"),
        ),
        migrations.AddIndex(
            model_name="caseclock",
            index=models.Index(
                condition=models.Q(("unpublished", []), _negated=True),
                fields=["case"],
                name="clock_provisional",
            ),
        ),
        migrations.AddConstraint(
            model_name="caseclock",
            constraint=models.UniqueConstraint(fields=("case", "stage", "number"), name="clock_number_once"),
        ),
        migrations.AddConstraint(
            model_name="consultation",
            constraint=models.UniqueConstraint(
                fields=("area_code", "month"), name="consultation_once_a_month"
            ),
        ),
        migrations.AddIndex(
            model_name="consultationitem",
            index=models.Index(fields=["area_code", "id"], name="question_by_area"),
        ),
        migrations.AddConstraint(
            model_name="consultationitem",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "question_open")), fields=("case",), name="question_once"
            ),
        ),
        migrations.AddIndex(
            model_name="move",
            index=models.Index(fields=["act", "at"], name="move_by_act"),
        ),
        migrations.AddIndex(
            model_name="move",
            index=models.Index(fields=["recorded_at"], name="move_by_record"),
        ),
        migrations.AddConstraint(
            model_name="move",
            constraint=models.UniqueConstraint(fields=("case", "number"), name="move_number_once"),
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(fields=["case", "id"], name="report_by_case"),
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(fields=["reported_at", "id"], name="report_by_time"),
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(fields=["area_code", "id"], name="report_by_area"),
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(
                condition=models.Q(("source_ref", ""), _negated=True),
                fields=["source_ref"],
                name="report_by_ref",
            ),
        ),
        migrations.AddIndex(
            model_name="report",
            index=django.contrib.postgres.indexes.GinIndex(fields=["search"], name="report_search"),
        ),
        migrations.RunSQL(ROW_SECURITY, ROW_SECURITY_NOT),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
    ]
