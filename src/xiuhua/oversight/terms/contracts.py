"""Words of contract performance: what was found, what the contractor says to it, how a month is paid."""

from xiuhua.shared.terms import Term


class ContractAct(Term):
    """What is done to contracts, as the ledger and the act table name it."""

    READ = "service_contract.read", "查看履约合同", "Read service contracts"
    OWN = "service_contract.own", "查看本单位合同", "Read one's own contracts"
    ENTER = "service_contract.enter", "登记合同", "Entered the contract"
    AMEND = "service_contract.amend", "登记补充协议", "Entered an amendment"
    CHECK = "service_contract.check", "登记检查", "Recorded a check"
    SETTLE = "service_contract.settle", "生成结算单", "Drew up the month"


class CheckState(Term):
    """Where a check stands."""

    CLEAN = "contract_check_clean", "未发现问题", "Nothing found", "done"
    STANDS = "contract_check_stands", "扣款", "Deducted"
    OBJECTED = "contract_check_objected", "申诉中", "Objected to", "soon"
    UPHELD = "contract_check_upheld", "申诉成立，不扣", "Objection upheld", "done"
    REFUSED = "contract_check_refused", "申诉不成立", "Objection refused"


class CheckAct(Term):
    """What is done to a check."""

    OBJECT = "contract_check.object", "申诉", "Objected"
    UPHOLD = "contract_check.uphold", "申诉成立", "Upheld the objection"
    REFUSE = "contract_check.refuse", "申诉不成立", "Refused the objection"


class SettlementState(Term):
    """Where the sheet of a month stands."""

    DRAWN = "settlement_drawn", "待承包单位确认", "To be confirmed", "soon"
    CONFIRMED = "settlement_confirmed", "待支付", "To be paid", "brand"
    PAID = "settlement_paid", "已支付", "Paid", "done"


class SettlementAct(Term):
    """What is done to the sheet of a month."""

    CONFIRM = "settlement.confirm", "确认并开票", "Confirmed it and sent the invoice"
    PAY = "settlement.pay", "支付", "Paid it"
