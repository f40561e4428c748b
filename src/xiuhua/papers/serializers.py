"""The shape of what the API of papers answers."""

from __future__ import annotations

from typing import Annotated

from ninja import Field, Schema


class PhraseOut(Schema):
    """A phrase, its gaps filled from the record that it is wanted for."""

    id: int
    key: str
    words: str
    scope: str
    label: str


class DraftIn(Schema):
    """A draft as it stands in an editor. `seen`: the stamp of the text that it began from."""

    title: Annotated[str, Field(max_length=120)]
    addressee: Annotated[str, Field(max_length=120)] = ""
    issuer: Annotated[str, Field(max_length=100)] = ""
    body: Annotated[str, Field(max_length=20_000)]
    seen: Annotated[str, Field(max_length=40)] = ""


class DraftOut(Schema):
    """The stamp of what was written down."""

    stamp: str
