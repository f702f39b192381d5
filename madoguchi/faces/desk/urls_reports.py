"""Addresses of the reports."""

from django.urls import path

from madoguchi.faces.desk.views import (
    aims,
    answered,
    avoidable,
    csat,
    drivers,
    kinds,
    patience,
    scenarios,
    speed,
    styles,
)

urlpatterns = [
    path("reports/csat/", csat.report, name="csat"),
    path("reports/answers/", answered.report, name="answers"),
    path("reports/aims/", aims.report, name="aims"),
    path("reports/speed/", speed.report, name="speed"),
    path("reports/speed/<slug:part>/", speed.opened, name="speed_rows"),
    path("reports/patience/<int:inbox_id>/", patience.report, name="patience"),
    path("reports/patience/<int:inbox_id>/times/", patience.times, name="patience_times"),
    path("reports/drivers/", drivers.report, name="drivers"),
    path("reports/drivers/contacts/", drivers.contacts, name="driver_contacts"),
    path("reports/drivers/new/", drivers.new, name="driver_new"),
    path("reports/drivers/<int:driver_id>/", drivers.one, name="driver"),
    path("reports/types/", kinds.report, name="kinds"),
    path("reports/types/conversations/", kinds.conversations, name="kind_conversations"),
    path("reports/styles/", styles.report, name="style_report"),
    path("reports/styles/conversations/", styles.conversations, name="style_conversations"),
    path("reports/plan/", scenarios.compare, name="plan_scenarios"),
    path("reports/plan/new/", scenarios.new, name="scenario_new"),
    path("reports/plan/<int:scenario_id>/", scenarios.one, name="scenario"),
    path("reports/avoidable/", avoidable.report, name="avoidable"),
    path("reports/avoidable/target/", avoidable.goal, name="contact_goal"),
    path("reports/avoidable/customers/", avoidable.customers, name="active_customers"),
]
