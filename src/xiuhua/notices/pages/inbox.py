"""What somebody was told, and the bell above every page."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from xiuhua.notices import services
from xiuhua.notices.models import Notice
from xiuhua.notices.queries.notices import BELL_CAP, notice_get, notices_of, unread_count
from xiuhua.notices.rules.templates import subject_page, template_of
from xiuhua.notices.terms import NoticeAct, NoticeKind
from xiuhua.shared.actor import NOBODY, Actor
from xiuhua.shared.clock import now
from xiuhua.shared.errors import NotSignedIn
from xiuhua.web import seams
from xiuhua.web.addresses import Held
from xiuhua.web.errors import language
from xiuhua.web.pages.base import Page
from xiuhua.web.pages.columns import ListColumn, moment, tag_of, term
from xiuhua.web.pages.filters import TermFilter, YesFilter
from xiuhua.web.pages.lists import ListPage, Preset
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Action, Bell, Cell, Section, State, Tag
from xiuhua.web.words import word

_UNDO = "notices_marked"  # in the session: what was marked last
_LONGEST_ID = 18  # digits


def bell(actor: Actor) -> Bell | None:
    """Return the bell of an actor, whose number the browser asks for by itself: no page waits for it."""
    if not seams.may(actor, NoticeAct.READ):
        return None
    return Bell(
        url=f"{reverse('notices:inbox')}?unread=1",
        count_url=reverse("notices:bell"),
        subject=f"inbox:{actor.user_id}",
    )


@require_GET
def bell_count(request: HttpRequest) -> HttpResponse:
    """Answer with how many notices are unread, as the bell prints it."""
    actor: Actor = getattr(request, "actor", NOBODY)
    if actor.user_id is None:
        raise NotSignedIn
    seams.require(actor, NoticeAct.READ)
    count = unread_count(actor.user_id)
    shown = f"{BELL_CAP}+" if count > BELL_CAP else str(count or "")
    label = ngettext("%(count)s unread notice", "%(count)s unread notices", count) % {"count": shown or "0"}
    answer = JsonResponse({"count": count, "shown": shown, "label": label})
    answer["Cache-Control"] = "no-store"
    return answer


def notice_title(notice: Notice) -> str:
    """Return the title of a notice in the reader's language; its kind where its template is gone."""
    template = template_of(notice.template)
    return template.title(notice.words, language()) if template else word(notice.kind, language())


def notice_text(notice: Notice) -> str:
    """Return the text of a notice in the reader's language."""
    template = template_of(notice.template)
    return template.text(notice.words, language()) if template else ""


def subject_url(subject: str) -> str:
    """Return the page of what a notice is about; empty where it has none."""
    found = subject_page(subject)
    if found is None:
        return ""
    try:
        return reverse(found[0], args=(found[1],))
    except NoReverseMatch:
        return ""


@dataclass(frozen=True, kw_only=True)
class UnreadFilter(YesFilter):
    """Whether nobody has read it yet: `?unread=1`."""

    def condition(self, held: Held) -> Q:
        """Return that it is unread, or read."""
        return Q(read_at__isnull=held[self.name][0] == "1")


def _standing(notice: Notice) -> Cell:
    if notice.read_at is None:
        return Cell(kind="tag", tag=Tag(text=gettext("Unread"), colour="brand"))
    return Cell(kind="tag", tag=Tag(text=gettext("Read"), colour="plain"))


class InboxPage(ListPage[Notice]):
    """Everything that somebody was told, the latest first."""

    act = NoticeAct.READ
    menu = "inbox"
    key = "notices"
    kind = "notice"
    title = _("Notices")
    area_field = ""
    sort = "-sent"
    columns = (
        ListColumn(
            key="title", label=_("Notice"), cell=lambda row: Cell(text=notice_title(row)), locked=True,
            primary=True,
        ),
        term("kind", _("Kind of notice"), NoticeKind, drop=1),
        ListColumn(key="state", label=_("State"), kind="tag", cell=_standing),
        moment("sent", _("Told"), of="sent_at", sort="sent_at"),
    )  # fmt: skip
    filters = (
        UnreadFilter(name="unread", label=_("Unread")),
        TermFilter(name="kind", label=_("Kind of notice"), vocabulary=NoticeKind),
        YesFilter(name="urgent", label=_("Urgent")),
    )
    presets = (
        Preset(label=_("Unread"), query={"unread": ("1",)}, counted=True),
        Preset(label=_("All")),
    )

    def records(self) -> QuerySet[Notice]:
        """Return the notices of whoever asks."""
        return notices_of(self.actor.user_id)

    def row_url(self, record: Notice) -> str:
        """Lead to the notice, which leads to what it is about."""
        return reverse("notices:notice", args=(record.pk,))

    def row_note(self, record: Notice) -> str:
        """Return what it is about, on the phone."""
        return word(record.kind, language())

    def acts(self) -> Sequence[Action]:
        """Offer to mark everything, and to choose how to be told."""
        lists = Action(
            name=NoticeAct.LIST_READ, label=gettext("Escalation lists"), icon="list",
            url=reverse("notices:escalations"),
        )  # fmt: skip
        return (
            *((lists,) if seams.may(self.actor, NoticeAct.LIST_READ) else ()),
            Action(
                name=NoticeAct.MARK, label=gettext("Mark all as read"), icon="checks",
                post_url=reverse("notices:mark-all"),
            ),
            Action(
                name=NoticeAct.PREFER, label=gettext("How I am told"), icon="settings",
                url=reverse("notices:preferences"),
            ),
        )  # fmt: skip

    def bulk_acts(self) -> Sequence[Action]:
        """Mark what is ticked."""
        return (
            Action(
                name=NoticeAct.MARK, label=gettext("Mark as read"), kind="primary", icon="check",
                post_url=reverse("notices:mark", args=("read",)),
            ),
            Action(label=gettext("Mark as unread"), post_url=reverse("notices:mark", args=("unread",))),
        )  # fmt: skip

    def empty(self) -> State:
        """Say what will come here."""
        return State(
            kind="empty",
            title=gettext("Nothing to tell you yet"),
            text=gettext("What is dispatched to your unit, sent back to you or about to be late comes here."),
        )


