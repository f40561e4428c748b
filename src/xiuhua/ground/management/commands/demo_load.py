"""Load the demo district through the product's own API, as its people would."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator, Mapping

from django.core.management.base import BaseCommand, CommandError, CommandParser

from xiuhua.access.models import User
from xiuhua.access.queries import user_and_actor
from xiuhua.access.services import token_issue
from xiuhua.ground.demo import demo_city, demo_premises
from xiuhua.shared.clock import now

_BATCH = 250
_TRIES = 5


class Command(BaseCommand):
    """`manage demo_load --base http://127.0.0.1:8000 [--premises 3500]`."""

    help = "Record the demo city's areas and premises by HTTP. Running it again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        """Read where the product answers, and how many premises are wanted."""
        parser.add_argument("--base", required=True, help="where the product answers")
        parser.add_argument("--premises", type=int, default=3_500)

    def handle(self, *, base: str, premises: int, **_options: object) -> None:
        """Send areas as the system administrator, then premises as the clerk of each district."""
        city = demo_city()
        base = base.rstrip("/")
        admin = _token("admin", ("area.create", "area.read"))
        for batch in _batches([area.as_json() for area in city.areas], 20):
            _post(f"{base}/api/v1/areas", {"areas": batch}, token=admin)
        clerks = {
            "990101": _token("clerk", ("premises.create",)),
            "990102": _token("linjiang", ("premises.create",)),
        }
        sent = 0
        for district, token in clerks.items():
            mine = (row for row in demo_premises(city, count=premises) if _district(row) == district)
            for batch in _batches(mine, _BATCH):
                _post(f"{base}/api/v1/premises", {"premises": batch}, token=token)
                sent += len(batch)
                self.stdout.write(f"{sent}/{premises}")
                self.stdout.flush()


def _district(row: Mapping[str, object]) -> str:
    return str(row["area_code"])[:6]


def _token(username: str, acts: tuple[str, ...]) -> str:
    user = User.objects.filter(username=username).first()
    found = user_and_actor(user.pk, at=now()) if user else None
    if found is None:
        raise CommandError(f"there is no active account {username}: run manage demo_accounts first")
    _, raw = token_issue(name="演示导入", acts=acts, days=1, actor=found[1], at=now())
    return raw


def _batches(rows: Iterable[dict[str, object]], size: int) -> Iterator[list[dict[str, object]]]:
    batch: list[dict[str, object]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def _post(url: str, body: Mapping[str, object], *, token: str) -> None:
    """Send one batch; a door that is just restarting is asked again, since sending twice changes nothing."""
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
    request = urllib.request.Request(url, json.dumps(body).encode(), headers)  # noqa: S310 - --base is the operator's own
    for attempt in range(1, _TRIES + 1):
        try:
            urllib.request.urlopen(request, timeout=60).close()  # noqa: S310, TID251 - the product's own door, on this machine
        except urllib.error.HTTPError as error:
            if error.code < 500 or attempt == _TRIES:
                raise CommandError(f"{url} answered {error.code}: {error.read().decode()[:400]}") from error
        except urllib.error.URLError as error:
            if attempt == _TRIES:
                raise CommandError(f"{url} does not answer: {error.reason}") from error
        else:
            return
        time.sleep(attempt)
