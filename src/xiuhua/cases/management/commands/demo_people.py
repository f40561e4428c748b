"""Let the demo district's people have worked for some weeks: at messages, whistles, orders, appeals."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError

from xiuhua.cases.demo import demo_people_load
from xiuhua.cases.demo.load import NothingThere
from xiuhua.shared.clock import now
from xiuhua.shared.errors import CityError
from xiuhua.web.sentences import error_sentence


class Command(BaseCommand):
    """`manage demo_people`."""

    help = "Tell what the demo's people did in the last weeks. Running it again changes nothing."

    def handle(self, **_options: object) -> None:
        """Load, telling how many parts of how many are done."""
        try:
            demo_people_load(clock=now, tell=self._tell)
        except NothingThere as missing:
            raise CommandError(str(missing)) from missing
        except CityError as refusal:
            raise CommandError(error_sentence(refusal, "zh-hans")) from refusal

    def _tell(self, done: int, total: int) -> None:
        self.stdout.write(f"{done}/{total}")
        self.stdout.flush()
