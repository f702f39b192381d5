"""The files that hang on the demo's mails, made here from a few lines: small, valid, and the same each time."""

import struct
import zlib
from collections.abc import Mapping

from madoguchi.config.demo.script import File

Colour = tuple[int, int, int]
Box = tuple[int, int, int, int, Colour]  # left, top, right, bottom

PAPER, INK, GREY = (250, 248, 242), (40, 42, 48), (205, 203, 196)
WOOD, DARK_WOOD, GREEN, BRICK = (186, 133, 84), (96, 62, 36), (63, 112, 78), (158, 88, 70)

# Each picture is a ground colour and boxes drawn over it: enough to tell what was meant at the size of a thumbnail.
PICTURES: dict[str, tuple[Colour, list[Box]]] = {
    "csv-garbled.png": (
        PAPER,
        [(0, 0, 320, 22, (33, 115, 70))] + [(8, y, 312, y + 9, GREY) for y in range(34, 190, 20)],
    ),
    "white-screen.png": ((60, 60, 64), [(110, 10, 210, 190, (255, 255, 255)), (145, 14, 175, 18, GREY)]),
    "handwritten.png": (PAPER, [(20, y, 300, y + 1, GREY) for y in range(30, 190, 16)] + [(30, 36, 90, 40, INK)]),
    "porch.png": (BRICK, [(120, 40, 200, 200, (90, 60, 50)), (60, 130, 118, 200, WOOD), (210, 150, 270, 200, WOOD)]),
    "cracked-top.png": (WOOD, [(0, y, 320, y + 2, DARK_WOOD) for y in range(40, 200, 40)] + [(90, 98, 230, 101, INK)]),
    "alley.png": ((150, 150, 150), [(0, 0, 120, 200, BRICK), (200, 0, 320, 200, BRICK), (192, 0, 200, 200, INK)]),
    "green-door.png": (
        BRICK,
        [(110, 20, 210, 200, GREEN), (150, 60, 170, 84, PAPER), (220, 140, 262, 200, (60, 90, 160))],
    ),
    "teak-after.png": (
        GREEN,
        [(30, 70, 290, 100, (206, 148, 88)), (50, 100, 66, 190, WOOD), (254, 100, 270, 190, WOOD)],
    ),
    "cushions.png": ((200, 205, 210), [(60 + 40 * i, 60 + 23 * i, 66 + 40 * i, 66 + 23 * i, INK) for i in range(6)]),
    "card.png": (
        PAPER,
        [(30, 30, 290, 34, GREEN), (30, 60, 170, 70, INK), (30, 90, 230, 96, GREY), (30, 108, 210, 114, GREY)],
    ),
}


def attachment(name: str, texts: Mapping[str, str]) -> File:
    """The file of that name: a picture, a table as written, or one page with the lines written for it."""
    stem, _dot, kind = name.rpartition(".")
    if kind == "png":
        ground, boxes = PICTURES[name]
        return File(name, "image/png", png(320, 200, ground, boxes))
    if kind == "csv":
        return File(name, "text/csv", b"\xef\xbb\xbf" + texts[name].strip().encode().replace(b"\n", b"\r\n"))
    lines = texts[name].strip().splitlines() if name in texts else [stem]
    return File(name, "application/pdf", pdf(lines))


def png(width: int, height: int, ground: Colour, boxes: list[Box]) -> bytes:
    """A picture of filled boxes, 8 bits a channel (PNG, ISO/IEC 15948)."""
    rows = [bytearray(bytes(ground) * width) for _ in range(height)]
    for left, top, right, bottom, colour in boxes:
        for y in range(max(top, 0), min(bottom, height)):
            rows[y][3 * left : 3 * min(right, width)] = bytes(colour) * (min(right, width) - left)
    data = zlib.compress(b"".join(b"\x00" + row for row in rows), 9)
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def pdf(lines: list[str]) -> bytes:
    """One page of text. The Japanese font is named, not embedded (PDF 1.7, 9.7.5.2: UniJIS-UTF16-H)."""
    shown = "".join(f"<{line.encode('utf-16-be').hex()}> Tj T*\n" for line in lines)
    content = f"BT /F1 12 Tf 20 TL 56 770 Td\n{shown}ET".encode()
    font = b"/BaseFont /HeiseiKakuGo-W5"
    system = b"/CIDSystemInfo << /Registry (Adobe) /Ordering (Japan1) /Supplement 6 >>"
    metrics = b"/FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 859 /Descent -140 /CapHeight 709 /StemV 93"
    resources = b"/MediaBox [0 0 595 842] /Resources << /Font << /F1 5 0 R >> >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R %s /Contents 4 0 R >>" % resources,
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type0 %s /Encoding /UniJIS-UTF16-H /DescendantFonts [6 0 R] >>" % font,
        b"<< /Type /Font /Subtype /CIDFontType0 %s %s /DW 1000 /FontDescriptor 7 0 R >>" % (font, system),
        b"<< /Type /FontDescriptor /FontName /HeiseiKakuGo-W5 /Flags 4 %s >>" % metrics,
    ]
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)
