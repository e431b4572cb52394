"""How does a program enter who pays for others, send a list, divide a payment and give a part back?"""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from enrollment.bulk.sponsor_shares import year_report
from enrollment.models import Sponsor
from enrollment.operations import sponsor_lists, sponsor_payments, sponsors
from enrollment.queries.lines import visible_lines
from enrollment.queries.sponsors import sponsor_report, visible_sponsors
from enrollment.rules.sponsors import SchoolOwner
from intake.api.files import SentFileReportSerializer
from intake.api.repeats import KEY, body_of, once
from intake.queries import sent_files
from policy.terms import SponsorKind
from staff.access import Permission
from staff.api.asking import YEAR, Holds, OfficerView, year_of
from staff.api.authentication import acting
from staff.api.bodies import JsonBody
from staff.operations.reads import read_people
from staff.web.fields import readable

READ, IMPORT, RESOLVE = Permission.PAYMENTS_READ, Permission.PEOPLE_IMPORT, Permission.EXCEPTIONS_RESOLVE


class SponsorSerializer(serializers.Serializer[Any]):
    """Who pays for others. A school has the level that runs it."""

    id = serializers.IntegerField()
    kind = serializers.CharField(help_text="collective, employer, school or relative")
    name = serializers.CharField()
    document_masked = serializers.CharField()
    division_code = serializers.CharField()
    owner_level = serializers.CharField(allow_blank=True)
    years = serializers.ListField(child=serializers.IntegerField())


class EnterSponsorSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=[kind.value for kind in SponsorKind])
    name = serializers.CharField(max_length=100)
    number = serializers.CharField(
        max_length=40, help_text="Unified social credit code; of a relative the document."
    )
    division_code = serializers.RegexField(r"^[0-9]{6}([0-9]{3}){0,2}\Z")
    owner_level = serializers.ChoiceField(choices=[level.value for level in SchoolOwner], required=False)


class AskedSerializer(serializers.Serializer[Any]):
    """A person of the lists in force: what can be paid, or why nothing."""

    list_id = serializers.IntegerField()
    row = serializers.IntegerField()
    name = serializers.CharField()
    document_masked = serializers.CharField()
    grade = serializers.CharField(allow_blank=True)
    attendance = serializers.CharField()
    person_id = serializers.IntegerField(allow_null=True)
    answer = serializers.CharField()
    fen = serializers.IntegerField()
    clause = serializers.CharField(allow_blank=True)
    part_line_id = serializers.IntegerField(allow_null=True)


class LeaverSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    document_masked = serializers.CharField()
    grade = serializers.CharField(allow_blank=True)


class SponsorYearSerializer(SponsorSerializer):
    """Whom a sponsor pays for in a year, as of today."""

    coverage_year = serializers.IntegerField()
    prices_of = serializers.DateField(help_text="Of the first payment that is held, else today.")
    rows = AskedSerializer(many=True)
    totals = serializers.DictField()
    leavers = LeaverSerializer(many=True)


class UploadSponsorListSerializer(serializers.Serializer[Any]):
    file = serializers.FileField(help_text=readable("PL-1"))
    coverage_year = serializers.IntegerField(min_value=2018, max_value=2200)
    is_full = serializers.BooleanField(default=True, help_text="It replaces the lists of its year.")
    document_number = serializers.CharField(required=False, default="", allow_blank=True, max_length=100)


class TypedRowSerializer(serializers.Serializer[Any]):
    number = serializers.CharField(max_length=40)
    name = serializers.CharField(max_length=100)
    amount = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=20, help_text="yuan"
    )
    grade = serializers.CharField(required=False, default="", allow_blank=True, max_length=40)
    class_name = serializers.CharField(required=False, default="", allow_blank=True, max_length=40)


class TypeRowsSerializer(serializers.Serializer[Any]):
    coverage_year = serializers.IntegerField(min_value=2018, max_value=2200)
    document_number = serializers.CharField(required=False, default="", allow_blank=True, max_length=100)
    rows = TypedRowSerializer(many=True)


class DivideSerializer(serializers.Serializer[Any]):
    """`rows`: only these people, by their ids in the lists; left out: everybody who can be paid for."""

    line_id = serializers.IntegerField(min_value=1)
    rows = serializers.ListField(
        child=serializers.IntegerField(min_value=1), required=False, allow_null=True, default=None
    )


class GiveBackSerializer(serializers.Serializer[Any]):
    part = serializers.IntegerField(min_value=1, help_text="part_line_id")
    because = serializers.CharField(max_length=300)


