"""Photograph pages of a running platform, and fail where one is broken."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from xiuhua.web import shots
from xiuhua.web.styleguide.pages import SPECIMENS

_PAGES = ("/sign-in", "/styleguide", *(f"/styleguide/{name}" for name in SPECIMENS))


class Command(BaseCommand):
    """`./xiuhua shots --base http://127.0.0.1:8000 [--as clerk --password …] [--out DIR] [PATH …]`."""

    help = "Photograph pages in every look (desk and phone, zh and en, light and dark); exit 1 on findings."

    def add_arguments(self, parser: CommandParser) -> None:
        """Read where the platform runs, who signs in, and which pages."""
        parser.add_argument("paths", nargs="*", help="pages; those of the style guide where none is named")
        parser.add_argument("--base", default="http://127.0.0.1:8000")
        parser.add_argument(
            "--out", type=Path, default=None, help="folder of the pictures; default var/shots"
        )
        parser.add_argument("--as", dest="username", default="", help="the account that signs in")
        parser.add_argument("--password", default="")
        parser.add_argument("--looks", default="", help="only looks named so: phone, dark, desk-zh")

    def handle(
        self,
        *,
        paths: list[str],
        base: str,
        out: Path | None,
        username: str,
        password: str,
        looks: str,
        **_options: object,
    ) -> None:
        """Take them, say what was found."""
        folder = out or Path(settings.VAR) / "shots"
        chosen = [look for look in shots.LOOKS if looks in look.name]
        with shots.browser_opened() as browser:
            state = shots.signed_in_state(browser, base, username, password) if username else None
            taken = []
            for shot in shots.shots_take(
                browser, base=base, paths=paths or _PAGES, out=folder, looks=chosen, state=state
            ):
                taken.append(shot)
                self.stdout.write(
                    f"{shot.file}{'' if not shot.findings else f'  {len(shot.findings)} findings'}"
                )
                for finding in shot.findings:
                    self.stderr.write(f"  {finding}")
        (folder / "shots.json").write_text(shots.report(taken), "utf-8")
        broken = sum(bool(shot.findings) for shot in taken)
        if broken:
            raise CommandError(f"{broken} of {len(taken)} photographs show a broken page")
