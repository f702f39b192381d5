"""What the help centre spares, with how sure that is."""

from datetime import timedelta

import pytest

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed
from madoguchi.base.tenancy import tenant
from madoguchi.features.articles.visitors import Visit
from madoguchi.features.deflection.actions.trial import begin
from madoguchi.features.deflection.models import ContactTrial
from madoguchi.features.deflection.queries import deflection
from tests.world import World


@pytest.mark.django_db
def test_those_who_were_shown_nothing_tell_what_articles_do(world: World) -> None:
    at = now()
    with tenant(world.koyomi.id):
        for place in range(140):
            held_out, wrote = place >= 100, place < 40 or place >= 106
            ContactTrial.objects.create(
                workspace_id=world.koyomi.id,
                visitor=f"visitor-{place}",
                is_held_out=held_out,
                contacted_at=at if wrote else None,
            )
        found = deflection(at - timedelta(hours=1), at + timedelta(hours=1), world.actor(world.mana))
    assert (found.shown.of, found.shown.count) == (100, 40)
    assert (found.held_out.of, found.held_out.count) == (40, 34)
    assert found.difference.value == pytest.approx(0.45)
    assert (found.difference.low, found.difference.high) == pytest.approx((0.28, 0.57), abs=0.02)
    assert found.spared == 45
    assert found.is_enough
    with pytest.raises(NotAllowed):
        deflection(at, at, world.actor(world.olivia))


@pytest.mark.django_db
def test_about_so_many_are_held_out_and_stay_so(world: World) -> None:
    visits = [Visit(world.koyomi.id, f"visitor-{place}", "form") for place in range(60)]
    shown = [begin(visit, held_out_percent=50) for visit in visits]
    assert 15 <= sum(shown) <= 45
    assert [begin(visit, held_out_percent=0) for visit in visits] == shown
