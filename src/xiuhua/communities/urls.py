"""Addresses of communities."""

from django.urls import URLPattern, path

from xiuhua.communities.pages import grid_notices, health, requests, resources, shops, visits, whistles

app_name = "communities"

_ORDERS: list[URLPattern] = []

_RESIDENTS: list[URLPattern] = []

_COMMUNITIES: list[URLPattern] = [
    path("whistles", whistles.WhistleListPage.as_view(), name="whistles"),
    path("whistles/new", whistles.WhistleNewPage.as_view(), name="whistle-new"),
    path("whistles/<int:whistle_id>", whistles.WhistlePage.as_view(), name="whistle"),
    *(
        path(f"whistles/<int:whistle_id>/{slug}", page.as_view(), name=f"whistle-{slug}")
        for slug, page in (
            ("check-in", whistles.CheckInPage),
            ("part", whistles.PartPage),
            ("conclude", whistles.ConcludePage),
            ("rate", whistles.RatePage),
            ("close", whistles.ClosePage),
            ("withdraw", whistles.WithdrawPage),
        )
    ),
    path("whistle-calls", whistles.WhistleCallListPage.as_view(), name="whistle-calls"),
    path("whistle-league", whistles.WhistleLeaguePage.as_view(), name="whistle-league"),
    path("whistle-limits", whistles.LimitsListPage.as_view(), name="whistle-limits"),
    path("whistle-limits/new", whistles.LimitsPublishPage.as_view(), name="whistle-limits-publish"),
    path("whistle-limits/<int:version_id>", whistles.LimitsPage.as_view(), name="whistle-limits-version"),
    path("grid-notices", grid_notices.NoticeListPage.as_view(), name="grid-notices"),
    path("grid-notices/new", grid_notices.FindingPage.as_view(), name="grid-notice-new"),
    path("grid-notices/<int:notice_id>", grid_notices.NoticePage.as_view(), name="grid-notice"),
    path("grid-notices/<int:notice_id>/tell", grid_notices.TellPage.as_view(), name="grid-notice-tell"),
    path(
        "grid-notices/<int:notice_id>/feed-back",
        grid_notices.FeedBackPage.as_view(),
        name="grid-notice-feed-back",
    ),
    path("grid-notices/<int:notice_id>/judge", grid_notices.JudgePage.as_view(), name="grid-notice-judge"),
    path("grid-tallies", grid_notices.GridTallyPage.as_view(), name="grid-tallies"),
    path("shop-tallies", grid_notices.ShopTallyPage.as_view(), name="shop-tallies"),
    path("shop-notices/<str:link_key>", shops.shop_notice_page, name="shop-notice"),
    path("service-records", visits.RecordListPage.as_view(), name="service-records"),
    path("service-records/new", visits.RecordNewPage.as_view(), name="service-record-new"),
    path("service-records/<int:record_id>", visits.RecordPage.as_view(), name="service-record"),
    path("service-slots", visits.SlotListPage.as_view(), name="service-slots"),
    path("service-slots/new", visits.SlotNewPage.as_view(), name="service-slot-new"),
    path("service-slots/<int:slot_id>", visits.SlotPage.as_view(), name="service-slot"),
    path("service-slots/<int:slot_id>/end", visits.SlotEndPage.as_view(), name="service-slot-end"),
    path("service-sheet", visits.SheetPage.as_view(), name="service-sheet"),
    path("service-requests", requests.RequestListPage.as_view(), name="service-requests"),
    path("service-requests/new", requests.RequestNewPage.as_view(), name="service-request-new"),
    path("service-requests/<int:request_id>", requests.RequestPage.as_view(), name="service-request"),
    *(
        path(f"service-requests/<int:request_id>/{slug}", page.as_view(), name=f"service-request-{slug}")
        for slug, page in (
            ("take", requests.RequestTakePage),
            ("finish", requests.RequestFinishPage),
            ("confirm", requests.RequestConfirmPage),
            ("reopen", requests.RequestReopenPage),
        )
    ),
    path("my-requests", requests.OwnRequestListPage.as_view(), name="own-requests"),
    path("my-requests/<int:request_id>", requests.OwnRequestPage.as_view(), name="own-request"),
    path("staffings", health.StaffingListPage.as_view(), name="staffings"),
    path("staffings/new", health.StaffingNewPage.as_view(), name="staffing-new"),
    path("staffings/heads", health.HeadsPage.as_view(), name="staffing-heads"),
    path("staffings/<int:staffing_id>", health.StaffingPage.as_view(), name="staffing"),
    path("staffings/<int:staffing_id>/end", health.StaffingEndPage.as_view(), name="staffing-end"),
    path("health-cases", health.HealthCaseListPage.as_view(), name="health-cases"),
    path("health-cases/new", health.HealthCaseNewPage.as_view(), name="health-case-new"),
    path("disinfections", health.DisinfectionListPage.as_view(), name="disinfections"),
    path("disinfections/new", health.DisinfectionNewPage.as_view(), name="disinfection-new"),
    path("disinfections/<int:disinfection_id>", health.DisinfectionPage.as_view(), name="disinfection"),
    path("resources", resources.ResourceListPage.as_view(), name="resources"),
    path("resources/new", resources.ResourceNewPage.as_view(), name="resource-new"),
    path("resources/<int:resource_id>", resources.ResourcePage.as_view(), name="resource"),
    *(
        path(f"resources/<int:resource_id>/{slug}", page.as_view(), name=f"resource-{slug}")
        for slug, page in (
            ("withdraw", resources.ResourceWithdrawPage),
            ("ask", resources.ResourceAskPage),
            ("deliver", resources.ResourceDeliverPage),
            ("fetch", resources.ResourceFetchPage),
        )
    ),
    path("resource-grants", resources.GrantListPage.as_view(), name="resource-grants"),
    path("resource-grants/<int:grant_id>", resources.GrantPage.as_view(), name="resource-grant"),
    *(
        path(f"resource-grants/<int:grant_id>/{slug}", page.as_view(), name=f"resource-grant-{slug}")
        for slug, page in (
            ("grant", resources.GrantGrantPage),
            ("refuse", resources.GrantRefusePage),
            ("revoke", resources.GrantRevokePage),
        )
    ),
    path("resource-accesses", resources.AccessListPage.as_view(), name="resource-accesses"),
    path(
        "resource-accesses/<int:access_id>/download",
        resources.ResourceDownloadPage.as_view(),
        name="resource-download",
    ),
]

urlpatterns = [*_ORDERS, *_RESIDENTS, *_COMMUNITIES]
