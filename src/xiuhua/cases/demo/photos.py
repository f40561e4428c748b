"""Photos of the demo district, drawn: a street, a kerb, and what lies there. Nobody is on them."""

from __future__ import annotations

import io
from random import Random

from PIL import Image, ImageDraw

_SIZE = (480, 360)
_KERB_Y = 210
_SKIES = ((186, 205, 224), (203, 213, 219), (170, 190, 214))
_HEAP = ((96, 84, 70), (120, 110, 92), (70, 76, 66), (140, 128, 96))


def photo_drawn(key: str, *, clean: bool = False) -> bytes:
    """Return a JPEG of a street corner, the same for the same key; `clean` after it was put right."""
    chance = Random(key)  # noqa: S311 - a drawing, not a secret
    picture = Image.new("RGB", _SIZE, chance.choice(_SKIES))
    pen, (width, height) = ImageDraw.Draw(picture), _SIZE
    for left in range(0, width, 60):
        top = chance.randrange(50, 150)
        shade = chance.randrange(150, 200)
        pen.rectangle((left, top, left + 56, _KERB_Y - 20), fill=(shade, shade - 6, shade - 14))
    pen.rectangle((0, _KERB_Y - 20, width, _KERB_Y), fill=(176, 172, 164))
    pen.rectangle((0, _KERB_Y, width, height), fill=(112, 114, 118))
    pen.line((0, _KERB_Y + 80, width, _KERB_Y + 70), fill=(214, 210, 190), width=5)
    if not clean:
        middle = chance.randrange(120, 360)
        for _ in range(26):
            x, y = chance.gauss(middle, 46), chance.gauss(_KERB_Y + 14, 16)
            size = chance.uniform(8, 26)
            pen.ellipse((x - size, y - size * 0.7, x + size, y + size * 0.7), fill=chance.choice(_HEAP))
    kept = io.BytesIO()
    picture.save(kept, "JPEG", quality=80)
    return kept.getvalue()
