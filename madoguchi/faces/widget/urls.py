"""The addresses of a chat, by its public key."""

from django.urls import path

from madoguchi.faces.widget import files, views

app_name = "widget"
urlpatterns = [
    path("<str:key>.js", views.loader, name="loader"),
    path("<str:key>/", views.panel, name="panel"),
    path("<str:key>/chats/", views.chats, name="chats"),
    path("<str:key>/messages/", views.messages, name="messages"),
    path("<str:key>/uploads/<str:once>/", files.sent_ahead, name="upload"),
    path("<str:key>/files/<str:name>/", files.file, name="file"),
    path("<str:key>/read/", views.read, name="read"),
]
