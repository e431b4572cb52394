"""How does a page ask for a permission?"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from policy.terms import Text
from staff.access import NotAllowed, Permission, may_anywhere
from staff.models import Officer

P = ParamSpec("P")


class OfficerRequest(HttpRequest):
    """A request of somebody who is logged in: LoginRequiredMiddleware lets no other reach a page."""

    user: Officer


View = Callable[Concatenate[OfficerRequest, P], HttpResponseBase]
Page = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def permission_required(permission: Permission) -> Callable[[View[P]], Page[P]]:
    """Open a page only to who holds the permission somewhere; its rows are scoped by `access.scope`."""

    def decorate(view: View[P]) -> Page[P]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            ours = cast(OfficerRequest, request)
            if not may_anywhere(ours.user, permission, on=timezone.localdate()):
                raise NotAllowed(
                    Text(zh="您没有打开此页面的权限。", en="You may not open this page."),
                    Text(
                        zh="如工作需要，请向系统管理员申请。",
                        en="If your work needs it, ask the system administrator.",
                    ),
                )
            return view(ours, *args, **kwargs)

        return cast("Page[P]", guarded)

    return decorate
