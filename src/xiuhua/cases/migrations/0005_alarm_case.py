"""Which case an alarm became, and what cases are told of alarms."""

import django.db.models.deletion
from django.db import migrations, models

ROW_SECURITY = """
ALTER TABLE cases_alarmcase ENABLE ROW LEVEL SECURITY;
ALTER TABLE cases_alarmcase FORCE ROW LEVEL SECURITY;
CREATE POLICY alarm_case_scope ON cases_alarmcase USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
"""
ROW_SECURITY_NOT = """
DROP POLICY alarm_case_scope ON cases_alarmcase;
ALTER TABLE cases_alarmcase NO FORCE ROW LEVEL SECURITY;
ALTER TABLE cases_alarmcase DISABLE ROW LEVEL SECURITY;
"""
# Which alarm led to which case is evidence: it is never changed.
GRANTS = "REVOKE UPDATE, DELETE ON cases_alarmcase FROM xiuhua_app;"


class Migration(migrations.Migration):
    """One table, and four more acts."""

    dependencies = [
        ("cases", "0004_video_round"),
        ("ledger", "0001_entry"),
        ("sensing", "0004_command"),
    ]

    operations = [
        migrations.AlterField(
            model_name="move",
            name="act",
            field=models.CharField(
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
                    ("case.note", "批注"),
                    ("case.take_back", "撤回"),
                    ("case.hand_over", "移交在办案件"),
                    ("case.recount", "重算时限"),
                    ("case.warn", "临期提醒"),
                    ("case.overdue", "超期"),
                    ("case.escalate", "升级提醒"),
                    ("case.alarm_again", "再次报警，并入本案"),
                    ("case.alarm_worse", "报警级别升高"),
                    ("case.alarm_over", "报警解除，读数恢复正常"),
                    ("case.alarm_dropped", "报警不再判断"),
                    ("case.exempt", "申诉成立，免予计入"),
                    ("case.import", "导入历史案件"),
                    ("case.import_undo", "撤销导入"),
                ],
                max_length=30,
            ),
        ),
        migrations.CreateModel(
            name="AlarmCase",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "link",
                    models.CharField(
                        choices=[
                            ("alarm_opened", "建立案卷"),
                            ("alarm_joined", "并入在办案件"),
                            ("alarm_refused", "未能建案"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "refusal",
                    models.CharField(
                        blank=True, help_text="the code of why no case was opened", max_length=40
                    ),
                ),
                (
                    "at",
                    models.DateTimeField(help_text="when the alarm was grave enough, by the readings' time"),
                ),
                ("recorded_at", models.DateTimeField()),
                ("area_code", models.CharField(help_text="the alarm's", max_length=20)),
                (
                    "alarm",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="sensing.alarm"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        help_text="None: refused",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="alarm_links",
                        to="cases.case",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        db_index=False,
                        help_text="of the alarm's step",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.entry",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["area_code", "id"], name="alarm_case_by_area")],
                "constraints": [models.UniqueConstraint(fields=("entry",), name="alarm_case_once")],
            },
        ),
        migrations.RunSQL(ROW_SECURITY, ROW_SECURITY_NOT),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
    ]
