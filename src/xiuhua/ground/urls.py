"""Addresses of the ground."""

from django.urls import path

from xiuhua.ground.pages import (
    answers,
    areas,
    book,
    calendars,
    cameras,
    catalogue,
    components,
    duties,
    duty_grids,
    duty_revisions,
    handbook,
    parties,
    people,
    posts,
    premises,
    proposals,
    road_chiefs,
    roads,
    search,
    surveys,
    units,
    vehicles,
)
from xiuhua.ground.pages import map as maps

app_name = "ground"

_AREAS = [
    path("areas", areas.AreaListPage.as_view(), name="areas"),
    path("areas/<int:area_id>", areas.AreaPage.as_view(), name="area-page"),
    path("areas/<int:area_id>/revise", areas.AreaRevisePage.as_view(), name="area-revise"),
    path("areas/<int:area_id>/void", areas.AreaVoidPage.as_view(), name="area-void"),
    path("areas/<int:area_id>/quality", areas.AreaQualityPage.as_view(), name="area-quality"),
    path("roads", roads.RoadListPage.as_view(), name="roads"),
    path("roads/<int:road_id>", roads.RoadPage.as_view(), name="road-page"),
]

_PREMISES = [
    path("premises", premises.PremisesListPage.as_view(), name="premises"),
    path("premises/<int:premises_id>", premises.PremisesPage.as_view(), name="premises-page"),
    path("premises/<int:premises_id>/rename", premises.PremisesRenamePage.as_view(), name="premises-rename"),
    path("premises/<int:premises_id>/revise", premises.PremisesRevisePage.as_view(), name="premises-revise"),
    path("premises/<int:premises_id>/state", premises.PremisesMovePage.as_view(), name="premises-move"),
    path("premises/<int:premises_id>/phone", premises.PremisesPhonePage.as_view(), name="premises-phone"),
    path(
        "premises/<int:premises_id>/phone/shown",
        premises.PremisesPhoneShownPage.as_view(),
        name="premises-phone-shown",
    ),
]

_COMPONENTS = [
    path("components", components.ComponentListPage.as_view(), name="components"),
    path("components/new", components.ComponentNewPage.as_view(), name="component-new"),
    path("components/<int:component_id>", components.ComponentPage.as_view(), name="component-page"),
    path(
        "components/<int:component_id>/revise",
        components.ComponentRevisePage.as_view(),
        name="component-revise",
    ),
    path(
        "components/<int:component_id>/state", components.ComponentMovePage.as_view(), name="component-move"
    ),
    path(
        "components/<int:component_id>/photo", components.ComponentPhotoPage.as_view(), name="component-photo"
    ),
    path(
        "components/<int:component_id>/propose", proposals.ProposalNewPage.as_view(), name="component-propose"
    ),
    path("component-updates", proposals.ProposalListPage.as_view(), name="proposals"),
    path("component-updates/new", proposals.ProposalNewPage.as_view(), name="proposal-new"),
    path("component-updates/<int:proposal_id>", proposals.ProposalPage.as_view(), name="proposal-page"),
    path(
        "component-updates/<int:proposal_id>/check",
        proposals.ProposalCheckPage.as_view(),
        name="proposal-check",
    ),
    path(
        "component-updates/<int:proposal_id>/accept",
        proposals.ProposalAcceptPage.as_view(),
        name="proposal-accept",
    ),
    path(
        "component-updates/<int:proposal_id>/refuse",
        proposals.ProposalRefusePage.as_view(),
        name="proposal-refuse",
    ),
]

_PARTIES = [
    path("parties", parties.PartyListPage.as_view(), name="parties"),
    path("parties/new", parties.PartyNewPage.as_view(), name="party-new"),
    path("parties/<int:party_id>", parties.PartyPage.as_view(), name="party-page"),
    path("parties/<int:party_id>/revise", parties.PartyRevisePage.as_view(), name="party-revise"),
    path("parties/<int:party_id>/phone", parties.PartyPhonePage.as_view(), name="party-phone"),
    path(
        "parties/<int:party_id>/phone/shown", parties.PartyPhoneShownPage.as_view(), name="party-phone-shown"
    ),
]

