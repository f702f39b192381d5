"""Addresses of the board of announcements."""

from django.urls import path

from madoguchi.faces.desk.views import announcements

ONE = "announcements/<int:announcement_id>/"

urlpatterns = [
    path("announcements/", announcements.board, name="announcements"),
    path("announcements/new/<slug:kind>/", announcements.new, name="announcement_new"),
    path("announcements/changes/", announcements.changes, name="changes"),
    path("announcements/rail/", announcements.rail_item, name="announcements_rail"),
    path("announcements/strip/", announcements.strip, name="announcements_strip"),
    path("announcements/files/<str:name>/", announcements.download, name="announcement_file"),
    path(ONE, announcements.show, name="announcement"),
    path(f"{ONE}change/", announcements.change, name="announcement_change"),
    path(f"{ONE}versions/", announcements.versions, name="announcement_versions"),
    path(f"{ONE}reading/", announcements.read, name="announcement_read"),
    path(f"{ONE}confirmation/", announcements.confirm, name="announcement_confirm"),
    path(f"{ONE}files/<int:file_id>/", announcements.file, name="announcement_detach"),
]
