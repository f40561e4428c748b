"""Two addresses for machines: is it alive, and how is it doing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

from xiuhua.shared.clock import now

Gauges = Mapping[str, tuple[str, float]]  # name: (what it means, value)
_SOURCES: list[Callable[[datetime], Gauges]] = []


def gauges_register(source: Callable[[datetime], Gauges]) -> None:
    """Add figures to /metrics; the source is asked at every scrape."""
    _SOURCES.append(source)


def healthz(_request: HttpRequest) -> JsonResponse:
    """Answer 200 where the database answers, else 503."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"ok": False, "database": False}, status=503)
    return JsonResponse({"ok": True, "database": True})


def metrics(_request: HttpRequest) -> HttpResponse:
    """Answer the platform's gauges in Prometheus' text form; the front door lets only this machine ask."""
    registry = CollectorRegistry()
    for source in _SOURCES:
        for name, (meaning, value) in source(now()).items():
            Gauge(f"xiuhua_{name}", meaning, registry=registry).set(value)
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
