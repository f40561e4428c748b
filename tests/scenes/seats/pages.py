"""What people see of the seats."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tests.scenes.seats.demo import demo_build
from tests.scenes.seats.rules import broken_share, is_fit


def seats_list(request: HttpRequest) -> HttpResponse:
    """Show which seats are unfit."""
    unfit = [
        seat.place for seat in demo_build() if not is_fit(broken_share(slats=seat.slats, broken=seat.broken))
    ]
    return render(request, "seats/list.html", {"unfit": unfit})
