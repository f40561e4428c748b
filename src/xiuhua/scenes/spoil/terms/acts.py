"""The acts of spoil, as the ledger and the act table name them."""

from xiuhua.shared.terms import Term


class Act(Term):
    """What may be done; `rules.granting` says by whom."""

    READ = "spoil.read", "查看建筑渣土", "Read spoil"
    OWN = "spoil.own", "查看本单位渣土业务", "See one's own hauls"
    PLACE = "spoil.place", "登记工地或码头", "Recorded a site or dock"
    STAGE = "spoil.stage", "登记工地状态", "Recorded the state of a site"
    OPEN = "spoil.manifest_open", "开具联单", "Opened the manifest"
    LEAVE = "spoil.manifest_leave", "过磅出场", "Weighed at the gate"
    ARRIVE = "spoil.manifest_arrive", "过磅到场", "Weighed at the dock"
    SIGN = "spoil.manifest_sign", "签收联单", "Signed for at the dock"
    VOID = "spoil.manifest_void", "作废联单", "Voided the manifest"
    CARRY = "spoil.manifest_carry", "接单运输", "Took the load"
    BIND = "spoil.bind", "比对行程与联单", "Compared trips with manifests"
    RECORD = "spoil.record", "登记违规、教育或扣押", "Recorded a violation, education or seizure"
    SPILL = "spoil.spill", "上报抛洒滴漏", "Reported a spillage"
    SUSPECT = "spoil.suspect", "认定偷倒嫌疑", "Found a suspicion of dumping"
    ROSTER = "spoil.roster", "安排夜间布控", "Arranged the night watch"
    DUST = "spoil.dust", "喷淋降尘", "Sprayed against dust"
    CORRIDOR = "spoil.corridor", "划定运输廊道", "Set a corridor"
    LIST = "spoil.project_list", "项目列入清单", "Listed the project"
    REPORT = "spoil.project_report", "区内报备", "Reported spoil that stays in the district"
    CLOSE = "spoil.project_close", "项目销项", "Closed the project"
    PROPOSE = "spoil.dispatch_propose", "生成调度建议", "Proposed what goes where"
    DECIDE = "spoil.dispatch_decide", "确认调度", "Decided on a proposal"
    WATER = "spoil.water", "道路洒水抑尘", "Watched the dust of roads"
