"""Who follows a conversation. On the router of conversations.py, as changes.py."""

from django.http import HttpResponse

from madoguchi.core.conversations.actions import follow
from madoguchi.core.conversations.queries.following import follows_of
from madoguchi.faces.api.answers import Call, done, whole
from madoguchi.faces.api.fields import Id
from madoguchi.faces.api.resources.changes import ONE
from madoguchi.faces.api.resources.conversations import bare, router
from madoguchi.faces.api.shapes.conversations import FollowerPage, follower_of


@router.get(f"{ONE}/followers", response=FollowerPage, summary="List who follows a conversation")
def list_followers(request: Call, conversation_id: Id) -> HttpResponse:
    return whole(follows_of(bare(conversation_id, request.actor)), follower_of)


@router.post(f"{ONE}/follow", response=FollowerPage, summary="Follow a conversation as the token's person")
def follow_conversation(request: Call, conversation_id: Id) -> HttpResponse:
    return whole(follows_of(follow.follow(conversation_id, actor=request.actor)), follower_of)


@router.delete(f"{ONE}/follow", response={204: None}, summary="Follow a conversation no longer")
def unfollow_conversation(request: Call, conversation_id: Id) -> HttpResponse:
    follow.unfollow(conversation_id, actor=request.actor)
    return done()
