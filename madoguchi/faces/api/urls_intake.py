"""The address where mail is handed in: beside the API, for it knows secrets of inboxes and no tokens."""

from django.urls import path, re_path

from madoguchi.faces.api.intake import hand_in
from madoguchi.faces.api.urls import nothing

urlpatterns = [path("mail", hand_in), re_path(r"", nothing)]
