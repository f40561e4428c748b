"""Every media frame of the reference data: the header that was worked out for it, or its refusal."""

from __future__ import annotations

import json

from xiuhua.config.env import ENV
from xiuhua.sensing.codecs.jt1078.printing import frames_print
from xiuhua.sensing.codecs.options import PrintOptions
from xiuhua.sensing.codecs.tests.vectors import FrameVector, parametrized

_OURS = {
    "pt": "payload_type", "seq": "serial", "sim": "sim", "channel": "channel", "data_type": "data_type",
    "subpackage": "subpackage", "timestamp_ms": "timestamp_ms", "last_i_frame_interval": "since_i_frame_ms",
    "last_frame_interval": "since_frame_ms", "data_len": "media_bytes",
}  # fmt: skip


@parametrized("jt1078")
def test_a_media_frame_says_what_its_source_expects(vector: FrameVector) -> None:
    (printed,) = frames_print(f"{vector.frame}\n".encode(), PrintOptions())
    assert printed["ok"] is not vector.is_negative
    if vector.is_negative:
        assert printed["fault"] == "length"
        return
    decoded = json.loads((ENV.shared / "vectors" / "jt1078.json").read_text("utf-8"))[vector.number][
        "decoded"
    ]
    assert {ours: printed[ours] for name, ours in _OURS.items() if name in decoded} == {
        ours: decoded[name] for name, ours in _OURS.items() if name in decoded
    }
