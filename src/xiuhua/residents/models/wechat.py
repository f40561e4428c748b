"""The conversation with residents on WeChat."""

from django.db import models

from xiuhua.files.models import StoredFile
from xiuhua.residents.models.residents import Receipt
from xiuhua.residents.terms.wechat import PictureState, TalkState


class Follower(models.Model):
    """A user of WeChat who wrote to the official account. Row-level security by `area_code`."""

    PERSONAL = ("openid",)

    openid = models.CharField(max_length=64, unique=True)
    since = models.DateTimeField()
    heard_at = models.DateTimeField(help_text="when they wrote last: the account may answer for 48 hours")
    staff = models.BooleanField(default=False, help_text="who serves the city earns no reward")
    area_code = models.CharField(max_length=20)

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def state(self) -> str:
        """A follower has no states."""
        return ""


class Talk(models.Model):
    """Messages that become one report: words, a picture, a place. Row-level security by `area_code`."""

    PERSONAL = ("text", "address")

    follower = models.ForeignKey(Follower, on_delete=models.PROTECT, related_name="talks", db_index=False)
    client_id = models.UUIDField(unique=True, help_text="UUIDv7, of the report that it becomes")
    state = models.CharField(max_length=20, choices=TalkState.choices(), default=TalkState.OPEN.value)
    text = models.TextField(blank=True)
    longitude = models.FloatField(null=True, help_text="WGS84")
    latitude = models.FloatField(null=True)
    address = models.CharField(max_length=160, blank=True)
    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, null=True, related_name="+")
    began_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    area_code = models.CharField(max_length=20)

    class Meta:
        indexes = [models.Index(fields=["follower", "id"], name="talk_by_follower")]

    def __str__(self) -> str:
        return f"{self.follower_id} {self.state}"


class WechatMessage(models.Model):
    """One message as it came in. Row-level security by `area_code`.

    `key` is its MsgId, or for an event the sender and the time, as WeChat's document has it; it comes once.
    """

    PERSONAL = ("text", "reply")

    key = models.CharField(max_length=120, unique=True)
    follower = models.ForeignKey(Follower, on_delete=models.PROTECT, related_name="messages")
    talk = models.ForeignKey(Talk, on_delete=models.PROTECT, null=True, related_name="messages")
    kind = models.CharField(max_length=20, help_text="MsgType")
    text = models.TextField(blank=True)
    media_id = models.CharField(max_length=200, blank=True)
    picture = models.CharField(max_length=20, choices=PictureState.choices(), default=PictureState.NONE.value)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=200, blank=True)
    reply = models.TextField(blank=True, help_text="what it was answered at once")
    received_at = models.DateTimeField()
    area_code = models.CharField(max_length=20)

    class Meta:
        indexes = [
            models.Index(
                fields=["next_at"], name="wechat_picture", condition=models.Q(picture="picture_waiting")
            )
        ]

    def __str__(self) -> str:
        return self.key
