"""Words of epidemic control and of people posted to communities."""

from xiuhua.shared.terms import Term


class StaffingKind(Term):
    """Where somebody is posted."""

    COMMUNITY = "staffing_community", "社区驻守", "In a community"
    CHECKPOINT = "staffing_checkpoint", "卡口值守", "At a checkpoint"
    HOTEL = "staffing_hotel", "留观酒店", "At an isolation hotel"
    SUPPORT = "staffing_support", "机动支援", "Moving support"


class HealthKind(Term):
    """What a patriotic-health case is about."""

    DISINFECTION = "health_disinfection", "环境消杀", "Disinfection"
    VECTORS = "health_vectors", "病媒生物防制", "Disease carriers"
    RUBBISH = "health_rubbish", "卫生死角", "Rubbish corners"
    ENTRANCES = "health_entrances", "出入管理", "Entrances"
    OTHER = "health_other", "其他防控事项", "Other"


class Agent(Term):
    """What was used to disinfect."""

    CHLORINE = "agent_chlorine", "含氯消毒剂", "Chlorine"
    PERACETIC = "agent_peracetic", "过氧乙酸", "Peracetic acid"
    PEROXIDE = "agent_peroxide", "过氧化氢", "Hydrogen peroxide"
    QUATERNARY = "agent_quaternary", "季铵盐", "Quaternary ammonium"
    ALCOHOL = "agent_alcohol", "酒精", "Alcohol"


class Freshness(Term):
    """How long ago an area was disinfected."""

    TODAY = "fresh_today", "当日", "Today", "done"
    WEEK = "fresh_week", "七日内", "Within a week", "plain"
    OLDER = "fresh_older", "超过七日", "Longer ago", "soon"


class HealthAct(Term):
    """The acts of epidemic control."""

    READ = "health.read", "查看疫情防控", "Read epidemic control"
    POST = "health.post", "下派人员", "Posted somebody"
    POST_END = "health.post_end", "结束下派", "Ended a posting"
    DISPATCH = "health.dispatch", "派发防控案件", "Sent out a case"
    DISINFECT = "health.disinfect", "登记消杀", "Recorded a disinfection"
