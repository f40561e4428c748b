"""`./xiuhua replay`: recordings to a gateway, over real connections. Needs no database and no Django."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from xiuhua.config.env import ENV
from xiuhua.config.launch.parsing import Parser
from xiuhua.config.launch.words import Refused, say
from xiuhua.sensing.simulator.player import ANSWERS
from xiuhua.sensing.simulator.replay import Wish, replay

_NOW = "now"
_PROTOCOLS = (*ANSWERS, "gb28181")


def replay_main(words: Sequence[str]) -> int:
    """Send a recording; return 0 where all of it was acknowledged, 1 where not."""
    asked = _parser().parse_args(words)
    if asked.protocol not in _PROTOCOLS:
        raise Refused("decode_protocol_unknown", name=asked.protocol, known=", ".join(_PROTOCOLS))
    host, _, port = asked.to.rpartition(":")
    if not (host and port.isdecimal()):
        raise Refused("replay_to_where", to=asked.to)
    wish = Wish(
        protocol=asked.protocol,
        file=Path(asked.file),
        host=host,
        port=int(port),
        rate=asked.rate,
        number=asked.number,
        secret=asked.secret,
        last=datetime.now(UTC).replace(microsecond=0) if asked.shift == _NOW else None,
        most=asked.most,
        platform=ENV.gb28181_platform[0],
    )
    if not wish.file.is_file():
        raise Refused("decode_no_file", path=wish.file, reason="ENOENT")
    try:
        found = replay(wish)
    except (OSError, TimeoutError) as error:
        raise Refused("replay_failed", to=asked.to, reason=str(error) or type(error).__name__) from error
    print(say("replay_done", frames=found.frames, acknowledged=found.acknowledged))
    return 0 if found.frames == found.acknowledged else 1


def _parser() -> Parser:
    parser = Parser(prog="./xiuhua replay", description=say("help_replay"))
    parser.add_argument("protocol", help=", ".join(_PROTOCOLS))
    parser.add_argument("file", help=say("help_replay_file"))
    parser.add_argument("--to", required=True, metavar="HOST:PORT", help=say("help_replay_to"))
    parser.add_argument("--rate", type=float, default=0.0, help=say("help_replay_rate"))
    parser.add_argument("--shift", choices=(_NOW,), help=say("help_replay_shift"))
    parser.add_argument("--number", default="", help=say("help_replay_number"))
    parser.add_argument("--secret", default="", help=say("help_replay_secret"))
    parser.add_argument("--most", type=int, default=0, help=say("help_replay_most"))
    return parser
