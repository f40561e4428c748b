"""Codes of firms, and number plates."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiuhua.ground.rules.parties import (
    credit_check_character,
    credit_code_fault,
    credit_code_tidied,
    registration_check_digit,
)
from xiuhua.ground.rules.vehicles import plate_fault, plate_tidied

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_bodies = st.text(alphabet=_ALPHABET, min_size=17, max_size=17)


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        # Sum of value × 3^i mod 31 over the first 17 is 0 where they are all "0", so the check is "0".
        ("000000000000000000", None),
        # "1" in the first place alone: 31 - 1 × 1 = 30, the last of the alphabet.
        ("10000000000000000Y", None),
        # "1" in the second place alone: 31 - 3 = 28, the character W.
        ("01000000000000000W", None),
        ("01000000000000000X", "credit_code_check"),
        ("0100000000000000W", "credit_code_length"),
        ("", "credit_code_length"),
        ("I1000000000000000W", "credit_code_letter"),
        ("01000000000000000Ｗ", "credit_code_letter"),
        # MOD 11,10 worked by hand over 11010800000001: the check digit is 6.
        ("110108000000016", None),
        ("110108000000017", "credit_code_check"),
        ("11010800000001X", "credit_code_letter"),
    ],
)
def test_each_fault_of_a_credit_code_has_its_own_name(code: str, fault: str | None) -> None:
    assert credit_code_fault(code) == fault


def test_blanks_and_small_letters_are_tidied_before() -> None:
    assert credit_code_tidied(" 0100 0000 0000 0000 0w ") == "01000000000000000W"


@given(body=_bodies, place=st.integers(0, 17), other=st.sampled_from(_ALPHABET))
def test_any_single_changed_character_is_found(body: str, place: int, other: str) -> None:
    code = body + credit_check_character(body)
    assert credit_code_fault(code) is None
    changed = code[:place] + other + code[place + 1 :]
    assert (credit_code_fault(changed) is None) == (changed == code)


@given(
    body=st.text(alphabet="0123456789", min_size=14, max_size=14),
    place=st.integers(0, 14),
    other=st.sampled_from("0123456789"),
)
def test_any_single_changed_digit_of_a_registration_number_is_found(
    body: str, place: int, other: str
) -> None:
    code = body + registration_check_digit(body)
    changed = code[:place] + other + code[place + 1 :]
    assert (credit_code_fault(changed) is None) == (changed == code)


@pytest.mark.parametrize(
    ("plate", "fault"),
    [
        ("浙A·12345", None),
        ("浙a d12345", None),  # small, electric
        ("浙A12345F", None),  # large, other new energy
        ("浙A1234学", None),
        ("浙A1234挂", None),
        ("浙A1234", "plate_length"),
        ("", "plate_length"),
        ("浙A123456", "plate_form"),  # eight characters without a new-energy letter
        ("浙I12345", "plate_form"),
        ("浙A1O345", "plate_form"),
        ("XA12345", "plate_form"),
        ("浙A１2345", "plate_form"),
    ],
)
def test_plates_of_seven_and_of_eight_characters(plate: str, fault: str | None) -> None:
    assert plate_fault(plate_tidied(plate)) == fault
