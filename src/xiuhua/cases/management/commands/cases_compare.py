"""`manage cases_compare`: is every case what its moves make of it?"""

import sys

from django.core.management.base import BaseCommand, CommandParser

from xiuhua.cases.services import case_rebuild, cases_compare
from xiuhua.shared.actor import system
from xiuhua.shared.clock import now


class Command(BaseCommand):
    """Compares; with --rebuild writes what differs anew, each with an entry that says so."""

    help = (
        "Rebuild every case and its clocks from its moves and compare; exits with 1 where something differs."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Read whether to mend."""
        parser.add_argument("--rebuild", action="store_true", help="write what differs anew")

    def handle(self, **options: object) -> None:
        """Print each difference, and leave with the exit status."""
        found = list(cases_compare(at=now()))
        for one in found:
            self.stdout.write(f"case {one.case_id} {one.column}: {one.stored} -> {one.rebuilt}")
        if options["rebuild"]:
            for case_id in dict.fromkeys(one.case_id for one in found):
                case_rebuild(case_id=case_id, actor=system("rebuild"), at=now())
        sys.exit(1 if found and not options["rebuild"] else 0)
