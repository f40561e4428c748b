"""Words of integrity reminders."""

from xiuhua.shared.terms import Term


class ReminderForm(Term):
    """In which form somebody was reminded; the four forms of 监督执纪“四种形态”."""

    TALK = "reminder_talk", "日常提醒谈话", "Reminder in a talk"
    FIRST = "reminder_first", "第一种形态", "First form"
    SECOND = "reminder_second", "第二种形态", "Second form"
    THIRD = "reminder_third", "第三种形态", "Third form"
    FOURTH = "reminder_fourth", "第四种形态", "Fourth form"


class ReminderMatter(Term):
    """What somebody was reminded of."""

    INTEGRITY = "reminder_integrity", "廉洁纪律", "Integrity"
    WORK = "reminder_work", "工作纪律", "Work discipline"
    CONDUCT = "reminder_conduct", "作风", "Conduct"
    LAW = "reminder_law", "规范执法", "Lawful enforcement"
    OTHER = "reminder_other", "其他", "Other"


class ReminderAct(Term):
    """What is done to reminders."""

    READ = "integrity_reminder.read", "查看廉政提醒", "Read integrity reminders"
    RECORD = "integrity_reminder.record", "登记廉政提醒", "Recorded an integrity reminder"
