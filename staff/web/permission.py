"""How does a page ask for a permission?"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from policy.terms import Text
from staff.access import NotAllowed, Permission, may_anywhere

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def permission_required(permission: Permission) -> Callable[[View[P]], View[P]]:
    """Open a page only to officers who hold the permission somewhere; rows are scoped by `access.scope` besides."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not may_anywhere(request.user, permission, on=timezone.localdate()):
                raise NotAllowed(
                    Text(zh="您没有打开此页面的权限。", en="You may not open this page."),
                    Text(
                        zh="如工作需要，请向系统管理员申请。",
                        en="If your work needs it, ask the system administrator.",
                    ),
                )
            return view(request, *args, **kwargs)

        return guarded

    return decorate
