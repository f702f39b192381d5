"""Notes about contacts, marks, and links out, over the API."""

from tests.faces.api.client import Caller, caller
from tests.world import World


def test_notes_about_a_contact(world: World, misaki: Caller) -> None:
    at = f"/contacts/{world.hanako.id}/notes"
    made = misaki.post(at, {"text": "電話は午前のみ", "pinned": True})
    assert (made.status, made.body["pinned"], made.body["person_id"]) == (201, True, world.misaki.id)
    second = misaki.post(at, {"text": "二つ目"})
    assert misaki.get(f"{at}?limit=1").ids == [made.body["id"]]
    assert misaki.get(at).ids == [made.body["id"], second.body["id"]]
    one = f"/contact-notes/{made.body['id']}"
    assert misaki.patch(one, {"text": "午後も可", "pinned": False}).body["edited_at"]
    assert misaki.delete(one).status == 204
    assert misaki.delete(one).status == 404
    light = caller(world, world.ren)
    assert light.get(at).data == []
    assert light.post(at, {"text": "x"}).status == 403
    assert light.delete(f"/contact-notes/{second.body['id']}").status in (403, 404)


def test_links_out_of_a_contact(world: World, aoi: Caller, misaki: Caller) -> None:
    made = aoi.post("/contact-links", {"name": "台帳", "url": "https://crm.example/{mail}"})
    assert made.status == 201
    assert misaki.post("/contact-links", {"name": "x", "url": "https://crm.example/"}).status == 403
    assert aoi.post("/contact-links", {"name": "x", "url": "http://crm.example/"}).body["code"] == "bad-link"
    at = f"/contacts/{world.hanako.id}/links"
    assert misaki.get(at).data == [{"name": "台帳", "url": "https://crm.example/hanako%40kobo.example"}]
    assert caller(world, world.ren).get(at).data == []
    one = f"/contact-links/{made.body['id']}"
    assert aoi.patch(one, {"name": "顧客台帳"}).body["name"] == "顧客台帳"
    assert aoi.delete(one).status == 204
    assert misaki.get("/contact-links").data == []


def test_a_mark_on_a_contact(world: World, misaki: Caller) -> None:
    at = f"/contacts/{world.hanako.id}"
    after = misaki.patch(at, {"mark": "vip", "mark_text": "創業時から"}).body
    assert (after["mark"], after["mark_text"]) == ("vip", "創業時から")
    assert misaki.patch(at, {"mark": "bad"}).status == 422
