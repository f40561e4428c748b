"""The fixed words of papers and phrases."""

from xiuhua.papers.terms.papers import FormKind, PaperAct, PaperKind, PaperState
from xiuhua.papers.terms.phrases import PhraseAct, PhraseScope

__all__ = ["FormKind", "PaperAct", "PaperKind", "PaperState", "PhraseAct", "PhraseScope"]
