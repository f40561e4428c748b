"""What is written into the files of trucks and hauliers: entering it, and the list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from django.db.models import QuerySet
from django.urls import reverse

from xiuhua.scenekit.words import said
from xiuhua.scenes.spoil.forms import RecordForm
from xiuhua.scenes.spoil.models import FileRecord
from xiuhua.scenes.spoil.pages.shared import MENU, case_column, plate_column
from xiuhua.scenes.spoil.queries import hauls as queries
from xiuhua.scenes.spoil.queries import manifests
from xiuhua.scenes.spoil.queries.rows import Vehicle
from xiuhua.scenes.spoil.services import hauls as services
from xiuhua.scenes.spoil.services.hauls import NewRecord
from xiuhua.scenes.spoil.terms import Act, RecordKind
from xiuhua.web import seams
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import ListColumn, moment, term, text
from xiuhua.web.pages.filters import DaysFilter, Filter, TermFilter
from xiuhua.web.pages.forms import Done, FormPage, Sent
from xiuhua.web.pages.lists import ListPage
from xiuhua.web.pages.making import act_offered, term_choices
from xiuhua.web.parts import Action, Cell


class RecordPage(FormPage[Vehicle, RecordForm]):
    """Entering something into a truck's file."""

    kind = "vehicle"
    menu = MENU
    act = Act.RECORD.value
    form_class = RecordForm
    title = said(zh="登记违规、教育或扣押", en="Enter into the file")
    verb = said(zh="登记", en="Enter")

    def load(self) -> Vehicle:
        """Return the truck of the URL."""
        return manifests.vehicle_known(self.kwargs["vehicle_id"])

    def permit(self) -> None:
        """Refuse whoever may enter nothing there; in whatever state the truck is."""
        self.record = self.load()
        seams.require(self.actor, self.act, FileRecord(area_code=self.record.area_code))

    def prepare(self, form: RecordForm) -> None:
        """Offer the kinds."""
        form.fields["kind"].choices = term_choices(*RecordKind)  # type: ignore[attr-defined]  # a ChoiceField

    def back_url(self) -> str:
        """Return the truck's day."""
        return reverse("spoil:truck", args=(self.record.pk,))

    def submit(self, sent: Sent[RecordForm]) -> Done:
        """Enter it."""
        typed = sent.form.cleaned_data
        services.record_add(
            new=NewRecord(
                kind=RecordKind(typed["kind"]), at=sent.at, vehicle_id=self.record.pk, note=typed["note"]
            ),
            actor=self.actor,
            at=sent.at,
        )
        return Done(url=self.back_url(), message=Act.RECORD.label(language()))


class RecordListPage(ListPage[FileRecord]):
    """Everything that stands in files."""

    key = "spoil_records"
    kind = "spoil_record"
    menu = MENU
    act = Act.READ.value
    title = said(zh="企业、车辆、司机档案", en="Files")
    comes_from = said(
        zh="无联单行程、抛洒滴漏、查实的偷倒和检查问题都记入档案，用于风险分级。",
        en="Hauls without a manifest, spillage, proven dumping and findings; they weigh in the grade.",
    )
    sort = "-at"
    columns = (
        term("kind", said(zh="类别", en="Kind"), RecordKind),
        plate_column(),
        ListColumn(
            key="hauler",
            label=said(zh="运输企业", en="Haulier"),
            cell=lambda one: Cell(text=one.hauler.name if one.hauler else ""),
        ),
        text("note", said(zh="情况", en="What happened"), drop=1),
        case_column(),
        moment("at", said(zh="时间", en="When"), sort="at"),
    )
    filters: ClassVar[Sequence[Filter]] = (
        TermFilter(name="kind", label=said(zh="类别", en="Kind"), vocabulary=RecordKind),
        DaysFilter(name="at", label=said(zh="日期", en="Day")),
    )

    def records(self) -> QuerySet[FileRecord]:
        """Return the records that the database scope lets through."""
        return queries.records()

    def row_url(self, record: FileRecord) -> str:
        """Return the truck."""
        return (
            reverse("spoil:truck", args=(record.vehicle_id,))
            if record.vehicle_id
            else reverse("spoil:records")
        )

    def acts(self) -> Sequence[Action]:
        """Offer to report a spillage."""
        return act_offered(
            self.actor, Act.SPILL, said(zh="上报抛洒滴漏", en="Report a spillage"), "spoil:spillage-new"
        )
