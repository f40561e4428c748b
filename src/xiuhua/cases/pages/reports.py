"""Reports on the screen: the list, and reporting a problem."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiuhua.cases import services
from xiuhua.cases.forms.photos import SHOTS
from xiuhua.cases.forms.reports import ReportForm
from xiuhua.cases.models import Case, Report
from xiuhua.cases.pages.choosing import item_called, matters_offered
from xiuhua.cases.pages.photos import photos_keep
from xiuhua.cases.pages.shared import area_choices, number_typed, report_offered
from xiuhua.cases.queries.ground import place_of
from xiuhua.cases.queries.near import spot_at
from xiuhua.cases.queries.reports import report_get, reports_all
from xiuhua.cases.queries.rows import StoredFile
from xiuhua.cases.rules.loop import DESK_ROLES
from xiuhua.cases.terms import Channel, Desk, ReportAct, Track
from xiuhua.ground.queries import map_extent
from xiuhua.shared.ids import uuid_told
from xiuhua.web import seams
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import ListColumn, code, moment, term
from xiuhua.web.pages.filters import AreaFilter, DaysFilter, Filter, TermFilter
from xiuhua.web.pages.forms import ONCE, Done, FormPage, Group, Sent
from xiuhua.web.pages.lists import ListPage
from xiuhua.web.pages.phones import PhoneAskPage, PhoneShownPage, RevealForm
from xiuhua.web.parts import Action, Cell, MapLayer, MapView, State


def _title(report: Report) -> Cell:
    return Cell(text=report.item.zh if report.item else report.text[:60])


class ReportListPage(ListPage[Report]):
    """Every report, with the case it went into."""

    key = "reports"
    kind = "report"
    menu = "case"
    act = ReportAct.READ.value
    title = gettext_lazy("Reports")
    sort = "-reported"
    search_field = "search"
    search_label = gettext_lazy("Number, words or address")
    shape_field = "place"
    columns = (
        ListColumn(key="title", label=gettext_lazy("What is wrong"), cell=_title, primary=True, locked=True),
        term("channel", gettext_lazy("Found by"), Channel),
        ListColumn(
            key="case",
            label=gettext_lazy("Case"),
            kind="code",
            cell=lambda report: Cell(kind="code", text=report.case.number),
        ),
        ListColumn(key="address", label=gettext_lazy("Where"), cell=lambda report: Cell(text=report.address)),
        code("ref", gettext_lazy("Its own number"), of="source_ref", drop=2),
        moment("reported", gettext_lazy("Reported"), of="reported_at", sort="reported_at"),
        moment("recorded", gettext_lazy("Recorded"), of="recorded_at", shown=False),
    )
    filters: ClassVar[Sequence[Filter]] = (
        AreaFilter(name="area", label=gettext_lazy("Area"), choices=area_choices),
        TermFilter(name="channel", label=gettext_lazy("Found by"), vocabulary=Channel),
        DaysFilter(name="reported", label=gettext_lazy("Reported"), field="reported_at"),
    )

    def records(self) -> QuerySet[Report]:
        """Return the reports that the database scope lets through."""
        return reports_all()

    def row_url(self, record: Report) -> str:
        """Return the page of the case."""
        return reverse("cases:case", args=(record.case_id,))

    def _searched(self, rows: QuerySet[Report], search: str) -> QuerySet[Report]:
        """Return the reports of a case's number, or what words are found in."""
        number = number_typed(search)
        return super()._searched(rows, search) if number is None else rows.filter(case=number)

    def acts(self) -> Sequence[Action]:
        """Offer to report a problem."""
        return report_offered(self.actor)

    def empty(self) -> State:
        """Return what stands where nothing was reported."""
        return State(
            kind="empty",
            title=_("No report yet"),
            text=_("Reports of collectors, the hotline and other systems stand here, each with its case."),
            acts=report_offered(self.actor),
        )