_VEHICLES = [
    path("vehicles", vehicles.VehicleListPage.as_view(), name="vehicles"),
    path("vehicles/new", vehicles.VehicleNewPage.as_view(), name="vehicle-new"),
    path("vehicles/<int:vehicle_id>", vehicles.VehiclePage.as_view(), name="vehicle-page"),
    path("vehicles/<int:vehicle_id>/revise", vehicles.VehicleRevisePage.as_view(), name="vehicle-revise"),
    path("cameras", cameras.CameraListPage.as_view(), name="cameras"),
    path("cameras/new", cameras.CameraNewPage.as_view(), name="camera-new"),
    path("cameras/<int:camera_id>", cameras.CameraPage.as_view(), name="camera-page"),
    path("cameras/<int:camera_id>/revise", cameras.CameraRevisePage.as_view(), name="camera-revise"),
    path("cameras/<int:camera_id>/mark", cameras.CameraMarkPage.as_view(), name="camera-mark"),
    path("cameras/<int:camera_id>/sight", cameras.CameraSightPage.as_view(), name="camera-sight"),
    path("device-places", vehicles.MountListPage.as_view(), name="mounts"),
    path("device-places/new", vehicles.MountNewPage.as_view(), name="mount-new"),
    path("device-places/<int:mount_id>", vehicles.MountPage.as_view(), name="mount-page"),
    path("device-places/<int:mount_id>/revise", vehicles.MountRevisePage.as_view(), name="mount-revise"),
]

_SURVEYS = [
    path("surveys", surveys.SurveyListPage.as_view(), name="surveys"),
    path("surveys/new", surveys.SurveyNewPage.as_view(), name="survey-new"),
    path("surveys/mine", surveys.WalkListPage.as_view(), name="survey-walks"),
    path("surveys/<int:survey_id>", surveys.SurveyPage.as_view(), name="survey-page"),
    path("surveys/grids/<int:grid_id>", surveys.SurveyGridPage.as_view(), name="survey-grid"),
    path("surveys/grids/<int:grid_id>/new", surveys.SurveyDiscoverPage.as_view(), name="survey-discover"),
    path("surveys/grids/<int:grid_id>/assign", surveys.SurveyAssignPage.as_view(), name="survey-assign"),
    path("surveys/grids/<int:grid_id>/changed/<int:premises_id>", surveys.SurveyChangedPage.as_view(),
         name="survey-changed"),
]  # fmt: skip

_SEARCH = [path("search", search.SearchPage.as_view(), name="search")]

_CATALOGUE = [
    path("catalogue", catalogue.CatalogueListPage.as_view(), name="catalogue"),
    path("catalogue/<int:item_id>", catalogue.CatalogueItemPage.as_view(), name="catalogue-item"),
]

_HANDBOOK = [
    path("handbook", book.BookInForcePage.as_view(), name="handbook"),
    path("handbook/versions", handbook.HandbookListPage.as_view(), name="handbooks"),
    path("handbook/versions/new", handbook.HandbookDraftPage.as_view(), name="handbook-draft"),
    path("handbook/versions/<int:handbook_id>", handbook.HandbookPage.as_view(), name="handbook-page"),
    path("handbook/versions/<int:handbook_id>/book", book.BookPage.as_view(), name="handbook-book"),
    path("handbook/versions/<int:handbook_id>/compare", book.ComparePage.as_view(), name="handbook-compare"),
    path(
        "handbook/versions/<int:handbook_id>/publish",
        handbook.HandbookPublishPage.as_view(),
        name="handbook-publish",
    ),
    path(
        "handbook/versions/<int:handbook_id>/withdraw",
        handbook.HandbookWithdrawPage.as_view(),
        name="handbook-withdraw",
    ),
    path(
        "handbook/versions/<int:handbook_id>/units",
        handbook.HandbookUnitsPage.as_view(),
        name="handbook-units",
    ),
    path(
        "handbook/versions/<int:handbook_id>/lines/new",
        handbook.LineAddPage.as_view(),
        name="handbook-line-add",
    ),
    path("handbook/lines", handbook.HandbookLineListPage.as_view(), name="handbook-lines"),
    path(
        "handbook/lines/<int:line_id>/change", handbook.LineChangePage.as_view(), name="handbook-line-change"
    ),
    path("handbook/lines/<int:line_id>/remove", handbook.LineDropPage.as_view(), name="handbook-line-drop"),
    path("handbook/lines/<int:line_id>/photo", handbook.PhotoAddPage.as_view(), name="handbook-photo-add"),
    path(
        "handbook/photos/<int:photo_id>/remove", handbook.PhotoDropPage.as_view(), name="handbook-photo-drop"
    ),
]

