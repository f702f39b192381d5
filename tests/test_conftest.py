"""The ground that the tests stand on holds."""

import pytest
from django.db import connection


@pytest.mark.django_db
def test_tests_work_as_the_role_of_the_application() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, session_user <> current_user")
        assert cursor.fetchone() == ("madoguchi_app", True)


@pytest.mark.django_db(transaction=True)
def test_tables_are_emptied_after_tests_that_commit() -> None:
    from django.contrib.contenttypes.models import ContentType  # settings must be ready

    ContentType.objects.create(app_label="left", model="over")


@pytest.mark.django_db
def test_nothing_is_left_over() -> None:
    from django.contrib.contenttypes.models import ContentType  # settings must be ready

    assert not ContentType.objects.filter(app_label="left").exists()
