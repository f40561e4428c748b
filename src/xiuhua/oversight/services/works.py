"""Registering small works, checking them, and finding those that look like one work that was split."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localtime

from xiuhua.access.rules import areas_for
from xiuhua.access.services import require
from xiuhua.files.services import files_settle
from xiuhua.ledger.services import entry_append
from xiuhua.oversight.models import SmallWork, WorkCheck, WorkPhoto
from xiuhua.oversight.queries import works as queries
from xiuhua.oversight.queries.oversight_rows import StoredFile, units_in
from xiuhua.oversight.queries.sealing import seal_opened
from xiuhua.oversight.queries.warnings import RuleStanding, accounts_of
from xiuhua.oversight.rules.works import FEN, WorkFacts, is_small
from xiuhua.oversight.services.refusals import NotSmall
from xiuhua.oversight.services.warnings import WATCHER, NewWarning, warning_raise
from xiuhua.oversight.terms.works import Procurement, WorkAct, WorkResult
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Invalid
from xiuhua.web.days import midnight


@dataclass(frozen=True, kw_only=True)
class NewWork:
    """A small work as its contract tells it; see `SmallWork`. `amount_fen` is in fen, 100 to the yuan."""

    client_id: UUID
    name: str
    unit_id: int
    contractor: str
    procurement: Procurement
    amount_fen: int
    signed_on: date


@transaction.atomic
def work_register(*, new: NewWork, actor: Actor, at: datetime) -> SmallWork:
    """Register a small work; registered again under the same id it is the same work.

    Where it and others of the same unit and contractor come to the line within some days, all of them are
    marked, and a warning is raised.

    Raises:
        NotPermitted: not by this actor.
        NotSmall: it is at or above the line.
        Invalid: something is missing, or the contract lies ahead.
    """
    require(actor, WorkAct.REGISTER)
    known = SmallWork.objects.filter(client_id=new.client_id).first()
    if known is not None:
        return known
    unit = units_in([new.unit_id]).get(new.unit_id)
    fields = _faults(new, at)
    if unit is None:
        fields["unit"] = "oversight_unit_unknown"
    if fields or unit is None:
        raise Invalid(fields=fields)
    rule = queries.split_rule()
    line_fen = rule.parameters["line_yuan"] * FEN
    if not is_small(new.amount_fen, line_fen=line_fen):
        raise NotSmall(line=rule.parameters["line_yuan"], yuan=f"{new.amount_fen / FEN:.2f}")
    areas = areas_for(actor, WorkAct.REGISTER)
    work = SmallWork.objects.create(
        client_id=new.client_id, name=new.name.strip(), unit=unit, contractor=new.contractor.strip(),
        procurement=new.procurement.value, amount_fen=new.amount_fen, line_fen=line_fen,
        signed_on=new.signed_on, signed_at=midnight(new.signed_on), registered_by=actor.name, recorded_at=at,
        area_code=unit.area_code if unit.area_code.startswith(areas) else areas[0],
    )  # fmt: skip
    _record(work, WorkAct.REGISTER, actor=actor, at=at)
    if rule.enabled:
        _split_look(work, rule, actor=actor, at=at)
    return work


@transaction.atomic
def work_check(
    *, work_id: int, result: WorkResult, text: str, photos: Sequence[StoredFile] = (), actor: Actor,
    at: datetime,
) -> WorkCheck:  # fmt: skip
    """Record what a check of a small work came to.

    Raises:
        NotFound, NotPermitted: none in scope, or not by this actor.
        Invalid: something was found and nothing is said of it.
    """
    work = queries.work_lock(work_id)
    require(actor, WorkAct.CHECK, work)
    if result is WorkResult.FAULTY and not text.strip():
        raise Invalid(fields={"text": "oversight_words_missing"})
    check = WorkCheck.objects.create(
        work=work, result=result.value, text=text.strip(), by=actor.name, at=at, area_code=work.area_code
    )
    if photos:
        files_settle(files=photos, area_code=work.area_code, actor=actor, at=at)
        WorkPhoto.objects.bulk_create(WorkPhoto(check_of=check, file=file) for file in photos)
    work.last_result = result.value
    work.save(update_fields=["last_result"])
    words = {"reason": check.text} if check.text else {}
    _record(work, WorkAct.CHECK, actor=actor, at=at, words=words)
    return check


def _faults(new: NewWork, at: datetime) -> dict[str, str]:
    fields = {}
    if not new.name.strip():
        fields["name"] = "oversight_title_missing"
    if not new.contractor.strip():
        fields["contractor"] = "oversight_contractor_missing"
    if new.amount_fen <= 0:
        fields["amount"] = "oversight_amount_wrong"
    if new.signed_on > localtime(at).date():
        fields["signed_on"] = "oversight_day_ahead"
    return fields


def _split_look(work: SmallWork, rule: RuleStanding, *, actor: Actor, at: datetime) -> None:
    """Mark the works that with this one come to the line, and warn of them, whoever registered them."""
    group = queries.split_with(work, rule)
    if not group:
        return
    for one in SmallWork.objects.select_for_update().filter(
        pk__in=[found.id for found in group], split=False
    ):
        one.split = True
        one.save(update_fields=["split"])
        _record(one, WorkAct.FLAG, actor=WATCHER, at=at)
    work.refresh_from_db(fields=["split"])
    with seal_opened():
        warning_raise(new=_warning(work, group, rule, actor), actor=WATCHER, at=at)


def _warning(work: SmallWork, group: Sequence[WorkFacts], rule: RuleStanding, actor: Actor) -> NewWarning:
    registered = SmallWork.objects.filter(pk__in=[one.id for one in group])
    return NewWarning(
        rule=queries.SPLIT_RULE, subject=f"works:{group[0].id}",
        about=accounts_of({actor.name, *registered.values_list("registered_by", flat=True)}),
        arguments={
            "count": len(group), "names": "、".join(one.name for one in group),
            "total_yuan": f"{sum(one.amount_fen for one in group) / FEN:.2f}",
        },
        evidence=[
            {"work": one.id, "number": one.name, "at": midnight(one.signed_on).isoformat()} for one in group
        ],
        area_code=work.area_code, parameters=rule.parameters,
        version_id=rule.version.pk if rule.version else None,
    )  # fmt: skip


def _record(
    work: SmallWork, act: WorkAct, *, actor: Actor, at: datetime, words: dict[str, str] | None = None
) -> None:
    entry_append(
        at=at, actor=actor, act=act.value, subject=f"small_work:{work.pk}", area=work.area_code,
        detail={"unit": work.unit_id, "amount_fen": work.amount_fen}, words=words or {},
        state=queries.work_state(work),
    )  # fmt: skip
