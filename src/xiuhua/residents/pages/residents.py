"""The residents' own pages, without an account: reporting, following, adding, rating.

They read and write as `RESIDENTS`, whose acts are few; what they show is found by the secret address.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any

from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from xiuhua.access.services import scope_opened
from xiuhua.cases.queries.ground import place_of
from xiuhua.cases.services import NewReport
from xiuhua.cases.terms import OVER, CaseState, Channel
from xiuhua.files.services.pictures import rendition_ensure
from xiuhua.files.terms import Shape
from xiuhua.notices.rules.sms import phone_read
from xiuhua.residents.forms.residents import ReceiptActForm, ResidentForm, SpotForm
from xiuhua.residents.models import Receipt
from xiuhua.residents.queries.ground import matter_said, matters_offered, middle_of_town, ways_in
from xiuhua.residents.queries.receipts import (
    answers_of,
    case_met,
    cases_met,
    own_photos,
    receipt_get,
    receipts_held,
    result_of,
    result_photos,
)
from xiuhua.residents.queries.rewards import rewards_of_receipt
from xiuhua.residents.queries.rows import Case, Report, StoredFile
from xiuhua.residents.rules.limiting import PHOTOS_MOST, is_filled_in_by_a_program
from xiuhua.residents.rules.rewarding import yuan_text
from xiuhua.residents.rules.sketching import bounds_around, sketch_drawn
from xiuhua.residents.rules.telling import STEPS, step_of
from xiuhua.residents.services.receipts import (
    NOT_YET,
    RESIDENTS,
    Picture,
    Sender,
    code_of,
    receipt_add,
    receipt_named,
    receipt_rate,
    receipt_take,
    receipt_withdraw,
)
from xiuhua.residents.services.refusals import FilledInByProgram, ReceiptUnknown
from xiuhua.residents.terms.residents import AnswerKind, Rating, ReceiptState, Route, Step
from xiuhua.residents.terms.rewards import RewardState
from xiuhua.shared.actor import NOBODY, Actor
from xiuhua.shared.clock import now
from xiuhua.shared.errors import CityError, Invalid, NotFound, NotSignedIn
from xiuhua.shared.ids import uuid7
from xiuhua.shared.masks import phone_masked
from xiuhua.shared.terms import Term
from xiuhua.web.errors import envelope, language
from xiuhua.web.sentences import error_sentence, field_sentences, sentence

_NGINX_PREFIX = "/_files/"
_NOTHING_RUNS = "default-src 'none'; sandbox"
_SEE_OTHER = 303
_LARGE = "xh_large"
_SHAPES = frozenset(shape.value for shape in Shape)
_SIGNER = TimestampSigner(salt="residents.residents")

View = Callable[..., HttpResponse]


def _for_residents(view: View) -> View:
    """Let a view see what lies behind a receipt: every area, through an actor of few acts."""

    @wraps(view)
    def opened(request: HttpRequest, **named: Any) -> HttpResponse:  # what the address holds
        with scope_opened(RESIDENTS.areas):
            return view(request, **named)

    return opened


# --- reporting ----------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@_for_residents
def report_page(request: HttpRequest) -> HttpResponse:
    """Ask what is wrong and where; take it and lead to the receipt."""
    if request.method != "POST":
        return _report(request, ResidentForm())
    form = ResidentForm(request.POST)
    if not form.is_valid():
        return _report_refused(request, form, Invalid(fields={}), status=422)
    try:
        receipt = _take(request, form.cleaned_data, at=now())
    except CityError as refusal:
        return _report_refused(request, form, refusal, status=refusal.http_status)
    url = reverse("residents:receipt", args=(code_of(receipt_id=receipt.pk),))
    if _wants_json(request):
        return JsonResponse({"url": url, "number": receipt.number})
    return HttpResponseRedirect(url, status=_SEE_OTHER)


def _take(request: HttpRequest, typed: Mapping[str, Any], *, at: datetime) -> Receipt:  # form values
    if is_filled_in_by_a_program(trap=typed["nickname"], took_s=_took_s(typed["made"], at)):
        raise FilledInByProgram
    item = matter_said(typed["matter"])
    text = typed["text"].strip()
    if item is None and typed["matter"].strip():
        text = f"{typed['matter'].strip()}\n{text}".strip()
    pictures = [
        Picture(name=upload.name or "", content=upload)
        for upload in request.FILES.getlist("photo")[:PHOTOS_MOST]
    ]
    if not text and item is None:
        if not pictures:
            raise Invalid(fields={"text": "receipt_words_missing"})
        text = sentence("receipt_see_photo", language())
    new = NewReport(
        client_id=typed["client_id"] or uuid7(),
        channel=Channel.PUBLIC,
        text=text,
        item_id=item.pk if item else None,
        longitude=typed["longitude"],
        latitude=typed["latitude"],
        address=typed["address"],
        caller_name=typed["name"],
        caller_phone=typed["phone"],
    )
    met = case_met(typed["met"]) if typed["met"] else None
    return receipt_take(
        new=new, sender=_sender(request), pictures=pictures, met_case_id=met.pk if met else None, at=at
    )


def _sender(request: HttpRequest) -> Sender:
    actor: Actor = getattr(request, "actor", NOBODY)
    network = request.headers.get("X-Real-IP") or request.META.get("REMOTE_ADDR") or "127.0.0.1"
    return Sender(
        network=network,
        holder=actor.name if actor.user_id else "",
        in_chinese=language().startswith("zh"),
    )


def _took_s(made: str, at: datetime) -> float | None:
    """Return how long ago the page was made; None where it does not say: it was kept for later, perhaps."""
    try:
        told = _SIGNER.unsign(made)
    except BadSignature:
        return None
    return at.timestamp() - float(told)


def _report(
    request: HttpRequest, form: ResidentForm, *, faults: Mapping[str, str] | None = None, status: int = 200
) -> HttpResponse:
    typed = form.data if form.is_bound else {}
    here = language()
    seen: dict[str, object] = {
        "typed": typed,
        "faults": faults or {},
        "large": request.COOKIES.get(_LARGE) == "1",
        "matters": [zh if here.startswith("zh") else en for zh, en in matters_offered()],
        "client_id": typed.get("client_id") or uuid7(),
        "photos_most": PHOTOS_MOST,
        "made": _SIGNER.sign(f"{now().timestamp():.1f}"),
    }
    return render(request, "residents/report.html", seen, status=status)


def _report_refused(
    request: HttpRequest, form: ResidentForm, refusal: CityError, *, status: int
) -> HttpResponse:
    wrong = {name: " ".join(str(one) for one in errors) for name, errors in form.errors.items()}
    faults = {**wrong, **field_sentences(refusal, language())}
    if not faults:
        faults = {"": error_sentence(refusal, language())}
    if _wants_json(request):
        told = envelope(refusal) | {"fields": faults, "message": " ".join(faults.values())}
        return JsonResponse(told, status=status)
    return _report(request, form, faults=faults, status=status)


def _wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


@require_safe
@_for_residents
def near_page(request: HttpRequest) -> HttpResponse:
    """Tell which open cases lie so near that they may be the same; nothing that anybody typed."""
    form = SpotForm(request.GET)
    if not form.is_valid():
        raise Invalid(fields={"place": "receipt_place_missing"})
    asked, here = form.cleaned_data, language()
    place, item = place_of(asked["longitude"], asked["latitude"]), matter_said(asked["matter"])
    found = cases_met(place, item_id=item.pk if item else None, at=now()) if place else []
    told = [
        {
            "case": case.pk,
            "matter": _matter(case, here),
            "metres": round(away),
            "on": f"{case.reported_at:%m-%d}",
            "step": step_of(CaseState(case.state)).label(here),
        }
        for case, away in found
    ]
    return JsonResponse({"near": told})


def _matter(case: Case, here: str) -> str:
    if case.item is None:
        return ""
    return case.item.zh if here.startswith("zh") else case.item.en or case.item.zh


@require_safe
@_for_residents
def sketch_page(request: HttpRequest) -> HttpResponse:
    """Draw the roads around a place, to tap on."""
    form = SpotForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    middle = (asked["longitude"], asked["latitude"]) if asked else middle_of_town()
    if middle is None:
        raise NotFound(kind="area", key="")
    drawn = sketch_drawn(
        longitude=middle[0],
        latitude=middle[1],
        ways=ways_in(bounds_around(*middle)),
        label=_("Map: tap where it is"),
    )
    return HttpResponse(drawn, content_type="image/svg+xml")


# --- the receipt --------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class StepView:
    """One step of a matter's way."""

    label: str
    is_done: bool
    is_here: bool


