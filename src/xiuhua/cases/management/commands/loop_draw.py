"""`manage loop_draw`: docs/loop.md, from the loop's own table."""

from pathlib import Path

from django.core.management.base import BaseCommand

from xiuhua.cases.rules.drawing import loop_drawn

PAGE = Path(__file__).parents[5] / "docs" / "loop.md"


class Command(BaseCommand):
    """Writes it."""

    help = "Draw the loop into docs/loop.md."

    def handle(self, *_: object, **__: object) -> None:
        """Write the page."""
        PAGE.write_text(loop_drawn(), "utf-8")
