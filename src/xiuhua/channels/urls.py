"""Addresses of channels."""

from django.urls import URLPattern

app_name = "channels"

_ORDERS: list[URLPattern] = []

_RESIDENTS: list[URLPattern] = []

_COMMUNITIES: list[URLPattern] = []

urlpatterns = [*_ORDERS, *_RESIDENTS, *_COMMUNITIES]
