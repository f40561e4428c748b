"""The fixed words of the calendar."""

from xiuhua.shared.terms import Term


class TimeUnit(Term):
    """How a limit is counted."""

    URGENT_MINUTE = "urgent_minute", "紧急工作分钟", "urgent minutes"
    URGENT_HOUR = "urgent_hour", "紧急工作时", "urgent hours"
    WORK_MINUTE = "work_minute", "工作分钟", "working minutes"
    WORK_HOUR = "work_hour", "工作时", "working hours"
    WORK_DAY = "work_day", "工作日", "working days"
    NATURAL_DAY = "natural_day", "自然日", "days"

    @property
    def runs_by_the_clock(self) -> bool:
        """Whether nights and holidays count."""
        return self is TimeUnit.URGENT_MINUTE or self is TimeUnit.URGENT_HOUR or self is TimeUnit.NATURAL_DAY


class CalendarState(Term):
    """Where a version of a calendar stands."""

    DRAFT = "draft", "草稿", "Draft"
    PUBLISHED = "published", "已发布", "Published", "done"


class CalendarAct(Term):
    """The acts on calendars, as the ledger and the act table name them."""

    READ = "calendar.read", "查看日历", "Read calendars"
    DRAFT = "calendar.draft", "起草日历", "Drafted the calendar"
    HOURS = "calendar.hours", "调整作息时间", "Changed the hours"
    YEAR = "calendar.year", "录入年度放假安排", "Entered the holidays of a year"
    DAY = "calendar.day", "调整特殊日", "Changed a special day"
    PUBLISH = "calendar.publish", "发布日历", "Published the calendar"
