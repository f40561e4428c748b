"""Addresses of figures."""

from django.urls import path

app_name = "evaluation"
urlpatterns: list[object] = []
