"""What content is, is seen in the content."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiuhua.files.rules.media import is_text, media_of_head, name_cleaned, office_media
from xiuhua.files.terms import Media

_MP3_FRAME = b"\xff\xfb\x90\x00" + bytes(413)  # layer III, 128 kbit/s at 44.1 kHz: 144 * 128000 / 44100 = 417
_HEADS = [
    (b"\xff\xd8\xff\xe0\x00\x10JFIF", Media.JPEG),
    (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", Media.PNG),
    (b"RIFF\x24\x00\x00\x00WEBPVP8 ", Media.WEBP),
    (b"RIFF\x24\x00\x00\x00WAVEfmt ", Media.WAV),
    (b"ID3\x04\x00\x00", Media.MP3),
    (_MP3_FRAME * 2, Media.MP3),
    (b"%PDF-1.7\n", Media.PDF),
    (b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00", Media.MP4),
]


@pytest.mark.parametrize(("head", "media"), _HEADS)
def test_a_signature_is_known_whatever_the_file_is_called(head: bytes, media: Media) -> None:
    assert media_of_head(head, name="holiday.exe") is media


@pytest.mark.parametrize(
    "head",
    [b"MZ\x90\x00", b"\x7fELF", b"#!/bin/sh\n", b"<html><script>", b"GIF89a", b"RIFF    AVI ", _MP3_FRAME],
)
def test_what_is_not_on_the_list_is_refused_even_under_an_innocent_name(head: bytes) -> None:
    assert media_of_head(head, name="photo.jpg") is None


def test_text_needs_the_ending_and_the_look_of_it() -> None:
    assert media_of_head("编号,名称\r\n1,店\r\n".encode(), name="店铺.csv") is Media.CSV
    assert media_of_head(b'{"type":"FeatureCollection"}', name="a.geojson") is Media.GEOJSON
    assert media_of_head(b"\xef\xbb\xbf [1]", name="a.JSON") is Media.JSON
    assert media_of_head(b"hello", name="a.json") is None
    assert media_of_head(b"a,b\n\x00", name="a.csv") is None


def test_a_table_saved_by_chinese_excel_is_text() -> None:
    assert is_text("编号,名称".encode("gb18030"))


@given(st.text(st.characters(codec="utf-8", categories=["L", "N", "P"]), min_size=3), st.integers(1, 3))
def test_a_character_cut_by_the_end_of_the_head_does_no_harm(text: str, cut: int) -> None:
    assert is_text(("a" + text).encode()[:-cut])


def test_an_office_document_is_known_by_its_main_part_and_macros_are_refused() -> None:
    start = b'<Override ContentType="application/vnd.'
    word = start + b"openxmlformats-officedocument.wordprocessingml.document.main+xml"
    sheet = start + b"openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    assert office_media(word) is Media.DOCX
    assert office_media(sheet) is Media.XLSX
    assert office_media(start + b"ms-excel.sheet.macroEnabled.main+xml") is None


def test_a_name_keeps_its_ending_and_loses_folders_and_control_characters() -> None:
    assert name_cleaned("..\\..\\etc/现场 照片\n1.jpg") == "现场 照片1.jpg"
    assert name_cleaned("长" * 300 + ".jpeg") == "长" * 115 + ".jpeg"
    assert name_cleaned('/<>:"|?*') == ""
