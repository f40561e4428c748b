"""Alarms held against what people found: vectors worked by hand."""

from __future__ import annotations

import pytest

from xiuhua.sensing.rules.following import Finding, Judgement, Proof, Raised, proof, verdict

_H = 3600.0


def _found(since: float, until: float, confirmed: bool | None, device: int = 1) -> Finding:  # noqa: FBT001
    return Finding(device_id=device, since=since * _H, until=until * _H, confirmed=confirmed)


def _raised(since: float, until: float | None, device: int = 1) -> Raised:
    return Raised(device_id=device, since=since * _H, until=None if until is None else until * _H)


def test_precision_and_what_was_met() -> None:
    found = [
        _found(10, 11, True),  # met by the first alarm
        _found(14, 14, False),  # a person went there, and it was nothing
        _found(18, 19, None),  # nobody has decided
        _found(22, 22, True),  # no alarm: missed
        _found(10, 11, True, device=2),  # another device, missed too
    ]
    raised = [_raised(10.2, 10.9), _raised(13, 13.6), _raised(18.5, None), _raised(6, 7)]
    # 13:36 and 14:00 lie 24 minutes apart, within the half hour; the open alarm reaches over 22:00
    assert proof(raised[:2], found) == Proof(
        raised=Judgement(confirmed=1, refuted=1, undecided=0), confirmed=3, met=1
    )
    assert proof(raised, found).raised == Judgement(confirmed=2, refuted=1, undecided=1)
    assert proof(raised, found).met == 2
    assert proof([], found) == Proof(raised=Judgement(), confirmed=3, met=0)


@pytest.mark.parametrize(("apart_s", "said"), [(1800.0, True), (1800.1, None)])
def test_the_slack_acts_at_its_printed_parameter(apart_s: float, said: bool | None) -> None:  # noqa: FBT001
    alarm = Raised(device_id=1, since=0.0, until=100.0)
    near = [Finding(device_id=1, since=100.0 + apart_s, until=100.0 + apart_s, confirmed=True)]
    assert verdict(alarm, near) is said


def test_one_confirmation_outweighs_a_refusal() -> None:
    near = [_found(10, 10, False), _found(10.1, 10.1, True)]
    assert verdict(_raised(10, 11), near) is True


def test_a_share_of_nothing_is_none() -> None:
    assert Judgement(undecided=4).share is None
    assert Judgement(confirmed=3, refuted=1).share == 0.75
