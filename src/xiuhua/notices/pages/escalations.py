"""Who is told next when somebody does not read what is urgent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from xiuhua.notices import services
from xiuhua.notices.forms import EscalationForm
from xiuhua.notices.models import EscalationStep
from xiuhua.notices.queries.escalations import escalation_steps, step_get, steps_of
from xiuhua.notices.terms import NoticeAct, NoticeKind
from xiuhua.web import seams
from xiuhua.web.pages.columns import code, number, term, text
from xiuhua.web.pages.filters import TermFilter
from xiuhua.web.pages.forms import Done, FormPage, Sent
from xiuhua.web.pages.lists import ListPage
from xiuhua.web.parts import Action, Crumb, State


class EscalationListPage(ListPage[EscalationStep]):
    """Every step of every list."""

    act = NoticeAct.LIST_READ
    menu = "accounts"
    key = "escalations"
    kind = "escalation"
    title = _("Escalation lists")
    sort = "area"
    columns = (
        code("area", _("Area code"), of="area_code", sort="area_code", locked=True, primary=True),
        term("kind", _("Kind of notice"), NoticeKind),
        number("place", pgettext_lazy("in a list", "Place")),
        text("name", _("Who"), of="user.name"),
        number("wait", _("After / min"), of="wait_minutes"),
    )
    filters = (TermFilter(name="kind", label=_("Kind of notice"), vocabulary=NoticeKind),)

    def records(self) -> QuerySet[EscalationStep]:
        """Return every step."""
        return escalation_steps()

    def row_url(self, record: EscalationStep) -> str:
        """Lead to the list of the step."""
        return reverse("notices:escalation-edit", args=(record.pk,))

    def acts(self) -> Sequence[Action]:
        """Offer to write a list."""
        if not seams.may(self.actor, NoticeAct.LIST_WRITE):
            return ()
        label, url = gettext("New list"), reverse("notices:escalation-new")
        return (Action(name=NoticeAct.LIST_WRITE, label=label, kind="primary", icon="plus", url=url),)

    def empty(self) -> State:
        """Say what a list is for."""
        return State(
            kind="empty",
            title=gettext("No escalation list yet"),
            text=gettext(
                "With one, what is urgent and unread is told to the next person after some minutes."
            ),
        )


class EscalationNewPage(FormPage[EscalationStep, EscalationForm]):
    """Write a list."""

    act = NoticeAct.LIST_WRITE
    menu = "accounts"
    kind = "escalation"
    form_class = EscalationForm
    title = _("Escalation list")
    lead = _("One after the other, until somebody has read it.")
    verb = _("Keep the list")

    def load(self) -> EscalationStep:
        """Return a list that is not there yet."""
        return EscalationStep(kind=NoticeKind.PRESS.value)

    def permit(self) -> None:
        """Let in whoever may write a list somewhere: where is typed on the page and judged by the service."""
        self.record = self.load()
        seams.require(self.actor, self.act, self.record if self.record.pk else None)

    def initial(self) -> Mapping[str, object]:
        """Return the list as it stands."""
        steps = steps_of(self.record.area_code, self.record.kind) if self.record.pk else ()
        lines = "\n".join(f"{one.user.username}, {one.wait_minutes}" for one in steps)
        return {"area_code": self.record.area_code, "kind": self.record.kind, "lines": lines}

    def submit(self, sent: Sent[EscalationForm]) -> Done:
        """Keep it."""
        count = services.escalation_list_write(**sent.form.cleaned_data, actor=self.actor, at=sent.at)
        said = gettext("Kept: %(count)d people.") if count else gettext("The list is taken away.")
        return Done(url=self.back_url(), message=said % {"count": count} if count else said)

    def back_url(self) -> str:
        """Lead back to the lists."""
        return reverse("notices:escalations")

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way down."""
        return (Crumb(label=gettext("Escalation lists"), url=self.back_url()),)


class EscalationEditPage(EscalationNewPage):
    """Write a list anew."""

    def load(self) -> EscalationStep:
        """Return the step in the URL, which names its list."""
        return step_get(int(self.kwargs["step_id"]))
