"""Messages of boards, and hot and difficult issues, on the screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from xiuhua.ground.queries.handbook import units_called, units_offered
from xiuhua.residents.forms.messages import MarkForm, ReplyForm, SettleForm, ToCaseForm
from xiuhua.residents.models import Issue, Message
from xiuhua.residents.queries.ground import matter_said, matters_offered
from xiuhua.residents.queries.messages import (
    issue_get,
    issues_all,
    message_get,
    messages_all,
    messages_of_issue,
    messages_waiting,
)
from xiuhua.residents.rules.gathering import trend_words
from xiuhua.residents.services import messages as services
from xiuhua.residents.services.messages import Wanted, reply_drafted
from xiuhua.residents.terms.messages import IssueAct, IssueState, MessageAct, MessageState
from xiuhua.shared.errors import Invalid
from xiuhua.shared.masks import phone_masked
from xiuhua.web import seams
from xiuhua.web.pages.columns import ListColumn, code, moment, number, tag_of, term, text
from xiuhua.web.pages.filters import DaysFilter, Filter, TermFilter
from xiuhua.web.pages.forms import Done, F, FormPage, Sent
from xiuhua.web.pages.lists import ListPage
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Action, Cell, Count, Option, Related, Section, State, Tag

_SHOWN = 50


def _case_number(message: Message) -> Cell:
    return Cell(kind="code", text=message.case.number if message.case else "")


class MessageListPage(ListPage[Message]):
    """Every message, with the case it became."""

    act = MessageAct.READ
    menu = "order"
    key = "messages"
    kind = "message"
    title = _("Message boards")
    sort = "-posted"
    search_field = "search"
    search_label = _("Number, words or address")
    shape_field = "place"
    columns = (
        text("title", pgettext_lazy("a message", "Title"), primary=True, locked=True),
        text("board", _("Board")),
        code("ref", _("Its own number")),
        term("state", _("State"), MessageState),
        ListColumn(key="case", label=_("Case"), kind="code", cell=_case_number),
        text("address", _("Where"), drop=1),
        moment("posted", _("Posted"), of="posted_at", sort="posted_at"),
        moment("due", _("Reply wanted by"), of="due_at", shown=False),
    )
    filters: ClassVar[Sequence[Filter]] = (
        TermFilter(name="state", label=_("State"), vocabulary=MessageState),
        DaysFilter(name="posted", label=_("Posted"), field="posted_at"),
    )

    def records(self) -> QuerySet[Message]:
        """Return the messages that the database scope lets through."""
        return messages_all()

    def row_url(self, record: Message) -> str:
        """Lead to the message."""
        return reverse("residents:message", args=(record.pk,))

    def acts(self) -> Sequence[Action]:
        """Offer to import a board's sheet, for whoever may."""
        if not seams.may(self.actor, MessageAct.IMPORT):
            return ()
        url = reverse("intake:imports")
        return (Action(name=MessageAct.IMPORT, label=gettext("Import"), icon="upload", url=url),)

    def empty(self) -> State:
        """Return what stands where nothing was imported."""
        return State(
            kind="empty",
            title=gettext("No message yet"),
            text=gettext("A board's sheet is imported as “Messages of boards”, or comes in by the API."),
            acts=tuple(self.acts()),
        )


class ReplyListPage(ListPage[Message]):
    """What was replied: its sheet is what goes back to the board."""

    act = MessageAct.READ
    menu = "order"
    key = "board_replies"
    kind = "message"
    title = _("Replies for the boards")
    sort = "-replied"
    columns = (
        text("title", pgettext_lazy("a message", "Title"), primary=True, locked=True),
        text("board", _("Board")),
        code("ref", _("Its own number")),
        text("reply", _("Reply")),
        moment("replied", _("Replied"), of="replied_at", sort="replied_at", nullable=True),
        ListColumn(key="case", label=_("Case"), kind="code", cell=_case_number),
    )
    filters: ClassVar[Sequence[Filter]] = (
        DaysFilter(name="replied", label=_("Replied"), field="replied_at"),
        DaysFilter(name="posted", label=_("Posted"), field="posted_at"),
    )

    def records(self) -> QuerySet[Message]:
        """Return the messages that were replied to."""
        return messages_all().filter(replied_at__isnull=False)

    def row_url(self, record: Message) -> str:
        """Lead to the message."""
        return reverse("residents:message", args=(record.pk,))

    def empty(self) -> State:
        """Return what stands where nobody replied."""
        return State(
            kind="empty",
            title=gettext("No reply yet"),
            text=gettext("A reply to a message stands here, to be exported for its board."),
        )


