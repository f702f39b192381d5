"""The second wall: what the database refuses whatever the code above it does."""

import contextlib
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, ProgrammingError, connection, models, transaction
from django.test.utils import CaptureQueriesContext

from madoguchi.base.models import TenantModel
from madoguchi.base.row_security import APP_ROLE
from madoguchi.base.tenancy import set_workspace, tenant, whole_tenant
from madoguchi.core.contacts.models import Contact, Identity
from madoguchi.core.people.models import AuditEntry, Person, Team, TeamMember
from madoguchi.core.people.queries import seats_of
from tests.world import World

# Tables without a workspace, each with its reason.
GLOBAL = {
    "workspaces": "the tenants themselves: names, languages",
    "directory": "finds the workspace by a secret or an address, before one is known",
    "users": "an account may have seats in many workspaces",
    "outbox": "ids alone; a worker claims rows of all workspaces",
    "cache": "rate limits",
    "push_keys": "the installation's own key for Web Push, sealed: a browser takes one, whatever the workspace",
    "django_migrations": "Django",
    "django_content_type": "Django",
    "django_session": "Django: a session belongs to an account",
    "auth_group": "Django; empty",
    "auth_group_permissions": "Django; empty",
    "auth_permission": "Django; unused",
    "account_emailaddress": "allauth; empty",
    "account_emailconfirmation": "allauth; empty",
    "mfa_authenticator": "allauth: second factors of accounts, sealed",
    "usersessions_usersession": "allauth: sessions of accounts",
}
# Not bound itself: the owner's own function searches it, for the workspace of the transaction (docs/adr/0011).
OWNER_READS = {"search_entries"}
PROCRASTINATE = "procrastinate_"  # jobs: ids and workspace ids as arguments

TABLES = """
SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity, pg_get_userbyid(c.relowner),
       EXISTS (SELECT FROM pg_attribute a
               WHERE a.attrelid = c.oid AND a.attname = 'workspace_id' AND NOT a.attisdropped),
       (SELECT count(*) FROM pg_policy p WHERE p.polrelid = c.oid AND p.polcmd = '*' AND p.polpermissive
          AND pg_get_expr(p.polqual, p.polrelid) LIKE '%madoguchi.workspace%'
          AND pg_get_expr(p.polwithcheck, p.polrelid) LIKE '%madoguchi.workspace%')
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p')
"""


def rows(sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters or None)
        return list(cursor.fetchall())


def test_every_tenant_table_is_behind_row_level_security(db: None) -> None:
    found = {name: rest for name, *rest in rows(TABLES)}
    assert "conversations" in found
    for name, (enabled, forced, _owner, has_workspace, policies) in found.items():
        if has_workspace and name not in {"outbox", "directory"}:
            assert (enabled, forced, policies) == (True, name not in OWNER_READS, 1), name
        else:
            assert name in GLOBAL or name.startswith(PROCRASTINATE), f"{name} has no workspace_id"


def test_the_list_of_global_tables_holds_nothing_else(db: None) -> None:
    assert set(GLOBAL) - {name for name, *_ in rows(TABLES)} == set()


def test_no_table_has_a_policy_but_the_tenant_s_and_own_seats(db: None) -> None:
    policies = rows("SELECT tablename, policyname, cmd FROM pg_policies WHERE schemaname = 'public'")
    others = [row for row in policies if row[1] != "tenant"]
    assert others == [("people", "own_seats", "SELECT")]


COMPOSITE = """
SELECT array_agg(a.attname ORDER BY k.n)::text[] FROM pg_constraint c
CROSS JOIN LATERAL unnest(c.conkey) WITH ORDINALITY AS k(attnum, n)
JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.attnum
WHERE c.contype = 'f' AND c.conrelid = %s::regclass GROUP BY c.oid HAVING count(*) = 2
"""


def test_every_foreign_key_between_tenants_names_the_workspace(db: None) -> None:
    missing = []
    for model in apps.get_models():
        if not issubclass(model, TenantModel):
            continue
        table = model._meta.db_table
        composite = {columns[1] for (columns,) in rows(COMPOSITE, table) if columns[0] == "workspace_id"}
        for field in model._meta.concrete_fields:
            target = field.related_model
            if isinstance(field, models.ForeignKey) and isinstance(target, type) and issubclass(target, TenantModel):
                missing += [f"{table}.{field.column}"] if field.column not in composite else []
    assert missing == []


def test_the_application_owns_nothing_and_bypasses_nothing(db: None) -> None:
    assert rows("SELECT current_user") == [(APP_ROLE,)]
    assert rows("SELECT rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = current_user") == [
        (False, False, False)
    ]
    assert [name for name, _e, _f, owner, *_ in rows(TABLES) if owner == APP_ROLE] == []
    with pytest.raises(ProgrammingError), transaction.atomic():
        rows("ALTER TABLE contacts DISABLE ROW LEVEL SECURITY RETURNING 1")


