"""A page that needs a key which is not here says so; it does not break."""

from __future__ import annotations

import pytest
from django.urls import reverse

from cast import staff
from pazos.domain.documents import queries
from pazos.foundation.access.policy import Role
from pazos.foundation.privacy.problems import DoesNotOpen

pytestmark = pytest.mark.django_db


def test_what_does_not_open_is_said_in_words_and_nothing_of_it_is_shown(client, monkeypatch) -> None:
    def sealed(**_asked: object) -> None:
        raise DoesNotOpen("the word zorzal does not open")

    monkeypatch.setattr(queries, "documents", sealed)
    client.force_login(staff(Role.STRATEGY_LEAD))
    answer = client.get(reverse("documents"))
    assert answer.status_code == 503
    assert b"zorzal" not in answer.content
    assert "llaves" in answer.content.decode() or "keys" in answer.content.decode()
