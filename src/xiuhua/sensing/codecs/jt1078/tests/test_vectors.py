"""Every media frame of the reference data: the header that was worked out for it, or its refusal."""

from __future__ import annotations

from xiuhua.sensing.codecs.jt1078.printing import frames_print
from xiuhua.sensing.codecs.options import PrintOptions
from xiuhua.sensing.codecs.tests.vectors import ReferenceVectors, vectors_of

_OURS = {
    "pt": "payload_type", "seq": "serial", "sim": "sim", "channel": "channel", "data_type": "data_type",
    "subpackage": "subpackage", "timestamp_ms": "timestamp_ms", "last_i_frame_interval": "since_i_frame_ms",
    "last_frame_interval": "since_frame_ms", "data_len": "media_bytes",
}  # fmt: skip


def test_every_media_frame_says_what_its_source_expects(reference_vectors: ReferenceVectors) -> None:
    vectors = vectors_of(reference_vectors("jt1078"))
    assert vectors
    for vector in vectors:
        (printed,) = frames_print(f"{vector.frame}\n".encode(), PrintOptions())
        assert printed["ok"] is not vector.is_negative, vector.number
        names = [name for name in _OURS if name in vector.decoded] if printed["ok"] else []
        assert [printed[_OURS[name]] for name in names] == [vector.decoded[name] for name in names], (
            vector.number
        )
