"""Ways out of the house as the system administrator sees them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiuhua.notices import services
from xiuhua.notices.forms import (
    AddressForm,
    ConfirmForm,
    DingTalkRouteForm,
    EmailRouteForm,
    NoticeRulesForm,
    SmsRouteForm,
    WeComRouteForm,
)
from xiuhua.notices.models import NoticeRules, Route
from xiuhua.notices.queries.notices import notice_rules
from xiuhua.notices.queries.routes import outgoing_of, route_numbered, routes_all, sms_use_on
from xiuhua.notices.rules.settings import WANTED
from xiuhua.notices.rules.sms import WARN_SHARE
from xiuhua.notices.services.setting_up import CityRules
from xiuhua.notices.terms import OutgoingAct, OutgoingState, RouteAct, RouteKind, RouteState
from xiuhua.shared.clock import now
from xiuhua.web import seams
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import moment, tag_of, term
from xiuhua.web.pages.forms import Done, F, FormPage, Sent
from xiuhua.web.pages.lists import ListPage
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Action, Crumb, Section, Tag
from xiuhua.web.words import word

_FORMS: Mapping[RouteKind, type[forms.Form]] = {
    RouteKind.EMAIL: EmailRouteForm,
    RouteKind.SMS: SmsRouteForm,
    RouteKind.WECOM: WeComRouteForm,
    RouteKind.DINGTALK: DingTalkRouteForm,
}
_SHOWN = 20


class RouteListPage(ListPage[Route]):
    """Every way out of the house."""

    act = RouteAct.READ
    menu = "accounts"
    key = "routes"
    kind = "route"
    title = _("Routes")
    area_field = ""
    sort = "kind"
    columns = (
        term("kind", _("Route"), RouteKind, sort="kind", locked=True, primary=True),
        term("state", _("State"), RouteState),
        moment("tested", _("Tested"), of="tested_at"),
        moment("updated", _("Changed"), of="updated_at", drop=1),
    )

    def records(self) -> QuerySet[Route]:
        """Return every way."""
        return routes_all()

    def row_url(self, record: Route) -> str:
        """Lead to the way."""
        return reverse("notices:route", args=(record.pk,))

    def acts(self) -> Sequence[Action]:
        """Lead to what holds for the whole city."""
        if not seams.may(self.actor, RouteAct.RULES):
            return ()
        label, url = gettext("Quiet hours and quotas"), reverse("notices:rules")
        return (Action(name=RouteAct.RULES, label=label, icon="adjustments-horizontal", url=url),)


class RoutePage(ObjectPage[Route]):
    """One way: how it is set up, what went by it, what is left of its quota."""

    act = RouteAct.READ
    menu = "accounts"
    kind = "route"
    list_url_name = "notices:routes"
    facts = (
        moment("tested_at", _("Tested")),
        moment("updated_at", _("Changed")),
    )
    acts: ClassVar[Sequence[ObjectAct[Route]]] = (
        ObjectAct(
            act=RouteAct.CONFIGURE, label=_("Set up"), url_name="notices:route-configure", kind="primary",
            icon="settings",
        ),
        ObjectAct(act=RouteAct.TEST, label=_("Send a test"), url_name="notices:route-test", icon="send"),
        ObjectAct(act=RouteAct.RESUME, label=_("Take into use"), url_name="notices:route-resume",
        icon="check"), ObjectAct(
            act=RouteAct.SANDBOX, label=_("Into the sandbox"), url_name="notices:route-sandbox", icon="inbox"
        ),
        ObjectAct(act=RouteAct.PAUSE, label=_("Stop"), url_name="notices:route-pause", icon="player-pause"),
        ObjectAct(
            act=RouteAct.SECRET, label=_("New secret for receipts"), url_name="notices:route-secret",
            icon="key", aside=True,
        ),
        ObjectAct(
            act=OutgoingAct.OPT_OUT, label=_("Note an opt-out"), url_name="notices:route-opt-out", icon="ban",
            aside=True,
        ),
    )  # fmt: skip

    def load(self) -> Route:
        """Return the way in the URL."""
        return route_numbered(int(self.kwargs["route_id"]))

    def heading(self) -> str:
        """Return its name."""
        return word(self.record.kind, language())

    def state(self) -> Tag | None:
        """Return whether it leads out."""
        return tag_of(RouteState(self.record.state))

    def sections(self) -> Sequence[Section]:
        """Show how it is set up and what went by it last."""
        here = language()
        set_up = [
            {
                "label": _label(RouteKind(self.record.kind), one.name),
                "value": self.record.settings.get(one.name, ""),
            }
            for one in WANTED[RouteKind(self.record.kind)]
        ]
        context = {
            "settings": set_up,
            "has_secret": bool(self.record.secret),
            "use": self._use(),
            "receipts_url": self._receipts_url(),
            "sandboxed": self.record.state == RouteState.SANDBOX,
        }
        rows = [
            {
                "url": reverse("notices:outgoing", args=(one.pk,)), "title": one.title,
                "to": one.address_masked, "state": tag_of(OutgoingState(one.state)), "at": one.queued_at,
                "fault": word(one.fault, here) if one.fault else "",
            }
            for one in outgoing_of(self.record.kind)[:_SHOWN]
        ]  # fmt: skip
        return (
            Section(title=gettext("How it is set up"), template="notices/settings.html", context=context),
            Section(title=gettext("Sent last"), template="notices/outgoing.html", context=rows),
        )

    def _use(self) -> Mapping[str, object] | None:
        if self.record.kind != RouteKind.SMS:
            return None
        rules, used = notice_rules(), sms_use_on(localtime(now()).date())
        return {
            "used": used.get("", 0),
            "limit": rules.sms_daily_total,
            "warns_at": int(rules.sms_daily_total * WARN_SHARE),
        }

    def _receipts_url(self) -> str:
        if self.record.kind != RouteKind.SMS:
            return ""
        return f"/api/v1/notices/receipts/{self.record.kind}"


def _label(kind: RouteKind, name: str) -> str:
    return str(_FORMS[kind].base_fields[name].label)


class _RouteAct(FormPage[Route, F]):
    """An act on one way."""

    menu = "accounts"
    kind = "route"

    def load(self) -> Route:
        """Return the way in the URL."""
        return route_numbered(int(self.kwargs["route_id"]))

    def back_url(self) -> str:
        """Lead back to the way."""
        return reverse("notices:route", args=(self.record.pk,))

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way down."""
        return (
            Crumb(label=gettext("Routes"), url=reverse("notices:routes")),
            Crumb(label=word(self.record.kind, language()), url=self.back_url()),
        )