@dataclass(frozen=True, kw_only=True)
class AnswerView:
    """What was told, and when."""

    label: str
    text: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class ReceiptView:
    """A receipt as its holder sees it."""

    number: str
    url: str
    matter: str
    text: str
    address: str
    taken_at: datetime
    headline: str
    steps: tuple[StepView, ...]
    answers: tuple[AnswerView, ...]
    phone: str
    photos: tuple[tuple[str, str], ...]
    after: tuple[tuple[str, str], ...]
    result: str
    rewards: tuple[str, ...]
    reports: int
    is_over: bool
    is_withdrawn: bool
    may_withdraw: bool
    may_rate: bool
    rating: str


@require_http_methods(["GET", "HEAD", "POST"])
@_for_residents
def receipt_page(request: HttpRequest, code: str) -> HttpResponse:
    """Show what became of a report to whoever holds its receipt; take what they add, say or take back."""
    try:
        receipt_id = receipt_named(code=code)
    except ReceiptUnknown as refusal:
        if _wants_json(request):
            raise
        seen = {"said": error_sentence(refusal, language()), "large": request.COOKIES.get(_LARGE) == "1"}
        return render(request, "residents/unknown.html", seen, status=refusal.http_status)
    if request.method != "POST":
        return _receipt(request, code, receipt_id)
    form = ReceiptActForm(request.POST)
    try:
        if not form.is_valid():
            raise Invalid(fields={"text": "receipt_nothing_added"})
        _act(request, receipt_id, form.cleaned_data, at=now())
    except CityError as refusal:
        said = " ".join(field_sentences(refusal, language()).values()) or error_sentence(refusal, language())
        return _receipt(request, code, receipt_id, fault=said, status=refusal.http_status)
    return HttpResponseRedirect(request.path, status=_SEE_OTHER)


