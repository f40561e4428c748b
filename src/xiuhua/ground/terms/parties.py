"""The fixed words of parties."""

from xiuhua.shared.terms import Term


class PartyKind(Term):
    """Who is behind something."""

    FIRM = "firm", "企业", "Firm"
    TRADER = "trader", "个体工商户", "Sole trader"
    INSTITUTION = "institution", "机关事业单位", "Public institution"
    INDIVIDUAL = "individual", "个人", "Individual"


class PartyState(Term):
    """Whether a party still exists."""

    ACTIVE = "active", "正常", "Active", "done"
    DISSOLVED = "dissolved", "已注销", "Dissolved"


class PartyAct(Term):
    """The acts on parties, as the ledger and the act table name them."""

    READ = "party.read", "查看主体", "Read parties"
    CREATE = "party.create", "录入主体", "Recorded the party"
    REVISE = "party.revise", "修改主体", "Revised the party"
    PHONE_REVEAL = "party.phone_reveal", "查看主体完整电话", "Saw the party's whole number"
    UNDO = "party.undo", "撤回导入的主体", "Took the imported party back"
