"""What residents do at their pages, and what follows from the log."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from xiuhua.access.services import scope_opened
from xiuhua.cases.tests.loop_kit import HERE
from xiuhua.cases.tests.proof_kit import Office
from xiuhua.files.tests.conftest import picture
from xiuhua.ledger.services import seal
from xiuhua.ledger.tails import tail_run_once
from xiuhua.residents.models import Receipt
from xiuhua.residents.tails import ANSWERS, REWARDS
from xiuhua.shared.ids import uuid7

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as TestResponse

JPEG = picture("JPEG")


def photo(name: str = "现场.jpg", content: bytes = JPEG) -> SimpleUploadedFile:
    """Return a picture as a telephone sends it."""
    return SimpleUploadedFile(name, content, "image/jpeg")


def filled(**changes: Any) -> dict[str, Any]:  # form values
    """Return what somebody fills in."""
    typed = {
        "client_id": str(uuid7()), "text": "路边一堆垃圾，味道很大", "matter": "暴露垃圾",
        "longitude": HERE[0], "latitude": HERE[1], "address": "滨河路 12 号对面", "photo": [photo()],
    }  # fmt: skip
    return {name: value for name, value in (typed | changes).items() if value is not None}


def snapped(client: Client, **changes: Any) -> str:  # form values
    """Report on the residents' page and return the address of the receipt."""
    answer = client.post("/r", filled(**changes))
    assert answer.status_code == 303, answer.content.decode()
    return str(answer["Location"])


def asked(client: Client, **changes: Any) -> TestResponse:  # form values
    """Report as the page's script does."""
    return client.post("/r", filled(**changes), headers={"Accept": "application/json"})


def receipt_at(url: str) -> Receipt:
    """Return the receipt behind an address."""
    with scope_opened(("",)):
        return Receipt.objects.select_related("report__case").get(
            pk=int(url.rsplit("/", maxsplit=1)[-1].split("-", maxsplit=1)[0])
        )


def case_at(url: str) -> int:
    """Return the case behind an address."""
    return int(receipt_at(url).report.case_id)


def verified(office: Office, case: int) -> None:
    """Let the acceptor send a case for verification, a collector find it true, and the shift head file it."""
    office("acceptor").act(case, "ask_verify")
    office("collector").act(case, "verify_true")
    office("head").act(case, "file")


def settled(office: Office, case: int, *, reason: str = "垃圾已清运，地面已冲洗", **said: object) -> None:
    """Lead a filed case to its close."""
    office("dispatcher").act(case, "dispatch", unit_code="U-KEEPER")
    office("unit").act(case, "receive")
    office("unit").act(case, "feed_back", reason=reason, **said)
    office("dispatcher").act(case, "feedback_pass")
    office("verifier").act(case, "check_pass")
    office("head").act(case, "close")


def told() -> None:
    """Let the log be sealed and its tails run, as the background program does all the time."""
    with scope_opened(("",)):
        while seal():
            pass
        while tail_run_once(ANSWERS) or tail_run_once(REWARDS):
            pass


def texts(client: Client, url: str) -> str:
    """Return the page of a receipt."""
    answer = client.get(url)
    assert answer.status_code == 200, answer.content.decode()
    return str(answer.content.decode())


def all_in(page: str, words: Sequence[str]) -> bool:
    """Return whether words stand on a page in their order."""
    place = 0
    for word in words:
        place = page.find(word, place)
        if place < 0:
            return False
    return True
