"""What templates of papers ask about a document."""

from __future__ import annotations

from django import template

from xiuhua.papers.rules.documents import Block

register = template.Library()


@register.filter
def block_kind(block: Block) -> str:
    """Return what a block is, by the name of its class."""
    return type(block).__name__
