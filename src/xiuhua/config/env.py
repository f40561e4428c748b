"""The only reader of the environment. Every variable the platform knows is named here."""

from __future__ import annotations

import os
import re
import secrets
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

ROOT = Path(__file__).resolve().parents[3]

_JURISDICTION = re.compile(r"(?P<name>[A-Za-z0-9][A-Za-z0-9._-]{0,79})\s*=\s*(?P<area>[0-9]{4,15})")
_REALM = re.compile(r"[A-Za-z0-9._-]{1,64}")
_MOST_MEGABYTES = 65_536
_GATEWAY_PROTOCOLS = ("hj212", "jt808", "sl651", "mqtt", "gb28181")
_USUAL_PORTS = "hj212=9212,jt808=9808,sl651=9651,mqtt=1883,gb28181=5060"
_USUAL_PLATFORM = "33010000002000000001"
DEMO_SIZES = ("small", "full")
_LEAST_DAYS = 7  # pages show the frames of a week
_LAST_PORT = 65_535
_BARE_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")
_PLATFORM = re.compile(r"[1-9][0-9]{9}200[0-9]{7}")
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?")


def _value(name: str, default: str = "") -> str:
    return os.environ.get(name, default)


@dataclass(frozen=True)
class TileSource:
    """Raster tiles of somebody else.

    Args:
        template: their address, with {z}, {x} and {y}.
        credit: whose they are; a public map of China shows its approval number too.
        origin: the one host that a browser may ask for them, `https://t0.tianditu.gov.cn`.
    """

    template: str
    credit: str
    origin: str


def tile_source(template: str, credit: str) -> TileSource:
    """Return what a browser needs to know of somebody's tiles.

    Raises:
        ValueError: the address is no tile address, or nobody is credited.
    """
    parts = urlsplit(template)
    if parts.scheme not in {"http", "https"} or not _HOST.fullmatch(parts.netloc):
        raise ValueError("XIUHUA_TILES must be an http(s) address with one plain host name")
    if not all(gap in f"{parts.path}?{parts.query}" for gap in ("{z}", "{x}", "{y}")):
        raise ValueError("XIUHUA_TILES must hold {z}, {x} and {y}")
    if any(sign in template for sign in " \t\r\n;,'\"<>"):
        raise ValueError("XIUHUA_TILES must not hold spaces, quotes, commas or semicolons")
    if not credit.strip():
        raise ValueError("XIUHUA_TILES_CREDIT must say whose the tiles are, with their approval number")
    return TileSource(template=template, credit=credit.strip(), origin=f"{parts.scheme}://{parts.netloc}")


def players_read(text: str) -> tuple[str, ...]:
    """Return the hosts whose video a page may show: `https://video.example.gov.cn,http://10.1.2.3:8080`.

    Raises:
        ValueError: a part is no http(s) address of one plain host.
    """
    found = []
    for part in filter(None, (part.strip().rstrip("/") for part in text.split(","))):
        parts = urlsplit(part)
        if parts.scheme not in {"http", "https"} or not _HOST.fullmatch(parts.netloc) or parts.path:
            raise ValueError(
                "XIUHUA_PLAYERS must look like https://video.example.gov.cn,http://10.1.2.3:8080"
            )
        found.append(f"{parts.scheme}://{parts.netloc.lower()}")
    return tuple(dict.fromkeys(found))


def player_read(template: str, players: tuple[str, ...]) -> str:
    """Return the address by which the city's cameras are seen; empty for none.

    Raises:
        ValueError: it does not lead to one of the players, or does not say where the camera's number goes.
    """
    if template and (
        "{code}" not in template or not template.startswith(tuple(f"{one}/" for one in players))
    ):
        raise ValueError("XIUHUA_PLAYER must begin with one of XIUHUA_PLAYERS and hold {code}")
    return template


def jurisdictions_read(text: str) -> dict[str, str]:
    """Return the area codes of jurisdictions by name: `yunhe.gov.cn=990101` is one.

    Raises:
        ValueError: a part is no name with an area code, or a name stands twice.
    """
    found: dict[str, str] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        named = _JURISDICTION.fullmatch(part)
        if named is None or named["name"] in found:
            raise ValueError("XIUHUA_OPEN311 must look like yunhe.gov.cn=990101,other.gov.cn=990102")
        found[named["name"]] = named["area"]
    return found


def keep_read(text: str) -> tuple[int, int]:
    """Return for how many days readings are kept, and raw frames, from `400,30`.

    Raises:
        ValueError: the text is written otherwise, or keeps less than a week.
    """
    days = [int(part) for part in text.split(",") if part.strip().isdecimal()]
    if len(days) != len(text.split(",")) or len(days) != 2 or min(days) < _LEAST_DAYS:
        raise ValueError(
            "XIUHUA_KEEP_DAYS must look like 400,30: days of readings, days of raw frames, at least 7"
        )
    return days[0], days[1]


