"""The built pages: which hashed file holds which style, script or icon sheet."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from time import monotonic

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

_FRONT = "src/xiuhua/web/front/"
_LATIN = "inter-latin"  # the face of the first paint; worth asking for before the style sheet is read


@dataclass(frozen=True)
class Entry:
    """The files of one entry, as URLs."""

    styles: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()
    fonts: tuple[str, ...] = ()


def entry(name: str) -> Entry:
    """Return the files of an entry: `desk`, `portal`."""
    built = _manifest()
    found = built.get(f"{_FRONT}{name}.ts") or built.get(f"{_FRONT}{name}.css")
    if found is None:
        raise ImproperlyConfigured(f"the built pages have no entry {name!r}")
    styles = [*found.get("css", ()), *([found["file"]] if found["file"].endswith(".css") else ())]
    scripts = [found["file"]] if found["file"].endswith(".js") else []
    fonts = [file for file in found.get("assets", ()) if file.startswith(_LATIN)]
    return Entry(*(tuple(map(_url, files)) for files in (styles, scripts, fonts)))


def asset_url(name: str) -> str:
    """Return the URL of one built file: `icons.svg`, `mark.svg`."""
    return _url(_manifest()[_FRONT + name]["file"])


def _url(file: str) -> str:
    return f"{settings.STATIC_URL}{file}"


def _manifest() -> dict[str, dict[str, str]]:
    return _manifest_of(str(settings.FRONT_ROOT), int(monotonic()))


@lru_cache(maxsize=4)
def _manifest_of(root: str, _second: int) -> dict[str, dict[str, str]]:
    """Return what was built; looked for once a second, for a page prints a hundred icons."""
    path = Path(root) / "manifest.json"
    try:
        return _read(path, path.stat().st_mtime_ns)
    except FileNotFoundError:
        raise ImproperlyConfigured(
            f"{path} is missing: the pages are built by `./xiuhua up` and `test`"
        ) from None


@cache
def _read(path: Path, _changed_ns: int) -> dict[str, dict[str, str]]:
    built: dict[str, dict[str, str]] = json.loads(path.read_text("utf-8"))
    return built


def icon_names() -> tuple[str, ...]:
    """Return every icon of the sheet."""
    sheet = (Path(settings.FRONT_ROOT) / _manifest()[_FRONT + "icons.svg"]["file"]).read_text("utf-8")
    return tuple(re.findall(r'<symbol id="([a-z0-9-]+)"', sheet))
