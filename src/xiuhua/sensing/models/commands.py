"""What a device may be told, what it was told, and what the gateway has to say about that."""

from django.db import models

from xiuhua.sensing.models.devices import Device
from xiuhua.sensing.terms.commands import CommandKind, CommandState, Guarded, Outcome


class Control(models.Model):
    """One thing that a device may be told: switch pump 1, send its readings. Reached through its device."""

    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="controls")
    kind = models.CharField(max_length=20, choices=CommandKind.choices())
    name = models.CharField(max_length=60, help_text="what people call it: pump 1")
    channel = models.PositiveSmallIntegerField(
        default=1, help_text="which switch; how many, where a protocol switches all at once"
    )
    target = models.CharField(
        max_length=40, blank=True, help_text="which part, as its protocol names it: PolId/InfoId, pumps"
    )
    needs_second = models.BooleanField(default=False, help_text="that a second person approves")
    interlock = models.JSONField(null=True, help_text="as rules.commanding.interlocks writes it")
    guarded = models.CharField(max_length=20, choices=Guarded.choices(), default=Guarded.ON.value)
    read_back = models.CharField(
        max_length=60, blank=True, help_text="the quantity that must show a switch; empty: its answer counts"
    )
    waits_s = models.PositiveIntegerField(default=600, help_text="how long it waits for the device, seconds")
    answer_s = models.PositiveIntegerField(default=60, help_text="how long an answer is waited for, seconds")
    ended_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["device", "kind", "channel", "target"],
                condition=models.Q(ended_at__isnull=True),
                name="control_once",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Command(models.Model):
    """An order to a device. Row-level security by the device's area.

    `claimed_at`, `left_at` and `reference` are the gateway's: it claims before a byte goes out, so that none
    goes out twice. The ledger does not answer for them.
    """

    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="commands")
    control = models.ForeignKey(Control, on_delete=models.PROTECT, related_name="commands")
    kind = models.CharField(max_length=20, choices=CommandKind.choices())
    parameters = models.JSONField(default=dict)
    reason = models.CharField(max_length=300)
    area_code = models.CharField(max_length=20)
    state = models.CharField(max_length=20, choices=CommandState.choices())
    desired_by = models.CharField(max_length=80, help_text="as the ledger names them")
    desired_user = models.BigIntegerField(null=True)
    desired_at = models.DateTimeField()
    approved_by = models.CharField(max_length=80, blank=True)
    approved_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(help_text="not sent by then, it is over")
    sent_at = models.DateTimeField(null=True)
    answer_due_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True, help_text="when the device said that it is done")
    finished_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=30, blank=True, choices=Outcome.choices())
    answer = models.CharField(max_length=80, blank=True, help_text="the device's own code")
    details = models.JSONField(null=True, help_text="what the sentence of a refusal is filled from")
    standing = models.JSONField(null=True, help_text="the reading that let it pass the interlock when asked")
    claimed_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    reference = models.CharField(max_length=60, blank=True, help_text="QN or serial that its answer names")
    updated_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["device", "-id"], name="command_of_device"),
            models.Index(fields=["area_code", "id"], name="command_by_area"),
            models.Index(fields=["desired_at", "id"], name="command_by_time"),
            models.Index(
                fields=["state", "id"],
                name="command_open",
                condition=models.Q(state__in=["command_proposed", "command_desired", "command_sent"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class CommandNews(models.Model):
    """What the gateway has heard of a command; a job makes acts and ledger entries of it.

    Without row-level security: reached through its command.
    """

    command = models.ForeignKey(Command, on_delete=models.CASCADE, related_name="news")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=30, choices=Outcome.choices())
    answer = models.CharField(max_length=80, blank=True)
    details = models.JSONField(null=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["id"], name="news_unsettled", condition=models.Q(settled_at__isnull=True))
        ]

    def __str__(self) -> str:
        return f"{self.command_id}: {self.outcome}"
