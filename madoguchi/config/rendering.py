"""A new database in a sixth of the time: of Django's historical models each change renders the one that it changes.

Django renders all that refer to it, too, and all that refer to those: here that is every model, as all refer to the
workspace, and it is most of what the tables of a new database cost (docs/adr/0020). Instead, what refers to a model is
pointed at its new rendering. That is enough for tables, and not for programs among the migrations that hold rows of two
renderings at once: so it is done where there are no rows yet.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db.migrations.state import ProjectState

Key = tuple[str, str]  # of a model: its app and its name, in small letters
KEPT_BY_A_FIELD = ("related_model", "related_fields", "foreign_related_fields", "path_infos", "reverse_path_infos")


@contextmanager
def each_model_alone() -> Iterator[None]:
    """Within it, migrations render as few models as they can."""
    find, reload = ProjectState._find_reload_model, ProjectState._reload  # type: ignore[attr-defined]  # noqa: SLF001

    def reload_and_point(state: Any, keys: Iterable[Key]) -> None:
        before = {key: state.apps.all_models[key[0]].get(key[1]) for key in keys}
        reload(state, before)
        for (app, name), old in before.items():
            if old is not None:
                _point(state.apps.all_models, old, state.apps.all_models[app].get(name))

    _change(lambda _state, app, name, delay=False: {(app, name)}, reload_and_point)
    try:
        yield
    finally:
        _change(find, reload)


def _change(find: Any, reload: Any) -> None:
    ProjectState._find_reload_model = find  # type: ignore[attr-defined]  # noqa: SLF001
    ProjectState._reload = reload  # type: ignore[attr-defined]  # noqa: SLF001


def _point(models: dict[str, dict[str, Any]], old: Any, new: Any) -> None:
    for model in [model for of_app in models.values() for model in of_app.values()]:
        for field in (*model._meta.local_fields, *model._meta.local_many_to_many):
            if field.remote_field and field.remote_field.model is old:
                field.remote_field.model = new
                for name in KEPT_BY_A_FIELD:
                    field.__dict__.pop(name, None)
