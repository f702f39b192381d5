"""How PostgreSQL looks after the large tables."""

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db

LARGE = {"contacts", "conversations", "messages", "message_references", "deliveries", "events"}


def test_a_small_workspace_in_a_large_installation_is_known_to_the_planner_soon() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class"
            " WHERE 'autovacuum_analyze_scale_factor=0.02' = ANY(reloptions) AND relname = ANY(%s)",
            [list(LARGE)],
        )
        assert {name for (name,) in cursor.fetchall()} == LARGE
