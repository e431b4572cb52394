"""How do programs open cases, move them, decide on many and follow them?"""

from typing import Any

from django.http import FileResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import generics
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from assistance.cases.api.case_fields import (
    BatchOutcomeSerializer,
    BatchSerializer,
    CaseSerializer,
    CaseSummarySerializer,
    ChangeCaseSerializer,
    DocumentUploadSerializer,
    MoveSerializer,
    OpenCaseSerializer,
    RemovalSerializer,
)
from assistance.cases.models import AssistanceCase, CaseDocument
from assistance.cases.operations import case_actions, case_documents, cases
from assistance.cases.operations.case_decisions import Decision, decide_many
from assistance.cases.queries.case_reports import report, summary
from assistance.cases.queries.cases import searched, visible_cases, waiting_for
from assistance.cases.rules.case_reasons import CaseKind
from enrollment.models import Membership
from enrollment.queries.people import visible_people
from intake.api.repeats import KEY, body_of, once
from intake.rules.attachments import FileKind
from staff.access import Permission
from staff.api.asking import DIVISION, Holds, OfficerView, division_of
from staff.api.authentication import acting
from staff.api.bodies import JsonBody
from staff.operations.reads import read_people, read_person
from staff.rules.divisions import scope_prefix

READ, ENTER = Permission.CASES_READ, Permission.CASES_ENTER
PARTS = ("person", "household", "about")


def visible_case(request: Request, pk: int, permission: Permission = READ) -> AssistanceCase:
    seen = visible_cases(acting(request), on=timezone.localdate(), permission=permission)
    return get_object_or_404(seen.select_related(*PARTS), pk=pk)


def told(request: Request, case: AssistanceCase) -> dict[str, Any]:
    """The case as it is now."""
    fresh = AssistanceCase.objects.select_related(*PARTS).get(pk=case.pk)
    return report(fresh, reader=acting(request), on=timezone.localdate())


