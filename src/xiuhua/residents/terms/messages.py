"""The fixed words of message boards and of what is hot or difficult in them."""

from xiuhua.shared.terms import Term


class MessageAct(Term):
    """What is done to messages of boards."""

    READ = "message.read", "查看留言", "Read messages"
    IMPORT = "message.import", "导入留言", "Imported a message"
    IMPORT_UNDO = "message.import_undo", "撤销导入留言", "Took an imported message back"
    TO_CASE = "message.to_case", "留言转案件", "Made a case of messages"
    REPLY = "message.reply", "回复留言", "Replied to a message"


class MessageState(Term):
    """Where a message stands."""

    NEW = "message_new", "待处理", "New", "soon"
    CASED = "message_cased", "办理中", "Under way"
    REPLIED = "message_replied", "已回复", "Replied", "done"


class IssueAct(Term):
    """What is done to hot and difficult issues."""

    READ = "issue.read", "查看热点难点", "Read hot issues"
    GATHER = "issue.gather", "归集热点", "Gathered a hot issue"
    MARK = "issue.mark", "列为难点", "Marked as difficult"
    SETTLE = "issue.settle", "难点销号", "Settled a difficult issue"


class IssueState(Term):
    """What an issue is: many speak of it, or somebody answers for solving it."""

    HOT = "issue_hot", "热点", "Hot", "soon"
    DIFFICULT = "issue_difficult", "难点", "Difficult", "late"
    SETTLED = "issue_settled", "已销号", "Settled", "done"
    QUIET = "issue_quiet", "已平息", "Quiet"
