"""Registration of `residents` with Django."""

from django.apps import AppConfig


class ResidentsConfig(AppConfig):
    """The ways a city is told of a problem, and how whoever told it hears of the end."""

    name = "xiuhua.residents"

    def ready(self) -> None:
        """Fill the seams of the layers below."""
        _orders()
        _residents()
        _communities()


def _orders() -> None:
    """Register the hotline, 12345 and what is asked of them."""


def _residents() -> None:
    """Register what residents write themselves: pages, WeChat, mail, message boards."""
    from xiuhua.access.rules import grants_register  # noqa: PLC0415 - models are ready only now
    from xiuhua.intake.rules import import_kind_register  # noqa: PLC0415
    from xiuhua.ledger.services import row_kind_register  # noqa: PLC0415
    from xiuhua.ledger.tails import tail_register  # noqa: PLC0415
    from xiuhua.residents.imports.messages import MESSAGES  # noqa: PLC0415
    from xiuhua.residents.queries.rewards import reward_states  # noqa: PLC0415
    from xiuhua.residents.rules.resident_grants import resident_grants  # noqa: PLC0415
    from xiuhua.residents.tails import ANSWERS, REWARDS  # noqa: PLC0415
    from xiuhua.residents.terms import mails, messages, residents, rewards, wechat  # noqa: PLC0415
    from xiuhua.web import words  # noqa: PLC0415

    grants_register("residents_residents", resident_grants())
    words.vocabulary_register(
        *(residents.ReceiptAct, residents.Route, residents.ReceiptState, residents.Rating),
        *(residents.AnswerKind, residents.AnswerState, residents.Step),
        *(rewards.RewardAct, rewards.RewardState, wechat.TalkState, wechat.PictureState),
        *(messages.MessageAct, messages.MessageState, messages.IssueAct, messages.IssueState),
        *(mails.MailAct, mails.MailState),
    )
    for key, zh, en in (
        ("receipt", "市民回执", "receipt"),
        ("answer", "告知市民", "answer"), ("reward", "举报奖励", "reward"),
        ("reward_rules", "奖励规则", "rules of rewards"), ("message", "留言", "message"),
        ("issue", "热点难点", "issue"), ("mail", "邮件", "mail"),
    ):  # fmt: skip
        words.kind_register(key, zh=zh, en=en)
    row_kind_register(kind="reward", states=reward_states)
    tail_register(ANSWERS)
    tail_register(REWARDS)
    import_kind_register(MESSAGES)
    _residents_background()
    _residents_menu()
    _residents_demo()


def _residents_background() -> None:
    from xiuhua.ledger.jobs import periodic_register  # noqa: PLC0415
    from xiuhua.notices.rules.templates import template_register  # noqa: PLC0415
    from xiuhua.residents import jobs  # noqa: PLC0415 - models are ready only now
    from xiuhua.residents.rules.telling import sms_templates  # noqa: PLC0415
    from xiuhua.residents.services.answers import words_made  # noqa: PLC0415

    for template in sms_templates(words_made):
        template_register(template)

    periodic_register("residents_outgoing", 1.0, jobs.outgoing_start)
    periodic_register("residents_issues", 300.0, jobs.issues_look)


def _residents_demo() -> None:
    from xiuhua.cases.demo.parts import part_register  # noqa: PLC0415 - models are ready only now
    from xiuhua.residents.demo import PARTS  # noqa: PLC0415

    for part in PARTS:
        part_register(part)


def _residents_menu() -> None:
    from xiuhua.residents.terms.messages import IssueAct, MessageAct  # noqa: PLC0415 - models are ready only now
    from xiuhua.residents.terms.residents import ReceiptAct  # noqa: PLC0415
    from xiuhua.residents.terms.rewards import RewardAct  # noqa: PLC0415
    from xiuhua.web import menu  # noqa: PLC0415

    daily, told = ("", ""), ("告知与回复", "Told and replied")
    for rank, (url_name, act, zh, en, group) in enumerate(
        (
            ("residents:receipts", ReceiptAct.READ, "市民回执", "Receipts", daily),
            ("residents:messages", MessageAct.READ, "留言板", "Boards", daily),
            ("residents:issues", IssueAct.READ, "热点难点", "Hot issues", daily),
            ("residents:rewards", RewardAct.READ, "举报奖励", "Rewards", daily),
            ("residents:answers", ReceiptAct.READ, "告知记录", "Answers", told),
            ("residents:replies", MessageAct.READ, "留言回复", "Replies", told),
            (
                "residents:reward-rules-all",
                RewardAct.READ_RULES,
                "奖励规则",
                "Reward rules",
                ("设置", "Settings"),
            ),
        ),
        start=20,
    ):
        menu.menu_register(
            menu.MenuEntry(
                key=url_name, zh=zh, en=en, url_name=url_name, icon="list", act=act, rank=rank, under="order",
                group=group,
            )
        )  # fmt: skip


def _communities() -> None:
    """Register what communities call for: whistles, service in the community."""
