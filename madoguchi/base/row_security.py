"""A migration operation that puts tenant tables behind row-level security.

For each TenantModel of the app: ENABLE and FORCE ROW LEVEL SECURITY, one policy for reading and
writing, and for every foreign key between two tenant tables one over (workspace_id, key), so that the
database refuses a reference into another tenant. `rooted` tables also refer to their workspace; the others
reach it through these, and busy ones must not lock its row.
"""

from typing import Any

from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

APP_ROLE = "madoguchi_app"
INSERT_ONLY = ("events", "audit_entries")  # what happened is not rewritten
NOT_REWRITTEN = ("article_versions",)  # what was said is not either; it goes with what it was said in
CURRENT = "NULLIF(current_setting('madoguchi.workspace', true), '')::bigint"
MATCHES = f"workspace_id = {CURRENT}"


class CreateAppRole(Operation):
    """The role that the application assumes; it owns and bypasses nothing, and rewrites nothing that must stay."""

    reversible = True
    reduces_to_sql = False

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        pass

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        schema_editor.execute(
            f"""
            DO $$ BEGIN
              IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{APP_ROLE}') THEN
                CREATE ROLE {APP_ROLE} NOLOGIN NOSUPERUSER NOBYPASSRLS;
              END IF;
            EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
            END $$;
            """
        )
        schema_editor.execute(
            f"""
            DO $$ BEGIN
              -- Since 16 who makes a role administers it, but may not assume it.
              IF NOT pg_has_role(current_user, '{APP_ROLE}', CASE
                WHEN current_setting('server_version_num')::int >= 160000 THEN 'SET' ELSE 'MEMBER' END)
              THEN
                EXECUTE 'GRANT {APP_ROLE} TO ' || quote_ident(current_user);
              END IF;
            END $$;
            """
        )
        schema_editor.execute(f"GRANT USAGE ON SCHEMA public TO {APP_ROLE}")
        for what, rights in (
            ("TABLES", "SELECT, INSERT, UPDATE, DELETE"),
            ("SEQUENCES", "USAGE, SELECT"),
            ("FUNCTIONS", "EXECUTE"),
        ):
            schema_editor.execute(f"GRANT {rights} ON ALL {what} IN SCHEMA public TO {APP_ROLE}")
            schema_editor.execute(f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {rights} ON {what} TO {APP_ROLE}")
        taken = {**dict.fromkeys(INSERT_ONLY, "UPDATE, DELETE"), **dict.fromkeys(NOT_REWRITTEN, "UPDATE")}
        for table, rights in taken.items():
            schema_editor.execute(
                f"""
                DO $$ BEGIN
                  IF to_regclass('public.{table}') IS NOT NULL THEN
                    REVOKE {rights} ON public.{table} FROM {APP_ROLE};
                  END IF;
                END $$;
                """
            )

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        pass  # the role is shared by every database of the cluster: it stays

    def describe(self) -> str:
        return "Create the application's role"


class ProtectTenantTables(Operation):
    """Row-level security, and composite foreign keys, for the named models of this app."""

    reversible = True
    reduces_to_sql = False

    def __init__(self, *names: str, rooted: tuple[str, ...] = ()) -> None:
        self.names = (*rooted, *names)
        self.rooted = rooted

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        names = [name for name in self.names if name not in self.rooted]
        return (type(self).__name__, names, {"rooted": self.rooted})

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        pass

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: ProjectState
    ) -> None:
        for name in self.names:
            model = to_state.apps.get_model(app_label, name)
            for statement in statements_for(model):
                schema_editor.execute(statement)
            if name in self.rooted:
                table = model._meta.db_table
                rule = "FOREIGN KEY (workspace_id) REFERENCES workspaces"
                schema_editor.execute(f'ALTER TABLE "{table}" ADD {rule}')

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        pass  # the tables themselves go

    def describe(self) -> str:
        return f"Row-level security on {', '.join(self.names)}"


def statements_for(model: type[models.Model]) -> list[str]:
    """The statements that protect one table; `model` has a column workspace_id."""
    table = model._meta.db_table
    made = [
        f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY',
        f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY',
        f'CREATE POLICY tenant ON "{table}" USING ({MATCHES}) WITH CHECK ({MATCHES})',
        f'ALTER TABLE "{table}" ALTER COLUMN workspace_id SET DEFAULT {CURRENT}',
    ]
    for field in model._meta.concrete_fields:
        target = field.related_model
        if not isinstance(field, models.ForeignKey) or not isinstance(target, type):
            continue
        if is_anchor(target):
            made.append(
                f'ALTER TABLE "{table}" ADD CONSTRAINT "{table}_{field.column}_same_tenant" '
                f'FOREIGN KEY (workspace_id, "{field.column}") '
                f'REFERENCES "{target._meta.db_table}" (workspace_id, id) DEFERRABLE INITIALLY DEFERRED'
            )
    return made


def is_anchor(model: type[models.Model]) -> bool:
    """Whether rows of other tables may refer to (workspace_id, id) of this one."""
    return any(
        isinstance(rule, models.UniqueConstraint) and tuple(rule.fields) == ("workspace_id", "id")
        for rule in model._meta.constraints
    )
