"""The addresses of a chat, by its public key."""

from django.urls import path

from madoguchi.faces.widget import views

app_name = "widget"
urlpatterns = [
    path("<str:key>.js", views.loader, name="loader"),
    path("<str:key>/", views.panel, name="panel"),
    path("<str:key>/chats/", views.chats, name="chats"),
    path("<str:key>/messages/", views.messages, name="messages"),
    path("<str:key>/read/", views.read, name="read"),
]
