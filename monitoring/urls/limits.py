"""How people move time limits, record what they are counted from, and build them."""

from django.urls import path

from monitoring.views.limits import acts, building, happenings

urlpatterns = [
    path("deadlines/<uuid:pk>/act", acts.act, name="deadline_act"),
    path("deadlines/<uuid:pk>/delivery", happenings.delivery, name="delivery_new"),
    path("agreements/<slug:reference>/milestones/<slug:key>", happenings.milestone, name="milestone_record"),
    path("agreements/<slug:reference>/receipt", happenings.receipt, name="receipt_new"),
    path("commitments/<slug:reference>/deed", happenings.deed, name="deed_new"),
    path("commitments/<slug:reference>/limit", building.new, name="limit_new"),
    path("limits/<uuid:pk>/reading", building.reading, name="reading_new"),
    path("limits/<uuid:pk>/strike", building.strike, name="limit_strike"),
    path("deeds/<uuid:pk>/withdrawal", happenings.withdrawal, name="deed_withdraw"),
]
