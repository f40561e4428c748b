"""Signing in and out."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from xiuhua.access import services
from xiuhua.shared.clock import now
from xiuhua.shared.errors import CityError
from xiuhua.web import seams
from xiuhua.web.errors import language
from xiuhua.web.parts import Action, Field, FieldGroup, FormView
from xiuhua.web.sentences import error_sentence

_LONGEST_NAME = 40


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_page(request: HttpRequest) -> HttpResponse:
    """Ask for user name and password; on success go where the person was heading."""
    target = _target(request)
    if request.method != "POST":
        return render(request, "web/sign_in.html", _door(_form(target)))
    username = request.POST.get("username", "").replace("\x00", "").strip()[:_LONGEST_NAME]
    try:
        user, _actor = services.sign_in(
            username=username, password=request.POST.get("password", ""), address=_address(request), at=now()
        )
    except CityError as error:
        form = _form(target, username=username, fault=error_sentence(error, language()))
        return render(request, "web/sign_in.html", _door(form), status=error.http_status)
    services.session_begin(request.session, user, at=now())
    return HttpResponseRedirect("/account/password" if user.must_change_password else target)


@require_POST
def sign_out_page(request: HttpRequest) -> HttpResponse:
    """End the session."""
    if request.actor.user_id:  # type: ignore[attr-defined]  # set by access.middleware
        services.sign_out(actor=request.actor, at=now())  # type: ignore[attr-defined]  # as above
    request.session.flush()
    return HttpResponseRedirect("/sign-in")


def _target(request: HttpRequest) -> str:
    """Return where to go after signing in: only an address of this site."""
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else "/"


def _address(request: HttpRequest) -> str:
    """Return who is at the other end: the front door overwrites X-Real-IP, so nobody else can set it."""
    return request.headers.get("X-Real-IP") or request.META.get("REMOTE_ADDR") or "127.0.0.1"


def _door(form: FormView) -> dict[str, object]:
    return {"form": form, "doors": seams.doors()}


def _form(target: str, *, username: str = "", fault: str = "") -> FormView:
    return FormView(
        title=_("Sign in"),
        action_url="/sign-in",
        submit=Action(label=_("Sign in"), kind="primary"),
        errors=(fault,) if fault else (),
        groups=(
            FieldGroup(
                fields=(
                    Field(name="username", label=_("User name"), value=username, autocomplete="username"),
                    Field(
                        name="password", label=_("Password"), kind="password", autocomplete="current-password"
                    ),
                    Field(name="next", label="", kind="hidden", value=target),
                )
            ),
        ),
    )
