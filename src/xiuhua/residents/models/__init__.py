"""The tables of the ways in."""

from xiuhua.residents.models.mails import Mail, MailPosition
from xiuhua.residents.models.messages import Issue, Message
from xiuhua.residents.models.residents import Answer, Receipt
from xiuhua.residents.models.rewards import Reward, RewardRate, RewardRules
from xiuhua.residents.models.wechat import Follower, Talk, WechatMessage

__all__ = [
    "Answer",
    "Follower",
    "Issue",
    "Mail",
    "MailPosition",
    "Message",
    "Receipt",
    "Reward",
    "RewardRate",
    "RewardRules",
    "Talk",
    "WechatMessage",
]
