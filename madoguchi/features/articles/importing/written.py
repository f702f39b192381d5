"""The letters of a file, whatever wrote them down."""

from django.utils.translation import gettext as _

from madoguchi.base.errors import Refused


def text_in(content: bytes) -> str:
    """UTF-8, UTF-16 with its mark, or what Japanese editors and spreadsheets write. Raises Refused("not-text"): letters
    that cannot be read do not come in as something else."""
    with_mark = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    for charset in ("utf-16",) if with_mark else ("utf-8-sig", "cp932"):
        try:
            return content.decode(charset)
        except UnicodeDecodeError:
            continue
    raise Refused("not-text", _("The letters of this file cannot be read. Save it as UTF-8."), field="file")
