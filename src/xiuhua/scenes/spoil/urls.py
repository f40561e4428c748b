"""Names and paths of spoil."""

from django.urls import path

from xiuhua.scenes.spoil.pages import front, hauls, manifests, own, places

app_name = "spoil"
urlpatterns = [
    path("", front.SpoilFrontPage.as_view(), name="front"),
    path("manifests", manifests.ManifestListPage.as_view(), name="manifests"),
    path("manifests/new", own.ManifestOpenPage.as_view(), name="manifest-new"),
    path("manifests/<int:manifest_id>", manifests.ManifestPage.as_view(), name="manifest"),
    path("manifests/<int:manifest_id>/carry", own.CarryPage.as_view(), name="manifest-carry"),
    path("manifests/<int:manifest_id>/leave", own.LeavePage.as_view(), name="manifest-leave"),
    path("manifests/<int:manifest_id>/arrive", own.ArrivePage.as_view(), name="manifest-arrive"),
    path("manifests/<int:manifest_id>/sign", own.SignPage.as_view(), name="manifest-sign"),
    path("manifests/<int:manifest_id>/void", own.VoidPage.as_view(), name="manifest-void"),
    path("mine/site", own.SiteOwnPage.as_view(), name="own-site"),
    path("mine/hauler", own.HaulerOwnPage.as_view(), name="own-hauler"),
    path("mine/dock", own.DockOwnPage.as_view(), name="own-dock"),
    path("mine/driver", own.DriverOwnPage.as_view(), name="own-driver"),
    path("sites", places.SiteListPage.as_view(), name="sites"),
    path("sites/new", places.SiteNewPage.as_view(), name="site-new"),
    path("sites/<int:site_id>", places.SitePage.as_view(), name="site"),
    path("sites/<int:site_id>/stage", places.SiteStagePage.as_view(), name="site-stage"),
    path("docks", places.DockListPage.as_view(), name="docks"),
    path("docks/new", places.DockNewPage.as_view(), name="dock-new"),
    path("docks/<int:dock_id>", places.DockPage.as_view(), name="dock"),
    path("dust", places.DustListPage.as_view(), name="dust"),
    path("points", places.CoverListPage.as_view(), name="points"),
    path("points/new", places.CoverNewPage.as_view(), name="point-new"),
    path("hauls", hauls.HaulListPage.as_view(), name="hauls"),
    path("trucks", hauls.TruckListPage.as_view(), name="trucks"),
    path("trucks/<int:vehicle_id>", hauls.TruckDayPage.as_view(), name="truck"),
    path("trucks/<int:vehicle_id>/record", hauls.RecordPage.as_view(), name="truck-record"),
    path("hauliers", hauls.HaulierListPage.as_view(), name="hauliers"),
    path("records", hauls.RecordListPage.as_view(), name="records"),
    path("suspicions", hauls.SuspicionListPage.as_view(), name="suspicions"),
    path("suspicions/<int:suspicion_id>", hauls.SuspicionPage.as_view(), name="suspicion"),
    path("suspicions/<int:suspicion_id>/judge", hauls.JudgePage.as_view(), name="suspicion-judge"),
    path("spillages/new", hauls.SpillagePage.as_view(), name="spillage-new"),
    path("nights", hauls.NightListPage.as_view(), name="nights"),
    path("nights/new", hauls.NightArrangePage.as_view(), name="night-arrange"),
]
