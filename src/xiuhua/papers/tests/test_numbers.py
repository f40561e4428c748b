"""Numbers of papers: as the standard writes them, and without a gap whoever gives up on the way."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from xiuhua.papers.models import PaperCounter
from xiuhua.papers.rules.numbers import paper_number
from xiuhua.papers.services import number_take
from xiuhua.papers.terms import PaperKind

AT = datetime(2026, 3, 2, 1, tzinfo=UTC)


def take(area: str = "990101", kind: PaperKind = PaperKind.ORDER, at: datetime = AT) -> str:
    with transaction.atomic():
        return number_take(kind=kind, area_code=area, sign="云", at=at)


def test_a_number_is_written_as_the_standard_has_it() -> None:
    assert paper_number(sign="云督", year=2026, serial=12) == "云督〔2026〕12号"
    with pytest.raises(ValueError, match="0 is no serial number"):
        paper_number(sign="云督", year=2026, serial=0)


@pytest.mark.django_db
def test_each_district_kind_and_year_counts_by_itself() -> None:
    assert [take(), take("990101003001001"), take("990102"), take(kind=PaperKind.REPLY)] == [
        "云督〔2026〕1号", "云督〔2026〕2号", "云督〔2026〕1号", "云复〔2026〕1号",
    ]  # fmt: skip
    new_year = datetime(2026, 12, 31, 16, tzinfo=UTC)  # midnight in Shanghai
    assert take(at=new_year) == "云督〔2027〕1号"


class GaveUpError(Exception):
    """The act that had taken a number fails."""


def give_up(now: bool) -> None:  # noqa: FBT001 - reads as the sentence it is
    if now:
        raise GaveUpError


@pytest.mark.slow("six threads, each a transaction of its own in a database in which commits are real")
def test_one_of_several_at_once_gives_up_and_no_number_is_lost(committed_db: str) -> None:
    taken, begin, errors = list[str](), threading.Barrier(6), list[Exception]()

    def work(number: int) -> None:
        try:
            begin.wait(10)
            with transaction.atomic():
                mine = number_take(kind=PaperKind.ORDER, area_code="990101", sign="云", at=AT)
                give_up(number % 3 == 0)
            taken.append(mine)
        except GaveUpError:
            pass
        except Exception as error:  # noqa: BLE001 - told by the thread that waits
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert errors == []
    assert sorted(taken) == [f"云督〔2026〕{serial}号" for serial in range(1, 5)]
    assert PaperCounter.objects.get().last == 4
