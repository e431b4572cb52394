"""Which addresses lead to the pages about categories?"""

from django.urls import path

from assistance.categories.web import categories, category_names, roster_parts, rosters

urlpatterns = [
    path("people/<int:pk>/categories/new", categories.record, name="record_category"),
    path("people/<int:pk>/categories/<int:span_pk>/end", categories.end, name="end_category"),
    path("category-names/", category_names.name_list, name="category_names"),
    path("category-names/<int:pk>/end", category_names.end_name, name="end_category_name"),
    path("rosters/", rosters.roster_list, name="rosters"),
    path("rosters/<int:pk>/", rosters.roster_page, name="roster"),
    path("rosters/<int:pk>/rows", rosters.roster_rows, name="roster_rows"),
    path("rosters/<int:pk>/decide", rosters.decide, name="decide_roster"),
    path("rosters/<int:pk>/parts", roster_parts.roster_parts_page, name="roster_parts"),
    path("roster-parts/", roster_parts.part_list, name="roster_part_list"),
    path("roster-parts/<int:pk>/", roster_parts.part_page, name="roster_part"),
    path("roster-parts/<int:pk>/return", roster_parts.return_part, name="return_roster_part"),
    path("rosters/<int:pk>/<slug:what>.xlsx", rosters.roster_workbook, name="roster_workbook"),
]