class Sponsors(generics.GenericAPIView[Sponsor]):
    permission = READ
    permission_classes = (Holds,)
    serializer_class = SponsorSerializer
    queryset = Sponsor.objects.none()

    @extend_schema(operation_id="sponsors", responses=SponsorSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Who pays for others in the officer's divisions."""
        page = self.paginate_queryset(visible_sponsors(acting(request), on=timezone.localdate()))
        return self.get_paginated_response([sponsor_report(one) for one in page or []])


class EnterSponsor(OfficerView):
    permission = IMPORT

    @extend_schema(
        operation_id="enter_sponsor", parameters=[KEY], request=EnterSponsorSerializer, responses={201: SponsorSerializer}
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        """Enter a sponsor; a number is entered once."""
        given = _given(EnterSponsorSerializer, request)
        owner, at = given.pop("owner_level", None), timezone.now()

        def act() -> dict[str, Any]:
            kind = SponsorKind(given.pop("kind"))
            level = SchoolOwner(owner) if owner else None
            return sponsor_report(
                sponsors.enter(kind=kind, owner_level=level, by=acting(request), at=at, **given)
            )

        return once(request, "enter_sponsor", at=at, act=act, status=201)


class SponsorYear(OfficerView):
    permission = READ

    @extend_schema(operation_id="sponsor_year", parameters=[YEAR], responses=SponsorYearSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """Whom a sponsor pays for in a year, what can be paid for each today, and who left."""
        return Response(_told(_visible(request, pk, READ), year_of(request) or 0, request))


class SponsorLists(OfficerView):
    permission = IMPORT
    parser_classes = (MultiPartParser, JsonBody)

    @extend_schema(
        operation_id="upload_sponsor_list",
        parameters=[KEY],
        request={"multipart/form-data": UploadSponsorListSerializer},
        responses={201: SentFileReportSerializer},
    )
    def post(self, request: Request, pk: int) -> Response:
        """Send a list of who is paid for. It is read in the background: ask /sent-files for its state."""
        sponsor, at = _visible(request, pk, IMPORT), timezone.now()
        given = _given(UploadSponsorListSerializer, request)

        def act() -> dict[str, Any]:
            facts = {name: given[name] for name in ("coverage_year", "is_full", "document_number")}
            listed = sponsor_lists.receive(
                sponsor=sponsor, content=given["file"], name=given["file"].name, by=acting(request), at=at, **facts
            )  # fmt: skip
            return sent_files.report(listed)

        return once(request, f"upload_sponsor_list:{pk}", at=at, act=act, status=201, body=body_of(given))


class SponsorRows(OfficerView):
    permission = IMPORT

    @extend_schema(
        operation_id="type_sponsor_rows", parameters=[KEY], request=TypeRowsSerializer,
        responses={201: SentFileReportSerializer},
    )  # fmt: skip
    def post(self, request: Request, pk: int) -> Response:
        """Add a few people by hand; they are checked like a sheet, and all or none of them are taken."""
        sponsor, at, given = (
            _visible(request, pk, IMPORT),
            timezone.now(),
            _given(TypeRowsSerializer, request),
        )

        def act() -> dict[str, Any]:
            return sent_files.report(
                sponsor_lists.enter_rows(sponsor=sponsor, by=acting(request), at=at, **given)
            )

        return once(request, f"type_sponsor_rows:{pk}", at=at, act=act, status=201)


class DividePayment(OfficerView):
    permission = RESOLVE

    @extend_schema(
        operation_id="divide_payment", parameters=[KEY], request=DivideSerializer, responses=SponsorYearSerializer
    )  # fmt: skip
    def post(self, request: Request, pk: int) -> Response:
        """Divide a payment of the sponsor among the people of its lists; what is left stays held."""
        sponsor, at, given = _visible(request, pk, RESOLVE), timezone.now(), _given(DivideSerializer, request)
        seen = visible_lines(acting(request), on=timezone.localdate(at), permission=RESOLVE)
        line = get_object_or_404(seen, pk=given["line_id"])

        def act() -> dict[str, Any]:
            sponsor_payments.divide(line=line, sponsor=sponsor, rows=given["rows"], by=acting(request), at=at)
            return _told(sponsor, line.coverage_year or 0, request)

        return once(request, f"divide_payment:{pk}", at=at, act=act)


class GiveBackPart(OfficerView):
    permission = RESOLVE

    @extend_schema(
        operation_id="give_back_part", parameters=[KEY], request=GiveBackSerializer, responses=SponsorYearSerializer
    )  # fmt: skip
    def post(self, request: Request, pk: int) -> Response:
        """Give one person's part back to the payment that it was part of."""
        sponsor, at, given = (
            _visible(request, pk, RESOLVE),
            timezone.now(),
            _given(GiveBackSerializer, request),
        )
        part = get_object_or_404(sponsor.parts.select_related("person", "sponsor"), pk=given["part"])

        def act() -> dict[str, Any]:
            sponsor_payments.give_back(part=part, because=given["because"], by=acting(request), at=at)
            return _told(sponsor, part.coverage_year, request)

        return once(request, f"give_back_part:{pk}", at=at, act=act)


def _given(kind: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    given = kind(data=request.data)
    given.is_valid(raise_exception=True)
    return dict(given.validated_data)


def _visible(request: Request, pk: int, permission: Permission) -> Sponsor:
    seen = visible_sponsors(acting(request), on=timezone.localdate(), permission=permission)
    return get_object_or_404(seen, pk=pk)


def _told(sponsor: Sponsor, year: int, request: Request) -> dict[str, Any]:
    told = year_report(sponsor, year, on=timezone.localdate())
    read_people(
        len(told["rows"]), by=acting(request), division_code=sponsor.division_code, what="sponsor_rows"
    )
    return told