class RouteConfigurePage(_RouteAct[forms.Form]):
    """Set a way up."""

    act = RouteAct.CONFIGURE
    title = _("Set up")
    lead = _("As the provider’s console has it. It is tried by “Send a test”.")
    verb = _("Keep this")
    secrets = ("secret",)

    def permit(self) -> None:
        """Load the way, and with it the form that it needs."""
        super().permit()
        self.form_class = _FORMS[RouteKind(self.record.kind)]  # type: ignore[misc]  # one page, a form for each way

    def initial(self) -> Mapping[str, object]:
        """Return how it is set up; what is usual where it is not."""
        wanted = WANTED[RouteKind(self.record.kind)]
        return {one.name: self.record.settings.get(one.name) or one.default for one in wanted}

    def version(self) -> str:
        """Return when it was changed last."""
        return self.record.updated_at.isoformat() if self.record.updated_at else ""

    def submit(self, sent: Sent[forms.Form]) -> Done:
        """Keep it."""
        given = dict(sent.form.cleaned_data)
        secret = given.pop("secret", "")
        services.route_configure(
            kind=self.record.kind, given=given, secret=secret, actor=self.actor, at=sent.at
        )
        return Done(url=self.back_url(), message=gettext("Kept."))


class RouteTestPage(_RouteAct[AddressForm]):
    """Send a test."""

    act = RouteAct.TEST
    form_class = AddressForm
    title = _("Send a test")
    lead = _("The next page shows what became of it. In the sandbox nothing leaves the house.")
    verb = _("Send a test")
    verb_icon = "send"
    secrets = ("address",)

    def submit(self, sent: Sent[AddressForm]) -> Done:
        """Send it."""
        row = services.route_test(
            kind=self.record.kind, address=sent.form.cleaned_data["address"], actor=self.actor, at=sent.at
        )
        return Done(url=reverse("notices:outgoing", args=(row.pk,)), message=gettext("On its way."))


