"""What the demo's office, leaders and staff did about repeat failures, leave and publicity."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from xiuhua.access.services import scope_opened
from xiuhua.cases.demo.crew import Crew, key_of
from xiuhua.cases.demo.load import HOME
from xiuhua.oversight.models import AccountRule, Article, Leave
from xiuhua.oversight.queries.accountability import accountabilities_all
from xiuhua.oversight.rules.accountability import MEASURES
from xiuhua.oversight.services import accountability as accounts
from xiuhua.oversight.services import leaves, opinions, publicity
from xiuhua.oversight.terms.leaves import LeaveKind
from xiuhua.oversight.terms.publicity import MediaChannel, OpinionLevel
from xiuhua.shared.actor import EVERYWHERE

_OFFICE, _UNIT, _LEADER = "cityoffice", "unitclerk", "leader"
_RULE = (
    "一、各部门、街道对职责范围内的问题首接负责，需要联动处置的，牵头单位负责协调到底。\n"
    "二、同一单位在观察期内同类问题反复超期、返工、推诿退件或者被催办，达到规定次数的，由平台提出，城管委办公室核实。\n"
    "三、责任人由办公室核实后确定，并有权陈述申辩；是否追责、以何种方式追责，由领导决定。"
)
_PHONE = "13900000000"
# Who, kind, from how many days ago, for how many days, where, and how far it has come.
_LEAVES = (
    ("officer", LeaveKind.ANNUAL, 20, 4, "省内", "back"),
    ("handler", LeaveKind.SICK, 9, 2, "", "back"),
    ("collector", LeaveKind.PERSONAL, 3, 2, "", "away"),
    ("verifier", LeaveKind.OFF_HOURS, 1, 2, "邻市", "away"),
    ("dispatcher", LeaveKind.ANNUAL, -5, 3, "省内", "asked"),
)
# Subject, by how many days ago, how far it has come, and where it stood.
_ARTICLES = (
    ("雨后两小时，主干道积水清零", 24, "published", (MediaChannel.WEIXIN, MediaChannel.WEIBO)),
    ("背街小巷换新颜", 12, "published", (MediaChannel.DOUYIN, MediaChannel.PAPER)),
    ("夜市里的文明劝导", 4, "approved", ()),
    ("公厕提升改造进行时", -3, "written", ()),
    ("绿化带认养活动预告", -10, "planned", ()),
)


@transaction.atomic
def accountability_told(crew: Crew) -> int:
    """Publish the rule, let it propose what it finds, and have one of it heard; once."""
    with scope_opened((HOME,)):
        if AccountRule.objects.exists():
            return 0
    with crew.acting(_OFFICE) as actor:
        accounts.account_rule_publish(
            enabled=True, paper="云城管委〔2026〕8 号", text=_RULE,
            parameters={one.key: one.default for one in MEASURES}, actor=actor, at=crew.ago(85),
        )  # fmt: skip
    with scope_opened((EVERYWHERE,)):
        accounts.accountability_propose(at=crew.ago(2))
    unit = crew.unit(_UNIT)
    with crew.acting(_OFFICE) as actor:
        row = accountabilities_all().filter(unit_id=unit).order_by("pk").first()
        if row is None:
            return 1
        accounts.accountability_hear(
            accountability_id=row.pk, person_id=crew.person(_UNIT), text="请就所列记录说明情况。",
            actor=actor, at=crew.ago(1, 10),
        )  # fmt: skip
    with crew.acting(_UNIT) as actor:
        accounts.accountability_state_case(
            accountability_id=row.pk, text="其中部分问题因雨天无法施工，已按顺序补做。", actor=actor,
            at=crew.ago(1, 15),
        )  # fmt: skip
    return 1


@transaction.atomic
def leaves_told(crew: Crew) -> int:
    """Let people ask for leave, be answered and report back; once."""
    with scope_opened((HOME,)):
        if Leave.objects.exists():
            return 0
    for who, kind, days, long, place, course in _LEAVES:
        at = crew.ago(max(days, 0) + 2, 10)
        since = crew.today() - timedelta(days=days)
        with crew.acting(who) as actor:
            row = leaves.leave_ask(
                new=leaves.NewLeave(
                    client_id=key_of(f"leave {who} {kind.value}"), kind=kind, since=since,
                    until=since + timedelta(days=long - 1), reached_by=_PHONE, out_of_town=bool(place),
                    place=place, reason="" if kind is LeaveKind.OFF_HOURS else "个人事务",
                ),
                actor=actor, at=at,
            )  # fmt: skip
        if course != "asked" and kind is not LeaveKind.OFF_HOURS:
            with crew.acting(_LEADER) as actor:
                leaves.leave_grant(leave_id=row.pk, answer="同意", actor=actor, at=at + timedelta(hours=3))
        if course == "back":
            with crew.acting(who) as actor:
                leaves.leave_return(leave_id=row.pk, actor=actor, at=row.due_back_at - timedelta(hours=5))
    return 1


@transaction.atomic
def publicity_told(crew: Crew) -> int:
    """Plan, write and publish articles, and handle what the public says; once."""
    with scope_opened((HOME,)):
        if Article.objects.exists():
            return 0
    for title, days, course, channels in _ARTICLES:
        _article(title, days, course, channels, crew, at=crew.ago(max(days, 0) + 6))
    with crew.acting(_OFFICE) as actor:
        clue = opinions.opinion_enter(
            new=opinions.NewOpinion(
                client_id=key_of("opinion bins"), title="网友反映果壳箱满溢", level=OpinionLevel.ORDINARY,
                text="有网友发视频称步行街果壳箱周末满溢。", channel=MediaChannel.DOUYIN,
            ),
            actor=actor, at=crew.ago(5),
        )  # fmt: skip
        opinions.opinion_assign(
            opinion_id=clue.pk, unit_id=crew.unit(_UNIT), due_on=crew.ago(3).date(), actor=actor,
            at=crew.ago(5, 10),
        )  # fmt: skip
        opinions.opinion_enter(
            new=opinions.NewOpinion(
                client_id=key_of("opinion noise"), title="网帖反映夜间施工噪声", level=OpinionLevel.GRAVE,
                text="网帖称某工地夜间施工，跟帖较多。", channel=MediaChannel.WEIBO,
            ),
            actor=actor, at=crew.ago(1),
        )  # fmt: skip
    with crew.acting(_UNIT) as actor:
        opinions.opinion_done(
            opinion_id=clue.pk, text="周末加密清运，由两次增加到四次。", actor=actor, at=crew.ago(4)
        )
    with crew.acting(_OFFICE) as actor:
        opinions.opinion_answer(
            opinion_id=clue.pk, text="已增加周末清运频次，感谢监督。", actor=actor, at=crew.ago(4, 15)
        )
    return 1


def _article(
    title: str, days: int, course: str, channels: tuple[MediaChannel, ...], crew: Crew, *, at: datetime
) -> None:
    with crew.acting(_OFFICE) as actor:
        row = publicity.article_plan(
            new=publicity.NewArticle(
                client_id=key_of(f"article {title}"), title=title, unit_id=crew.unit(_UNIT),
                due_on=crew.today() - timedelta(days=days), note="配现场照片两张。",
            ),
            actor=actor, at=at,
        )  # fmt: skip
    if course == "planned":
        return
    with crew.acting(_UNIT) as actor:
        publicity.article_write(
            article_id=row.pk, text=f"{title}。作业人员连日奋战，市容环境明显改善。", actor=actor,
            at=at + timedelta(days=1),
        )  # fmt: skip
    if course == "written":
        return
    with crew.acting(_OFFICE) as actor:
        publicity.article_approve(article_id=row.pk, actor=actor, at=at + timedelta(days=2))
        for channel in channels:
            publicity.article_publish(
                article_id=row.pk, channel=channel, on=crew.today() - timedelta(days=days),
                media="云河日报" if channel is MediaChannel.PAPER else "云河城管",
                link="" if channel is MediaChannel.PAPER else f"https://news.example.org/{row.pk}",
                actor=actor, at=crew.ago(days, 17),
            )  # fmt: skip
