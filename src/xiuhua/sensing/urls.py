"""Addresses of sensing."""

from django.urls import path

from xiuhua.sensing.api import readings, sensorthings
from xiuhua.sensing.pages import (
    alarm_rules,
    alarms,
    commands,
    controls,
    courses,
    devices,
    fences,
    frames,
    maintenance,
    tracks,
)

app_name = "sensing"

urlpatterns = [
    path("api/v1/readings", readings.readings, name="readings"),
    path("api/v1/commands", readings.commands, name="commands-fetched"),
    path("sta/v1.1", sensorthings.things, name="sensorthings"),
    path("sta/v1.1/", sensorthings.things, name="sensorthings-root"),
    path("sta/v1.1/<path:way>", sensorthings.things, name="sensorthings-way"),
    path("commands", commands.CommandListPage.as_view(), name="commands"),
    path("commands/<int:command_id>", commands.CommandPage.as_view(), name="command"),
    path("commands/<int:command_id>/approve", commands.CommandApprovePage.as_view(), name="command-approve"),
    path(
        "commands/<int:command_id>/withdraw", commands.CommandWithdrawPage.as_view(), name="command-withdraw"
    ),
    path("controls/<int:control_id>/command", commands.CommandAskPage.as_view(), name="command-ask"),
    path("controls/<int:control_id>/revise", controls.ControlRevisePage.as_view(), name="control-revise"),
    path("controls/<int:control_id>/end", controls.ControlEndPage.as_view(), name="control-end"),
    path("devices/<int:device_id>/controls/new", controls.ControlNewPage.as_view(), name="control-new"),
    path("devices", devices.DeviceListPage.as_view(), name="devices"),
    path("devices/new", devices.DeviceNewPage.as_view(), name="device-new"),
    path("devices/unknown", frames.StrangersPage.as_view(), name="strangers"),
    path("devices/<int:device_id>", devices.DevicePage.as_view(), name="device"),
    path("devices/<int:device_id>/course.csv", courses.CourseSheet.as_view(), name="device-course"),
    path("devices/<int:device_id>/revise", devices.DeviceRevisePage.as_view(), name="device-revise"),
    path("devices/<int:device_id>/stop", devices.DeviceStopPage.as_view(), name="device-stop"),
    path("devices/<int:device_id>/start", devices.DeviceStartPage.as_view(), name="device-start"),
    path("devices/<int:device_id>/secret", devices.DeviceSecretPage.as_view(), name="device-secret"),
    path("devices/<int:device_id>/track", tracks.TrackDayPage.as_view(), name="track"),
    path("devices/<int:device_id>/track.csv", tracks.TrackSheet.as_view(), name="track-csv"),
    path("devices/<int:device_id>/track.gpx", tracks.TrackGpx.as_view(), name="track-gpx"),
    path("tracks", tracks.TrackListPage.as_view(), name="tracks"),
    path("fences", fences.FenceListPage.as_view(), name="fences"),
    path("fences/new", fences.FenceNewPage.as_view(), name="fence-new"),
    path("fences/crossings", fences.CrossingListPage.as_view(), name="crossings"),
    path("fences/<int:fence_id>", fences.FencePage.as_view(), name="fence"),
    path("fences/<int:fence_id>/revise", fences.FenceRevisePage.as_view(), name="fence-revise"),
    path("fences/<int:fence_id>/end", fences.FenceEndPage.as_view(), name="fence-end"),
    path("rules", alarm_rules.RuleListPage.as_view(), name="rules"),
    path("rules/new", alarm_rules.RuleNewPage.as_view(), name="rule-new"),
    path("rules/<int:rule_id>", alarm_rules.RulePage.as_view(), name="rule"),
    path("rules/<int:rule_id>/publish", alarm_rules.RulePublishPage.as_view(), name="rule-publish"),
    path("rules/<int:rule_id>/limits.csv", alarm_rules.RuleLimitsSheet.as_view(), name="rule-limits"),
    path("rules/<int:rule_id>/on", alarm_rules.RuleOnPage.as_view(), name="rule-on"),
    path("rules/<int:rule_id>/off", alarm_rules.RuleOffPage.as_view(), name="rule-off"),
    path("rules/<int:rule_id>/try", alarm_rules.RuleTryPage.as_view(), name="rule-try"),
    path("maintenance", maintenance.MaintenanceListPage.as_view(), name="maintenance"),
    path("maintenance/new", maintenance.MaintenanceNewPage.as_view(), name="maintenance-new"),
    path("maintenance/<int:window_id>", maintenance.MaintenancePage.as_view(), name="maintenance-window"),
    path("maintenance/<int:window_id>/end", maintenance.MaintenanceEndPage.as_view(), name="maintenance-end"),
    path(
        "maintenance/<int:window_id>/withdraw",
        maintenance.MaintenanceWithdrawPage.as_view(),
        name="maintenance-withdraw",
    ),
    path(
        "devices/<int:device_id>/maintenance",
        maintenance.DeviceMaintenancePage.as_view(),
        name="device-maintenance",
    ),
    path("alarms", alarms.AlarmListPage.as_view(), name="alarms"),
    path("alarms/<int:alarm_id>", alarms.AlarmPage.as_view(), name="alarm"),
    path("alarms/<int:alarm_id>/acknowledge", alarms.AlarmSeenPage.as_view(), name="alarm-acknowledge"),
    path("alarms/<int:alarm_id>/note", alarms.AlarmNotePage.as_view(), name="alarm-note"),
]
