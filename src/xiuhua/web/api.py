"""The API that every app adds its router to: who asks, how it refuses, and doing a request once."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.parser import Parser
from ninja.security import HttpBearer
from ninja.utils import check_csrf
from pydantic import AfterValidator, AwareDatetime

from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import CityError, NotSignedIn
from xiuhua.web.errors import envelope, language
from xiuhua.web.sentences import sentence

_SAFE = {"GET", "HEAD", "OPTIONS"}
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")  # as JSON writes it; `\\u0000` is a backslash and five signs


_FIRST, _LAST = datetime(1990, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


def _within_reach(at: datetime) -> datetime:
    if not _FIRST <= at <= _LAST:
        raise ValueError("between 1990 and 2200")
    return at.astimezone(UTC)


Instant = Annotated[AwareDatetime, AfterValidator(_within_reach)]
"""An instant with its offset, ISO 8601, as every operation takes one; in UTC from then on.

PostgreSQL takes no offset of sixteen hours and more, and nothing here is older than the platform's subjects.
"""


class SignedIn(HttpBearer):
    """A bearer token, or the session of the same site with its CSRF token."""

    openapi_description = "API token, `Authorization: Bearer xh_…`; a browser's own session serves as well."

    def __call__(self, request: HttpRequest) -> Actor:
        """Return who asks.

        Raises:
            NotSignedIn: nobody does.
        """
        actor: Actor = request.actor  # type: ignore[attr-defined]  # set by access.middleware
        if not actor.user_id:
            raise NotSignedIn
        if request.method not in _SAFE:  # access.middleware has excused bearer tokens, and nothing else
            refused = check_csrf(request, lambda _request: HttpResponse())
            if refused:
                raise HttpError(403, "csrf")
        return actor

    def authenticate(self, request: HttpRequest, token: str) -> None:
        """Do nothing: the middleware has read the token already."""


class StorableTexts(Parser):
    """Reads a body as JSON whose texts PostgreSQL can hold."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """Return the body.

        Raises:
            ValueError: it is no JSON, or holds the character NUL.
        """
        if _NUL.search(request.body):
            raise ValueError("NUL")
        return super().parse_body(request)


def asker(request: HttpRequest) -> Actor:
    """Return who asks, as `SignedIn` found them."""
    actor: Actor = request.auth  # type: ignore[attr-defined]  # set by ninja from what SignedIn returns
    return actor


def _described(error: ValidationError) -> dict[str, str]:
    """Return pydantic's complaints by field, in a sentence each."""
    return {
        ".".join(str(part) for part in item["loc"][1:]) or "body": sentence(
            "value_wrong", language(), detail=item["msg"]
        )
        for item in error.errors
    }


_REFUSAL = {
    "title": "Refusal",
    "description": "Why it was not done, in the language asked for; nothing of it was.",
    "type": "object",
    "properties": {
        "code": {"type": "string", "description": "which refusal, for programs"},
        "message": {"type": "string", "description": "a sentence for people"},
        "fields": {"type": "object", "additionalProperties": {"type": "string"}, "description": "by field"},
    },
    "required": ["code", "message", "fields"],
}


class CityApi(NinjaAPI):
    """An API of which every operation may refuse in one shape, and says so in its contract."""

    def get_openapi_schema(
        self,
        *,
        path_prefix: str | None = None,
        path_params: dict[str, Any] | None = None,  # as ninja has it
    ) -> OpenAPISchema:
        """Return the contract, with the refusal beside every answer."""
        contract = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        contract["components"]["schemas"]["Refusal"] = _REFUSAL
        refused = {
            "description": "Refused",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Refusal"}}},
        }
        for path in contract["paths"].values():
            for operation in path.values():
                operation["responses"].setdefault("4XX", refused)
        return contract


def api_build() -> NinjaAPI:
    """Return the API without routers; `config.urls` adds those of the apps."""
    api = CityApi(
        title="Xiuhua 绣花",
        version="1",
        description="City operation and management platform. Refusals are `{code, message, fields}`.",
        docs_url=None,
        parser=StorableTexts(),
        auth=SignedIn(),
        urls_namespace="api-v1",
    )

    def answer(request: HttpRequest, body: dict[str, Any], status: int) -> HttpResponse:
        return api.create_response(request, body, status=status)

    @api.exception_handler(CityError)
    def refused(request: HttpRequest, error: CityError) -> HttpResponse:
        return answer(request, envelope(error), error.http_status)

    @api.exception_handler(AuthenticationError)
    def nobody(request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
        return answer(request, envelope(NotSignedIn()), 401)

    @api.exception_handler(ValidationError)
    def malformed(request: HttpRequest, error: ValidationError) -> HttpResponse:
        message = sentence("invalid", language())
        return answer(request, {"code": "invalid", "message": message, "fields": _described(error)}, 422)

    @api.exception_handler(HttpError)
    def other(request: HttpRequest, error: HttpError) -> HttpResponse:
        code = "csrf_failed" if error.status_code == 403 else "invalid"
        return answer(
            request, {"code": code, "message": sentence(code, language()), "fields": {}}, error.status_code
        )

    return api
