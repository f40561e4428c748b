"""Enter what every city needs before its own data: the country's calendar and the standards' catalogue."""

from __future__ import annotations

from django.core.management.base import BaseCommand

from xiuhua.access.services import scope_opened
from xiuhua.ground.services.calendars import calendar_national_ensure
from xiuhua.ground.services.catalogue import catalogue_standard_load
from xiuhua.shared.actor import system
from xiuhua.shared.clock import now


class Command(BaseCommand):
    """`manage ground_seed`: set-up runs it; running it again changes nothing."""

    help = "Publish the country's calendar and enter the standards' catalogue, where they are missing."

    def handle(self, **_options: object) -> None:
        """Enter what is missing."""
        with scope_opened(("",)):
            calendar_national_ensure(actor=system("setup"), at=now())
            catalogue_standard_load(actor=system("setup"), at=now())