def megabytes_read(text: str) -> int:
    """Return a number of MiB in bytes.

    Raises:
        ValueError: it is no whole number, or out of bounds.
    """
    if not text.isdecimal() or not 1 <= int(text) <= _MOST_MEGABYTES:
        raise ValueError("XIUHUA_SPILL_MB must be a whole number of MiB, such as 256")
    return int(text) * 2**20


def ports_read(text: str) -> dict[str, int]:
    """Return ports by protocol: `hj212=9212` is one; 0 stands for any that is free.

    Raises:
        ValueError: a part is no protocol with a port.
    """
    found: dict[str, int] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, _, port = part.partition("=")
        if name not in _GATEWAY_PROTOCOLS or not port.isdecimal() or int(port) > _LAST_PORT:
            raise ValueError(f"XIUHUA_GATEWAY must look like {_USUAL_PORTS}")
        found[name] = int(port)
    return found


def platform_read(text: str) -> tuple[str, str]:
    """Return the number and host of `33010000002000000001@10.1.2.3`; the host may be left out.

    Raises:
        ValueError: the number is not that of a platform, or the host none.
    """
    number, _, host = text.partition("@")
    if not _PLATFORM.fullmatch(number) or (host and not _BARE_HOST.fullmatch(host)):
        raise ValueError("XIUHUA_GB28181 must look like 33010000002000000001@10.1.2.3")
    return number, host


def realm_read(text: str) -> str:
    """Return a realm that a challenge can name.

    Raises:
        ValueError: it has other signs than letters, digits, points, hyphens and underscores.
    """
    if text and not _REALM.fullmatch(text):
        raise ValueError("XIUHUA_GB28181_REALM must look like 3301000000 or video.example.gov.cn")
    return text


def media_read(text: str) -> tuple[str, int, int] | None:
    """Return host, TCP and UDP port of `10.1.2.3:1078:1078`; None of an empty text.

    Raises:
        ValueError: it is written otherwise.
    """
    if not text:
        return None
    host, _, ports = text.partition(":")
    tcp, _, udp = ports.partition(":")
    if not _BARE_HOST.fullmatch(host) or not all(
        one.isdecimal() and int(one) <= _LAST_PORT for one in (tcp, udp)
    ):
        raise ValueError("XIUHUA_MEDIA must look like 10.1.2.3:1078:1078")
    return host, int(tcp), int(udp)


@dataclass(frozen=True, kw_only=True)
class WechatAccount:
    """An official account of WeChat, as `var/secrets/wechat.toml` has it.

    Args:
        app_id, secret: of the account.
        token: of the callback, as typed at mp.weixin.qq.com.
        aes_key: EncodingAESKey, 43 characters; empty where safe mode is off.
        area: the district that its followers report in.
        template: of the message that is sent once free messages are no longer allowed; empty for none.
        api: where its interfaces are.
        coordinates: of the places that followers send, `gcj02` or `wgs84`.
    """

    app_id: str
    secret: str
    token: str
    area: str
    aes_key: str = ""
    template: str = ""
    api: str = "https://api.weixin.qq.com"
    coordinates: str = "gcj02"


@dataclass(frozen=True, kw_only=True)
class Mailbox:
    """The box that residents write to, as `var/secrets/mailbox.toml` has it.

    Args:
        address: of the box, which answers come from.
        area: the district that is written to.
        imap_tls: whether IMAP is encrypted from the first byte.
        smtp_tls: `ssl`, `starttls`, or empty for neither.
        smtp_login: whether the sending server asks for user and password.
    """

    address: str
    area: str
    user: str
    password: str
    imap_host: str
    smtp_host: str
    imap_port: int = 993
    imap_tls: bool = True
    folder: str = "INBOX"
    smtp_port: int = 465
    smtp_tls: str = "ssl"
    smtp_login: bool = True


def secrets_read(path: Path) -> dict[str, str | int | bool] | None:
    """Return what a file of secrets holds; None where there is no such file."""
    return tomllib.loads(path.read_text("utf-8")) if path.is_file() else None


