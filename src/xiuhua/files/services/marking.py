"""What is written along the lower edge of a photo.

Chinese needs a font that has it, and none comes with the platform: fontconfig is asked for the machine's.
Where the machine has none, what Latin letters can say is written (time and number), and the rest is left out.
"""

from __future__ import annotations

import functools
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

_ASKED = ("-f", "%{file}\n%{index}\n%{lang}", "sans-serif:lang=zh-cn")
_ANSWER_SECONDS = 10
_LETTERS_PER_WIDTH = 45  # own choice: a line of a mark stands on a phone's screen
_SMALLEST_PX = 12
_BAND = (0, 0, 0, 150)
_INK = (255, 255, 255, 255)
_LINE_HEIGHT = 1.4


@dataclass(frozen=True)
class Font:
    """A font of the machine that has Chinese: its file, and which of those in it."""

    path: str
    index: int


@functools.cache
def font_found() -> Font | None:
    """Return the machine's font for Chinese, or None."""
    program = shutil.which("fc-match")
    if program is None:
        return None
    asked = [program, *_ASKED]
    told = subprocess.run(asked, capture_output=True, text=True, timeout=_ANSWER_SECONDS, check=False).stdout  # noqa: S603 - a fixed question to a program of the machine
    path, index, languages = (*told.split("\n"), "", "", "")[:3]
    has_chinese = "zh-cn" in languages.split("|")
    return Font(path, int(index)) if has_chinese and Path(path).is_file() else None


def mark_drawn(image: Image.Image, text: str, font: Font | None) -> Image.Image:
    """Return a picture with a text along its lower edge, in as many lines as it takes."""
    size_px = max(_SMALLEST_PX, image.width // _LETTERS_PER_WIDTH)
    letters = _letters(font, size_px)
    said = text if font else " · ".join(filter(None, (_latin(part) for part in text.split(" · "))))
    lines = _lines(said, letters, image.width - size_px)
    high_px = round(size_px * _LINE_HEIGHT)
    band = Image.new("RGBA", (image.width, min(image.height, high_px * len(lines) + size_px // 2)), _BAND)
    pen = ImageDraw.Draw(band)
    for number, line in enumerate(lines):
        pen.text((size_px // 2, size_px // 4 + number * high_px), line, font=letters, fill=_INK)
    marked = image.convert("RGBA")
    marked.alpha_composite(band, (0, image.height - band.height))
    return marked.convert("RGB")


def _letters(font: Font | None, size_px: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    if font is None:
        return ImageFont.load_default(size_px)
    return ImageFont.truetype(font.path, size_px, index=font.index)


def _latin(text: str) -> str:
    return "".join(letter for letter in text if letter.isascii()).strip()


def _lines(text: str, letters: ImageFont.FreeTypeFont | ImageFont.ImageFont, wide_px: int) -> list[str]:
    """Return a text cut where it reaches the edge: Chinese may be cut anywhere."""
    lines = [""]
    for letter in text:
        if lines[-1] and letters.getlength(lines[-1] + letter) > wide_px:
            lines.append("")
        lines[-1] += letter
    return [line.strip() for line in lines]
