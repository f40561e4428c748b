"""Footnotes and endnotes of a Word file: python-docx writes none, so their part is written here as markup.

Word numbers them itself, in the order in which they are first referred to; a second mention refers back to
the same note by a field.

Source:
    ECMA-376-1, 17.11 footnotes and endnotes, 17.16.5.43 NOTEREF, 17.11.4 and 17.11.22 endnotePr and
    pos in the settings, 17.11.23 separator, which may say more than its line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import escape

from xiuhua.papers.rules.documents import Note

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
FOOTNOTES_MOST = 30  # own choice: with more of them, the notes of a page of tables would leave no room on it
_SEPARATORS = (-1, 0)  # as Word numbers the line above the notes, and the one where they go on
_BOOKMARKS = 20_000  # above the numbers of an appendix's rows
_NOTE_HALF_POINTS = 18


@dataclass
class Notes:
    """The notes of a file while it is written.

    Args:
        told: what each says, the first one first.
        seen: those that were referred to.
    """

    told: Sequence[Note]
    seen: set[int] = field(default_factory=set)

    @property
    def kind(self) -> str:
        """Which notes: at the foot of each page, or at the end where there are hundreds."""
        return "footnote" if len(self.told) <= FOOTNOTES_MOST else "endnote"

    @property
    def style(self) -> str:
        """The start of the names of its styles."""
        return self.kind.capitalize()

    def marked(self, number: int, look: str) -> str:
        """Return the markup of a reference in brackets; of another one to a note that was referred to before.

        Args:
            number: of the note, from 1.
            look: run properties, as markup without their element.
        """
        raised = f'<w:rPr>{look}<w:vertAlign w:val="superscript"/></w:rPr>'
        opened, closed = (f"<w:r>{raised}<w:t>{sign}</w:t></w:r>" for sign in "[]")
        if number in self.seen:
            return f"{opened}{self._again(number, raised)}{closed}"
        self.seen.add(number)
        name, key = f"_RefNote{number}", _BOOKMARKS + number
        own = raised.replace("<w:rPr>", f'<w:rPr><w:rStyle w:val="{self.style}Reference"/>')
        return (
            f'{opened}<w:bookmarkStart w:id="{key}" w:name="{name}"/>'
            f'<w:r>{own}<w:{self.kind}Reference w:id="{number}"/></w:r><w:bookmarkEnd w:id="{key}"/>{closed}'
        )

    def _again(self, number: int, raised: str) -> str:
        return "".join(
            f"<w:r>{raised}{inner}</w:r>"
            for inner in (
                '<w:fldChar w:fldCharType="begin"/>',
                f'<w:instrText xml:space="preserve"> NOTEREF _RefNote{number} \\h </w:instrText>',
                '<w:fldChar w:fldCharType="separate"/>',
                f"<w:t>{number}</w:t>",
                '<w:fldChar w:fldCharType="end"/>',
            )
        )

    def put_in(self, file: Any) -> None:  # python-docx has no types of its own for a document's parts
        """Write the part, its styles and its settings into a file; nothing where there are no notes."""
        if not self.told:
            return
        from docx.opc.packuri import PackURI  # noqa: PLC0415 - slow to import
        from docx.opc.part import Part  # noqa: PLC0415

        kind, package = self.kind, file.part.package
        part: Any = Part(
            PackURI(f"/word/{kind}s.xml"),
            f"application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}s+xml",
            b"", package,
        )  # fmt: skip
        part._blob = self._blob(part).encode()  # noqa: SLF001 - its links are known only once it exists
        file.part.relate_to(part, f"{_R}/{kind}s")
        _styled(file, self.style)
        _set(file, kind)

    def _blob(self, part: Any) -> str:  # as above
        kind = self.kind
        headed = _HEADED if kind == "endnote" else ""
        lines = "".join(
            f'<w:{kind} w:type="{name}" w:id="{key}">{over}<w:p><w:pPr><w:spacing w:after="0" w:line="240" '
            f'w:lineRule="auto"/></w:pPr><w:r><w:{name}/></w:r></w:p></w:{kind}>'
            for key, name, over in zip(
                _SEPARATORS, ("separator", "continuationSeparator"), (headed, ""), strict=True
            )
        )
        notes = "".join(self._note(number, note, part) for number, note in enumerate(self.told, start=1))
        return (
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
            f'<w:{kind}s xmlns:w="{_W}" xmlns:r="{_R}">{lines}{notes}</w:{kind}s>'
        )

    def _note(self, number: int, note: Note, part: Any) -> str:  # as above
        kind, style = self.kind, self.style
        link = ""
        if note.anchor:
            link += f'<w:hyperlink w:anchor="{escape(note.anchor)}">{_linked(note.anchor_text)}</w:hyperlink>'
        if note.url:
            key = part.relate_to(note.url, f"{_R}/hyperlink", is_external=True)
            link += f'{_run("，")}<w:hyperlink r:id="{key}">{_linked("查看记录")}</w:hyperlink>'
        return (
            f'<w:{kind} w:id="{number}"><w:p><w:pPr><w:pStyle w:val="{style}Text"/></w:pPr>'
            f'<w:r><w:rPr><w:rStyle w:val="{style}Reference"/></w:rPr><w:{kind}Ref/></w:r>'
            f"{_run(' ' + note.text)}{link}{_run('。') if link else ''}</w:p></w:{kind}>"
        )


# Above the line that parts endnotes from the text, which is shown where they begin and nowhere else.
_HEADED = (
    '<w:p><w:pPr><w:keepNext/><w:snapToGrid w:val="0"/><w:spacing w:before="240" w:after="120" w:line="360" '
    'w:lineRule="atLeast"/></w:pPr><w:r><w:rPr><w:rFonts w:ascii="Times New Roman" '
    'w:hAnsi="Times New Roman" w:eastAsia="黑体"/></w:rPr><w:t>注释</w:t></w:r></w:p>'
)


@dataclass(frozen=True)
class Marks:
    """The notes of a file, and how many of them belong to the documents before this one."""

    notes: Notes
    before: int = 0

    def marked(self, number: int, look: str) -> str:
        """Return the markup of a reference to a note of this document."""
        return self.notes.marked(self.before + number, look)


def _run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _linked(text: str) -> str:
    return f'<w:r><w:rPr><w:u w:val="single"/></w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _styled(file: Any, style: str) -> None:  # as above
    """Enter the styles of the notes and of the references to them: 宋体 of 小五号, numbers raised."""
    from docx.oxml import parse_xml  # noqa: PLC0415

    name = style.lower()
    face = '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="宋体"/>'
    text = (
        f'<w:style xmlns:w="{_W}" w:type="paragraph" w:styleId="{style}Text">'
        f'<w:name w:val="{name} text"/><w:basedOn w:val="Normal"/><w:pPr><w:snapToGrid w:val="0"/>'
        '<w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/><w:jc w:val="left"/></w:pPr>'
        f'<w:rPr>{face}<w:spacing w:val="0"/><w:sz w:val="{_NOTE_HALF_POINTS}"/>'
        f'<w:szCs w:val="{_NOTE_HALF_POINTS}"/></w:rPr></w:style>'
    )
    reference = (
        f'<w:style xmlns:w="{_W}" w:type="character" w:styleId="{style}Reference">'
        f'<w:name w:val="{name} reference"/><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>'
    )
    for markup in (text, reference):
        file.styles.element.append(parse_xml(markup))


def _set(file: Any, kind: str) -> None:  # as above
    """Let the notes be numbered 1, 2, 3 …, which endnotes are not by themselves.

    Endnotes stand at the end of a section, so that an imprint comes behind them, in a section of its own.
    """
    from docx.oxml import parse_xml  # noqa: PLC0415
    from docx.oxml.ns import qn  # noqa: PLC0415

    place = '<w:pos w:val="sectEnd"/>' if kind == "endnote" else ""
    number = f'{place}<w:numFmt w:val="decimal"/>'
    kept = "".join(f'<w:{kind} w:id="{key}"/>' for key in _SEPARATORS)
    settings = file.settings.element
    made = parse_xml(f'<w:{kind}Pr xmlns:w="{_W}">{number}{kept}</w:{kind}Pr>')
    after = next((settings.find(qn(name)) for name in _AFTER if settings.find(qn(name)) is not None), None)
    if after is None:
        settings.append(made)
    else:
        after.addprevious(made)
    for section in file.sections:
        properties = section._sectPr  # noqa: SLF001 - python-docx offers no notes of its own
        own = parse_xml(f'<w:{kind}Pr xmlns:w="{_W}"><w:numFmt w:val="decimal"/></w:{kind}Pr>')
        first = next(
            one for one in properties if not one.tag.endswith(("headerReference", "footerReference"))
        )
        first.addprevious(own)


# What follows footnotePr and endnotePr in the settings by the schema: 17.15.1.78, the first one there is.
_AFTER = (
    *("w:compat", "w:docVars", "w:rsids", "w:themeFontLang", "w:clrSchemeMapping", "w:shapeDefaults"),
    *("w:decimalSymbol", "w:listSeparator"),
)
