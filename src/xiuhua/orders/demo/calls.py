"""Calls to 960116 in the demo district's last weeks: missed, answered at once, written down as orders."""

from __future__ import annotations

import io
import math
import wave
from datetime import datetime, timedelta
from random import Random

from django.db import transaction

from xiuhua.access.services import scope_opened
from xiuhua.cases.demo.crew import Crew, chance_of
from xiuhua.cases.demo.load import HOME
from xiuhua.orders.demo.orders import demo_link
from xiuhua.orders.demo.past_orders import Desk, answer_to, goes_on, order_told, part_of
from xiuhua.orders.models import Call, Link
from xiuhua.orders.services.calls import CallTold, Registered, call_record, call_register, call_told
from xiuhua.orders.services.links import actor_of_link
from xiuhua.orders.terms.calls import CallEvent
from xiuhua.orders.terms.links import LinkKind
from xiuhua.orders.terms.orders import OrderSource

AGENT = "agent"
_DAYS = (24, 21, 19, 16, 13, 11, 9, 8, 6, 5, 4, 3, 2, 2, 1, 1, 0)
_MISSED, _ONLY_TALK = 6, 5  # every so many
_RATE_HZ, _TONE_HZ = 8_000, 440


def calls_told(crew: Crew) -> int:
    """Let the telephone have rung, and the agent written down what was said."""
    link, told = demo_link(LinkKind.TELEPHONE, at=crew.until), 0
    for number, days in enumerate(_DAYS):
        call_id, chance = f"past-{number:04d}", chance_of(f"call/{number}")
        with scope_opened((HOME,)):
            if Call.objects.filter(link=link, call_id=call_id).exists():
                continue
        at = crew.ago(days, chance.randrange(8, 18), chance.randrange(60))
        with transaction.atomic():
            _rang(number, call_id, link, crew, chance, at=at)
        told += 1
    return told


def _rang(number: int, call_id: str, link: Link, crew: Crew, chance: Random, *, at: datetime) -> None:
    asks = number % 4 == 2
    new = order_told(crew, chance, source=OrderSource.HOTLINE, at=at, asks=asks)
    told = {"call_id": call_id, "caller_phone": new.caller_phone, "agent": AGENT}
    answered = number % _MISSED != _MISSED - 1
    events = [(CallEvent.RINGING, 0.0)]
    if answered:
        events.append((CallEvent.ANSWERED, chance.uniform(3, 15)))
    ended = at + timedelta(seconds=chance.uniform(60, 260) if answered else 35)
    with scope_opened((HOME,)):
        actor = actor_of_link(link)
        for event, after_s in events:
            instant = at + timedelta(seconds=after_s)
            call_told(
                told=CallTold(event=event, happened_at=instant, **told), link=link, actor=actor, at=instant
            )
        hung_up = CallTold(event=CallEvent.HUNG_UP, happened_at=ended, **told)
        call = call_told(told=hung_up, link=link, actor=actor, at=ended)
        if answered:
            seconds = round((ended - at).total_seconds()) % 3 + 2
            call_record(link=link, call_id=call_id, content=_tone(seconds), actor=actor, at=ended)
    if not answered or number % _ONLY_TALK == _ONLY_TALK - 1:
        return
    answer = answer_to(new.words)
    said = Registered(order=new, part=None if answer else part_of(new, crew), answer=answer)
    at = ended + timedelta(minutes=1)
    with crew.acting(AGENT) as actor:
        order = call_register(call_id=call.pk, said=said, actor=actor, at=at)
    goes_on(order.pk, Desk(crew=crew, chance=chance), at=at)


def _tone(seconds: int) -> bytes:
    """Return a recording on which nobody speaks: some seconds of the dial tone, as WAV."""
    kept = io.BytesIO()
    with wave.open(kept, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(_RATE_HZ)
        turns = (math.sin(2 * math.pi * _TONE_HZ * n / _RATE_HZ) for n in range(seconds * _RATE_HZ))
        file.writeframes(bytes(round(128 + 60 * turn) for turn in turns))
    return kept.getvalue()
