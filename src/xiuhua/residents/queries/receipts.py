"""Questions about receipts and what their holders were told."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.gis.geos import Point, Polygon
from django.db.models import OuterRef, Q, QuerySet, Subquery

from xiuhua.cases.models import Case, Move, MovePhoto, Report, ReportPhoto
from xiuhua.cases.terms import CaseAct
from xiuhua.files.models import StoredFile
from xiuhua.ground.models import Person
from xiuhua.ground.terms.catalogue import ItemKind
from xiuhua.notices.models import Outgoing
from xiuhua.residents.models import Answer, Receipt
from xiuhua.residents.terms.residents import AnswerState
from xiuhua.shared.errors import NotFound
from xiuhua.shared.geometry import box_around, distance_m

_HOUR = timedelta(hours=1)
_NEAR_M = 80.0  # own choice: one side of a block; a telephone in a street knows its place to some 20 m
_NEAR_DAYS = 14
_NEAR_MOST = 3
_RESULT = (CaseAct.FEED_BACK.value, CaseAct.CHECK_PASS.value)
_HEAVY = ("report__search", "report__case__search", "report__case__description", "report__case__item__search")


def receipts_all() -> QuerySet[Receipt]:
    """Return the receipts that the database scope lets through, with their reports and cases."""
    rows = Receipt.objects.select_related("report__case__item", "report__case__unit")
    return rows.defer(*_HEAVY, "report__case__unit__search")


def receipt_get(receipt_id: int) -> Receipt:
    """Return one of the visible receipts.

    Raises:
        NotFound: there is none, or outside the scope.
    """
    found = receipts_all().filter(pk=receipt_id).first()
    if found is None:
        raise NotFound(kind="receipt", key=str(receipt_id))
    return found


def receipt_lock(receipt_id: int) -> Receipt:
    """Return one of the visible receipts, locked until the transaction ends.

    Raises:
        NotFound: as `receipt_get`.
    """
    found = Receipt.objects.select_for_update().filter(pk=receipt_id).first()
    if found is None:
        raise NotFound(kind="receipt", key=str(receipt_id))
    return found


def receipt_of_client(client_id: UUID) -> Receipt | None:
    """Return the receipt of the report that was made under an id; None where there is none."""
    return receipts_all().filter(report__client_id=client_id).first()


def report_of_client(client_id: UUID) -> Report:
    """Return the report that was made under an id.

    Raises:
        NotFound: there is none, or outside the scope.
    """
    found = Report.objects.defer("search").filter(client_id=client_id).first()
    if found is None:
        raise NotFound(kind="report", key=str(client_id))
    return found


def receipts_of_reports(report_ids: Collection[int]) -> list[Receipt]:
    """Return the receipts of some reports."""
    return list(receipts_all().filter(report__in=report_ids).order_by("pk"))


def receipts_of_case(case_id: int) -> list[Receipt]:
    """Return the receipts of whatever was reported about a case, first to last."""
    return list(receipts_all().filter(report__case=case_id).order_by("pk"))


def cases_with_receipts(case_ids: Collection[int]) -> set[int]:
    """Return about which of some cases somebody holds a receipt."""
    rows = Receipt.objects.filter(report__case__in=case_ids).values_list("report__case", flat=True)
    return set(rows.distinct())


def reports_count(case_id: int) -> int:
    """Return how many reports a case holds."""
    return Report.objects.filter(case=case_id).count()


def is_first_report(report: Report) -> bool:
    """Return whether nobody reported the same case before a report: by any channel, by receipt or without."""
    earlier = Q(reported_at__lt=report.reported_at) | Q(reported_at=report.reported_at, pk__lt=report.pk)
    return not Report.objects.filter(earlier, case=report.case_id).exists()


def sent_lately(*, sender_digest: str, phone_digest: str, at: datetime) -> tuple[int, int]:
    """Return how many reports came within an hour from a network address, and from a telephone number."""
    rows = Receipt.objects.filter(taken_at__gt=at - _HOUR)
    by_sender = rows.filter(sender_digest=sender_digest).count() if sender_digest else 0
    return by_sender, rows.filter(phone_digest=phone_digest).count() if phone_digest else 0


def serves(phone: str) -> bool:
    """Return whether a telephone number is that of somebody who serves the city."""
    return bool(phone) and Person.objects.filter(phone=phone).exists()


def cases_met(place: Point, *, item_id: int | None, at: datetime) -> list[tuple[Case, float]]:
    """Return open cases near a place that a resident may have met too, nearest first, with metres.

    Only matters of the catalogue, so that nothing a person typed is shown to a stranger.
    """
    box = Polygon.from_bbox(box_around(place.x, place.y, _NEAR_M))
    rows = Case.objects.filter(
        over_at__isnull=True, place__bboverlaps=box, reported_at__gte=at - timedelta(days=_NEAR_DAYS),
        item__kind=ItemKind.MATTER.value,
    )  # fmt: skip
    if item_id is not None:
        rows = rows.filter(item_id=item_id)
    rows = rows.select_related("item").only(
        "place", "state", "reported_at", "item__zh", "item__en", "area_code"
    )
    found = [(row, distance_m(place.x, place.y, row.place.x, row.place.y)) for row in rows[:50] if row.place]
    return sorted((one for one in found if one[1] <= _NEAR_M), key=lambda one: one[1])[:_NEAR_MOST]


def case_met(case_id: int) -> Case | None:
    """Return an open case that a resident says is also theirs; None where it is over or no matter."""
    rows = Case.objects.filter(pk=case_id, over_at__isnull=True, item__kind=ItemKind.MATTER.value)
    return rows.defer("search", "description").first()


def result_of(case_id: int) -> str:
    """Return what the unit wrote when it had handled a case, the last time; empty where it has not."""
    rows = Move.objects.filter(case=case_id, act=CaseAct.FEED_BACK.value).order_by("-number")
    return rows.values_list("note", flat=True).first() or ""


def move_numbered(case_id: int, number: int) -> Move | None:
    """Return one move of a case, with the unit it names."""
    rows = Move.objects.filter(case=case_id, number=number).select_related("unit").defer("unit__search")
    return rows.first()


def signers_of(case_id: int) -> list[str]:
    """Return who accepted, filed, checked or closed a case."""
    acts = (CaseAct.ACCEPT, CaseAct.FILE, CaseAct.CHECK_PASS, CaseAct.CLOSE)
    rows = Move.objects.filter(case=case_id, act__in=[act.value for act in acts])
    return sorted(set(rows.values_list("actor", flat=True)))


def own_photos(receipt: Receipt) -> list[StoredFile]:
    """Return the pictures that came with a receipt's own report."""
    rows = ReportPhoto.objects.filter(report=receipt.report_id, file__erased_at=None).select_related("file")
    return [one.file for one in rows.order_by("pk")]