class MessagePage(ObjectPage[Message]):
    """One message: what was written, the case it became, and the reply."""

    act = MessageAct.READ
    menu = "order"
    kind = "message"
    list_url_name = "residents:messages"
    change_labels = {"reply": _("Reply")}
    facts = (
        text("board", _("Board")),
        code("ref", _("Its own number")),
        text("author", _("Written by")),
        ListColumn(key="phone", label=_("Telephone"), cell=lambda one: Cell(text=phone_masked(one.phone))),
        text("address", _("Where")),
        moment("posted_at", _("Posted")),
        moment("due_at", _("Reply wanted by")),
        moment("replied_at", _("Replied")),
    )
    spare = frozenset({"author", "phone", "address", "due_at", "replied_at"})
    acts: ClassVar[Sequence[ObjectAct[Message]]] = (
        ObjectAct(
            act=MessageAct.TO_CASE,
            label=_("Make a case"),
            url_name="residents:message-case",
            kind="primary",
            icon="folder-plus",
            why_not=lambda one: gettext("It belongs to a case already.") if one.case_id else "",
        ),
        ObjectAct(
            act=MessageAct.REPLY,
            label=_("Reply to it"),
            url_name="residents:message-reply",
            kind="primary",
            icon="send",
        ),
    )

    def load(self) -> Message:
        """Return the message in the URL."""
        return message_get(int(self.kwargs["message_id"]))

    def heading(self) -> str:
        """Return its title."""
        return self.record.title

    def state(self) -> Tag | None:
        """Return where it stands."""
        return tag_of(MessageState(self.record.state))

    def related(self) -> Sequence[Related]:
        """Return the case and the issue."""
        found = []
        if self.record.case is not None:
            case = self.record.case
            found.append(
                Related(
                    label=f"{gettext('Case')} {case.number}",
                    icon="folders",
                    url=reverse("cases:case", args=(case.pk,)),
                )
            )
        if self.record.issue is not None:
            issue = self.record.issue
            url = reverse("residents:issue", args=(issue.pk,))
            found.append(Related(label=gettext("Issue"), count=Count(number=issue.messages_count), url=url))
        return found

    def sections(self) -> Sequence[Section]:
        """Show what was written and what was replied."""
        found = [
            Section(
                title=gettext("What was written"),
                template="residents/lines.html",
                context=self.record.text.splitlines() or ["—"],
            )
        ]
        if self.record.reply:
            found.append(
                Section(
                    title=gettext("Reply"),
                    template="residents/lines.html",
                    context=self.record.reply.splitlines(),
                )
            )
        return found


def _matters_offer(form: ToCaseForm) -> None:
    form.fields["matter"].widget.suggestions = tuple(
        Option(value=zh, label=en) for zh, en in matters_offered()
    )


def wanted_typed(form: ToCaseForm) -> Wanted:
    """Return what was typed.

    Raises:
        Invalid: there is no such matter.
    """
    typed = form.cleaned_data
    item = matter_said(typed["matter"])
    if item is None and typed["matter"].strip():
        raise Invalid(fields={"matter": "case_matter_unknown"})
    return Wanted(
        item_id=item.pk if item else None,
        address=typed["address"],
        longitude=typed["longitude"],
        latitude=typed["latitude"],
    )


class MessageActPage(FormPage[Message, F]):
    """An act on one message."""

    menu = "order"
    kind = "message"

    def load(self) -> Message:
        """Return the message in the URL."""
        return message_get(int(self.kwargs["message_id"]))

    def version(self) -> str:
        """Return when it was last worked on."""
        return self.record.updated_at.isoformat()

    def back_url(self) -> str:
        """Lead back to the message."""
        return reverse("residents:message", args=(self.record.pk,))


