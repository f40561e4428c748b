"""The fixed words of rewards for reports by WeChat."""

from xiuhua.shared.terms import Term


class RewardAct(Term):
    """What is done to rewards and their rules."""

    READ = "reward.read", "查看奖励台账", "Read rewards"
    PROPOSE = "reward.propose", "提出奖励", "Proposed a reward"
    DENY = "reward.deny", "判定不予奖励", "Found no reward due"
    APPROVE = "reward.approve", "核准奖励", "Approved a reward"
    REFUSE = "reward.refuse", "不予核准", "Refused a reward"
    PAY = "reward.pay", "登记发放", "Recorded the payout"
    GIVE_BACK = "reward.give_back", "登记退回", "Recorded a payout that came back"
    READ_RULES = "reward_rules.read", "查看奖励规则", "Read the rules of rewards"
    PUBLISH = "reward_rules.publish", "发布奖励规则", "Published the rules of rewards"
    MARK_STAFF = "follower.mark_staff", "标为工作人员", "Marked a WeChat user as staff"


class RewardState(Term):
    """Where a reward stands."""

    PROPOSED = "reward_proposed", "待核准", "To be approved", "soon"
    APPROVED = "reward_approved", "待发放", "To be paid", "soon"
    PAID = "reward_paid", "已发放", "Paid", "done"
    RETURNED = "reward_returned", "退回", "Came back", "late"
    REFUSED = "reward_refused", "未核准", "Refused"
    NOT_DUE = "reward_not_due", "不予奖励", "Not due"
