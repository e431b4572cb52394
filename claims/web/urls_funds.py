"""Which addresses lead to the pages about the insurer's years?"""

from django.urls import path

from claims.web import insurer_years

urlpatterns = [
    path("claims/insurer/", insurer_years.year_list, name="insurer_years"),
    path("claims/insurer/<int:pk>/", insurer_years.year_page, name="insurer_year"),
    path("claims/insurer/<int:pk>/sheet", insurer_years.sheet, name="insurer_sheet"),
    path("claims/insurer/<int:pk>/move", insurer_years.move, name="move_insurer_year"),
    path("claims/insurer/premiums/<int:pk>/decide", insurer_years.decide, name="decide_premium"),
    path("claims/insurer/premiums/<int:pk>/take-back", insurer_years.take_back, name="take_back_premium"),
]