class MessageCasePage(MessageActPage[ToCaseForm]):
    """Make a case of a message."""

    act = MessageAct.TO_CASE
    form_class = ToCaseForm
    verb = _("Make the case")
    verb_icon = "folder-plus"
    title = _("Make a case of the message")
    lead = _("It goes to the acceptor like any report.")

    def initial(self) -> Mapping[str, object]:
        """Return what the message says."""
        place = self.record.place
        return {
            "matter": self.record.item.zh if self.record.item else "",
            "address": self.record.address,
            "longitude": place.x if place else None,
            "latitude": place.y if place else None,
        }

    def prepare(self, form: ToCaseForm) -> None:
        """Offer the matters."""
        _matters_offer(form)

    def submit(self, sent: Sent[ToCaseForm]) -> Done:
        """Make it."""
        case_id = services.messages_to_case(
            ids=[self.record.pk], wanted=wanted_typed(sent.form), actor=self.actor, at=sent.at
        )
        return Done(url=reverse("cases:case", args=(case_id,)), message=gettext("Reported."))


class MessageReplyPage(MessageActPage[ReplyForm]):
    """Reply to a message."""

    act = MessageAct.REPLY
    form_class = ReplyForm
    title = _("Reply to the message")
    lead = _("Drafted from the case; what stands here when it is sent goes to the board.")
    verb = _("Reply to it")
    verb_icon = "send"

    def initial(self) -> Mapping[str, object]:
        """Return the reply that was given, or a draft."""
        return {"reply": self.record.reply or reply_drafted(message=self.record)}

    def submit(self, sent: Sent[ReplyForm]) -> Done:
        """Keep it."""
        reply = sent.form.cleaned_data["reply"]
        services.message_reply(message_id=self.record.pk, reply=reply, actor=self.actor, at=sent.at)
        return Done(url=self.back_url(), message=gettext("Replied. The next export carries it."))


# --- issues -------------------------------------------------------------------------------------------------


def _trend(issue: Issue) -> Cell:
    return Cell(text=trend_words(issue.week_count, issue.before_count))


class IssueListPage(ListPage[Issue]):
    """What many messages of one street are about, the most spoken of first."""

    act = IssueAct.READ
    menu = "order"
    key = "board_issues"
    kind = "issue"
    title = _("Hot and difficult issues")
    sort = "-count"
    columns = (
        text("title", _("Issue"), primary=True, locked=True),
        term("state", _("State"), IssueState),
        ListColumn(
            key="count",
            label=_("Messages, 30 days"),
            kind="number",
            sort="messages_count",
            newest_first=True,
            cell=lambda issue: Cell(kind="number", number=issue.messages_count),
        ),
        number("week_count", _("Last 7 days")),
        number("before_count", _("7 days before"), drop=1),
        ListColumn(key="trend", label=_("Trend"), cell=_trend),
        ListColumn(
            key="owner",
            label=_("Unit that answers"),
            cell=lambda issue: Cell(text=issue.owner.name if issue.owner else ""),
        ),
        moment("last", _("Last message"), of="last_at", sort="last_at"),
    )
    filters: ClassVar[Sequence[Filter]] = (TermFilter(name="state", label=_("State"), vocabulary=IssueState),)

    def records(self) -> QuerySet[Issue]:
        """Return the issues that the database scope lets through."""
        return issues_all()

    def row_url(self, record: Issue) -> str:
        """Lead to the issue."""
        return reverse("residents:issue", args=(record.pk,))

    def empty(self) -> State:
        """Say how an issue comes about."""
        return State(
            kind="empty",
            title=gettext("No hot issue"),
            text=gettext("Three messages from one street about one thing within thirty days make an issue."),
        )


class IssuePage(ObjectPage[Issue]):
    """One issue, with its messages."""

    act = IssueAct.READ
    menu = "order"
    kind = "issue"
    list_url_name = "residents:issues"
    change_labels = {"note": _("Remark")}
    facts = (
        number("messages_count", _("Messages, 30 days")),
        number("week_count", _("Last 7 days")),
        number("before_count", _("7 days before")),
        ListColumn(
            key="owner",
            label=_("Unit that answers"),
            cell=lambda issue: Cell(text=issue.owner.name if issue.owner else ""),
        ),
        text("note", _("Remark")),
        text("due_on", _("Until which day")),
        moment("last_at", _("Last message")),
    )
    spare = frozenset({"owner", "note", "due_on"})
    acts: ClassVar[Sequence[ObjectAct[Issue]]] = (
        ObjectAct(
            act=MessageAct.TO_CASE,
            label=_("Make one case"),
            url_name="residents:issue-case",
            kind="primary",
            icon="folder-plus",
            why_not=lambda issue: (
                "" if messages_waiting(issue) else gettext("Every message belongs to a case.")
            ),
        ),
        ObjectAct(
            act=IssueAct.MARK, label=_("Mark as difficult"), url_name="residents:issue-mark", icon="flag"
        ),
        ObjectAct(act=IssueAct.SETTLE, label=_("Settle"), url_name="residents:issue-settle", icon="check"),
    )

    def load(self) -> Issue:
        """Return the issue in the URL."""
        return issue_get(int(self.kwargs["issue_id"]))

    def heading(self) -> str:
        """Return its title."""
        return self.record.title

    def state(self) -> Tag | None:
        """Return what it is."""
        return tag_of(IssueState(self.record.state))

    def sections(self) -> Sequence[Section]:
        """Show its messages."""
        rows = [
            {
                "title": one.title,
                "url": reverse("residents:message", args=(one.pk,)),
                "at": one.posted_at,
                "state": tag_of(MessageState(one.state)),
                "board": one.board,
            }
            for one in messages_of_issue(self.record)[:_SHOWN]
        ]
        return (
            Section(
                title=gettext("Messages"),
                template="residents/messages.html",
                context=rows,
                note=f"{len(rows)}",
            ),
        )


