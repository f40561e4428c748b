"""Links to other systems on the screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from xiuhua.orders.forms.orders import LinkForm, PlainForm
from xiuhua.orders.models import Link
from xiuhua.orders.pages.orders.shared import words_later
from xiuhua.orders.queries.links import link_get, links_all, messages_last
from xiuhua.orders.services import links as services
from xiuhua.orders.terms.links import LinkAct, LinkKind, LinkState, MessageKind, MessageState
from xiuhua.web import seams
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import area, code, moment, number, tag_of, term, text
from xiuhua.web.pages.forms import Done, FormPage, Sent
from xiuhua.web.pages.lists import ListPage
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Action, Section, State, Tag
from xiuhua.web.words import word

_SHOWN = 20


class LinkListPage(ListPage[Link]):
    """Every link."""

    key = "links"
    kind = "link"
    menu = "accounts"
    act = LinkAct.READ.value
    title = _("Links to other systems")
    sort = "name"
    columns = (
        text("name", _("Name"), sort="name", primary=True, locked=True),
        term("kind", _("What stands at the other end"), LinkKind),
        term("state", _("State"), LinkState),
        code("area", _("Area code"), of="area_code"),
        number("waiting", _("Waiting"), of="waiting_count"),
        moment("created", _("Created"), of="created_at"),
    )

    def records(self) -> QuerySet[Link]:
        """Return every link."""
        return links_all()

    def row_url(self, record: Link) -> str:
        """Return the page of the link."""
        return reverse("orders:link", args=(record.pk,))

    def acts(self) -> Sequence[Action]:
        """Offer to make one."""
        if not seams.may(self.actor, LinkAct.CREATE.value):
            return ()
        label, url = gettext("New link"), reverse("orders:link-create")
        return (Action(name=LinkAct.CREATE.value, label=label, kind="primary", icon="plus", url=url),)

    def empty(self) -> State:
        """Return what stands where nothing is linked."""
        return State(
            kind="empty", title=gettext("No link yet"), acts=tuple(self.acts()),
            text=gettext("Link the 12345 platform and the telephone system of the hotline."),
        )  # fmt: skip


class LinkPage(ObjectPage[Link]):
    """One link, with what it was told last."""

    kind = "link"
    change_labels = {"name": _("Name")}
    menu = "accounts"
    act = LinkAct.READ.value
    list_url_name = "orders:links"
    facts = (
        term("kind", _("What stands at the other end"), LinkKind),
        area("area", _("Area")),
        code("key", pgettext_lazy("a link", "Key")),
        code("url", _("Where it is told")),
        number("waiting", _("Waiting"), of="waiting_count"),
        moment("created", _("Created"), of="created_at"),
    )
    acts: ClassVar[Sequence[ObjectAct[Link]]] = (
        ObjectAct(
            act=LinkAct.RESUME.value, label=_("Resume"), url_name="orders:link-resume", kind="primary",
            icon="refresh",
        ),
        ObjectAct(
            act=LinkAct.PAUSE.value, label=_("Pause"), url_name="orders:link-pause", icon="player-pause"
        ),
    )  # fmt: skip

    def load(self) -> Link:
        """Return the link of the URL."""
        return link_get(self.kwargs["link_id"])

    def state(self) -> Tag:
        """Return whether it works."""
        return tag_of(LinkState(self.record.state))

    def sections(self) -> Sequence[Section]:
        """Return what it was told last."""
        lines = [
            {
                "kind": f"{MessageKind(row.kind).label(language())} · {row.order.number}",
                "state": tag_of(MessageState(row.state)),
                "fault": word(row.fault, language()) if row.fault else "",
                "row": row,
            }
            for row in messages_last(self.record, most=_SHOWN)
        ]
        if not lines:
            return ()
        return (Section(title=gettext("Told last"), template="orders/messages.html", context=lines),)


class LinkCreatePage(FormPage[Link, LinkForm]):
    """Making a link."""

    kind = "link"
    menu = "accounts"
    act = LinkAct.CREATE.value
    form_class = LinkForm
    title = _("New link")
    lead = _("The other side signs what it sends with a key and a secret that are drawn here.")
    verb = _("Create the link")

    def load(self) -> Link:
        """Return the link that is not there yet, somewhere where the reader may make one."""
        areas = seams.areas_for(self.actor, self.act)
        return Link(area_code=areas[0] if areas else "")

    def prepare(self, form: LinkForm) -> None:
        """Offer what may stand at the other end."""
        form.fields["kind"].choices = [(one.value, one.label(language())) for one in LinkKind]  # type: ignore[attr-defined]  # a ChoiceField

    def submit(self, sent: Sent[LinkForm]) -> Done:
        """Create it, and show its secret this once."""
        typed = sent.form.cleaned_data
        link = services.link_create(
            name=typed["name"], kind=LinkKind(typed["kind"]), area_code=typed["area_code"].strip(),
            url=typed["url"], actor=self.actor, at=sent.at,
        )  # fmt: skip
        said = gettext("Created. Key %(key)s; the secret, shown only now: %(secret)s")
        url = reverse("orders:link", args=(link.pk,))
        return Done(url=url, message=said % {"key": link.key, "secret": link.secret})

    def back_url(self) -> str:
        """Lead back to the list."""
        return reverse("orders:links")


class _LinkActPage(FormPage[Link, PlainForm]):
    kind = "link"
    menu = "accounts"
    form_class = PlainForm

    def load(self) -> Link:
        """Return the link of the URL."""
        return link_get(self.kwargs["link_id"])

    def back_url(self) -> str:
        """Lead back to the link."""
        return reverse("orders:link", args=(self.record.pk,))


class LinkPausePage(_LinkActPage):
    """Let nothing in and send nothing."""

    act = LinkAct.PAUSE.value
    title = words_later(LinkAct.PAUSE)
    lead = _("What comes in is refused meanwhile; what is to be told is kept and sent later.")
    verb = _("Pause")

    def submit(self, sent: Sent[PlainForm]) -> Done:
        """Pause it."""
        services.link_pause(link_id=self.record.pk, actor=self.actor, at=sent.at)
        return Done(url=self.back_url(), message=LinkAct.PAUSE.label(language()))


class LinkResumePage(_LinkActPage):
    """Let it work again."""

    act = LinkAct.RESUME.value
    title = words_later(LinkAct.RESUME)
    lead = _("Sends at once, from where it stopped.")
    verb = _("Resume")

    def submit(self, sent: Sent[PlainForm]) -> Done:
        """Resume it."""
        services.link_resume(link_id=self.record.pk, actor=self.actor, at=sent.at)
        return Done(url=self.back_url(), message=LinkAct.RESUME.label(language()))
