"""The types that a workspace begins with."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from madoguchi.features.kinds.models import Kind, KindField


@cache
def given() -> tuple[dict[str, Any], ...]:
    """As given.toml has them."""
    with (Path(__file__).resolve().parent / "given.toml").open("rb") as file:
        return tuple(tomllib.load(file)["kind"])


def make_given(workspace_id: int, language: str) -> list[Kind]:
    """Their rows, for a workspace that has none."""
    code = "ja" if language == "ja" else "en"
    made = []
    for place, item in enumerate(given()):
        examples = "\n".join(item["examples"])
        names = {"name": item[code], "name_ja": item["ja"], "name_en": item["en"]}
        kind = Kind.objects.create(workspace_id=workspace_id, **names, examples=examples, position=place)
        KindField.objects.bulk_create(
            KindField(
                workspace_id=workspace_id,
                kind=kind,
                label=one[code],
                ask_ja=one["ask_ja"],
                ask_en=one["ask_en"],
                type=one["type"],
                is_required=one.get("required", False),
                position=number,
            )
            for number, one in enumerate(item["field"])
        )
        made.append(kind)
    return made
