"""Addresses about the people outside, and about mail that became no message."""

from django.urls import path

from madoguchi.faces.desk.views import aside, companies, contacts, duplicates, editing, outbox, profiles

urlpatterns = [
    path("contacts/", contacts.show_all, name="contacts"),
    path("contacts/new/", contacts.new, name="contact_new"),
    path("contacts/duplicates/", duplicates.show_all, name="duplicates"),
    path("contacts/<int:contact_id>/", contacts.show, name="contact"),
    path("contacts/<int:contact_id>/fields/<slug:name>/", editing.contact_field, name="contact_field"),
    path("contacts/<int:contact_id>/profile/", profiles.of_contact, name="contact_profile"),
    path("contacts/<int:contact_id>/notes/", profiles.contact_notes, name="contact_notes"),
    path("contact-notes/<int:note_id>/", profiles.contact_note, name="contact_note"),
    path("contact-notes/<int:note_id>/pin/", profiles.contact_note_pin, name="contact_note_pin"),
    path("contacts/<int:contact_id>/edit/", contacts.edit, name="contact_edit"),
    path("contacts/<int:contact_id>/thread/", contacts.story, name="story"),
    path("contacts/<int:contact_id>/identities/", contacts.add_identity, name="identities"),
    path("contacts/<int:contact_id>/identities/<int:identity_id>/", contacts.remove_identity, name="identity"),
    path("contacts/<int:contact_id>/block/", contacts.block, name="block"),
    path("contacts/<int:contact_id>/duplicates/", duplicates.show_of, name="duplicates_of"),
    path("contacts/<int:contact_id>/different/", duplicates.dismiss, name="not_duplicate"),
    path("contacts/<int:contact_id>/merge/", duplicates.merge, name="merge_contacts"),
    path("contacts/<int:contact_id>/erasure/", duplicates.erase, name="erase"),
    path("contacts/<int:contact_id>/export/", duplicates.export, name="export"),
    path("merges/<int:merge_id>/undo/", duplicates.undo, name="undo_merge"),
    path("companies/", companies.show_all, name="companies"),
    path("companies/new/", companies.new, name="company_new"),
    path("companies/<int:company_id>/", companies.show, name="company"),
    path("companies/<int:company_id>/edit/", companies.edit, name="company_edit"),
    path("aside/", aside.show_all, name="aside"),
    path("aside/<int:intake_id>/raw/", aside.raw, name="aside_raw"),
    path("aside/<int:intake_id>/reading/", aside.read_again, name="aside_reading"),
    path("outbox/", outbox.show_all, name="outbox"),
    path("outbox/<str:name>/", outbox.download, name="outbox_mail"),
]