class NoticePage(ObjectPage[Notice]):
    """One notice. Opening it is reading it: the browser says so once it is shown."""

    act = NoticeAct.READ
    menu = "inbox"
    kind = "notice"
    list_url_name = "notices:inbox"
    facts = (
        term("kind", _("Kind of notice"), NoticeKind),
        moment("sent_at", _("Told")),
        moment("read_at", _("Read at")),
    )
    acts: ClassVar[Sequence[ObjectAct[Notice]]] = ()

    def load(self) -> Notice:
        """Return the notice in the URL, if it is theirs."""
        return notice_get(int(self.kwargs["notice_id"]), user_id=self.actor.user_id)

    def heading(self) -> str:
        """Return its title."""
        return notice_title(self.record)

    def state(self) -> Tag | None:
        """Return whether it is urgent."""
        return Tag(text=gettext("Urgent"), colour="late") if self.record.urgent else None

    def sections(self) -> Sequence[Section]:
        """Show what it says, and lead to what it is about."""
        context = {
            "text": notice_text(self.record),
            "url": subject_url(self.record.subject),
            "subject_label": word(self.record.subject.partition(":")[0], language()),
            "unread": self.record.read_at is None,
            "read_url": reverse("notices:mark", args=("read",)),
            "unread_url": reverse("notices:mark", args=("unread",)),
            "pk": self.record.pk,
            "kind": tag_of(NoticeKind(self.record.kind)),
        }
        return (
            Section(title=gettext("Notice"), template="notices/notice.html", context=context, leads=True),
        )

    def story_subjects(self) -> Sequence[str]:
        """An inbox has a story of its own, which is nobody's business but the auditor's."""
        return ()


class _MarkPage(Page):
    """An act on notices by one click, and back to where it was clicked."""

    act = NoticeAct.MARK
    http_method_names: ClassVar[list[str]] = ["post"]  # type: ignore[misc]  # Django's own is no ClassVar

    def said(self, changed: Collection[int], sentence: str) -> HttpResponseBase:
        """Lead back, say how many changed, and offer to undo it."""
        if self.request.headers.get("HX-Request") == "true":
            return HttpResponse(status=204)
        if changed:
            self.request.session[_UNDO] = sorted(changed)
            messages.success(self.request, sentence, extra_tags=reverse("notices:undo"))
        return HttpResponseRedirect(reverse("notices:inbox"), status=303)


class NoticesMarkPage(_MarkPage):
    """Mark what is ticked as read or unread."""

    def post(self, request: HttpRequest, to: str, **_kept: object) -> HttpResponseBase:
        """Mark it."""
        ids = [int(one) for one in request.POST.getlist("row") if one.isdecimal() and len(one) <= _LONGEST_ID]
        if "everything" in request.POST and to == "read":
            changed = services.notices_mark_all(actor=self.actor, at=now())
        else:
            changed = services.notices_mark(notice_ids=ids, read=to == "read", actor=self.actor, at=now())
        self.request.session["notices_marked_as"] = to
        read = ngettext("%(count)d notice marked as read", "%(count)d notices marked as read", len(changed))
        unread = ngettext(
            "%(count)d notice marked as unread", "%(count)d notices marked as unread", len(changed)
        )
        return self.said(changed, (read if to == "read" else unread) % {"count": len(changed)})


class NoticesMarkAllPage(_MarkPage):
    """Mark everything as read."""

    def post(self, _request: HttpRequest, **_kept: object) -> HttpResponseBase:
        """Mark it."""
        changed = services.notices_mark_all(actor=self.actor, at=now())
        self.request.session["notices_marked_as"] = "read"
        said = ngettext("%(count)d notice marked as read", "%(count)d notices marked as read", len(changed))
        return self.said(changed, said % {"count": len(changed)})


class NoticesUndoPage(_MarkPage):
    """Take the last marking back."""

    def post(self, request: HttpRequest, **_kept: object) -> HttpResponseBase:
        """Mark it the other way round."""
        ids = request.session.pop(_UNDO, [])
        was = request.session.pop("notices_marked_as", "read")
        if ids:
            services.notices_mark(notice_ids=ids, read=was != "read", actor=self.actor, at=now())
            messages.success(request, gettext("Taken back"))
        return HttpResponseRedirect(reverse("notices:inbox"), status=303)
