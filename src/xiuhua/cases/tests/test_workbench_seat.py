"""A scripted seat works fifty reports by keys, through the doors; its decisions are held against the truth.

The seat is the command centre's: acceptor, shift head and dispatcher. It knows no more than its pages show. A
key press is one act: Enter is one, a letter that opens a form is one, each field filled in is one, and
sending the form is one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from statistics import median

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from xiuhua.access.services import scope_opened
from xiuhua.cases.models import Case
from xiuhua.cases.pages.workbench.views import CasePane, DeskAction
from xiuhua.cases.terms import CaseState, Likelihood
from xiuhua.cases.tests.loop_kit import HERE, NOBODYS
from xiuhua.cases.tests.proof_kit import Office
from xiuhua.cases.tests.test_photos import _taken

_STEP = 0.0008  # degrees: some eighty metres, so that neighbours are no duplicates
_STEPS_M = 30  # what a person takes for the same spot
_OTHER_WORDS = {"坑洞": "道路破损", "贴满小广告": "非法小广告"}
"""What a description says where the matter reported is another one; an acceptor reads it."""


@dataclass(frozen=True, kw_only=True)
class Truth:
    """A report and what should become of it."""

    kind: str
    state: CaseState
    matter: str
    body: dict[str, object]


def _truths() -> Iterator[Truth]:
    """Yield the fifty, each at a place of its own but the duplicates, which lie some metres beside."""
    dispatched = CaseState.DISPATCHED
    spots = [(HERE[0] + 0.01 + nth % 8 * _STEP, HERE[1] + nth // 8 * _STEP) for nth in range(50)]
    for nth in range(30):
        matter, name = ("06010", "暴露垃圾") if nth % 2 else ("07001", "非法小广告")
        body = {"matter": matter, "text": f"沿街有{name}", "address": f"云台路 {nth} 号"}
        yield Truth(kind="ordinary", state=dispatched, matter=matter, body=body | _at(spots[nth]))
    for nth in range(30, 38):
        right, words = (("06013", "路面坑洞"), ("07001", "墙上贴满小广告"))[nth % 2]
        body = {"matter": "06010", "text": words, "address": f"鼓楼路 {nth} 号"}
        yield Truth(kind="misclassified", state=dispatched, matter=right, body=body | _at(spots[nth]))
    for nth in range(5):
        east, north = spots[nth * 2 + 1]
        body = {"matter": "06010", "text": "沿街有暴露垃圾", "address": f"云台路 {nth * 2 + 1} 号门前"}
        place = _at((east + 0.00005, north))
        yield Truth(kind="duplicate", state=CaseState.MERGED, matter="06010", body=body | place)
    for nth in range(4):
        east, north = NOBODYS
        body = {"matter": "06035", "text": "旧沙发", "address": f"荒地 {nth} 号"}
        place = _at((east - nth * _STEP, north))
        yield Truth(kind="nobody's", state=dispatched, matter="06035", body=body | place)
    for nth in range(40, 43):
        told = {"matter": "06010", "text": "沿街有暴露垃圾", "address": f"钟楼路 {nth} 号"}
        yield Truth(
            kind="bad photo",
            state=CaseState.VERIFYING,
            matter="06010",
            body=told | _at(spots[nth]) | {"bad": True},
        )


def _at(spot: tuple[float, float]) -> dict[str, object]:
    return {"longitude": spot[0], "latitude": spot[1]}


@dataclass
class Seat:
    """Somebody at the workbench who decides by what it shows; counts every key."""

    office: Office
    presses: Counter[int] = field(default_factory=Counter)

    def work(self, name: str) -> None:
        """Work a post's list until nothing waits that may be done now."""
        while True:
            pane = self.office(name).client.get("/workbench").context["view"].case
            if pane is None:
                return
            self.office.hands.go(seconds=10)
            self._decide(name, pane)

    def _decide(self, name: str, pane: CasePane) -> None:
        if name == "acceptor":
            self._accept(name, pane)
        elif pane.lead is not None and pane.lead.values:
            self._enter(name, pane)
        else:  # nobody is suggested: the street's office clears it
            self._form(name, pane, self._lead(pane), unit="绣衣街道办事处")

    def _accept(self, name: str, pane: CasePane) -> None:
        shown = self._words(pane)
        same = self._duplicate(pane)
        other = next((matter for words, matter in _OTHER_WORDS.items() if words in shown["text"]), "")
        if shown["doubt"]:
            self._form(name, pane, self._by_key(pane, "V"))
        elif same:
            self._form(name, pane, self._by_key(pane, "M"), _typed=0, target=same)
        elif other and other != shown["matter"]:
            self._form(name, pane, self._by_key(pane, "E"), matter=other)
        else:
            self._enter(name, pane)

    def _words(self, pane: CasePane) -> dict[str, str]:
        """Return what the pane says of a report: its words, its matter, whether a photo contradicts it."""
        section = next(one for one in pane.view.sections if one.template == "cases/description.html")
        context = section.context
        assert isinstance(context, dict)
        photos = [one for one in context.get("photos", ()) if one] + [
            one for pair in context.get("pairs", ()) for one in pair if one
        ]
        doubt = any(one["doubts"] for one in photos)
        return {"text": str(context["text"]), "matter": pane.view.title, "doubt": "yes" if doubt else ""}

    def _duplicate(self, pane: CasePane) -> str:
        """Return the earlier case that is shown as very likely the same, a few steps away; else nothing."""
        section = next((one for one in pane.view.sections if one.template == "cases/duplicates.html"), None)
        for line in section.context if section is not None and isinstance(section.context, list) else []:
            near = line.metres is not None and line.metres <= _STEPS_M
            if near and line.case.pk < pane.pk and line.likelihood.text == Likelihood.LIKELY.zh:
                return str(line.case.number)
        return ""

    def _lead(self, pane: CasePane) -> DeskAction:
        assert pane.lead is not None
        return pane.lead

    def _by_key(self, pane: CasePane, key: str) -> DeskAction | None:
        return next((one for one in (*pane.buttons, *pane.further) if one.key == key), None)

    def _enter(self, name: str, pane: CasePane) -> None:
        sent = {**self._lead(pane).values, "seen": pane.moves, "once": pane.once}
        answer = self.office(name).client.post(pane.act_url, sent, headers={"Accept": "application/json"})
        assert answer.status_code == 200, answer.content.decode()
        self.presses[pane.pk] += 1

    def _form(
        self, name: str, pane: CasePane, offered: DeskAction | None, _typed: int | None = None, **typed: str
    ) -> None:
        """Open a form by its key, fill it in and send it; what the form holds already is not typed."""
        assert offered is not None
        self.office(name).form(offered.form_url.partition("?")[0], **typed)
        self.presses[pane.pk] += 2 + (len(typed) if _typed is None else _typed)


