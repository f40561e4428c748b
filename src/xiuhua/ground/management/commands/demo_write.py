"""Write the demo district as files that the imports read."""

from __future__ import annotations

from pathlib import Path

from django.core.management.base import BaseCommand, CommandParser

from xiuhua.ground.demo import write_demo


class Command(BaseCommand):
    """`manage demo_write FOLDER [--seed 1] [--scale 1.0]`."""

    help = "Write the files of the demo district into a folder, and order.txt: the order of their import."

    def add_arguments(self, parser: CommandParser) -> None:
        """Read where to write, and how large a district is wanted."""
        parser.add_argument("folder", type=Path)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument(
            "--scale", type=float, default=1.0, help="share of the ground: 0.02 is a small town"
        )

    def handle(self, *, folder: Path, seed: int, scale: float, **_options: object) -> None:
        """Write the files and name them in order."""
        for file in write_demo(folder, seed=seed, scale=scale):
            self.stdout.write(str(file))
