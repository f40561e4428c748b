"""The fixed words of components."""

from xiuhua.shared.terms import Term


class ComponentState(Term):
    """管理部件状态, GB/T 47678.5-2026."""

    INTACT = "intact", "完好", "Intact", "done"
    BROKEN = "broken", "破损", "Broken", "soon"
    LOST = "lost", "丢失", "Missing", "late"
    ABANDONED = "abandoned", "废弃", "Abandoned"
    REMOVED = "removed", "移除", "Removed"


class ComponentSource(Term):
    """数据来源, GB/T 47678.5-2026."""

    MEASURED = "measured", "实测", "Measured"
    TOPOGRAPHIC = "topographic", "地形图", "Topographic map"
    BASE_DATA = "base_data", "基础地理数据", "Base geographic data"
    OTHER = "other_source", "其他", "Other source"


class Accuracy(Term):
    """定位精度: how far the place may be off."""

    A = "accuracy_a", "A 类 ±0.5 m", "A ±0.5 m"
    B = "accuracy_b", "B 类 ±1.0 m", "B ±1.0 m"
    C = "accuracy_c", "C 类 ±10.0 m", "C ±10.0 m"


class ProposalVerb(Term):
    """What is said to have happened to a component."""

    NEW = "component_new", "新增", "New"
    CHANGED = "component_changed", "变更", "Changed"
    GONE = "component_gone", "消失", "Gone"


class ProposalState(Term):
    """Where a proposal stands."""

    PROPOSED = "proposed", "待核实", "To be checked", "soon"
    CHECKED = "checked", "已核实", "Checked in the field", "brand"
    ACCEPTED = "accepted", "已入库", "Accepted", "done"
    REFUSED = "refused", "不采纳", "Refused"


class ComponentAct(Term):
    """The acts on components, as the ledger and the act table name them."""

    READ = "component.read", "查看部件", "Read components"
    CREATE = "component.create", "录入部件", "Recorded the component"
    REVISE = "component.revise", "修改部件", "Revised the component"
    MOVE = "component.move", "变更部件状态", "Changed the state of the component"
    PHOTO = "component.photo", "添加部件照片", "Added a photo of the component"
    IMPORT = "component.import", "导入部件", "Imported the component"
    UNDO = "component.undo", "撤回导入的部件", "Took the imported component back"


class ProposalAct(Term):
    """The acts on proposals to change the register."""

    READ = "proposal.read", "查看部件更新", "Read component updates"
    CREATE = "proposal.create", "上报部件更新", "Proposed an update"
    CHECK = "proposal.check", "现场核实部件更新", "Checked the update in the field"
    ACCEPT = "proposal.accept", "部件更新入库", "Accepted the update"
    REFUSE = "proposal.refuse", "不采纳部件更新", "Refused the update"
