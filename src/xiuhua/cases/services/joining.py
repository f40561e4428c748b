"""One more report of a case that is known, and pictures that come after it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from xiuhua.access.services import require
from xiuhua.cases import queries
from xiuhua.cases.models import Case, Report, ReportPhoto
from xiuhua.cases.queries.cases import case_by_client_id
from xiuhua.cases.queries.ground import place_of
from xiuhua.cases.queries.reports import report_by_client_id, report_lock
from xiuhua.cases.queries.rows import StoredFile
from xiuhua.cases.services.reporting import NewReport, report_act, report_words
from xiuhua.cases.services.writing import NewMove, move_write
from xiuhua.cases.terms import OVER, CaseAct, CaseState, ReportAct
from xiuhua.files.services import files_settle
from xiuhua.ledger.services import entry_append
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import NotAllowedNow


@transaction.atomic
def report_join(*, case_id: int, new: NewReport, actor: Actor, at: datetime) -> Report:
    """Take one more report of a case that is open: it goes into the case, and the case's story says so.

    Raises:
        NotFound: no such case in the actor's areas.
        NotPermitted: the actor may not report there.
        NotAllowedNow: the case is over; the matter is then reported anew.
    """
    known = report_by_client_id(new.client_id)
    if known is not None:
        return known
    case, _chosen = queries.case_held(case_id, user_id=None, at=at)
    require(actor, report_act(new=new, case=case, actor=actor), case)
    if CaseState(case.state) in OVER or case_by_client_id(new.client_id) is not None:
        raise NotAllowedNow(act=ReportAct.MAKE.value, state=case.state)
    report = Report.objects.create(
        client_id=new.client_id, case=case, channel=new.channel.value, source_ref=new.source_ref,
        item=case.item, text=new.text.strip(), address=new.address.strip()[:160] or case.address,
        place=place_of(new.longitude, new.latitude) or case.place, area_code=case.area_code,
        caller_name=new.caller_name.strip(), caller_phone=new.caller_phone.strip(),
        occurred_at=new.occurred_at, reported_at=min(new.reported_at or at, at), recorded_at=at,
        search=report_words(
            source_ref=new.source_ref, text=new.text, address=new.address,
            matter=case.item.zh if case.item else "",
        ),
    )  # fmt: skip
    _photos_keep(report, new.photos, actor=actor, at=at)
    entry_append(
        at=report.reported_at, actor=actor, act=ReportAct.MAKE.value, subject=f"report:{report.pk}",
        area=case.area_code, detail={"case": case.pk, "channel": new.channel.value},
    )  # fmt: skip
    move_write(
        case=case,
        new=NewMove(
            act=CaseAct.MERGED_IN, after=CaseState(case.state), actor=actor, at=at,
            detail={"other": None, "reports": [report.pk], "taken": True},
        ),
    )  # fmt: skip
    return report


@transaction.atomic
def report_photos_add(*, report_id: int, files: Sequence[StoredFile], actor: Actor, at: datetime) -> Report:
    """Let pictures that came later go with a report.

    Raises:
        NotFound: no such report in the actor's areas.
        NotPermitted: the actor may not report there.
    """
    report = report_lock(report_id)
    require(actor, ReportAct.MAKE, Case(area_code=report.area_code))
    _photos_keep(report, files, actor=actor, at=at)
    entry_append(
        at=at, actor=actor, act=ReportAct.PHOTOS_ADD.value, subject=f"report:{report.pk}",
        area=report.area_code, detail={"case": report.case_id, "files": [file.pk for file in files]},
    )  # fmt: skip
    return report


def _photos_keep(report: Report, files: Sequence[StoredFile], *, actor: Actor, at: datetime) -> None:
    if files:
        files_settle(files=files, area_code=report.area_code, actor=actor, at=at)
        ReportPhoto.objects.bulk_create([ReportPhoto(report=report, file=file) for file in files])
