"""How somebody wishes to be told, and where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiuhua.access.services import scope_opened
from xiuhua.notices import services
from xiuhua.notices.forms import PreferenceForm
from xiuhua.notices.forms.preferences import TYPED, choice_name, ticks
from xiuhua.notices.models import Preference
from xiuhua.notices.queries.notices import bindings_of, notice_rules, preference_of
from xiuhua.notices.queries.routes import routes_by_kind
from xiuhua.notices.rules.addresses import CHATS
from xiuhua.notices.services.keeping import address_opened
from xiuhua.notices.services.preferring import NewPreference
from xiuhua.notices.terms import Digest, NoticeAct, NoticeKind, RouteKind, RouteState
from xiuhua.shared.actor import EVERYWHERE
from xiuhua.web import seams
from xiuhua.web.errors import language
from xiuhua.web.pages.base import Words
from xiuhua.web.pages.forms import Done, FormPage, Group, Sent
from xiuhua.web.parts import Crumb, FormView


@dataclass(frozen=True, kw_only=True)
class Chat:
    """A work chat as the page shows it: bound or not, and whether it can be bound now."""

    label: str
    masked: str
    bind_url: str
    unbind_url: str
    in_use: bool


@dataclass(frozen=True, kw_only=True)
class PreferenceView(FormView):
    """The form, and the work chats below it."""

    chats: Sequence[Chat] = ()


class PreferencePage(FormPage[Preference, PreferenceForm]):
    """One's own addresses, hours, digest, and ways for each kind of notice."""

    act = NoticeAct.PREFER
    template = "notices/preferences.html"
    menu = "inbox"
    kind = "preference"
    form_class = PreferenceForm
    title = _("How I am told")
    lead = _("Everything stands on the page “Notices” at once. Here you choose what else tells you.")
    verb = _("Keep this")
    secrets = ("route_sms", "route_email")

    def permit(self) -> None:
        """Let everybody choose for themselves: the record lies in no area and has no state."""
        self.record = self.load()
        seams.require(self.actor, self.act)

    def load(self) -> Preference:
        """Return one's own; one not yet kept where nobody has chosen."""
        assert self.actor.user_id is not None  # noqa: S101 - `dispatch` asks for somebody signed in
        return preference_of(self.actor.user_id) or Preference(user_id=self.actor.user_id)

    def initial(self) -> Mapping[str, object]:
        """Return what holds now."""
        with scope_opened((EVERYWHERE,)):
            bound = bindings_of(self.record.user_id)
        addresses = {route.value: address_opened(bound[route].address) for route in TYPED if route in bound}
        return {
            **addresses,
            **ticks(self.record.routes),
            "digest": self.record.digest,
            "quiet_since": self.record.quiet_since and f"{self.record.quiet_since:%H:%M}",
            "quiet_until": self.record.quiet_until and f"{self.record.quiet_until:%H:%M}",
            "language": self.record.language,
        }

    def prepare(self, form: PreferenceForm) -> None:
        """Say what the city has, where one's own hours are empty."""
        rules = notice_rules()
        said = gettext("Both empty: as the city has it, %(since)s to %(until)s. What is urgent passes.")
        form.fields["quiet_since"].help_text = said % {
            "since": f"{rules.quiet_since:%H:%M}", "until": f"{rules.quiet_until:%H:%M}"
        }  # fmt: skip

    def form_groups(self) -> Sequence[Group]:
        """Show addresses and hours, then the ways for each kind."""
        here = language()
        return (
            Group(title=gettext("Where I am reached"), fields=("route_sms", "route_email")),
            Group(title=gettext("When"), fields=("digest", "quiet_since", "quiet_until", "language")),
            *(
                Group(title=kind.label(here), fields=tuple(choice_name(kind, route) for route in RouteKind))
                for kind in NoticeKind
            ),
        )

    def answer(self, view: object, *, title: Words, status: int = 200) -> HttpResponse:
        """Return the page with the work chats below the form."""
        assert isinstance(view, FormView)  # noqa: S101 - a form page answers with a form
        told = {one.name: getattr(view, one.name) for one in fields(view)}
        return super().answer(PreferenceView(**told, chats=self._chats()), title=title, status=status)

    def _chats(self) -> Sequence[Chat]:
        with scope_opened((EVERYWHERE,)):
            bound = bindings_of(self.record.user_id)
        routes = routes_by_kind()
        return [
            Chat(
                label=kind.label(language()),
                masked=bound[kind].address_masked if kind in bound else "",
                bind_url=reverse("notices:chat-bind", args=(kind.value,)),
                unbind_url=reverse("notices:chat-unbind", args=(kind.value,)),
                in_use=routes[kind].state == RouteState.ACTIVE,
            )
            for kind in CHATS
        ]

    def submit(self, sent: Sent[PreferenceForm]) -> Done:
        """Keep it."""
        given = sent.form.cleaned_data
        services.preference_write(
            new=NewPreference(
                routes=sent.form.routes(), digest=Digest(given["digest"]), quiet_since=given["quiet_since"],
                quiet_until=given["quiet_until"], language=given["language"],
                addresses={route: given[route.value] for route in TYPED},
            ),
            actor=self.actor, at=sent.at,
        )  # fmt: skip
        return Done(url=reverse("notices:preferences"), message=gettext("Kept."))

    def back_url(self) -> str:
        """Lead back to the notices."""
        return reverse("notices:inbox")

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way down."""
        return (Crumb(label=gettext("Notices"), url=reverse("notices:inbox")),)
