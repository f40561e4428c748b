"""The fixed words of who has a device: 单兵装备 and what grids are watched with."""

from xiuhua.shared.terms import Term


class HoldingState(Term):
    """Whether somebody still has it."""

    HELD = "kit_held", "领用中", "Given out", "done"
    RETURNED = "kit_returned", "已归还", "Given back"


class HoldingAct(Term):
    """The acts on who has a device, as the ledger and the act table name them."""

    READ = "kit.read", "查看装备领用", "Read who has devices"
    GIVE = "kit.give", "发放装备", "Gave the device out"
    RETURN = "kit.return", "收回装备", "Took the device back"
