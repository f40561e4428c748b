"""Rules in versions, where their judgement stands, and the alarms they raise."""

from django.contrib.gis.db import models

from xiuhua.ledger.models import Entry
from xiuhua.sensing.models.devices import Device, Quantity
from xiuhua.sensing.terms.alarms import Health, Severity, StepKind
from xiuhua.sensing.terms.rules import AlarmPhase, RuleState, SubjectKind


class Rule(models.Model):
    """What is wrong with readings of devices.

    It watches those in use of its area that send its quantities and that its version in force means.
    """

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    area_code = models.CharField(max_length=20, help_text="every device under it is watched")
    state = models.CharField(max_length=12, choices=RuleState.choices(), default=RuleState.OFF.value)
    current = models.ForeignKey("RuleVersion", on_delete=models.PROTECT, null=True, related_name="+")
    switched_at = models.DateTimeField(null=True, help_text="when it was last switched on")
    recorded_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["area_code", "id"], name="rule_by_area"),
            models.Index(fields=["name", "id"], name="rule_by_name"),
            models.Index(fields=["updated_at", "id"], name="rule_by_change"),
        ]

    def __str__(self) -> str:
        return self.name


class RuleVersion(models.Model):
    """One version of a rule as it was published; never changed."""

    rule = models.ForeignKey(Rule, on_delete=models.PROTECT, related_name="versions", db_index=False)
    number = models.PositiveIntegerField(help_text="1, 2, 3 … per rule")
    definition = models.JSONField(help_text="as rules.alarms.rule_stored writes it")
    quantities = models.ManyToManyField(Quantity, related_name="+", help_text="all of which a device sends")
    subject = models.CharField(
        max_length=12, choices=SubjectKind.choices(), blank=True, help_text="only devices that belong to such"
    )
    model = models.CharField(max_length=60, blank=True, help_text="only devices of it")
    tag = models.CharField(max_length=30, blank=True, help_text="only devices with it")
    is_listed = models.BooleanField(default=False, help_text="only the devices listed")
    devices = models.ManyToManyField(Device, related_name="+", help_text="picked by hand")
    since = models.DateTimeField(help_text="from when it holds")
    author = models.CharField(max_length=60, help_text="as the ledger names them")
    reason = models.CharField(max_length=300)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rule", "number"], name="rule_version_once")]

    def __str__(self) -> str:
        return f"{self.rule_id}.{self.number}"


class Alarm(models.Model):
    """One trouble from end to end: of one rule about one device there is at most one at a time.

    Row-level security by `area_code`.
    """

    rule = models.ForeignKey(Rule, on_delete=models.PROTECT, related_name="alarms", db_index=False)
    version = models.ForeignKey(RuleVersion, on_delete=models.PROTECT, related_name="+")
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="alarms", db_index=False)
    area_code = models.CharField(max_length=20)
    state = models.CharField(max_length=20, choices=AlarmPhase.choices())
    severity = models.CharField(max_length=10, choices=Severity.choices())
    worst = models.CharField(max_length=10, choices=Severity.choices(), help_text="the gravest it has been")
    health = models.CharField(max_length=10, choices=Health.choices(), default=Health.OK.value)
    since = models.DateTimeField(help_text="when it was raised, by the readings' time")
    readings_from = models.DateTimeField(help_text="since when its condition was true without a break")
    ended_at = models.DateTimeField(null=True)
    acknowledged_by = models.CharField(max_length=60, blank=True, help_text="as the ledger names them")
    acknowledged_at = models.DateTimeField(null=True)
    escalation = models.PositiveSmallIntegerField(default=0)
    is_flapping = models.BooleanField(default=False)
    limits = models.JSONField(default=list, help_text="numbers that held here: name, value, area, hours")
    recorded_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "device"], condition=models.Q(ended_at__isnull=True), name="alarm_open_once"
            )
        ]
        indexes = [
            models.Index(fields=["since", "id"], name="alarm_by_since"),
            models.Index(fields=["rule", "-since"], name="alarm_of_rule"),
            models.Index(fields=["device", "-since"], name="alarm_of_device"),
            models.Index(fields=["area_code", "id"], name="alarm_by_area"),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id}:{self.device_id}"


class AlarmStep(models.Model):
    """One thing that happened to an alarm. Never changed; row-level security by `area_code`."""

    PERSONAL = ("note",)

    alarm = models.ForeignKey(Alarm, on_delete=models.PROTECT, related_name="steps", db_index=False)
    area_code = models.CharField(max_length=20)
    kind = models.CharField(max_length=20, choices=StepKind.choices())
    at = models.DateTimeField(help_text="by the readings' time; of people's acts when they were done")
    recorded_at = models.DateTimeField()
    severity = models.CharField(max_length=10, choices=Severity.choices())
    health = models.CharField(max_length=10, choices=Health.choices())
    level = models.PositiveSmallIntegerField(null=True, help_text="which level of the rule speaks for it")
    true_since = models.DateTimeField(null=True)
    escalation = models.PositiveSmallIntegerField(default=0)
    by = models.CharField(max_length=60, blank=True, help_text="as the ledger names them")
    note = models.CharField(max_length=500, blank=True)
    readings = models.JSONField(default=list, help_text="series, seconds since 1970, value, flags")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["alarm", "id"], name="step_of_alarm")]

    def __str__(self) -> str:
        return f"{self.alarm_id} {self.kind}"


class RuleStanding(models.Model):
    """Where the judgement of a rule about a device stands: the judge's own row, one for each pair.

    Row-level security by `area_code`.
    """

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="standings", db_index=False)
    version = models.ForeignKey(RuleVersion, on_delete=models.CASCADE, related_name="+")
    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="+")
    area_code = models.CharField(max_length=20)
    since = models.DateTimeField(help_text="since when it is watched")
    judged_to = models.DateTimeField(help_text="the last instant that was judged; what is older is late")
    looked_at = models.DateTimeField(help_text="when the judge last came by")
    wake_at = models.DateTimeField(null=True, help_text="when it must come by although no reading has come")
    standing = models.JSONField(default=dict, help_text="as rules.alarms.standing_stored writes it")
    alarm = models.ForeignKey(Alarm, on_delete=models.PROTECT, null=True, related_name="+")
    fault = models.CharField(max_length=200, blank=True, help_text="why it cannot be judged")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rule", "device"], name="standing_once")]
        indexes = [
            models.Index(fields=["wake_at"], name="standing_by_wake"),
            models.Index(fields=["looked_at"], name="standing_by_look"),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id}:{self.device_id}"
