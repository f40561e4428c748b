"""The fixed words of reports by e-mail."""

from xiuhua.shared.terms import Term


class MailAct(Term):
    """What is done to mail."""

    TAKE = "mail.take", "收取邮件", "Took a mail"


class MailState(Term):
    """What became of a mail."""

    TAKEN = "mail_taken", "已上报", "Reported", "done"
    ADDED = "mail_added", "已补充", "Added to a report", "done"
    REFUSED = "mail_refused", "未采用", "Not used"