def _act(
    request: HttpRequest, receipt_id: int, typed: Mapping[str, Any], *, at: datetime
) -> None:  # as above
    if typed["act"] == "withdraw":
        receipt_withdraw(receipt_id=receipt_id, at=at)
    elif typed["act"] == "rate":
        if not typed["rating"]:
            raise Invalid(fields={"rating": "receipt_rating_missing"})
        receipt_rate(receipt_id=receipt_id, rating=Rating(typed["rating"]), words=typed["text"], at=at)
    else:
        pictures = [
            Picture(name=one.name or "", content=one) for one in request.FILES.getlist("photo")[:PHOTOS_MOST]
        ]
        receipt_add(receipt_id=receipt_id, text=typed["text"], pictures=pictures, at=at)


def _receipt(
    request: HttpRequest, code: str, receipt_id: int, *, fault: str = "", status: int = 200
) -> HttpResponse:
    receipt = receipt_get(receipt_id)
    view = _receipt_view(receipt, code)
    seen = {"view": view, "fault": fault, "large": request.COOKIES.get(_LARGE) == "1"}
    answer = render(request, "residents/receipt.html", seen, status=status)
    answer["Referrer-Policy"] = "same-origin"  # the address is the key; forms need their origin
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _receipt_view(receipt: Receipt, code: str) -> ReceiptView:
    here = language()
    report: Report = receipt.report
    case: Case = report.case
    state = CaseState(case.state)
    over, withdrawn = state in OVER, receipt.state == ReceiptState.WITHDRAWN
    after = result_photos(case.pk) if over and not withdrawn else []
    return ReceiptView(
        number=receipt.number,
        url=reverse("residents:receipt", args=(code,)),
        matter=_matter(case, here),
        text=report.text,
        address=report.address,
        taken_at=receipt.taken_at,
        headline=_headline(state, here, withdrawn=withdrawn),
        steps=tuple(_steps(state, here)),
        answers=tuple(
            AnswerView(label=AnswerKind(one.kind).label(here), text=one.text, at=one.at)
            for one in answers_of(receipt)
        ),
        phone=phone_masked(phone_read(report.caller_phone) or "") if receipt.route == Route.SMS else "",
        photos=tuple(_addresses(one, code) for one in own_photos(receipt)),
        after=tuple(_addresses(one, code) for one in after),
        result=result_of(case.pk) if state is CaseState.CLOSED else "",
        rewards=tuple(_reward_lines(receipt)),
        reports=case.reports.count(),
        is_over=over,
        is_withdrawn=withdrawn,
        may_withdraw=not withdrawn and state in NOT_YET,
        may_rate=over and not withdrawn and not receipt.rating,
        rating=Rating(receipt.rating).label(here) if receipt.rating else "",
    )


