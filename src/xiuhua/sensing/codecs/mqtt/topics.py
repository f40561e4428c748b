"""Names of topics, and filters that stand for several.

Source:
    MQTT 3.1.1, 4.7: levels parted by `/`; `+` stands for one level, `#` for all that follow and stands last;
    a name has no wildcards [MQTT-3.3.2-2] and neither is empty [MQTT-4.7.3-1].
"""

from __future__ import annotations


def is_topic_name(topic: str) -> bool:
    """Return whether a message may have a topic."""
    return bool(topic) and "+" not in topic and "#" not in topic


def is_topic_filter(text: str) -> bool:
    """Return whether a text is a topic filter: wildcards fill their level, and `#` is the last."""
    levels = text.split("/")
    plain = all(level in {"+", "#"} or is_topic_name(level or "x") for level in levels)
    return bool(text) and plain and "#" not in levels[:-1]
