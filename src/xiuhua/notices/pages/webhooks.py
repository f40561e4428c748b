"""Webhooks as administrators see them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiuhua.notices import services
from xiuhua.notices.forms import AgainForm, ConfirmForm, WebhookForm
from xiuhua.notices.models import Webhook
from xiuhua.notices.queries.webhooks import deliveries_of, webhook_get, webhooks_all
from xiuhua.notices.terms import DeliveryState, WebhookAct, WebhookState
from xiuhua.web import seams
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import area, code, moment, number, tag_of, term, text
from xiuhua.web.pages.forms import Done, F, FormPage, Sent
from xiuhua.web.pages.lists import ListPage
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Action, Section, State, Tag
from xiuhua.web.words import word

_SHOWN = 50


class WebhookListPage(ListPage[Webhook]):
    """Every webhook."""

    act = WebhookAct.READ
    menu = "accounts"
    key = "webhooks"
    kind = "webhook"
    title = _("Webhooks")
    area_field = ""
    sort = "name"
    columns = (
        text("name", _("Name"), sort="name", locked=True, primary=True),
        term("state", _("State"), WebhookState),
        code("acts", _("Acts"), drop=1),
        code("area_code", _("Area code"), drop=1),
        number("waiting", _("Waiting"), of="waiting_count"),
        number("leaf", _("Delivered up to leaf"), of="delivered_leaf", drop=1),
    )

    def records(self) -> QuerySet[Webhook]:
        """Return every webhook."""
        return webhooks_all()

    def empty(self) -> State:
        """Say what one is for."""
        return State(
            kind="empty",
            title=gettext("No webhook yet"),
            text=gettext("A webhook tells another system of every act you choose, signed and in order."),
        )

    def row_url(self, record: Webhook) -> str:
        """Lead to the webhook."""
        return reverse("notices:webhook", args=(record.pk,))

    def acts(self) -> Sequence[Action]:
        """Offer to make one."""
        if not seams.may(self.actor, WebhookAct.CREATE):
            return ()
        label, url = str(_("New webhook")), reverse("notices:webhook-create")
        return (Action(name=WebhookAct.CREATE, label=label, kind="primary", icon="plus", url=url),)


class WebhookPage(ObjectPage[Webhook]):
    """One webhook, with its last deliveries."""

    act = WebhookAct.READ
    menu = "accounts"
    kind = "webhook"
    list_url_name = "notices:webhooks"
    change_labels = {"name": _("Name"), "url": _("Address")}
    facts = (
        code("url", _("Address")),
        code("acts", _("Acts")),
        area("area_code", _("Area")),
        number("waiting", _("Waiting"), of="waiting_count"),
        moment("created_at", _("Created")),
    )
    acts: ClassVar[Sequence[ObjectAct[Webhook]]] = (
        ObjectAct(
            act=WebhookAct.RESUME, label=_("Resume"), url_name="notices:webhook-resume", kind="primary",
            icon="refresh",
        ),
        ObjectAct(
            act=WebhookAct.PAUSE, label=_("Pause"), url_name="notices:webhook-pause", icon="player-pause"
        ),
        ObjectAct(
            act=WebhookAct.SEND_AGAIN, label=_("Send again"), url_name="notices:webhook-again", icon="send"
        ),
    )  # fmt: skip

    def load(self) -> Webhook:
        """Return the webhook in the URL."""
        return webhook_get(int(self.kwargs["webhook_id"]))

    def state(self) -> Tag | None:
        """Return whether it sends."""
        return tag_of(WebhookState(self.record.state))

    def sections(self) -> Sequence[Section]:
        """Show the last deliveries."""
        here = language()
        rows = [
            {
                "leaf": one.leaf,
                "act": word(one.entry.act, here),
                "subject": one.entry.subject,
                "state": tag_of(DeliveryState(one.state)),
                "attempts": one.attempts,
                "status": one.status,
                "took_ms": one.took_ms,
                "fault": word(one.fault, here) if one.fault else "",
                "tried_at": one.tried_at,
            }
            for one in deliveries_of(self.record)[:_SHOWN]
        ]
        title = gettext("Last deliveries")
        return (Section(title=title, template="notices/deliveries.html", context=rows, note=f"{len(rows)}"),)


class WebhookCreatePage(FormPage[Webhook, WebhookForm]):
    """Tell another system from now on."""

    act = WebhookAct.CREATE
    menu = "accounts"
    kind = "webhook"
    form_class = WebhookForm
    title = _("New webhook")
    lead = _("Only ids and states are sent, never a name or a text: ask the API for the rest.")
    verb = _("Create the webhook")

    def load(self) -> Webhook:
        """Return the webhook that is not there yet."""
        return Webhook()

    def submit(self, sent: Sent[WebhookForm]) -> Done:
        """Create it, and show its secret this once."""
        webhook = services.webhook_create(**sent.form.cleaned_data, actor=self.actor, at=sent.at)
        message = gettext("Created. The secret of its signature, shown only now: %(secret)s")
        url = reverse("notices:webhook", args=(webhook.pk,))
        return Done(url=url, message=message % {"secret": webhook.secret})

    def back_url(self) -> str:
        """Lead back to the list."""
        return reverse("notices:webhooks")


class _WebhookAct(FormPage[Webhook, F]):
    """An act on one webhook."""

    menu = "accounts"
    kind = "webhook"

    def load(self) -> Webhook:
        """Return the webhook in the URL."""
        return webhook_get(int(self.kwargs["webhook_id"]))

    def back_url(self) -> str:
        """Lead back to the webhook."""
        return reverse("notices:webhook", args=(self.record.pk,))


class WebhookPausePage(_WebhookAct[ConfirmForm]):
    """Send nothing until further notice."""

    act = WebhookAct.PAUSE
    form_class = ConfirmForm
    title = _("Pause")
    lead = _("What happens meanwhile is kept and sent later.")
    verb = _("Pause")

    def submit(self, sent: Sent[ConfirmForm]) -> Done:
        """Pause it."""
        services.webhook_pause(webhook_id=self.record.pk, actor=self.actor, at=sent.at)
        return Done(url=self.back_url(), message=gettext("Paused."))


class WebhookResumePage(_WebhookAct[ConfirmForm]):
    """Send again from where it stopped."""

    act = WebhookAct.RESUME
    form_class = ConfirmForm
    title = _("Resume")
    lead = _("Sends at once, from where it stopped.")
    verb = _("Resume")

    def submit(self, sent: Sent[ConfirmForm]) -> Done:
        """Resume it."""
        services.webhook_resume(webhook_id=self.record.pk, actor=self.actor, at=sent.at)
        return Done(url=self.back_url(), message=gettext("Resumed."))


class WebhookAgainPage(_WebhookAct[AgainForm]):
    """Send again what was delivered."""

    act = WebhookAct.SEND_AGAIN
    form_class = AgainForm
    title = _("Send again")
    lead = _("For a receiver that has lost what it was told.")
    verb = _("Send again")

    def submit(self, sent: Sent[AgainForm]) -> Done:
        """Let everything from a leaf on wait again."""
        leaf = sent.form.cleaned_data["leaf"]
        count = services.webhook_send_again(
            webhook_id=self.record.pk, leaf=leaf, actor=self.actor, at=sent.at
        )
        return Done(
            url=self.back_url(), message=gettext("%(count)d deliveries are sent again.") % {"count": count}
        )