_DUTIES = [
    path("answers/fragment", answers.AnswersFragment.as_view(), name="answers-fragment"),
    path("answers", answers.AnswersPage.as_view(), name="answers"),
    path("duties", duties.DutyListPage.as_view(), name="duties"),
    path("duties/print", duties.DutyPrintPage.as_view(), name="duties-print"),
    path("duties/<int:duty_id>", duties.DutyPage.as_view(), name="duty-page"),
    path("duty-revisions", duty_revisions.DutyRevisionListPage.as_view(), name="duty-revisions"),
    path("duty-revisions/new", duty_revisions.DutyRevisionNewPage.as_view(), name="duty-revision-new"),
    path(
        "duty-revisions/<int:revision_id>",
        duty_revisions.DutyRevisionPage.as_view(),
        name="duty-revision-page",
    ),
    path(
        "duty-revisions/<int:revision_id>/line",
        duty_revisions.DutyRevisionLinePage.as_view(),
        name="duty-revision-line",
    ),
    path(
        "duty-revisions/<int:revision_id>/lines/<int:line_id>/remove",
        duty_revisions.DutyRevisionLineRemovePage.as_view(),
        name="duty-revision-line-remove",
    ),
    path(
        "duty-revisions/<int:revision_id>/end",
        duty_revisions.DutyRevisionEndPage.as_view(),
        name="duty-revision-end",
    ),
    path(
        "duty-revisions/<int:revision_id>/publish",
        duty_revisions.DutyRevisionPublishPage.as_view(),
        name="duty-revision-publish",
    ),
    path(
        "duty-revisions/<int:revision_id>/withdraw",
        duty_revisions.DutyRevisionWithdrawPage.as_view(),
        name="duty-revision-withdraw",
    ),
]

_STREET_WORK = [
    path("my-roads", road_chiefs.MyRoadsPage.as_view(), name="my-roads"),
    path("my-roads/<int:area_id>/patrol", road_chiefs.PatrolNewPage.as_view(), name="patrol-new"),
    path("my-roads/<int:area_id>/report", road_chiefs.IssueNewPage.as_view(), name="issue-new"),
    path("road-issues", road_chiefs.IssueListPage.as_view(), name="issues"),
    path("road-issues/<int:issue_id>", road_chiefs.IssuePage.as_view(), name="issue-page"),
    path(
        "road-issues/<int:issue_id>/escalate", road_chiefs.IssueEscalatePage.as_view(), name="issue-escalate"
    ),
    path("road-issues/<int:issue_id>/link", road_chiefs.IssueLinkPage.as_view(), name="issue-link"),
    path("road-issues/<int:issue_id>/solve", road_chiefs.IssueSolvePage.as_view(), name="issue-solve"),
    path("patrols", road_chiefs.PatrolListPage.as_view(), name="patrols"),
    path("patrols/fulfilment", road_chiefs.FulfilmentPage.as_view(), name="patrol-fulfilment"),
    path("patrols/<int:patrol_id>", road_chiefs.PatrolPage.as_view(), name="patrol-page"),
    path("grids", duty_grids.GridListPage.as_view(), name="grids"),
    path("grids/premises", duty_grids.GridPremisesPage.as_view(), name="grid-premises"),
    path("grids/<int:area_id>", duty_grids.GridPage.as_view(), name="grid-page"),
]

