"""What the pages of spoil share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from xiuhua.scenekit.words import said
from xiuhua.scenes.spoil.rules.manifests import Fault, fault_said
from xiuhua.scenes.spoil.terms import HaulFault, ManifestFault, WeightFault
from xiuhua.shared.actor import Actor
from xiuhua.shared.terms import Term
from xiuhua.web.errors import language
from xiuhua.web.pages.base import Words
from xiuhua.web.pages.columns import ListColumn, tag_of
from xiuhua.web.pages.making import making_offered
from xiuhua.web.parts import Action, Cell, Tag

MENU = "spoil"
OWN_SITE, OWN_FLEET = "spoil-own-site", "spoil-own-fleet"  # the places of firms in the rail


def link(text: str, url_name: str, *args: object) -> Cell:
    """Return a cell that leads somewhere."""
    return Cell(kind="link", text=text, url=reverse(url_name, args=args))


def case_column(*, drop: int = 0) -> ListColumn[Any]:
    """Return the column of the case that a row led to, with the way there; empty where it led to none."""
    return ListColumn(
        key="case",
        label=said(zh="案件", en="Case"),
        drop=drop,
        cell=lambda one: link(one.case.number, "cases:case", one.case_id) if one.case else Cell(),
    )


def tag(value: Term) -> Cell:
    """Return a word as a coloured tag."""
    return Cell(kind="tag", tag=tag_of(value))


def choices(vocabulary: type[Term]) -> list[tuple[str, str]]:
    """Return the words of a vocabulary for a choice, in the reader's language."""
    return [(word.value, word.label(language())) for word in vocabulary]


def offered(actor: Actor, act: Term, label: Words, url_name: str, *, icon: str = "plus") -> Sequence[Action]:
    """Return an act on a list, for whoever may do it anywhere."""
    return making_offered(actor, act.value, label=str(label), url=reverse(url_name), icon=icon)


def faults_said(stored: Sequence[Sequence[Any]]) -> list[str]:  # as JSON has them: word and numbers
    """Return the sentences of a manifest's stored faults."""
    return [fault_said(Fault(_kind(kind), found, limit), language()) for kind, found, limit in stored]


def _kind(kind: str) -> ManifestFault | WeightFault:
    return ManifestFault(kind) if kind in {one.value for one in ManifestFault} else WeightFault(kind)


def faults_cell(stored: Sequence[Sequence[Any]]) -> Cell:  # as above
    """Return what is wrong with a manifest in one cell."""
    sentences = faults_said(stored)
    return Cell(text="；".join(sentences)) if sentences else Cell()


def haul_faults_cell(stored: Sequence[Sequence[Any]]) -> Cell:  # as above
    """Return what is wrong with a haul in one cell, with how many minutes where that is known."""
    told = []
    for kind, _since, lasted in stored:
        minutes = f" {lasted / 60:.0f} min" if lasted else ""
        told.append(HaulFault(kind).label(language()) + minutes)
    if not told:
        return Cell()
    return Cell(kind="tag", tag=Tag(text="、".join(told), colour="late"))
