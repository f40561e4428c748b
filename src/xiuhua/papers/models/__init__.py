"""Tables of papers and phrases."""

from xiuhua.papers.models.papers import Paper, PaperCounter, PaperVersion
from xiuhua.papers.models.phrases import Phrase, PhraseUse

__all__ = ["Paper", "PaperCounter", "PaperVersion", "Phrase", "PhraseUse"]
