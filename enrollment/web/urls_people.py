"""Which addresses lead to the pages about people, households, enrollments and household lists?"""

from django.urls import path

from enrollment.web import (
    enrollments,
    evidence,
    household_imports,
    households,
    people,
    protection,
    status_lists,
)

urlpatterns = [
    path("people/", people.people_page, name="people"),
    path("people/<int:pk>/", people.person_page, name="person"),
    path("people/<int:pk>/number", people.reveal, name="reveal_document"),
    path("people/<int:pk>/protection", protection.protect, name="protect_person"),
    path("people/<int:pk>/correct", people.correct, name="correct_person"),
    path("people/<int:pk>/document", people.replace_document, name="replace_document"),
    path("people/<int:pk>/residence", people.change_residence, name="change_residence"),
    path("people/<int:pk>/one-card", people.one_card, name="one_card"),
    path("people/<int:pk>/death", people.record_death, name="record_death"),
    path("people/<int:pk>/death/retract", people.retract_death, name="retract_death"),
    path("people/<int:pk>/move", people.move_member, name="move_member"),
    path("people/<int:pk>/merge", people.merge, name="merge_people"),
    path("people/<int:pk>/merge/<int:merge_pk>/undo", people.undo_merge, name="undo_merge"),
    path("people/<int:pk>/enroll", enrollments.enroll, name="enroll"),
    path("people/elsewhere/<str:key>/enroll", enrollments.enroll_outsider, name="enroll_outsider"),
    path("people/<int:pk>/exemptions/new", enrollments.record_exemption, name="record_exemption"),
    path(
        "people/<int:pk>/exemptions/<int:exemption_pk>/end", enrollments.end_exemption, name="end_exemption"
    ),
    path("people/<int:pk>/evidence/", evidence.person_evidence, name="person_evidence"),
    path("people/<int:pk>/evidence/new", evidence.enter, name="enter_evidence"),
    path("evidence/", evidence.waiting_list, name="waiting_evidence"),
    path("evidence/<int:pk>/decide", evidence.decide, name="decide_evidence"),
    path("enrollments/<int:pk>/cancel", enrollments.cancel, name="cancel_enrollment"),
    path("enrollments/<int:pk>/transfer", enrollments.transfer, name="transfer_enrollment"),
    path("households/new", households.register_household, name="register_household"),
    path("households/<int:pk>/", households.household_page, name="household"),
    path("households/<int:pk>/members/new", households.add_member, name="add_member"),
    path("households/<int:pk>/newborn", households.register_newborn, name="register_newborn"),
    path("households/<int:pk>/head", households.change_head, name="change_head"),
    path("households/<int:pk>/split", households.split, name="split_household"),
    path("households/<int:pk>/enroll", enrollments.enroll_household, name="enroll_household"),
    path("status-lists/", status_lists.list_page, name="status_lists"),
    path("status-lists/<int:pk>/rows", status_lists.rows_page, name="status_rows"),
    path("household-lists/", household_imports.imports_page, name="household_imports"),
    path("household-lists/<int:pk>/", household_imports.import_page, name="household_import"),
    path("household-lists/<int:pk>/decide", household_imports.decide, name="decide_household_import"),
    path(
        "household-lists/<int:pk>/problems.xlsx",
        household_imports.problems_sheet,
        name="household_import_problems",
    ),
]
