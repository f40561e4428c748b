"""Stored words in the reader's language: acts, states and kinds, registered by the apps that own them."""

from __future__ import annotations

from xiuhua.shared.terms import Term

_WORDS: dict[str, tuple[str, str]] = {}


def vocabulary_register(*vocabularies: type[Term]) -> None:
    """Make the members of some vocabularies known by their stored value.

    Raises:
        ValueError: a value is known already with other labels.
    """
    for vocabulary in vocabularies:
        for term in vocabulary:
            kind_register(term.value, zh=term.zh, en=term.en)


def kind_register(key: str, *, zh: str, en: str) -> None:
    """Make one word known, for instance the kind of a subject: `premises`, 场所, premises.

    Raises:
        ValueError: the key is known already with other labels.
    """
    if _WORDS.setdefault(key, (zh, en)) != (zh, en):
        raise ValueError(f"{key!r} is {_WORDS[key]} and cannot also be {(zh, en)}")


def word(key: str, language: str) -> str:
    """Return a stored word as a reader says it; an unknown one as it is stored."""
    zh, en = _WORDS.get(key, (key, key))
    return zh if language.startswith("zh") else en
