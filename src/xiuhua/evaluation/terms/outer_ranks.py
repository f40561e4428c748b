"""The fixed words of rankings that somebody else publishes."""

from xiuhua.shared.terms import Term


class OuterAct(Term):
    """What is done with them."""

    READ = "outer_rank.read", "查看上级排名", "Read outer ranks"
    ENTER = "outer_rank.enter", "录入上级排名", "Entered the rank"


class OuterRanking(Term):
    """Which ranking it is."""

    CAMPAIGN = "outer_campaign", "城市环境大整治", "Campaign for clean surroundings"
    MANAGEMENT = "outer_management", "城市管理考核", "Appraisal of city management"
