"""The fixed words of problems that road chiefs and grid members meet, and the acts on them."""

from xiuhua.shared.terms import Term


class RoadIssueState(Term):
    """Where a problem stands."""

    OPEN = "issue_open", "处理中", "Under way", "soon"
    SOLVED = "issue_solved", "已解决", "Solved", "done"


class RoadIssueAct(Term):
    """The acts on such problems, as the ledger and the act table name them."""

    READ = "road_issue.read", "查看路段问题", "Read street problems"
    REPORT = "road_issue.report", "上报问题", "Reported the problem"
    ESCALATE = "road_issue.escalate", "上报上级路长", "Passed it up"
    LINK = "road_issue.link", "联动部门", "Called in a department"
    SOLVE = "road_issue.solve", "解决", "Solved it"