def result_photos(case_id: int) -> list[StoredFile]:
    """Return the pictures of how a case was left: as fed back, and as found at the check."""
    rows = MovePhoto.objects.filter(move__case=case_id, move__act__in=_RESULT, file__erased_at=None)
    return [one.file for one in rows.select_related("file").order_by("pk")]


def answers_of(receipt: Receipt) -> QuerySet[Answer]:
    """Return what the holder of a receipt was told, first to last, as `_with_sms`."""
    return _with_sms(Answer.objects.filter(receipt=receipt)).order_by("at", "pk")


def _with_sms(rows: QuerySet[Answer]) -> QuerySet[Answer]:
    """Add what became of an SMS: `sms_state` and `sms_fault` of its message."""
    sent = Outgoing.objects.filter(notice=OuterRef("notice")).order_by("pk")
    return rows.annotate(
        sms_state=Subquery(sent.values("state")[:1]), sms_fault=Subquery(sent.values("fault")[:1])
    )


def answers_all() -> QuerySet[Answer]:
    """Return every answer that the scope lets through, with its receipt, as `_with_sms`."""
    rows = Answer.objects.select_related("receipt__report__case").defer("receipt__report__search")
    return _with_sms(rows)


def answer_due(*, at: datetime) -> Answer | None:
    """Return an answer that waits and that nobody is sending, locked; None where there is none."""
    rows = Answer.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        Q(leased_until=None) | Q(leased_until__lte=at), state=AnswerState.WAITING.value, next_at__lte=at
    )
    return rows.select_related("receipt").order_by("next_at", "pk").first()


def answer_lock(answer_id: int) -> Answer:
    """Return an answer, locked until the transaction ends."""
    return Answer.objects.select_for_update().get(pk=answer_id)


def answers_waiting(*, at: datetime) -> int:
    """Return how many answers are due."""
    return Answer.objects.filter(state=AnswerState.WAITING.value, next_at__lte=at).count()


def last_of_address(address: str) -> Receipt | None:
    """Return the latest receipt of an openid or mail address; None where there is none."""
    return receipts_all().filter(address=address).order_by("-pk").first() if address else None


def receipts_held(holder: str) -> list[Receipt]:
    """Return what an account reported, the newest first, two hundred at most."""
    return list(receipts_all().filter(holder=holder).exclude(holder="").order_by("-pk")[:200])
