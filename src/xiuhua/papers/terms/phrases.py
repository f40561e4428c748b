"""Words of the phrase books."""

from xiuhua.shared.terms import Term


class PhraseScope(Term):
    """Whose a phrase is. The act table reads it as the phrase's state: who may change it follows from it."""

    MINE = "phrase_mine", "我的", "Mine"
    UNIT = "phrase_unit", "本单位", "My unit's", "brand"
    PLATFORM = "phrase_platform", "全平台", "Everybody's", "hold"


class PhraseAct(Term):
    """The acts on phrases."""

    READ = "phrase.read", "查看常用语", "Read phrases"
    ADD = "phrase.add", "新增常用语", "Added a phrase"
    CHANGE = "phrase.change", "修改常用语", "Changed a phrase"
    END = "phrase.end", "停用常用语", "Ended a phrase"
