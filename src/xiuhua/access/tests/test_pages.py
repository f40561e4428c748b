"""One's own account on the screen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client


def test_ones_own_account_opens_and_leads_to_a_new_password(sign_in: Callable[..., Client]) -> None:
    clerk = sign_in("ground_clerk", area="990101")
    page = clerk.get("/account")
    assert page.status_code == 200
    assert "/account/password" in page.content.decode()
    assert clerk.get("/account/password").status_code == 200
    assert Client().get("/account").status_code == 302  # a stranger signs in first


@pytest.mark.django_db
def test_the_door_answers_who_asks_only_whether_it_is_there() -> None:
    """Monitors of a city's IT ask with HEAD: nobody is signed in by it, and nobody has failed to."""
    found = Client().head("/sign-in")
    assert (found.status_code, found.content) == (200, b"")