class IssueActPage(FormPage[Issue, F]):
    """An act on one issue."""

    menu = "order"
    kind = "issue"

    def load(self) -> Issue:
        """Return the issue in the URL."""
        return issue_get(int(self.kwargs["issue_id"]))

    def back_url(self) -> str:
        """Lead back to the issue."""
        return reverse("residents:issue", args=(self.record.pk,))


class IssueCasePage(IssueActPage[ToCaseForm]):
    """Make one case of all messages of an issue that belong to none."""

    act = MessageAct.TO_CASE
    form_class = ToCaseForm
    verb = _("Make the case")
    verb_icon = "folder-plus"
    title = _("Make one case of the messages")
    lead = _("Each message becomes a report of that case, and each is replied to from it.")

    def initial(self) -> Mapping[str, object]:
        """Return the matter and the latest address."""
        last = next(iter(messages_waiting(self.record)), None)
        place = last.place if last else None
        return {
            "matter": self.record.item.zh if self.record.item else "",
            "address": last.address if last else "",
            "longitude": place.x if place else None,
            "latitude": place.y if place else None,
        }

    def prepare(self, form: ToCaseForm) -> None:
        """Offer the matters."""
        _matters_offer(form)

    def submit(self, sent: Sent[ToCaseForm]) -> Done:
        """Make it."""
        case_id = services.messages_to_case(
            ids=[one.pk for one in messages_waiting(self.record)],
            wanted=wanted_typed(sent.form),
            actor=self.actor,
            at=sent.at,
        )
        return Done(url=reverse("cases:case", args=(case_id,)), message=gettext("Reported."))


class IssueMarkPage(IssueActPage[MarkForm]):
    """Mark an issue as difficult."""

    act = IssueAct.MARK
    form_class = MarkForm
    title = _("Mark as difficult")
    lead = _("A unit answers for it until it is settled.")
    verb = _("Mark as difficult")

    def initial(self) -> Mapping[str, object]:
        """Return what is known."""
        owner = self.record.owner
        return {
            "owner": f"{owner.code} {owner.name}" if owner else "",
            "note": self.record.note,
            "due_on": self.record.due_on,
        }

    def prepare(self, form: MarkForm) -> None:
        """Offer the units."""
        form.fields["owner"].widget.suggestions = tuple(
            Option(value=f"{unit.code} {unit.name}", label="") for unit in units_offered()
        )

    def submit(self, sent: Sent[MarkForm]) -> Done:
        """Mark it."""
        typed = sent.form.cleaned_data
        found = units_called(typed["owner"])
        services.issue_mark(
            issue_id=self.record.pk,
            owner_id=found[0].pk if len(found) == 1 else None,
            note=typed["note"],
            due_on=typed["due_on"],
            actor=self.actor,
            at=sent.at,
        )
        return Done(url=self.back_url(), message=gettext("Marked."))


class IssueSettlePage(IssueActPage[SettleForm]):
    """Settle a difficult issue."""

    act = IssueAct.SETTLE
    form_class = SettleForm
    title = _("Settle the issue")
    verb = _("Settle")

    def submit(self, sent: Sent[SettleForm]) -> Done:
        """Settle it."""
        note = sent.form.cleaned_data["note"]
        services.issue_settle(issue_id=self.record.pk, note=note, actor=self.actor, at=sent.at)
        return Done(url=self.back_url(), message=gettext("Settled."))
