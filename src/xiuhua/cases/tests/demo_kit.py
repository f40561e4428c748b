"""The demo district at a fiftieth of its ground, with some of its year, and its people at their browsers."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from django.core.management import call_command
from django.test import Client

from xiuhua.access.services import scope_opened
from xiuhua.cases.demo import demo_cases_load
from xiuhua.cases.demo.crew import Crew, crew_called
from xiuhua.ground.demo import demo_load
from xiuhua.ledger.models import Entry
from xiuhua.shared.clock import now

_SCALE = 0.02
_CASES = 600


@dataclass
class Demo:
    """The district, and the passwords of its people."""

    passwords: dict[str, str]

    def told_twice(self, parts: Sequence[Callable[[Crew], int]]) -> None:
        """Tell what people did, and see that telling it again does nothing at all."""
        first = [part(crew_called(at=now())) for part in parts]
        assert all(first), dict(zip(parts, first, strict=True))
        entries = self.entries()
        again = [part(crew_called(at=now())) for part in parts]
        assert (sum(again), self.entries()) == (0, entries)

    @staticmethod
    def entries() -> int:
        """Return how many acts the ledger holds."""
        with scope_opened(("",)):
            return Entry.objects.count()

    def words(self, username: str, path: str) -> set[str]:
        """Return the words in the cells of a list as somebody sees it, states among them."""
        client = Client()
        answer = client.post("/sign-in", {"username": username, "password": self.passwords[username]})
        assert answer.status_code in {302, 303}, username
        page = client.get(path)
        assert page.status_code == 200, (username, path, page.status_code)
        cells = [cell for row in page.context["view"].rows for cell in row.cells]
        return {cell.tag.text if cell.tag else cell.text for cell in cells}


def district_told(folder: Path, *, cases: int = _CASES) -> Demo:
    """Load a small district with some of its year, as the launcher does."""
    made = StringIO()
    with scope_opened(("",)):
        call_command("ground_seed")
    call_command("demo_accounts", stdout=made)
    demo_load(folder, scale=_SCALE, clock=now, tell=lambda _done, _total: None)
    demo_cases_load(folder, cases=cases, clock=now, tell=lambda _done, _total: None)
    accounts = json.loads(made.getvalue())
    return Demo(passwords={one["username"]: one["password"] for one in accounts})
