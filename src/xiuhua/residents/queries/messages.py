"""Questions about messages of boards and the issues they make."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import QuerySet

from xiuhua.cases.models import Case
from xiuhua.cases.terms import CaseAct
from xiuhua.ground.models import CatalogueItem, Unit
from xiuhua.residents.models import Issue, Message
from xiuhua.residents.queries.receipts import result_of
from xiuhua.residents.rules.gathering import SPAN, Spoken
from xiuhua.shared.errors import NotFound


def messages_all() -> QuerySet[Message]:
    """Return the messages that the database scope lets through."""
    rows = Message.objects.select_related("case", "item", "issue")
    return rows.defer("search", "case__search", "case__description", "item__search")


def message_get(message_id: int) -> Message:
    """Return one of the visible messages.

    Raises:
        NotFound: there is none, or outside the scope.
    """
    found = messages_all().filter(pk=message_id).first()
    if found is None:
        raise NotFound(kind="message", key=str(message_id))
    return found


def messages_lock(ids: Collection[int]) -> list[Message]:
    """Return some of the visible messages, locked until the transaction ends.

    Raises:
        NotFound: one of them is not there.
    """
    found = list(Message.objects.select_for_update().filter(pk__in=ids).order_by("pk"))
    missing = set(ids) - {one.pk for one in found}
    if missing:
        raise NotFound(kind="message", key=str(min(missing)))
    return found


def messages_keyed(keys: Collection[str]) -> dict[str, Message]:
    """Return the messages of some keys."""
    return {one.key: one for one in Message.objects.filter(key__in=keys).defer("search")}


def messages_spoken(*, at: datetime) -> list[Spoken]:
    """Return the messages of the last thirty days, as gathering needs them."""
    rows = Message.objects.filter(posted_at__gt=at - SPAN, posted_at__lte=at)
    return [
        Spoken(pk=pk, area_code=area, item_id=item, words=f"{title} {text[:120]}", posted_at=posted)
        for pk, area, item, title, text, posted in rows.values_list(
            "pk", "area_code", "item_id", "title", "text", "posted_at"
        )
    ]


def titles_of(ids: Collection[int]) -> list[str]:
    """Return the titles of some messages, oldest first."""
    return list(
        Message.objects.filter(pk__in=ids).order_by("posted_at", "pk").values_list("title", flat=True)
    )


def issues_all() -> QuerySet[Issue]:
    """Return the issues that the database scope lets through."""
    return Issue.objects.select_related("item", "owner").defer("item__search", "owner__search")


def issue_get(issue_id: int) -> Issue:
    """Return one of the visible issues.

    Raises:
        NotFound: there is none, or outside the scope.
    """
    found = issues_all().filter(pk=issue_id).first()
    if found is None:
        raise NotFound(kind="issue", key=str(issue_id))
    return found


def issue_lock(issue_id: int) -> Issue:
    """Return one of the visible issues, locked until the transaction ends.

    Raises:
        NotFound: as `issue_get`.
    """
    found = Issue.objects.select_for_update().filter(pk=issue_id).first()
    if found is None:
        raise NotFound(kind="issue", key=str(issue_id))
    return found


def issues_known() -> dict[str, Issue]:
    """Return every issue by its key, locked until the transaction ends."""
    return {one.key: one for one in Issue.objects.select_for_update().order_by("pk")}


def messages_of_issue(issue: Issue) -> QuerySet[Message]:
    """Return the messages of an issue, the newest first."""
    return messages_all().filter(issue=issue).order_by("-posted_at", "-pk")


def messages_waiting(issue: Issue) -> list[Message]:
    """Return the messages of an issue that no case was made of."""
    return list(messages_of_issue(issue).filter(case=None))


def unit_chosen(unit_id: int) -> Unit | None:
    """Return a unit; None where there is none."""
    return Unit.objects.filter(pk=unit_id).defer("search").first()


def item_named(item_id: int | None) -> CatalogueItem | None:
    """Return a matter; None where there is none."""
    return CatalogueItem.objects.filter(pk=item_id).defer("search").first() if item_id else None


def case_told(case_id: int) -> tuple[Case, str]:
    """Return a case with its matter and unit, and what the unit wrote of its handling."""
    case = Case.objects.select_related("item", "unit").defer("search", "item__search", "unit__search")
    return case.get(pk=case_id), result_of(case_id)


def refusal_of(case_id: int) -> str:
    """Return why a case was not taken up; empty where it was."""
    acts = (CaseAct.NOT_ACCEPT, CaseAct.NOT_FILE, CaseAct.VOID_GRANT)
    case = Case.objects.only("pk").get(pk=case_id)
    rows = case.moves.filter(act__in=[act.value for act in acts]).order_by("-number")
    return rows.values_list("note", flat=True).first() or ""


def messages_replied(*, board: str, since: datetime) -> list[Message]:
    """Return the messages of a board that were replied to since an instant, oldest first."""
    rows = messages_all().filter(board=board, replied_at__gte=since)
    return list(rows.order_by("replied_at", "pk")[:200])
