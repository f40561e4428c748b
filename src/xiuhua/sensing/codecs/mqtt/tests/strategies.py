"""Packets of MQTT as Hypothesis makes them up."""

from __future__ import annotations

from hypothesis import strategies as st

from xiuhua.sensing.codecs.mqtt.packets import (
    SUBSCRIPTION_FAILED,
    Connack,
    Connect,
    Disconnect,
    Packet,
    Pingreq,
    Pingresp,
    Puback,
    Publish,
    Suback,
    Subscribe,
    Unsuback,
    Unsubscribe,
    Will,
)

TEXTS = st.text(
    st.characters(codec="utf-8", exclude_characters="\0"), max_size=30
)  # 1.5.3: UTF-8 without surrogates and NUL
NAMES = TEXTS.map(lambda text: "x" + text.replace("+", "-").replace("#", "-"))
_LEVELS = st.lists(st.sampled_from(["devices", "", "+", "a b", "水"]), min_size=1, max_size=4)
FILTERS = _LEVELS.map(lambda levels: "/".join(levels) or "#")
IDS = st.integers(1, 65_535)
WILLS = st.builds(Will, NAMES, st.binary(max_size=20), st.integers(0, 2), st.booleans())


def _connects() -> st.SearchStrategy[Connect]:
    user = st.one_of(
        st.tuples(st.none(), st.none()), st.tuples(TEXTS, st.one_of(st.none(), st.binary(max_size=20)))
    )
    return st.builds(
        lambda client_id, is_clean, seconds, said, will: Connect(
            client_id=client_id, clean_session=is_clean, keep_alive_s=seconds, user=said[0], password=said[1],
            will=will,
        ),
        TEXTS, st.booleans(), st.integers(0, 65_535), user, st.one_of(st.none(), WILLS),
    )  # fmt: skip


def _publishes() -> st.SearchStrategy[Publish]:
    plain = st.builds(
        Publish, NAMES, st.binary(max_size=300), st.just(0), st.none(), st.booleans(), st.just(value=False)
    )
    numbered = st.builds(
        Publish, NAMES, st.binary(max_size=300), st.integers(1, 2), IDS, st.booleans(), st.booleans()
    )
    return st.one_of(plain, numbered)


PACKETS: st.SearchStrategy[Packet] = st.one_of(
    _connects(),
    st.builds(Connack, st.integers(0, 255), st.booleans()),
    _publishes(),
    st.builds(Puback, IDS),
    st.builds(
        Subscribe, IDS, st.lists(st.tuples(FILTERS, st.integers(0, 2)), min_size=1, max_size=4).map(tuple)
    ),
    st.builds(Suback, IDS, st.lists(st.sampled_from([0, 1, 2, SUBSCRIPTION_FAILED]), max_size=4).map(tuple)),
    st.builds(Unsubscribe, IDS, st.lists(FILTERS, min_size=1, max_size=4).map(tuple)),
    st.builds(Unsuback, IDS),
    st.builds(Pingreq),
    st.builds(Pingresp),
    st.builds(Disconnect),
)
