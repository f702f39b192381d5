"""The addresses of a chat, by its public key."""

from django.urls import path

from madoguchi.faces.widget import answering, articles, files, forms, mail, now, rating, views

app_name = "widget"
urlpatterns = [
    path("rating/<str:token>/", rating.page, name="rate"),
    path("answer/<str:token>/", answering.page, name="answer"),
    path("<str:key>.js", views.loader, name="loader"),
    path("<str:key>/", views.panel, name="panel"),
    path("<str:key>/chats/", views.chats, name="chats"),
    path("<str:key>/messages/", views.messages, name="messages"),
    path("<str:key>/uploads/<str:once>/", files.sent_ahead, name="upload"),
    path("<str:key>/files/<str:name>/", files.file, name="file"),
    path("<str:key>/standing/", forms.standing, name="standing"),
    path("<str:key>/mail/", mail.address, name="mail"),
    path("<str:key>/mail/code/", mail.code, name="mail_code"),
    path("<str:key>/transcript/", mail.transcript, name="transcript"),
    path("<str:key>/rating/", rating.of_chat, name="rating"),
    path("<str:key>/answer/", answering.of_chat, name="choices"),
    path("<str:key>/now/", now.now, name="now"),
    path("<str:key>/read/", views.read, name="read"),
    path("<str:key>/help/", articles.look, name="help"),
    path("<str:key>/help/seen/", articles.seen, name="help_seen"),
    path("<str:key>/help/<str:text>/", articles.read, name="help_article"),
    path("<str:key>/help/<str:text>/verdict/", articles.verdict, name="help_verdict"),
]