class ReportNewPage(FormPage[Case, ReportForm]):
    """Reporting a problem."""

    kind = "case"
    menu = "case"
    act = ReportAct.MAKE.value
    form_class = ReportForm
    title = gettext_lazy("Report a problem")
    lead = gettext_lazy("What and where; a photo says more than words.")
    verb = gettext_lazy("Report")
    verb_icon = "send"
    groups = (
        Group(title=gettext_lazy("What"), fields=("matter", "text", *SHOTS, "solved")),
        Group(
            title=gettext_lazy("Where"),
            help=gettext_lazy("Click on the map, use your place, or write the address."),
            fields=("address",),
            mapped=True,
        ),
        Group(
            title=gettext_lazy("Degrees, or an area code"),
            fields=("longitude", "latitude", "area_code"),
            folded=True,
        ),
        Group(title=gettext_lazy("From whom"), fields=("channel", "caller_name", "caller_phone")),
        Group(
            title=gettext_lazy("Track and the platform above"),
            fields=("track", "upper_number", "upper_due"),
            folded=True,
        ),
    )

    def permit(self) -> None:
        """Refuse whoever may report nothing."""
        self.record = self.load()
        seams.require(self.actor, self.act)

    def load(self) -> Case:
        """Return the case that is not there yet."""
        return Case()

    def initial(self) -> Mapping[str, object]:
        """Return the channel that the role suggests."""
        channel = Channel.HOTLINE
        if self.actor.roles & set(DESK_ROLES[Desk.COLLECTOR]):
            channel = Channel.COLLECTOR
        if "upper_platform" in self.actor.roles:
            channel = Channel.UPPER
        return {"channel": channel.value, "track": Track.ORDINARY.value}

    def hints_url(self) -> str:
        """Return what answers while somebody types: which matter it may be, and what may be the same."""
        return reverse("cases:report-hints")

    def map_view(self) -> MapView:
        """Return the city, to click on."""
        areas = (MapLayer(name="areas", label=_("Areas")),)
        return MapView(label=_("Where it is"), layers=areas, bounds=map_extent())

    def prepare(self, form: ReportForm) -> None:
        """Offer matters, channels and tracks."""
        form.fields["matter"].widget.suggestions = matters_offered()
        for name, words in (("channel", Channel), ("track", Track)):
            form.fields[name].choices = [(word.value, word.label(language())) for word in words]  # type: ignore[attr-defined]  # a ChoiceField

    def submit(self, sent: Sent[ReportForm]) -> Done:
        """Take it; the form's own token is the report's id, so that sending twice is sending once."""
        typed = sent.form.cleaned_data
        channel = Channel(typed["channel"])
        case = services.case_report(
            new=services.NewReport(
                client_id=uuid_told(self.request.POST.get(ONCE, "")),
                channel=channel,
                text=typed["text"],
                item_id=item_called(typed["matter"]).pk if typed["matter"].strip() else None,
                longitude=typed["longitude"],
                latitude=typed["latitude"],
                area_code=typed["area_code"].strip(),
                address=typed["address"],
                caller_name=typed["caller_name"],
                caller_phone=typed["caller_phone"],
                upper_number=typed["upper_number"].strip(),
                upper_due_at=typed["upper_due"],
                track=Track(typed["track"]),
                push=Track(typed["track"]) is Track.FLAT,
                solved=typed["solved"],
                photos=self._photos(typed, sent),
            ),
            actor=self.actor,
            at=sent.at,
        )
        return Done(url=reverse("cases:case", args=(case.pk,)), message=f"{_('Reported')} · {case.number}")

    def _photos(
        self, typed: Mapping[str, Any], sent: Sent[ReportForm]
    ) -> tuple[StoredFile, ...]:  # form values
        if not any(typed[name] for name in SHOTS):
            return ()
        spot = spot_at(place_of(typed["longitude"], typed["latitude"]), area_code=typed["area_code"].strip())
        area_code = spot.area_code if spot else ""
        return photos_keep(typed, area_code=area_code, actor=self.actor, at=sent.at)

    def back_url(self) -> str:
        """Return the list."""
        return reverse("cases:cases")


class ReportFormPage(FormPage[Report, RevealForm]):
    """An act on one report."""

    kind = "report"
    menu = "case"
    act = ReportAct.PHONE_REVEAL.value

    def load(self) -> Report:
        """Return the report of the URL."""
        return report_get(self.kwargs["report_id"])

    def back_url(self) -> str:
        """Return the page of its case."""
        return reverse("cases:case", args=(self.record.case_id,))


class ReportPhonePage(PhoneAskPage[Report], ReportFormPage):
    """Asking for the caller's whole number, with a reason that is kept."""

    shown_url_name = "cases:report-phone-shown"

    def reveal(self, reason: str, *, at: datetime) -> None:
        """Keep the reason."""
        services.report_phone_reveal(report_id=self.record.pk, reason=reason, actor=self.actor, at=at)


class ReportPhoneShownPage(PhoneShownPage[Report], ReportFormPage):
    """The caller's whole number, once."""

    ask_url_name = "cases:report-phone"

    def phone(self) -> str:
        """Return the number."""
        return self.record.caller_phone

    def note(self) -> str:
        """Return who called."""
        return self.record.caller_name
