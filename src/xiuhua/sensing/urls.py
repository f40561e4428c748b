"""Addresses of sensing."""

from django.urls import path

from xiuhua.sensing import api
from xiuhua.sensing.pages import commands, controls, devices, frames

app_name = "sensing"

urlpatterns = [
    path("api/v1/readings", api.readings, name="readings"),
    path("api/v1/commands", api.commands, name="commands-fetched"),
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
    path("devices/<int:device_id>/revise", devices.DeviceRevisePage.as_view(), name="device-revise"),
    path("devices/<int:device_id>/stop", devices.DeviceStopPage.as_view(), name="device-stop"),
    path("devices/<int:device_id>/start", devices.DeviceStartPage.as_view(), name="device-start"),
    path("devices/<int:device_id>/secret", devices.DeviceSecretPage.as_view(), name="device-secret"),
]
