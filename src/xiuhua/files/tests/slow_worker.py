"""A worker of its own process, with a list that takes its time: what the crash test kills."""

import time
from collections.abc import Iterator

import django
from django.core.management import call_command

django.setup()

from xiuhua.files.rules.tables import Record, Table  # noqa: E402 - needs the settings
from xiuhua.files.services import Parameters, export_source_register  # noqa: E402
from xiuhua.shared.actor import Actor  # noqa: E402


def slow(parameters: Parameters, language: str, actor: Actor) -> Table:
    """Return a list of two hundred rows that takes two seconds."""

    def records() -> Iterator[Record]:
        for number in range(200):
            time.sleep(0.01)
            yield Record((number,))

    return Table(title="慢", keys=("number",), labels=("号",), records=records(), count=200)


if __name__ == "__main__":
    export_source_register("slow", slow)
    call_command("procrastinate", "worker", "--fetch-job-polling-interval", "0.1", "--queues", "exports")