class RouteOptOutPage(_RouteAct[AddressForm]):
    """Note that somebody wishes to be written to no more."""

    act = OutgoingAct.OPT_OUT
    form_class = AddressForm
    title = _("Note an opt-out")
    lead = _("Nothing is sent to this address by this route any more. Only a digest of it is kept.")
    verb = _("Note an opt-out")
    secrets = ("address",)

    def submit(self, sent: Sent[AddressForm]) -> Done:
        """Note it."""
        services.opt_out(
            kind=self.record.kind, address=sent.form.cleaned_data["address"], actor=self.actor, at=sent.at
        )
        return Done(url=self.back_url(), message=gettext("Noted."))


class RouteResumePage(_RouteAct[ConfirmForm]):
    """Take a way into use."""

    act = RouteAct.RESUME
    form_class = ConfirmForm
    title = _("Take into use")
    lead = _("From now on messages leave the house by this route.")
    verb = _("Take into use")

    def submit(self, sent: Sent[ConfirmForm]) -> Done:
        """Take it into use."""
        services.route_resume(kind=self.record.kind, actor=self.actor, at=sent.at)
        return Done(url=self.back_url(), message=gettext("In use."))


class RouteSandboxPage(_RouteAct[ConfirmForm]):
    """Put a way into the sandbox."""

    act = RouteAct.SANDBOX
    form_class = ConfirmForm
    title = _("Into the sandbox")
    lead = _("Messages are kept and shown to administrators instead of being sent.")
    verb = _("Into the sandbox")

    def submit(self, sent: Sent[ConfirmForm]) -> Done:
        """Put it there."""
        services.route_sandbox(kind=self.record.kind, actor=self.actor, at=sent.at)
        return Done(url=self.back_url(), message=gettext("In the sandbox."))


class RoutePausePage(_RouteAct[ConfirmForm]):
    """Stop a way."""

    act = RouteAct.PAUSE
    form_class = ConfirmForm
    title = _("Stop")
    lead = _("What would go by this route is refused meanwhile; the page “Notices” goes on.")
    verb = _("Stop")
    verb_kind = "danger"

    def submit(self, sent: Sent[ConfirmForm]) -> Done:
        """Stop it."""
        services.route_pause(kind=self.record.kind, actor=self.actor, at=sent.at)
        return Done(url=self.back_url(), message=gettext("Stopped."))


class RouteSecretPage(_RouteAct[ConfirmForm]):
    """Draw a new secret for receipts."""

    act = RouteAct.SECRET
    form_class = ConfirmForm
    title = _("New secret for receipts")
    lead = _("It is shown once; the old one is void from now on.")
    verb = _("Draw a new secret")

    def submit(self, sent: Sent[ConfirmForm]) -> Done:
        """Draw it, and show it this once."""
        drawn = services.receipt_secret_draw(kind=self.record.kind, actor=self.actor, at=sent.at)
        message = gettext("The secret of receipts, shown only now: %(secret)s")
        return Done(url=self.back_url(), message=message % {"secret": drawn})


class NoticeRulesPage(FormPage[NoticeRules, NoticeRulesForm]):
    """Quiet hours, digests and quotas of the whole city."""

    act = RouteAct.RULES
    menu = "accounts"
    kind = "notice_rules"
    form_class = NoticeRulesForm
    title = _("Quiet hours and quotas")
    lead = _("For whoever has not chosen hours of their own. What is urgent passes quiet hours, not quotas.")
    verb = _("Keep this")

    def load(self) -> NoticeRules:
        """Return what holds."""
        return notice_rules()

    def initial(self) -> Mapping[str, object]:
        """Return what holds now."""
        clocks = {
            name: f"{getattr(self.record, name):%H:%M}" for name in ("quiet_since", "quiet_until", "daily_at")
        }
        counts = ("sms_daily_total", "sms_daily_unit", "kept_days")
        return {**clocks, **{name: getattr(self.record, name) for name in counts}}

    def version(self) -> str:
        """Return when it was changed last."""
        return self.record.updated_at.isoformat() if self.record.updated_at else ""

    def submit(self, sent: Sent[NoticeRulesForm]) -> Done:
        """Keep it."""
        services.notice_rules_write(new=CityRules(**sent.form.cleaned_data), actor=self.actor, at=sent.at)
        return Done(url=self.back_url(), message=gettext("Kept."))

    def back_url(self) -> str:
        """Lead back to the ways."""
        return reverse("notices:routes")

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way down."""
        return (Crumb(label=gettext("Routes"), url=self.back_url()),)
