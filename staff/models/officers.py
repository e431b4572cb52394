"""Who works here, in which role, where, and from when to when?"""

from datetime import timedelta
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext_lazy as _

from policy.terms import Text
from staff.rules.logins import LOOKS, PATTERN
from staff.rules.roles import Role, role_of

KEY_DAYS_MAX = 366  # no key for a program lives longer


class OfficerManager(BaseUserManager["Officer"]):
    def get_by_natural_key(self, login: str | None) -> "Officer":
        return self.get(login__iexact=login)  # a login name typed with capitals is the same officer

    def create_user(self, login: str, password: str | None = None, **fields: Any) -> "Officer":
        officer = self.model(login=login, **fields)
        officer.set_password(password)
        officer.save(using=self._db)
        return officer


class Officer(AbstractBaseUser):
    """A person who logs in. What they may do is in their grants, never here."""

    login = models.CharField(_("login name"), max_length=60, unique=True)
    display_name = models.CharField(_("name"), max_length=60)
    preferred_language = models.CharField(
        _("language"), max_length=10, default="zh-hans", choices=[("zh-hans", "简体中文"), ("en", "English")]
    )
    # Where and in which coverage year the officer works just now: what pages open with, never a right.
    working_place = models.CharField(max_length=12, blank=True, db_collation="C")
    working_year = models.SmallIntegerField(null=True, blank=True)
    is_active = models.BooleanField(_("may log in"), default=True)
    # Keyed hash of the ID number, where it was entered: two logins with the same one are one human.
    identity_key = models.UUIDField(null=True, blank=True, editable=False, db_index=True)
    # Somebody else knows the password, having chosen it: nothing but changing it is open until it is changed.
    must_change_password = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    # Of a program that acts as the officer by a key: the permissions of that key. None: all that the roles give.
    limited_to: frozenset[str] | None = None

    objects: ClassVar[OfficerManager] = OfficerManager()
    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["display_name"]

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("login"), name="officer_login_unique"),
            models.UniqueConstraint(
                Func(
                    Lower("login"),
                    Value(LOOKS[0]),
                    Value(LOOKS[1]),
                    function="translate",
                    output_field=models.CharField(),
                ),
                name="officer_login_looks_unique",
            ),
            models.CheckConstraint(name="officer_login_shape", condition=Q(login__regex=PATTERN)),
            models.CheckConstraint(
                name="officer_language_known", condition=Q(preferred_language__in=["zh-hans", "en"])
            ),
        ]

    def __str__(self) -> str:
        return self.display_name


class FormerPassword(models.Model):
    """The hash of a password that an officer had: it is not taken again."""

    officer = models.ForeignKey(Officer, models.CASCADE, related_name="former_passwords")
    password = models.CharField(max_length=128)
    replaced_at = models.DateTimeField(db_default=Now(), editable=False)

    def __str__(self) -> str:
        return str(self.replaced_at)


class RoleGrant(models.Model):
    """One role of one officer in one division and all that lies inside it, from a day until a day."""

    officer = models.ForeignKey(Officer, models.RESTRICT, related_name="grants")
    role = models.CharField(_("role"), max_length=30, choices=[(role.value, role.label.zh) for role in Role])
    division_code = models.CharField(_("division"), max_length=12, db_collation="C")
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("no longer from"), null=True, blank=True)
    granted_by = models.ForeignKey(Officer, models.RESTRICT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="role_grant_role_known", condition=Q(role__in=[role.value for role in Role])
            ),
            models.CheckConstraint(
                name="role_grant_division_shape",
                condition=Q(division_code__regex=r"^([0-9]{6}|[0-9]{9}|[0-9]{12})$"),
            ),
            models.CheckConstraint(
                name="role_grant_valid_span",
                condition=Q(valid_until=None) | Q(valid_from__lt=F("valid_until")),
            ),
            ExclusionConstraint(
                name="role_grant_never_twice",
                expressions=[
                    ("officer", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    ("division_code", RangeOperators.EQUAL),
                    (
                        Func(
                            "valid_from", "valid_until", function="daterange", output_field=DateRangeField()
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.division_code}"

    @property
    def role_label(self) -> Text:
        return role_of(self.role).label


class ApiToken(models.Model):
    """A key with which a program acts as an officer. Only its digest is kept; the key is shown once."""

    officer = models.ForeignKey(Officer, models.RESTRICT, related_name="api_tokens")
    name = models.CharField(_("what it is for"), max_length=60)
    digest = models.CharField(max_length=64, unique=True, db_collation="C")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    expires_at = models.DateTimeField(_("expires"))
    # What the program may do, at most what the officer may; a key that may everything is not to be had.
    permissions = ArrayField(models.CharField(max_length=40), verbose_name=_("for what"))
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="api_token_a_year_at_most",
                condition=Q(expires_at__lte=F("created_at") + timedelta(days=KEY_DAYS_MAX, hours=1)),
            ),
            models.CheckConstraint(name="api_token_says_for_what", condition=Q(permissions__len__gt=0)),
        ]

    def __str__(self) -> str:
        return self.name


class LoginThrottle(models.Model):
    """How often a login failed lately, per login name with address, and per address."""

    key = models.CharField(
        max_length=64, primary_key=True, db_collation="C"
    )  # a digest: no login name, no address
    failures = models.PositiveIntegerField(default=0)
    resets_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.key[:8]