class CaseList(generics.GenericAPIView[AssistanceCase]):
    permission = READ
    write_permission = ENTER
    permission_classes = (Holds,)
    serializer_class = CaseSummarySerializer
    queryset = AssistanceCase.objects.none()

    @extend_schema(
        operation_id="cases",
        parameters=[
            OpenApiParameter("state", str),
            OpenApiParameter("kind", str),
            OpenApiParameter("find", str, description="Case number, or beginning of a name."),
            OpenApiParameter("mine", bool, description="Only those in which the officer has the next word, oldest first."),
            DIVISION,
        ],
        responses=CaseSummarySerializer(many=True),
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        """The cases of the officer's divisions, newest first."""
        asked, on = request.query_params, timezone.localdate()
        if asked.get("mine", "").lower() in ("1", "true"):
            found = waiting_for(acting(request), on=on)
        else:
            found = visible_cases(acting(request), on=on).order_by("-pk")
        for name in ("state", "kind"):
            if asked.get(name):
                found = found.filter(**{name: asked[name]})
        if code := division_of(request):
            found = found.filter(division_code__startswith=scope_prefix(code))
        if asked.get("find"):
            found = searched(found, asked["find"])
        page = self.paginate_queryset(found.select_related("person"))
        read_people(len(page or []), by=acting(request), what="api_cases")
        return self.get_paginated_response([summary(case, on=on) for case in page or []])

    @extend_schema(
        operation_id="open_case",
        parameters=[KEY],
        request=OpenCaseSerializer,
        responses={201: CaseSerializer},
    )
    def post(self, request: Request) -> Response:
        """Open a case. It is a draft: attach documents, then submit it."""
        asked = OpenCaseSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given, at = asked.validated_data, timezone.now()
        seen = visible_people(acting(request), on=timezone.localdate(at), permission=ENTER)
        person = get_object_or_404(seen, pk=given["person_id"])
        about = visible_case(request, given["about_id"], ENTER) if given["about_id"] else None
        household, members = None, []
        if given["member_ids"]:
            place = Membership.objects.filter(person=person, left_on=None).select_related("household").first()
            household = place.household if place else None
            members = list(seen.filter(pk__in=given["member_ids"]).order_by("pk"))

        def act() -> dict[str, Any]:
            case = cases.open_case(
                kind=CaseKind(given["kind"]), person=person, members=members, household=household, about=about,
                facts=asked.facts(), by=acting(request), at=at,
            )  # fmt: skip
            return told(request, case)

        return once(request, "open_case", at=at, act=act, status=201)


class CaseView(OfficerView):
    permission = READ

    @extend_schema(operation_id="case", responses=CaseSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """One case: people with what changed for each, documents, history, and what may be done now."""
        case = visible_case(request, pk)
        read_person(case.person, by=acting(request), division_code=case.division_code, what="api_case")
        return Response(told(request, case))


class CaseFactsView(OfficerView):
    permission = ENTER

    @extend_schema(
        operation_id="change_case", parameters=[KEY], request=ChangeCaseSerializer, responses=CaseSerializer
    )
    def post(self, request: Request, pk: int) -> Response:
        """Change the facts of a draft or returned case."""
        asked = ChangeCaseSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        case, at = visible_case(request, pk, ENTER), timezone.now()

        def act() -> dict[str, Any]:
            after = cases.change_case(
                case=case,
                version=asked.validated_data["version"],
                facts=asked.facts(),
                by=acting(request),
                at=at,
            )
            return told(request, after)

        return once(request, f"change_case:{pk}", at=at, act=act)


class CaseMoves(OfficerView):
    permission = READ

    @extend_schema(
        operation_id="move_case", parameters=[KEY], request=MoveSerializer, responses=CaseSerializer
    )
    def post(self, request: Request, pk: int) -> Response:
        """Submit, accept, return, verify, publish, approve, reject, withdraw or close a case."""
        asked = MoveSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        case, at, given = visible_case(request, pk), timezone.now(), asked.validated_data

        def act() -> dict[str, Any]:
            after = case_actions.make_move(
                case=case, move=given["move"], version=given["version"], reason_code=given["reason_code"],
                reason=given["reason"], left_out={one["member_id"]: one["reason"] for one in given["left_out"]},
                by=acting(request), at=at,
            )  # fmt: skip
            return told(request, after)

        return once(request, f"move_case:{pk}", at=at, act=act)


class CaseDecisions(OfficerView):
    permission = Permission.CASES_APPROVE

    @extend_schema(
        operation_id="decide_cases",
        parameters=[KEY],
        request=BatchSerializer,
        responses=BatchOutcomeSerializer,
    )
    def post(self, request: Request) -> Response:
        """Decide on many cases, each by itself: some may be refused, the others are done, none is half done."""
        asked = BatchSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        rows, at = asked.validated_data["decisions"], timezone.now()
        seen = visible_cases(acting(request), on=timezone.localdate(at), permission=self.permission)
        found = seen.in_bulk([row["case_id"] for row in rows])

        def act() -> dict[str, Any]:
            known = [
                Decision(
                    found[row["case_id"]], row["version"], row["action"], row["reason_code"], row["reason"],
                    {one["member_id"]: one["reason"] for one in row["left_out"]},
                )
                for row in rows
                if row["case_id"] in found
            ]  # fmt: skip
            outcomes = [
                {
                    "case_id": outcome.case.pk,
                    "result": outcome.result,
                    "state": outcome.case.state,
                    "refusal": outcome.refusal and _refused(outcome.refusal.as_json()),
                }
                for outcome in decide_many(decisions=known, by=acting(request), at=at)
            ]
            outcomes += [
                {"case_id": row["case_id"], "result": "not_found", "state": "", "refusal": None}
                for row in rows
                if row["case_id"] not in found
            ]
            return {"outcomes": outcomes}

        return once(request, "decide_cases", at=at, act=act)


def _refused(refusal: dict[str, Any]) -> dict[str, Any]:
    return {name: refusal[name] for name in ("code", "text", "remedy")}


class CaseDocuments(OfficerView):
    permission = ENTER
    parser_classes = [MultiPartParser, JsonBody]

    @extend_schema(
        operation_id="attach_case_document", parameters=[KEY],
        request={"multipart/form-data": DocumentUploadSerializer}, responses={201: CaseSerializer},
    )  # fmt: skip
    def post(self, request: Request, pk: int) -> Response:
        """Attach a picture or PDF to a draft or returned case."""
        asked = DocumentUploadSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        case, at, given = visible_case(request, pk, ENTER), timezone.now(), asked.validated_data

        def act() -> dict[str, Any]:
            case_documents.attach(
                case=case, version=given["version"], content=given["file"], name=given["file"].name,
                title=given["title"], by=acting(request), at=at,
            )  # fmt: skip
            return told(request, case)

        return once(request, f"attach_case_document:{pk}", at=at, act=act, status=201, body=body_of(given))


class CaseDocumentView(OfficerView):
    permission = READ
    write_permission = ENTER

    @extend_schema(
        operation_id="case_document",
        responses={(200, kind.value): OpenApiResponse(OpenApiTypes.BINARY) for kind in FileKind},
    )
    def get(self, request: Request, pk: int, document_pk: int) -> FileResponse:
        """The document as a download."""
        document = get_object_or_404(CaseDocument, case=visible_case(request, pk), pk=document_pk)
        return case_documents.as_download(document, by=acting(request), at=timezone.now())

    @extend_schema(
        operation_id="remove_case_document",
        parameters=[KEY],
        request=RemovalSerializer,
        responses=CaseSerializer,
    )
    def post(self, request: Request, pk: int, document_pk: int) -> Response:
        """Take a document off a draft or returned case; it stays in the history."""
        asked = RemovalSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        case, at = visible_case(request, pk, ENTER), timezone.now()
        document = get_object_or_404(CaseDocument, case=case, pk=document_pk)

        def act() -> dict[str, Any]:
            version = asked.validated_data["version"]
            case_documents.detach(document=document, version=version, by=acting(request), at=at)
            return told(request, case)

        return once(request, f"remove_case_document:{document_pk}", at=at, act=act)
