"""Open311 on a running installation: an app lists, posts and reads back through the front door."""

from __future__ import annotations

import http.client
from collections.abc import Mapping
from contextlib import closing
from urllib.parse import urlsplit

import pytest

from tests.launch.installation import Installation
from tests.launch.town import TOWN
from xiuhua.cases.tests.georeport_client import Client, Refused

pytestmark = [pytest.mark.heavy, pytest.mark.xdist_group("open311")]

# Run by `manage shell`: the account of an app with its key.
_SET_UP = (
    TOWN
    + """
user = account_create(username="app", name="街坊应用", password="Embroidery-2026", actor=system("setup"),
                      roles=(NewRole(role=Role.RESIDENT, area=DISTRICT),), at=now())
actor = actor_of(user, holdings_at(user.pk, at=now()))
_, raw = token_issue(name="app", acts=["report.make_open"], days=1, actor=actor, at=now())
print(json.dumps({"app": raw}))
"""
)


def app_set_up(installation: Installation) -> str:
    """Give the installation what an app needs, and return its api_key."""
    return str(installation.shell(_SET_UP)["app"])


def client_of(installation: Installation, api_key: str) -> Client:
    """Return a client that goes through the front door."""
    host = urlsplit(installation.url).netloc

    def sent(method: str, path: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, str, bytes]:
        with closing(http.client.HTTPConnection(host, timeout=60)) as line:
            line.request(method, path, body or None, dict(headers))
            answer = line.getresponse()
            return answer.status, answer.headers["Content-Type"], answer.read()

    return Client(sent, asked={"api_key": api_key})


def test_an_app_lists_posts_and_reads_back_through_the_front_door(installation: Installation) -> None:
    app = client_of(installation, app_set_up(installation))
    (endpoint,) = app.get("discovery")["endpoints"]
    assert endpoint["url"] == f"{installation.url}/open311/v2"
    assert [one["service_code"] for one in app.get("services")] == ["06010"]
    filled = {"service_code": "06010", "lat": "30.25", "long": "120.15", "description": "路边有垃圾"}
    made = [app.post(form, key="once", **filled) for form in ("json", "xml")]
    assert made[0] == made[1]
    (told,) = app.get("requests")
    assert (told["service_request_id"], told["status"]) == (made[0]["service_request_id"], "open")
    assert told["address"] == "云河区绣衣街道"
    with pytest.raises(Refused) as why:
        app.post(**{**filled, "api_key": "xh_nonsense"})
    assert why.value.status == 403
