"""Words of briefings: what is drafted by itself, how far it has come, and what is done with it."""

from __future__ import annotations

from xiuhua.shared.terms import Term


class BriefingKind(Term):
    """What is drafted from records. The value also names the counter of its document numbers."""

    MORNING = "briefing_morning", "晨报", "Morning briefing"
    DAILY = "briefing_daily", "日报", "Daily briefing"
    WEEKLY = "briefing_weekly", "周报", "Weekly briefing"
    MONTHLY = "briefing_monthly", "月度考核通报", "Monthly assessment circular"
    SUPERVISION = "briefing_supervision", "督办通报", "Supervision circular"
    SPECIAL = "briefing_special", "专报", "Special briefing"
    ANNUAL = "briefing_annual", "年度工作总结", "Annual report"

    @property
    def slug(self) -> str:
        """How commands and addresses call it: `annual`."""
        return self.value.removeprefix("briefing_")

    @property
    def sign(self) -> str:
        """The word of its kind in a document number: 总 in 云总〔2026〕1号."""
        return {
            "morning": "晨", "daily": "日报", "weekly": "周报", "monthly": "考", "supervision": "督通",
            "special": "专", "annual": "总",
        }[self.slug]  # fmt: skip


class BriefingState(Term):
    """How far a briefing has come."""

    REQUESTED = "briefing_requested", "待生成", "Being drafted", "hold"
    DRAFT = "briefing_draft", "草稿", "Draft"
    SUBMITTED = "briefing_submitted", "待签发", "Waiting to be signed off", "soon"
    RETURNED = "briefing_returned", "退回修改", "Sent back", "late"
    SIGNED = "briefing_signed", "已签发", "Signed off"
    SENT = "briefing_sent", "已印发", "Sent", "done"


class BriefingAct(Term):
    """The acts on briefings."""

    READ = "briefing.read", "查看简报", "Read briefings"
    FOLLOW = "briefing.follow", "查看在办简报", "Read briefings before they are sent"
    REQUEST = "briefing.request", "生成简报", "Asked for a briefing"
    DRAFT = "briefing.draft", "自动起草简报", "Drafted a briefing"
    EDIT = "briefing.edit", "修改简报", "Edited a briefing"
    REDRAFT = "briefing.redraft", "重新起草简报", "Asked for a new draft"
    SUBMIT = "briefing.submit", "简报送签", "Submitted a briefing"
    SIGN = "briefing.sign", "签发简报", "Signed a briefing off"
    RETURN = "briefing.return", "退回简报", "Sent a briefing back"
    SEND = "briefing.send", "印发简报", "Sent a briefing"
    PLAN = "briefing.plan", "设定简报计划", "Set which briefings are drafted"


class BlockKind(Term):
    """What a block of a briefing is."""

    HEADING = "block_heading", "标题", "Heading"
    SUBHEADING = "block_subheading", "小标题", "Subheading"
    TEXT = "block_text", "正文", "Text"
    GAP = "block_gap", "待补", "Gap"
    TABLE = "block_table", "表", "Table"
    CHART = "block_chart", "图", "Chart"
