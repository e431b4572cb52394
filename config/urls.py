"""Which address leads where?"""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from config import health

handler400 = "config.errors.bad_request"
handler403 = "config.errors.forbidden"
handler404 = "config.errors.not_found"
handler500 = "config.errors.server_error"

urlpatterns = [
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    # Programs before pages: the addresses of pages share no beginning, so each of them would be tried first.
    path("api/v1/schema", SpectacularAPIView.as_view(), name="api_schema"),
    path("api/v1/docs", SpectacularSwaggerSplitView.as_view(url_name="api_schema"), name="api_docs"),
    path("api/v1/", include("staff.api.urls")),
    path("api/v1/", include("intake.api.urls")),
    path("api/v1/", include("enrollment.api.urls")),
    path("api/v1/", include("assistance.api_urls")),
    path("api/v1/", include("claims.api.urls")),
    path("api/v1/", include("desk.history.api_urls")),
    path("api/v1/", include("desk.whatif.api_urls")),
    path("", include("staff.urls")),
    path("", include("intake.urls")),
    path("", include("enrollment.urls")),
    path("", include("assistance.urls")),
    path("", include("claims.urls")),
    path("", include("desk.urls")),
]