@pytest.mark.parametrize("table", ["events", "audit_entries"])
@pytest.mark.parametrize("change", ["DELETE FROM {}", "UPDATE {} SET actor = 'x'"])
def test_what_happened_cannot_be_changed(koyomi: World, table: str, change: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        rows(change.format(table))


def test_without_a_workspace_there_are_no_rows(world: World) -> None:
    for model in apps.get_models():
        if issubclass(model, TenantModel):
            assert model._default_manager.count() == 0, model


def test_a_workspace_sees_its_own_rows_alone(world: World) -> None:
    with tenant(world.harbour.id):
        assert set(Person.objects.values_list("workspace_id", flat=True)) == {world.harbour.id}
        assert not Contact.objects.filter(id=world.hanako.id).exists()
        assert Contact.objects.filter(id=world.hanako.id).update(family_name="x") == 0


def test_a_row_cannot_be_put_into_another_workspace(world: World) -> None:
    with tenant(world.harbour.id):
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Contact.objects.create(workspace_id=world.koyomi.id, display_name="x")
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Contact.objects.filter(id=world.william.id).update(workspace_id=world.koyomi.id)


@pytest.mark.django_db(transaction=True)
def test_a_reference_into_another_workspace_is_refused(transactional_db: None) -> None:
    from tests.world import build  # committed rows: the references are checked at the commit

    world = build()
    with pytest.raises(IntegrityError), tenant(world.harbour.id):
        Identity.objects.create(
            workspace_id=world.harbour.id, contact_id=world.hanako.id, kind="mail", value="x@y.example"
        )
    with tenant(world.harbour.id):
        team = Team.objects.create(workspace_id=world.harbour.id, name="Team")
    with pytest.raises(IntegrityError), tenant(world.harbour.id):
        TeamMember.objects.create(workspace_id=world.harbour.id, team=team, person_id=world.aoi.id)


def test_one_transaction_never_changes_the_workspace_it_locks_in(koyomi: World) -> None:
    with pytest.raises(RuntimeError, match="inside workspace"), tenant(koyomi.harbour.id):
        pass


def test_the_workspace_is_forgotten_with_the_transaction(world: World) -> None:
    with tenant(world.koyomi.id):
        assert Contact.objects.exists()
    assert not Contact.objects.exists()


def test_a_user_sees_their_own_seats_and_only_for_that_question(world: World) -> None:
    places = seats_of(world.users["olivia"].id)
    assert [place.workspace for place in places] == ["Harbour & Pine", "こよみワークス"]
    assert Person.objects.count() == 0
    with tenant(world.koyomi.id):
        assert len(seats_of(world.users["olivia"].id)) == 2
        assert Person.objects.filter(user=world.users["olivia"]).count() == 1


def test_a_deactivated_seat_is_none(world: World) -> None:
    with tenant(world.koyomi.id):
        Person.objects.filter(id=world.olivia.id).update(deactivated_at="2026-01-01T00:00Z")
    assert [place.workspace for place in seats_of(world.users["olivia"].id)] == ["Harbour & Pine"]


def test_an_audit_entry_belongs_to_a_workspace(koyomi: World) -> None:
    set_workspace(None)
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        AuditEntry.objects.create(workspace_id=koyomi.koyomi.id, kind="x", actor="system")


THE_ONE = "SELECT id FROM workspaces WHERE id = %s"


def test_a_whole_is_one_tenant_without_savepoints(world: World) -> None:
    with whole_tenant(THE_ONE, [world.koyomi.id]) as workspace_id:
        assert workspace_id == world.koyomi.id
        with CaptureQueriesContext(connection) as captured, tenant(world.koyomi.id):
            assert Contact.objects.count() == 3
        assert not any("SAVEPOINT" in query["sql"] for query in captured)
        with pytest.raises(RuntimeError, match="inside workspace"), tenant(world.harbour.id):
            pass
    assert Contact.objects.count() == 0


def test_a_whole_that_finds_no_workspace_has_no_rows(world: World) -> None:
    with whole_tenant(THE_ONE, [0]) as workspace_id:
        assert workspace_id is None
        assert Contact.objects.count() == 0


def test_a_whole_of_which_a_part_failed_cannot_be_kept(world: World) -> None:
    with pytest.raises(RuntimeError, match="something failed"), whole_tenant(THE_ONE, [world.koyomi.id]):
        fail_quietly(world)
    with tenant(world.koyomi.id):
        assert Contact.objects.get(id=world.hanako.id).language == "ja"


def fail_quietly(world: World) -> None:
    with contextlib.suppress(ValueError), tenant(world.koyomi.id):
        Contact.objects.filter(id=world.hanako.id).update(language="en")
        raise ValueError
