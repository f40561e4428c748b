"""Messages by WeCom and DingTalk, and who signed on there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction

from xiuhua.notices.models import Route
from xiuhua.notices.rules.providers import dingtalk, wecom
from xiuhua.notices.rules.providers.calls import UNREACHED, Answered, Call, Message, Receipt
from xiuhua.notices.services.keeping import secret_opened, secret_sealed
from xiuhua.notices.services.posting import CallFailed, call_make
from xiuhua.notices.terms import OutgoingFault

_BUTTON = "查看详情"
_LONGEST_TOKEN = timedelta(hours=2)
_SPARE = timedelta(minutes=5)  # a token is renewed so long before it ends


class _NoToken(Exception):
    """The provider gave no token: its answer says why."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class _Chat:
    """What both have: a token that is kept, and renewed once when the provider no longer takes it."""

    stale: frozenset[int]

    def __init__(self, route: Route) -> None:
        self.route = route
        self.settings = route.settings
        self.secret = secret_opened(route.secret)

    def token_call(self) -> Call:
        """Return the call that asks for a token."""
        raise NotImplementedError

    def find(self, message: Message, *, sent_at: datetime, at: datetime) -> Receipt | None:  # noqa: ARG002
        """Know nothing: the provider delivers the same message once anyway."""
        return None

    def asked(self, build: Callable[[str], Call], *, at: datetime) -> Answered:
        """Make a call with a token; once more with a new one where the provider says that it is stale.

        Raises:
            CallFailed, _NoToken: there was no answer, or no token.
        """
        answer = call_make(call=build(self._token(at=at)))
        if answer.json().get("errcode") in self.stale:
            answer = call_make(call=build(self._token(at=at, anew=True)))
        return answer

    def _token(self, *, at: datetime, anew: bool = False) -> str:
        kept = secret_opened(self.route.token)
        if kept and not anew and self.route.token_until is not None and at < self.route.token_until:
            return kept
        said = call_make(call=self.token_call()).json()
        token, lasts_s = said.get("access_token"), said.get("expires_in")
        if not isinstance(token, str) or not token:
            raise _NoToken(str(said.get("errcode", "")))
        lasts = timedelta(seconds=lasts_s) if isinstance(lasts_s, int) and lasts_s > 0 else _LONGEST_TOKEN
        self._keep(token, at + min(lasts, _LONGEST_TOKEN) - _SPARE)
        return token

    @transaction.atomic
    def _keep(self, token: str, until: datetime) -> None:
        self.route.token, self.route.token_until = secret_sealed(token), until
        Route.objects.filter(pk=self.route.pk).update(token=self.route.token, token_until=until)

    def sent(
        self, build: Callable[[str], Call], read: Callable[[Answered], Receipt], *, at: datetime
    ) -> Receipt:
        """Make the call that sends something, and return what became of it."""
        try:
            return read(self.asked(build, at=at))
        except _NoToken as refused:
            return Receipt(fault=OutgoingFault.CREDENTIALS, code=refused.code)
        except CallFailed as failed:
            return Receipt(fault=OutgoingFault.ANSWER) if failed.refused else UNREACHED


class WeCom(_Chat):
    """An application of WeCom."""

    stale = wecom.TOKEN_STALE

    def token_call(self) -> Call:
        """Return the call that asks for a token."""
        return wecom.token_call(
            endpoint=self.settings["endpoint"], corp_id=self.settings["corp_id"], secret=self.secret
        )

    def send(self, message: Message, *, at: datetime) -> Receipt:
        """Send a card."""

        def build(token: str) -> Call:
            return wecom.send_call(
                message, endpoint=self.settings["endpoint"], token=token,
                agent_id=self.settings["agent_id"], button=_BUTTON,
            )  # fmt: skip

        return self.sent(build, wecom.send_read, at=at)

    def authorize_url(self, *, back: str, state: str) -> str:
        """Return where a browser signs on."""
        return wecom.authorize_url(
            endpoint=self.settings["login"], corp_id=self.settings["corp_id"], back=back, state=state
        )

    def person(self, *, code: str, at: datetime) -> str:
        """Return the id of whoever signed on; empty where it is nobody of the organisation.

        Raises:
            CallFailed: the provider did not answer.
        """

        def build(token: str) -> Call:
            return wecom.person_call(endpoint=self.settings["endpoint"], token=token, code=code)

        try:
            return wecom.person_read(self.asked(build, at=at))
        except _NoToken:
            return ""


class DingTalk(_Chat):
    """A micro app of DingTalk."""

    stale = dingtalk.TOKEN_STALE

    def token_call(self) -> Call:
        """Return the call that asks for a token."""
        return dingtalk.token_call(
            endpoint=self.settings["endpoint"], app_key=self.settings["app_key"], secret=self.secret
        )

    def send(self, message: Message, *, at: datetime) -> Receipt:
        """Send a work notice."""

        def build(token: str) -> Call:
            return dingtalk.send_call(
                message, endpoint=self.settings["endpoint"], token=token,
                agent_id=self.settings["agent_id"], button=_BUTTON,
            )  # fmt: skip

        return self.sent(build, dingtalk.send_read, at=at)

    def authorize_url(self, *, back: str, state: str) -> str:
        """Return where a browser signs on."""
        return dingtalk.authorize_url(
            endpoint=self.settings["login"], app_key=self.settings["app_key"], back=back, state=state
        )

    def person(self, *, code: str, at: datetime) -> str:
        """Return the id of whoever signed on; empty where it is nobody of the organisation.

        Raises:
            CallFailed: the provider did not answer.
        """
        api, key = self.settings["api"], self.settings["app_key"]
        first = call_make(
            call=dingtalk.user_token_call(endpoint=api, app_key=key, secret=self.secret, code=code)
        )
        user_token = dingtalk.text_of(first, "accessToken")
        if not user_token:
            return ""
        union_id = dingtalk.text_of(
            call_make(call=dingtalk.me_call(endpoint=api, user_token=user_token)), "unionId"
        )

        def build(token: str) -> Call:
            return dingtalk.person_call(endpoint=self.settings["endpoint"], token=token, union_id=union_id)

        try:
            return dingtalk.person_read(self.asked(build, at=at)) if union_id else ""
        except _NoToken:
            return ""
