"""The stored shape is the declared shape."""

import pytest
from django.core.management import call_command


@pytest.mark.django_db
def test_no_model_changed_without_a_migration(settings) -> None:
    settings.MIGRATION_MODULES = {}  # the tests' own tables are made at once
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