def _headline(state: CaseState, here: str, *, withdrawn: bool) -> str:
    if withdrawn:
        return _label(ReceiptState.WITHDRAWN, here)
    return _label(step_of(state), here)


def _label(term: Term, here: str) -> str:
    return term.label(here)


def _steps(state: CaseState, here: str) -> list[StepView]:
    step = step_of(state)
    if step is Step.ASIDE:
        return []
    reached = STEPS.index(step)
    return [
        StepView(
            label=one.label(here),
            is_done=number < reached or one is step is Step.SETTLED,
            is_here=number == reached,
        )
        for number, one in enumerate(STEPS)
    ]


def _reward_lines(receipt: Receipt) -> list[str]:
    here = language()
    found = []
    for reward in rewards_of_receipt(receipt.pk):
        why = " ".join(reason_sentence(one, here) for one in reward.reasons)
        state = RewardState(reward.state)
        amount = _("%(yuan)s yuan") % {"yuan": yuan_text(reward.fen)} if reward.fen else ""
        found.append(" · ".join(filter(None, (amount, state.label(here), why))))
    return found


def reason_sentence(reason: Mapping[str, Any], here: str) -> str:  # as it is kept in JSON
    """Return one step of a reward's judgement in words."""
    return sentence(
        reason["code"],
        here,
        amount=yuan_text(reason.get("fen", 0)),
        most=yuan_text(reason.get("most_fen", 0)),
    )


def _addresses(file: StoredFile, code: str) -> tuple[str, str]:
    return (
        reverse("residents:receipt-photo", args=(code, file.pk, Shape.THUMB.value)),
        reverse("residents:receipt-photo", args=(code, file.pk, Shape.VIEW.value)),
    )


@require_safe
@_for_residents
def photo_page(request: HttpRequest, code: str, file_id: int, shape: str) -> HttpResponse:  # noqa: ARG001 - a view is called so
    """Let nginx hand out a picture of a receipt's own report, or of how its case was left; no original."""
    receipt = receipt_get(receipt_named(code=code))
    case: Case = receipt.report.case
    shown = [*own_photos(receipt), *(result_photos(case.pk) if CaseState(case.state) in OVER else [])]
    file = next((one for one in shown if one.pk == file_id), None)
    if file is None or shape not in _SHAPES:
        raise NotFound(kind="file", key=str(file_id))
    answer = HttpResponse(content_type="image/jpeg")
    answer["X-Accel-Redirect"] = _NGINX_PREFIX + rendition_ensure(file, Shape(shape)).as_posix()
    answer["Content-Disposition"] = "inline"
    answer["Content-Security-Policy"] = _NOTHING_RUNS
    answer["Cache-Control"] = "private, max-age=3600"
    return answer


# --- signed in ----------------------------------------------------------------------------------------------


@require_safe
def mine_page(request: HttpRequest) -> HttpResponse:
    """Show a volunteer or resident with an account what they reported, and what others met nearby.

    Raises:
        NotSignedIn: nobody is signed in.
    """
    actor: Actor = getattr(request, "actor", NOBODY)
    if actor.user_id is None:
        raise NotSignedIn
    here = language()
    with scope_opened(RESIDENTS.areas):
        rows = [
            {
                "number": receipt.number,
                "url": reverse("residents:receipt", args=(code_of(receipt_id=receipt.pk),)),
                "matter": _matter(receipt.report.case, here) or receipt.report.text[:40],
                "address": receipt.report.address,
                "taken_at": receipt.taken_at,
                "step": step_of(CaseState(receipt.report.case.state)).label(here),
                "rating": Rating(receipt.rating).label(here) if receipt.rating else "",
            }
            for receipt in receipts_held(actor.name)
        ]
    settled = sum(row["step"] == Step.SETTLED.label(here) for row in rows)
    seen = {
        "rows": rows,
        "settled": settled,
        "person": actor.label,
        "large": request.COOKIES.get(_LARGE) == "1",
    }
    return render(request, "residents/mine.html", seen)