@dataclass(frozen=True)
class Environment:
    """What this process was told from outside.

    XIUHUA_ENV            dev (default), test or prod
    XIUHUA_VAR            where everything the product writes lies; default var/ beside the code
    XIUHUA_TOOLS          where the virtual environment and the built pages lie; default var/ beside the code
    XIUHUA_SHARED         reference data for tests; default ../shared
    XIUHUA_HOSTS          host names a request may name, comma separated; default localhost, 127.0.0.1
    XIUHUA_HTTPS          1 where TLS ends in front of the product
    XIUHUA_LEDGER_SUITE   sm (SM3 and SM2) or std (SHA-256 and Ed25519)
    XIUHUA_TILES          tiles beneath the map, WGS84 or CGCS2000: an address with {z}, {x} and {y}
    XIUHUA_TILES_CREDIT   whose they are, with their approval number (审图号): always printed on the map
    XIUHUA_PLAYERS        hosts whose video pages may show: https://video.example.gov.cn, comma separated
    XIUHUA_PLAYER         address by which cameras are seen, with {code} and for recordings {begin} and {end}
    XIUHUA_OPEN311        what Open311 serves: name=area code, comma separated; default every district
    XIUHUA_ADDRESS        what residents reach the product by, https://city.example; default the first host
    XIUHUA_WEBHOOKS_PRIVATE  1 where webhooks may go to private networks, and unencrypted
    XIUHUA_GATEWAY        ports for devices, hj212=9212,jt808=9808,sl651=9651,mqtt=1883,gb28181=5060
    XIUHUA_GATEWAY_HOST   where they listen; default 127.0.0.1, which ./xiuhua up replaces by its --host
    XIUHUA_GB28181        our number for cameras, and where they reach us: 33010000002000000001@10.1.2.3
    XIUHUA_GB28181_REALM  the realm of cameras' passwords; default the first ten digits of our number
    XIUHUA_MEDIA          where terminals of JT/T 1078 send pictures: host:TCP port:UDP port
    XIUHUA_DEMO_SIZE      how many devices the demo has: small (default) or full
    XIUHUA_SPILL_MB       how much is kept of what comes while the database is away, MiB; default 256
    XIUHUA_KEEP_DAYS      how long readings and positions stay in the tables, and raw frames; default 400,30
    DATABASE_URL          postgresql://xiuhua_app@/xiuhua?host=/path/to/socket
    DATABASE_OWNER_URL    the same database as its owner: migrations only
    DATABASE_GATEWAY_URL  the same database as the gateway's role; default as DATABASE_URL
    DATABASE_ADMIN_URL    a superuser of the test cluster: tests and benchmarks only
    """

    @property
    def name(self) -> str:
        """Return dev, test or prod."""
        return _value("XIUHUA_ENV", "dev")

    @property
    def var(self) -> Path:
        """Return the folder that holds everything the product writes."""
        return Path(_value("XIUHUA_VAR", str(ROOT / "var")))

    @property
    def tools(self) -> Path:
        """Return the folder that holds the virtual environment and the built pages."""
        return Path(_value("XIUHUA_TOOLS", str(ROOT / "var")))

    @property
    def shared(self) -> Path:
        """Return the folder of reference data that some tests read."""
        return Path(_value("XIUHUA_SHARED", str(ROOT.parent / "shared")))

    @property
    def hosts(self) -> list[str]:
        """Return the host names a request may name."""
        return [host for host in _value("XIUHUA_HOSTS", "localhost,127.0.0.1").split(",") if host]

    @property
    def https(self) -> bool:
        """Return whether TLS ends in front of the product."""
        return _value("XIUHUA_HTTPS") == "1"

    @property
    def public_address(self) -> str:
        """Return what residents reach the product by, without a slash at its end: it stands in messages."""
        scheme = "https" if self.https else "http"
        return _value("XIUHUA_ADDRESS", f"{scheme}://{next(iter(self.hosts), 'localhost')}").rstrip("/")

    @property
    def wechat(self) -> WechatAccount | None:
        """Return the official account of WeChat; None where none is connected.

        Raises:
            TypeError: the file lacks a value, or holds one that nobody knows.
        """
        kept = secrets_read(self.var / "secrets" / "wechat.toml")
        return None if kept is None else WechatAccount(**kept)  # type: ignore[arg-type]  # TOML's own types

    @property
    def mailbox(self) -> Mailbox | None:
        """Return the box that residents write to; None where there is none.

        Raises:
            TypeError: as `wechat`.
        """
        kept = secrets_read(self.var / "secrets" / "mailbox.toml")
        return None if kept is None else Mailbox(**kept)  # type: ignore[arg-type]  # TOML's own types

    @property
    def webhooks_private(self) -> bool:
        """Return whether webhooks may go to private networks, and unencrypted."""
        return _value("XIUHUA_WEBHOOKS_PRIVATE") == "1"

    @property
    def open311(self) -> dict[str, str]:
        """Return the area codes of the jurisdictions that Open311 serves, by name; empty for every district.

        Raises:
            ValueError: as `jurisdictions_read`.
        """
        return jurisdictions_read(_value("XIUHUA_OPEN311"))

    @property
    def gateway_ports(self) -> dict[str, int]:
        """Return the port of each protocol that devices may connect by.

        Raises:
            ValueError: as `ports_read`.
        """
        return ports_read(_value("XIUHUA_GATEWAY", _USUAL_PORTS))

    @property
    def gateway_host(self) -> str:
        """Return the address that devices may connect to."""
        return _value("XIUHUA_GATEWAY_HOST", "127.0.0.1")

    @property
    def gb28181_platform(self) -> tuple[str, str]:
        """Return our number for cameras, and the host that they are told; empty for the gateway's own.

        Raises:
            ValueError: as `platform_read`.
        """
        return platform_read(_value("XIUHUA_GB28181", _USUAL_PLATFORM))

    @property
    def gb28181_realm(self) -> str:
        """Return the realm for which cameras make their answers; empty for the domain of our number.

        Raises:
            ValueError: as `realm_read`.
        """
        return realm_read(_value("XIUHUA_GB28181_REALM"))

    @property
    def media_server(self) -> tuple[str, int, int] | None:
        """Return host, TCP and UDP port to which terminals send their pictures; None for nowhere.

        Raises:
            ValueError: as `media_read`.
        """
        return media_read(_value("XIUHUA_MEDIA"))

    @property
    def demo_size(self) -> str:
        """Return how many devices the demo has: small or full.

        Raises:
            ValueError: it is neither.
        """
        size = _value("XIUHUA_DEMO_SIZE", "small")
        if size not in DEMO_SIZES:
            raise ValueError(f"XIUHUA_DEMO_SIZE must be one of {', '.join(DEMO_SIZES)}")
        return size

    @property
    def spill_bytes(self) -> int:
        """Return how large the file may become in which the gateway keeps frames while the database is away.

        Raises:
            ValueError: it is no whole number of MiB, 1 to 65536.
        """
        return megabytes_read(_value("XIUHUA_SPILL_MB", "256"))

    @property
    def keep_days(self) -> tuple[int, int]:
        """Return for how many days readings stay in the tables, and raw frames.

        Raises:
            ValueError: as `keep_read`.
        """
        return keep_read(_value("XIUHUA_KEEP_DAYS", "400,30"))

    @property
    def ledger_suite(self) -> str:
        """Return sm or std."""
        return _value("XIUHUA_LEDGER_SUITE", "sm")

    @property
    def map_source(self) -> TileSource | None:
        """Return the tiles from outside that lie beneath the map; None where there are none.

        Raises:
            ValueError: the address is no tile address, or nobody is credited.
        """
        template = _value("XIUHUA_TILES")
        return tile_source(template, _value("XIUHUA_TILES_CREDIT")) if template else None

    @property
    def players(self) -> tuple[str, ...]:
        """Return the hosts whose video players pages may show.

        Raises:
            ValueError: one is no plain host.
        """
        return players_read(_value("XIUHUA_PLAYERS"))

    @property
    def player_template(self) -> str:
        """Return the address by which cameras without their own are seen; empty for none.

        Raises:
            ValueError: it leads to no allowed host.
        """
        return player_read(_value("XIUHUA_PLAYER"), self.players)

    @property
    def database_url(self) -> str:
        """Return where the app role finds the database."""
        return _value("DATABASE_URL")

    @property
    def database_gateway_url(self) -> str:
        """Return where the gateway's role finds the database."""
        return _value("DATABASE_GATEWAY_URL") or self.database_url

    @property
    def database_owner_url(self) -> str:
        """Return where the owner role finds the database; empty where the process may not migrate."""
        return _value("DATABASE_OWNER_URL")

    @property
    def database_admin_url(self) -> str:
        """Return where a superuser finds the test cluster; empty outside tests and benchmarks."""
        return _value("DATABASE_ADMIN_URL")

    @cached_property
    def secret_key(self) -> str:
        """Return the signing secret, made on first use and kept under var/secrets."""
        path = self.var / "secrets" / "secret_key"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            draft = path.with_suffix(f".{os.getpid()}")
            draft.touch(mode=0o600)
            draft.write_text(secrets.token_urlsafe(48))
            try:
                os.link(draft, path)  # the first of several processes wins, the others read its secret
            except FileExistsError:
                pass
            finally:
                draft.unlink()
        return path.read_text()


ENV = Environment()


def database_settings(url: str) -> dict[str, object]:
    """Return Django's connection settings for a PostgreSQL URL.

    Raises:
        ValueError: the URL names another engine or no database.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or len(parts.path) < 2:
        raise ValueError("DATABASE_URL must look like postgresql://user@host:5432/name")
    query = {key: values[0] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.contrib.gis.db.backends.postgis",
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": query.pop("port", str(parts.port or "")),
        # Only statements asked through web.statements.prepared() are counted and prepared.
        "OPTIONS": {"prepare_threshold": 2, **query},
    }