@pytest.mark.slow("fifty reports through three posts")
def test_a_seat_works_fifty_reports_with_few_keys_and_no_wrong_decision(office: Office) -> None:
    told: dict[int, Truth] = {}
    for truth in _truths():
        body = dict(truth.body)
        if body.pop("bad", False):
            photo = SimpleUploadedFile("近景.jpg", _taken(office.hands.at - timedelta(hours=1), 0.5))
            sent = {"purpose": "photo", "file": photo}
            body["photos"] = [office("collector").client.post("/api/v1/files", sent).json()["id"]]
        office.hands.go(seconds=5)
        told[office("collector").report(**body)["id"]] = truth
    seat = Seat(office)
    for name in ("acceptor", "head", "dispatcher"):
        seat.work(name)
    with scope_opened(("",)):
        ended = {
            case.pk: case for case in Case.objects.select_related("item", "unit").filter(pk__in=list(told))
        }
        codes = dict(Case.objects.filter(pk__in=list(told)).values_list("pk", "item__code"))
    wrong = [
        (truth.kind, ended[pk].state, ended[pk].title)
        for pk, truth in told.items()
        if (ended[pk].state, codes[pk]) != (truth.state, truth.matter)
    ]
    assert wrong == []
    acts = {
        kind: [seat.presses[pk] for pk, truth in told.items() if truth.kind == kind]
        for kind in dict.fromkeys(truth.kind for truth in told.values())
    }
    assert {kind: len(those) for kind, those in acts.items()} == {
        "ordinary": 30, "misclassified": 8, "duplicate": 5, "nobody's": 4, "bad photo": 3,
    }  # fmt: skip
    assert {kind: median(those) for kind, those in acts.items()} == {
        "ordinary": 3, "misclassified": 5, "duplicate": 2, "nobody's": 5, "bad photo": 2,
    }  # fmt: skip
    assert max(acts["ordinary"]) <= 4
