"""`./xiuhua decode`: frames of field protocols as JSON lines. Needs no set-up, no database and no Django."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from xiuhua.config.launch.parsing import Parser
from xiuhua.config.launch.words import Refused, language, say
from xiuhua.sensing.codecs.options import PrintOptions, UnknownOption
from xiuhua.sensing.codecs.printing import PROTOCOLS

_STDIN = "-"


def decode_main(words: Sequence[str]) -> int:
    """Print a line for each frame; return 0 where all were good, 1 where any was not."""
    asked = _parser().parse_args(words)
    printer = PROTOCOLS.get(asked.protocol)
    if printer is None:
        raise Refused("decode_protocol_unknown", name=asked.protocol, known=", ".join(PROTOCOLS))
    options = PrintOptions(language=language(), crc_variant=asked.crc_variant, dialect=asked.dialect)
    all_good = True
    try:
        for printed in printer(_content(asked.file), options):
            all_good &= printed["ok"] is True
            line = json.dumps(printed, ensure_ascii=False, allow_nan=False)
            sys.stdout.buffer.write(line.encode() + b"\n")
    except UnknownOption as error:
        code = "decode_option_unknown" if error.known else "decode_option_unused"
        raise Refused(
            code,
            protocol=asked.protocol,
            option=error.option,
            value=error.value,
            known=", ".join(error.known),
        ) from error
    sys.stdout.buffer.flush()
    return 0 if all_good else 1


def _parser() -> Parser:
    parser = Parser(prog="./xiuhua decode", description=say("help_decode"))
    parser.add_argument("protocol", help=", ".join(PROTOCOLS))
    parser.add_argument("file", nargs="?", default=_STDIN, help=say("help_decode_file"))
    parser.add_argument("--crc-variant", default="", help=say("help_decode_crc_variant"))
    parser.add_argument("--dialect", default="", help=say("help_decode_dialect"))
    return parser


def _content(file: str) -> bytes:
    if file == _STDIN:
        return sys.stdin.buffer.read()
    try:
        return Path(file).read_bytes()
    except OSError as error:
        raise Refused("decode_no_file", path=file, reason=error.strerror) from error