_UNITS = [
    path("units", units.UnitListPage.as_view(), name="units"),
    path("units/tree", units.UnitTreePage.as_view(), name="unit-tree"),
    path("units/new", units.UnitCreatePage.as_view(), name="unit-create"),
    path("units/<int:unit_id>", units.UnitPage.as_view(), name="unit-page"),
    path("units/<int:unit_id>/edit", units.UnitEditPage.as_view(), name="unit-edit"),
    path("units/<int:unit_id>/move", units.UnitMovePage.as_view(), name="unit-move"),
    path("units/<int:unit_id>/retire", units.UnitRetirePage.as_view(), name="unit-retire"),
]

_PEOPLE = [
    path("people", people.PersonListPage.as_view(), name="people"),
    path("people/grid-members", people.GridMembersPage.as_view(), name="grid-members"),
    path("people/new", people.PersonCreatePage.as_view(), name="person-create"),
    path("people/<int:person_id>", people.PersonPage.as_view(), name="person-page"),
    path("people/<int:person_id>/edit", people.PersonEditPage.as_view(), name="person-edit"),
    path("people/<int:person_id>/link", people.PersonLinkPage.as_view(), name="person-link"),
    path("people/<int:person_id>/leave", people.PersonLeavePage.as_view(), name="person-leave"),
    path("people/<int:person_id>/phone", people.PersonPhonePage.as_view(), name="person-phone"),
    path(
        "people/<int:person_id>/phone/shown", people.PersonPhoneShownPage.as_view(), name="person-phone-shown"
    ),
    path("people/<int:person_id>/hand-over", people.PersonHandOverPage.as_view(), name="person-hand-over"),
    path("people/<int:person_id>/posts/new", posts.PostOpenPage.as_view(), name="post-open"),
    path("people/<int:person_id>/away", posts.AbsenceRecordPage.as_view(), name="absence-record"),
    path("posts", posts.PostListPage.as_view(), name="posts"),
    path("posts/<int:post_id>", posts.PostPage.as_view(), name="post-page"),
    path("posts/<int:post_id>/end", posts.PostEndPage.as_view(), name="post-end"),
    path("posts/<int:post_id>/deputy", posts.PostDeputyPage.as_view(), name="post-deputy"),
    path("absences/<int:absence_id>/end", posts.AbsenceEndPage.as_view(), name="absence-end"),
]

_CALENDARS = [
    path("calendars", calendars.CalendarListPage.as_view(), name="calendars"),
    path("calendars/new", calendars.CalendarDraftPage.as_view(), name="calendar-draft"),
    path("calendars/count", calendars.CountPage.as_view(), name="calendar-count"),
    path("calendars/<int:calendar_id>", calendars.CalendarPage.as_view(), name="calendar-page"),
    path("calendars/<int:calendar_id>/hours", calendars.CalendarHoursPage.as_view(), name="calendar-hours"),
    path("calendars/<int:calendar_id>/year", calendars.CalendarYearPage.as_view(), name="calendar-year"),
    path("calendars/<int:calendar_id>/day", calendars.SpecialDayPage.as_view(), name="calendar-day"),
    path(
        "calendars/<int:calendar_id>/publish",
        calendars.CalendarPublishPage.as_view(),
        name="calendar-publish",
    ),
]

_MAP = [
    path("map", maps.MapPage.as_view(), name="map"),
    path("map/search", maps.MapSearch.as_view(), name="map-search"),
    path("map/here", maps.MapHere.as_view(), name="map-here"),
    path("map/seen", maps.MapSeen.as_view(), name="map-seen"),
]

urlpatterns = [
    *_AREAS,
    *_PREMISES,
    *_MAP,
    *_CALENDARS,
    *_UNITS,
    *_PEOPLE,
    *_DUTIES,
    *_STREET_WORK,
    *_CATALOGUE,
    *_HANDBOOK,
    *_COMPONENTS,
    *_PARTIES,
    *_VEHICLES,
    *_SURVEYS,
    *_SEARCH,
]
