"""What residents send themselves: receipts, answers, WeChat, rewards, boards, mail."""

import django.contrib.gis.db.models.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

ROW_SECURITY = """
ALTER TABLE residents_receipt ENABLE ROW LEVEL SECURITY;
ALTER TABLE residents_receipt FORCE ROW LEVEL SECURITY;
CREATE POLICY receipt_scope ON residents_receipt USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE residents_answer ENABLE ROW LEVEL SECURITY;
ALTER TABLE residents_answer FORCE ROW LEVEL SECURITY;
CREATE POLICY answer_scope ON residents_answer USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE residents_follower ENABLE ROW LEVEL SECURITY;
ALTER TABLE residents_follower FORCE ROW LEVEL SECURITY;
CREATE POLICY follower_scope ON residents_follower USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE residents_talk ENABLE ROW LEVEL SECURITY;
ALTER TABLE residents_talk FORCE ROW LEVEL SECURITY;
CREATE POLICY talk_scope ON residents_talk USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE residents_wechatmessage ENABLE ROW LEVEL SECURITY;
ALTER TABLE residents_wechatmessage FORCE ROW LEVEL SECURITY;
CREATE POLICY wechatmessage_scope ON residents_wechatmessage USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE residents_reward ENABLE ROW LEVEL SECURITY;
ALTER TABLE residents_reward FORCE ROW LEVEL SECURITY;
CREATE POLICY reward_scope ON residents_reward USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE residents_message ENABLE ROW LEVEL SECURITY;
ALTER TABLE residents_message FORCE ROW LEVEL SECURITY;
CREATE POLICY message_scope ON residents_message USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE residents_issue ENABLE ROW LEVEL SECURITY;
ALTER TABLE residents_issue FORCE ROW LEVEL SECURITY;
CREATE POLICY issue_scope ON residents_issue USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
ALTER TABLE residents_mail ENABLE ROW LEVEL SECURITY;
ALTER TABLE residents_mail FORCE ROW LEVEL SECURITY;
CREATE POLICY mail_scope ON residents_mail USING (xiuhua_sees(area_code)) WITH CHECK (xiuhua_sees(area_code));
"""
ROW_SECURITY_NOT = """
DROP POLICY receipt_scope ON residents_receipt;
ALTER TABLE residents_receipt NO FORCE ROW LEVEL SECURITY;
ALTER TABLE residents_receipt DISABLE ROW LEVEL SECURITY;
DROP POLICY answer_scope ON residents_answer;
ALTER TABLE residents_answer NO FORCE ROW LEVEL SECURITY;
ALTER TABLE residents_answer DISABLE ROW LEVEL SECURITY;
DROP POLICY follower_scope ON residents_follower;
ALTER TABLE residents_follower NO FORCE ROW LEVEL SECURITY;
ALTER TABLE residents_follower DISABLE ROW LEVEL SECURITY;
DROP POLICY talk_scope ON residents_talk;
ALTER TABLE residents_talk NO FORCE ROW LEVEL SECURITY;
ALTER TABLE residents_talk DISABLE ROW LEVEL SECURITY;
DROP POLICY wechatmessage_scope ON residents_wechatmessage;
ALTER TABLE residents_wechatmessage NO FORCE ROW LEVEL SECURITY;
ALTER TABLE residents_wechatmessage DISABLE ROW LEVEL SECURITY;
DROP POLICY reward_scope ON residents_reward;
ALTER TABLE residents_reward NO FORCE ROW LEVEL SECURITY;
ALTER TABLE residents_reward DISABLE ROW LEVEL SECURITY;
DROP POLICY message_scope ON residents_message;
ALTER TABLE residents_message NO FORCE ROW LEVEL SECURITY;
ALTER TABLE residents_message DISABLE ROW LEVEL SECURITY;
DROP POLICY issue_scope ON residents_issue;
ALTER TABLE residents_issue NO FORCE ROW LEVEL SECURITY;
ALTER TABLE residents_issue DISABLE ROW LEVEL SECURITY;
DROP POLICY mail_scope ON residents_mail;
ALTER TABLE residents_mail NO FORCE ROW LEVEL SECURITY;
ALTER TABLE residents_mail DISABLE ROW LEVEL SECURITY;
"""
GRANTS = "REVOKE UPDATE, DELETE ON residents_rewardrules, residents_rewardrate FROM xiuhua_app;"


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0002_people"),
        ("files", "0003_photo_facts"),
        ("ground", "0010_roles_of_the_loop"),
        ("ledger", "0001_entry"),
        ("notices", "0002_notice"),
    ]

    operations = [
        migrations.CreateModel(
            name="Follower",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("openid", models.CharField(max_length=64, unique=True)),
                ("since", models.DateTimeField()),
                (
                    "heard_at",
                    models.DateTimeField(
                        help_text="when they wrote last: the account may answer for 48 hours"
                    ),
                ),
                (
                    "staff",
                    models.BooleanField(default=False, help_text="who serves the city earns no reward"),
                ),
                ("area_code", models.CharField(max_length=20)),
            ],
        ),
        migrations.CreateModel(
            name="MailPosition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("mailbox", models.CharField(help_text="user@host/folder", max_length=200, unique=True)),
                (
                    "uid_validity",
                    models.BigIntegerField(default=0, help_text="another number means other UIDs: RFC 3501"),
                ),
                ("last_uid", models.BigIntegerField(default=0)),
                ("looked_at", models.DateTimeField(null=True)),
                ("fault", models.CharField(blank=True, help_text="why the last look failed", max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name="Issue",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        help_text="area, then matter or first message", max_length=120, unique=True
                    ),
                ),
                ("title", models.CharField(max_length=120)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("issue_hot", "热点"),
                            ("issue_difficult", "难点"),
                            ("issue_settled", "已销号"),
                            ("issue_quiet", "已平息"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "note",
                    models.TextField(blank=True, help_text="what makes it difficult, and what is to be done"),
                ),
                ("due_on", models.DateField(null=True)),
                (
                    "messages_count",
                    models.PositiveIntegerField(default=0, help_text="in the last thirty days"),
                ),
                ("week_count", models.PositiveIntegerField(default=0, help_text="in the last seven days")),
                (
                    "before_count",
                    models.PositiveIntegerField(default=0, help_text="in the seven days before those"),
                ),
                ("last_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("area_code", models.CharField(max_length=20)),
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
                    "owner",
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
            name="Message",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(help_text="board and number", max_length=130, unique=True)),
                ("board", models.CharField(max_length=60)),
                ("ref", models.CharField(help_text="its number on the board", max_length=60)),
                ("title", models.CharField(max_length=200)),
                ("text", models.TextField(blank=True)),
                ("author", models.CharField(blank=True, max_length=40)),
                ("phone", models.CharField(blank=True, max_length=20)),
                ("address", models.CharField(blank=True, max_length=160)),
                ("place", django.contrib.gis.db.models.fields.PointField(null=True, srid=4326)),
                ("posted_at", models.DateTimeField()),
                ("due_at", models.DateTimeField(help_text="by when the board wants a reply", null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("message_new", "待处理"),
                            ("message_cased", "办理中"),
                            ("message_replied", "已回复"),
                        ],
                        default="message_new",
                        max_length=20,
                    ),
                ),
                ("reply", models.TextField(blank=True)),
                ("replied_at", models.DateTimeField(null=True)),
                ("replied_by", models.CharField(blank=True, max_length=60)),
                (
                    "search",
                    django.contrib.postgres.search.SearchVectorField(
                        help_text="bigrams of number, title, words, address", null=True
                    ),
                ),
                ("recorded_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("area_code", models.CharField(max_length=20)),
                (
                    "case",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="cases.case",
                    ),
                ),
                (
                    "issue",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="messages",
                        to="residents.issue",
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
                    "report",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.report",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Receipt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "route",
                    models.CharField(
                        choices=[
                            ("route_page", "查询页"),
                            ("route_wechat", "微信"),
                            ("route_mail", "电子邮件"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "address",
                    models.CharField(
                        blank=True, help_text="openid or mail address; none for a page", max_length=254
                    ),
                ),
                (
                    "thread",
                    models.CharField(
                        blank=True, help_text="the Message-ID that an answer answers", max_length=250
                    ),
                ),
                ("topic", models.CharField(blank=True, help_text="the subject of that mail", max_length=200)),
                (
                    "in_chinese",
                    models.BooleanField(default=True, help_text="in which language answers are written"),
                ),
                (
                    "holder",
                    models.CharField(
                        blank=True, help_text="the account of who reported signed in", max_length=60
                    ),
                ),
                (
                    "joined",
                    models.BooleanField(
                        default=False, help_text="whether it was told as one more of a known case"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("receipt_open", "跟进中"),
                            ("receipt_withdrawn", "已撤回"),
                            ("receipt_rated", "已评价"),
                        ],
                        default="receipt_open",
                        max_length=20,
                    ),
                ),
                (
                    "rating",
                    models.CharField(
                        blank=True,
                        choices=[("rating_satisfied", "满意"), ("rating_unsatisfied", "不满意")],
                        max_length=20,
                    ),
                ),
                ("rating_words", models.TextField(blank=True)),
                ("rated_at", models.DateTimeField(null=True)),
                (
                    "sender_digest",
                    models.CharField(
                        blank=True, help_text="of the network address, for a day", max_length=64
                    ),
                ),
                (
                    "phone_digest",
                    models.CharField(blank=True, help_text="of the telephone number", max_length=64),
                ),
                ("taken_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("area_code", models.CharField(max_length=20)),
                (
                    "report",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="receipt", to="cases.report"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Mail",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("message_id", models.CharField(max_length=250, unique=True)),
                ("uid", models.BigIntegerField()),
                ("sender", models.CharField(max_length=254)),
                ("topic", models.CharField(blank=True, max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("mail_taken", "已上报"),
                            ("mail_added", "已补充"),
                            ("mail_refused", "未采用"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "why",
                    models.CharField(blank=True, help_text="the code of why it was not used", max_length=40),
                ),
                ("received_at", models.DateTimeField()),
                ("area_code", models.CharField(max_length=20)),
                (
                    "receipt",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mails",
                        to="residents.receipt",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Answer",
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
                            ("answer_taken", "已收到"),
                            ("answer_accepted", "已受理"),
                            ("answer_refused", "未受理"),
                            ("answer_dispatched", "已派单"),
                            ("answer_held", "暂缓"),
                            ("answer_joined", "已合并办理"),
                            ("answer_ended", "已办结"),
                            ("answer_reopened", "重新办理"),
                            ("answer_reward", "奖励"),
                        ],
                        max_length=20,
                    ),
                ),
                ("text", models.TextField(help_text="as it was said, in the language of whoever reported")),
                ("at", models.DateTimeField()),
                (
                    "route",
                    models.CharField(
                        choices=[
                            ("route_page", "查询页"),
                            ("route_wechat", "微信"),
                            ("route_mail", "电子邮件"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("answer_waiting", "待发送"),
                            ("answer_delivered", "已送达"),
                            ("answer_failed", "未送达"),
                        ],
                        max_length=20,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("next_at", models.DateTimeField()),
                ("leased_until", models.DateTimeField(null=True)),
                ("delivered_at", models.DateTimeField(null=True)),
                (
                    "fault",
                    models.CharField(blank=True, help_text="what the other side said last", max_length=200),
                ),
                ("area_code", models.CharField(max_length=20)),
                (
                    "entry",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.entry",
                    ),
                ),
                (
                    "receipt",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="residents.receipt",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RewardRules",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(help_text="1, 2, 3 … per area")),
                ("area_code", models.CharField(max_length=20)),
                ("document_number", models.CharField(max_length=60)),
                (
                    "default_fen",
                    models.PositiveIntegerField(help_text="for matters without a line; 0 for none"),
                ),
                (
                    "month_most_fen",
                    models.PositiveIntegerField(help_text="what one person may earn in a calendar month"),
                ),
                (
                    "first_only",
                    models.BooleanField(default=True, help_text="whether only the first to report earns"),
                ),
                ("effective_at", models.DateTimeField()),
                ("published_at", models.DateTimeField()),
                ("published_by", models.CharField(max_length=60)),
            ],
            options={
                "indexes": [models.Index(fields=["area_code", "effective_at"], name="reward_rules_in_force")],
                "constraints": [
                    models.UniqueConstraint(fields=("area_code", "number"), name="reward_rules_number")
                ],
            },
        ),
        migrations.CreateModel(
            name="RewardRate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("fen", models.PositiveIntegerField()),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ground.catalogueitem",
                    ),
                ),
                (
                    "rules",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rates",
                        to="residents.rewardrules",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Reward",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "openid",
                    models.CharField(blank=True, help_text="whose monthly sum it counts in", max_length=64),
                ),
                ("fen", models.PositiveIntegerField()),
                ("reasons", models.JSONField(default=list)),
                (
                    "barred",
                    models.JSONField(
                        default=list,
                        help_text="who may not approve: whoever accepted, filed, checked or closed the case",
                    ),
                ),
                (
                    "month",
                    models.DateField(help_text="the first day of the month in which the case was closed"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("reward_proposed", "待核准"),
                            ("reward_approved", "待发放"),
                            ("reward_paid", "已发放"),
                            ("reward_returned", "退回"),
                            ("reward_refused", "未核准"),
                            ("reward_not_due", "不予奖励"),
                        ],
                        max_length=20,
                    ),
                ),
                ("proposed_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.CharField(blank=True, max_length=60)),
                ("paid_at", models.DateTimeField(null=True)),
                ("paid_by", models.CharField(blank=True, max_length=60)),
                (
                    "voucher",
                    models.CharField(
                        blank=True, help_text="the number of the payment's paper", max_length=60
                    ),
                ),
                (
                    "note",
                    models.CharField(blank=True, help_text="why it was refused or came back", max_length=200),
                ),
                ("updated_at", models.DateTimeField()),
                ("area_code", models.CharField(max_length=20)),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reward", to="cases.case"
                    ),
                ),
                (
                    "receipt",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rewards",
                        to="residents.receipt",
                    ),
                ),
                (
                    "rules",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="residents.rewardrules",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Talk",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "client_id",
                    models.UUIDField(help_text="UUIDv7, of the report that it becomes", unique=True),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("talk_open", "收集中"),
                            ("talk_reported", "已上报"),
                            ("talk_dropped", "已取消"),
                        ],
                        default="talk_open",
                        max_length=20,
                    ),
                ),
                ("text", models.TextField(blank=True)),
                ("longitude", models.FloatField(help_text="WGS84", null=True)),
                ("latitude", models.FloatField(null=True)),
                ("address", models.CharField(blank=True, max_length=160)),
                ("began_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("area_code", models.CharField(max_length=20)),
                (
                    "follower",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="talks",
                        to="residents.follower",
                    ),
                ),
                (
                    "receipt",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="residents.receipt",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="WechatMessage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=120, unique=True)),
                ("kind", models.CharField(help_text="MsgType", max_length=20)),
                ("text", models.TextField(blank=True)),
                ("media_id", models.CharField(blank=True, max_length=200)),
                (
                    "picture",
                    models.CharField(
                        choices=[
                            ("picture_none", "无图片"),
                            ("picture_waiting", "待下载"),
                            ("picture_kept", "已保存"),
                            ("picture_refused", "未保存"),
                        ],
                        default="picture_none",
                        max_length=20,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("next_at", models.DateTimeField(null=True)),
                ("fault", models.CharField(blank=True, max_length=200)),
                ("reply", models.TextField(blank=True, help_text="what it was answered at once")),
                ("received_at", models.DateTimeField()),
                ("area_code", models.CharField(max_length=20)),
                (
                    "file",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                    ),
                ),
                (
                    "follower",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="residents.follower",
                    ),
                ),
                (
                    "talk",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="residents.talk",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="issue",
            index=models.Index(fields=["messages_count", "id"], name="issue_by_count"),
        ),
        migrations.AddIndex(
            model_name="issue",
            index=models.Index(fields=["last_at", "id"], name="issue_by_time"),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(fields=["posted_at", "id"], name="message_by_time"),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(fields=["state", "id"], name="message_by_state"),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(fields=["replied_at", "id"], name="message_by_reply"),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(fields=["area_code", "id"], name="message_by_area"),
        ),
        migrations.AddIndex(
            model_name="message",
            index=django.contrib.postgres.indexes.GinIndex(fields=["search"], name="message_search"),
        ),
        migrations.AddIndex(
            model_name="receipt",
            index=models.Index(fields=["taken_at", "id"], name="receipt_by_time"),
        ),
        migrations.AddIndex(
            model_name="receipt",
            index=models.Index(fields=["sender_digest", "taken_at"], name="receipt_by_sender"),
        ),
        migrations.AddIndex(
            model_name="receipt",
            index=models.Index(fields=["phone_digest", "taken_at"], name="receipt_by_phone"),
        ),
        migrations.AddIndex(
            model_name="receipt",
            index=models.Index(fields=["address", "id"], name="receipt_by_address"),
        ),
        migrations.AddIndex(
            model_name="receipt",
            index=models.Index(fields=["area_code", "id"], name="receipt_by_area"),
        ),
        migrations.AddIndex(
            model_name="receipt",
            index=models.Index(
                condition=models.Q(("holder", ""), _negated=True),
                fields=["holder", "id"],
                name="receipt_by_holder",
            ),
        ),
        migrations.AddIndex(
            model_name="answer",
            index=models.Index(
                condition=models.Q(("state", "answer_waiting")), fields=["next_at"], name="answer_waiting"
            ),
        ),
        migrations.AddIndex(
            model_name="answer",
            index=models.Index(fields=["at", "id"], name="answer_by_time"),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.UniqueConstraint(fields=("receipt", "entry", "kind"), name="answer_once"),
        ),
        migrations.AddConstraint(
            model_name="rewardrate",
            constraint=models.UniqueConstraint(fields=("rules", "item"), name="reward_rate_once"),
        ),
        migrations.AddIndex(
            model_name="reward",
            index=models.Index(fields=["state", "id"], name="reward_by_state"),
        ),
        migrations.AddIndex(
            model_name="reward",
            index=models.Index(fields=["openid", "month"], name="reward_by_month"),
        ),
        migrations.AddIndex(
            model_name="reward",
            index=models.Index(fields=["proposed_at", "id"], name="reward_by_time"),
        ),
        migrations.AddConstraint(
            model_name="reward",
            constraint=models.UniqueConstraint(
                condition=models.Q(("voucher", ""), _negated=True),
                fields=("voucher",),
                name="reward_voucher_once",
            ),
        ),
        migrations.AddIndex(
            model_name="talk",
            index=models.Index(fields=["follower", "id"], name="talk_by_follower"),
        ),
        migrations.AddIndex(
            model_name="wechatmessage",
            index=models.Index(
                condition=models.Q(("picture", "picture_waiting")), fields=["next_at"], name="wechat_picture"
            ),
        ),
        migrations.RunSQL(ROW_SECURITY, ROW_SECURITY_NOT),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
        migrations.AddField(
            model_name="answer",
            name="notice",
            field=models.ForeignKey(
                help_text="by which an SMS goes",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="notices.notice",
            ),
        ),
        migrations.AlterField(
            model_name="answer",
            name="route",
            field=models.CharField(
                choices=[
                    ("route_page", "查询页"),
                    ("route_wechat", "微信"),
                    ("route_mail", "电子邮件"),
                    ("route_sms", "短信"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="answer",
            name="state",
            field=models.CharField(
                choices=[
                    ("answer_waiting", "待发送"),
                    ("answer_delivered", "已送达"),
                    ("answer_failed", "未送达"),
                    ("answer_handed", "已交短信通道"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="receipt",
            name="address",
            field=models.CharField(
                blank=True,
                help_text="openid or mail address; an SMS goes to the report's number",
                max_length=254,
            ),
        ),
        migrations.AlterField(
            model_name="receipt",
            name="route",
            field=models.CharField(
                choices=[
                    ("route_page", "查询页"),
                    ("route_wechat", "微信"),
                    ("route_mail", "电子邮件"),
                    ("route_sms", "短信"),
                ],
                max_length=20,
            ),
        ),
    ]
