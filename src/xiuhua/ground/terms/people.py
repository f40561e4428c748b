"""The fixed words of units and people."""

from xiuhua.shared.terms import Term


class UnitKind(Term):
    """What a unit is."""

    BUREAU = "bureau", "主管局", "Bureau"
    SQUAD = "squad", "执法中队", "Enforcement squad"
    STREET_OFFICE = "street_office", "街道乡镇", "Street or town office"
    COMMUNITY_OFFICE = "community_office", "社区居委会", "Community office"
    DEPARTMENT = "department", "职能部门", "Department"
    CENTRE = "centre", "指挥中心", "Command centre"
    CONTRACTOR = "contractor", "养护作业单位", "Contractor"
    ENTERPRISE = "enterprise", "企业", "Firm"


class UnitState(Term):
    """Whether a unit still answers for anything."""

    ACTIVE = "active", "正常", "Active", "done"
    RETIRED = "retired", "已撤销", "Retired"


class PersonState(Term):
    """Whether a person still serves."""

    SERVING = "serving", "在岗", "Serving", "done"
    LEFT = "left", "已离岗", "Left"


class AbsenceKind(Term):
    """Why somebody is away."""

    LEAVE = "leave", "请假", "Leave"
    TRAINING = "training", "培训", "Training"
    BUSINESS = "business", "出差", "Business trip"
    SICK = "sick", "病假", "Sick leave"


class PersonAct(Term):
    """What may be done to people, as the ledger and the act table name it."""

    READ = "person.read", "查看人员", "Read people"
    CREATE = "person.create", "录入人员", "Recorded the person"
    EDIT = "person.edit", "修改人员", "Changed the person"
    LINK = "person.link", "关联账号", "Linked the account"
    LEAVE = "person.leave", "办理离岗", "Left the service"
    PHONE_REVEAL = "person.phone_reveal", "查看完整号码", "Read the full number"
    HAND_OVER = "person.hand_over", "移交岗位与工作", "Handed posts and work over"
    TAKE_OVER = "person.take_over", "接收岗位与工作", "Took posts and work over"
    IMPORT = "person.import", "导入人员", "Import people"
    UNDO = "person.undo", "撤回导入的人员", "Took the imported person back"


class PostAct(Term):
    """What may be done to posts, as the ledger and the act table name it."""

    OPEN = "post.open", "设岗", "Opened the post"
    END = "post.end", "卸任", "Ended the post"
    DEPUTY = "post.deputy", "更换 B 岗", "Changed the deputy"
    IMPORT = "post.import", "导入岗位", "Import posts"
    UNDO = "post.undo", "撤回导入的岗位", "Took the imported post back"


class AbsenceAct(Term):
    """What may be done about absences, as the ledger and the act table name it."""

    RECORD = "absence.record", "登记请假", "Recorded the absence"
    RECORD_OWN = "absence.record_own", "登记本人请假", "Recorded one's own absence"
    END = "absence.end", "提前销假", "Ended the absence early"
