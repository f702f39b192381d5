"""The style guide forgets nothing that the style sheets name."""

import re

from madoguchi.faces.desk.styling import colours, icons, sizes
from tests.faces.desk.sitting import Sitting
from tests.faces.desk.test_contrast import themes


def test_every_colour_size_and_icon_is_there(ren: Sitting) -> None:
    page = ren.get("/desk/styleguide/")
    assert len(page.queries) <= 8
    shown = {name for _group, names in colours() for name in names}
    assert themes()["light"].keys() <= shown
    assert all(names for _group, names in colours())
    assert shown == set(re.findall(r'<madoguchi-swatch name="([^"]*)"', page.html))
    assert {"t1", "t6", "s1", "s16", "control"} <= dict(sizes()).keys()
    assert all(f"<small>{name}</small>" in page.html for name in icons())


def test_every_icon_in_use_is_one_of_the_family(ren: Sitting) -> None:
    used = set(re.findall(r"icons.svg#([^\"]+)", ren.get("/desk/styleguide/").html))
    assert used <= set(icons())
