"""Does a clause id open wherever it is shown, in both languages, for pages and programs?"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template import Context, Template
from django.test import Client
from rest_framework.test import APIClient

from policy.book import default_book
from policy.clauses import IDS, known_ids
from staff.models import Officer
from tests.conftest import MakeOfficer

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
# An expression that renders clauses or readings: `{{ step.clause }}`, `{{ line.readings|join:" " }}`, `{{ reading.id }}`.
SHOWN = re.compile(r"{{\s*(?:[\w.]*\.)?(?:\w*clauses?|readings?|reading\.id|reading_id)\s*(?:\|[^}]*)?}}")
HEADLINES = ("{{ found.clause }}", "{{ found.reading_id }}")  # of the very page on which the clause is open
LOOP = re.compile(r"{% for (\w+) in [\w.]*(?:clauses|readings) %}(.*?){% (?:endfor|empty) %}", re.DOTALL)
TAG = re.compile(r"{%.*?%}|{#.*?#}|<[^>]*>", re.DOTALL)
FILTERED = re.compile(r"{% filter cited %}.*?{% endfilter %}", re.DOTALL)


def unopened(text: str) -> list[str]:
    """Clauses and readings of a template that are shown as bare text."""
    found = [one for one in SHOWN.findall(text) if "cited" not in one and one not in HEADLINES]
    for name, body in LOOP.findall(text):
        found += [
            one for one in re.findall(r"{{\s*" + name + r"\s*(?:\|[^}]*)?}}", body) if "cited" not in one
        ]
    known = known_ids(default_book())
    bare = re.sub(r"{{[^}]*\|cited[^}]*}}", " ", FILTERED.sub("", text))
    for part in (*re.findall(r'"([^"]*)"', bare), TAG.sub(" ", bare)):
        found += [one for one in IDS.findall(part) if one in known]
    return found


def test_every_clause_in_every_template_opens() -> None:
    faults = {
        str(path.relative_to(TEMPLATES)): found
        for path in sorted(TEMPLATES.rglob("*.html"))
        if (found := unopened(path.read_text(encoding="utf-8")))
    }
    assert not faults
    for fault in (
        "{{ step.clause }}",
        "{{ row.due_clause }}",
        '{{ line.readings|join:" " }}',
        "{% for one in step.readings %} {{ one }}{% endfor %}",
        '{% translate "as it stands there (A46)" %}',
        "<b>JC-9b</b>",
    ):
        assert unopened(fault), fault


def test_the_filter_links_what_is_known_and_escapes_the_rest() -> None:
    template = Template("{% load canbao %}{{ text|cited }}")
    shown = template.render(Context({"text": "<b>HZ-2.2e</b> · A42 · HZ-99 & 示例发〔2024〕25号"}))
    assert '<a class="cited" href="/clauses/HZ-2.2e">HZ-2.2e</a>' in shown
    assert '<a class="cited" href="/readings/A42">A42</a>' in shown
    assert "&lt;b&gt;" in shown and "HZ-99 &amp;" in shown and "/clauses/HZ-99" not in shown
    assert template.render(Context({"text": None})) == ""


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "words", "question"),
    [
        ("zh-hans", "每年10月1日到第二年2月末", "等待期的月从哪天起算"),
        ("en", "1 October of the year before", "month of waiting"),
    ],
)
def test_pages_of_clause_and_reading(
    client: Client,
    make_officer: MakeOfficer,
    language: str,
    words: str,
    question: str,
    django_assert_max_num_queries: object,
) -> None:
    officer: Officer = make_officer()
    client.force_login(officer)
    client.cookies["django_language"] = language
    with django_assert_max_num_queries(10):  # type: ignore[operator]  # a fixture that is called
        clause = client.get("/clauses/HZ-2.2a").content.decode()
    assert words in clause and "菏医保〔2021〕28号" in clause and '/readings/A41"' in clause
    reading = client.get("/readings/A42").content.decode()
    assert question in reading and '/clauses/HZ-2.2e"' in reading
    assert client.get("/readings/A51").status_code == 200
    assert client.get("/clauses/HZ-99").status_code == client.get("/readings/A99").status_code == 404


@pytest.mark.django_db
def test_programs_open_a_clause_and_a_reading(make_officer: MakeOfficer) -> None:
    api = APIClient()
    assert api.get("/api/v1/clauses/HZ-2.2a").status_code in (401, 403)
    api.force_authenticate(make_officer())
    clause = api.get("/api/v1/clauses/HZ-2.2a").json()
    assert clause["section"] == "二（二）" and clause["text"]["zh"] and clause["text"]["en"]
    assert "A41" in [one["id"] for one in clause["readings"]]
    assert clause["document"]["issued_on"] == "2021-09-10"
    reading = api.get("/api/v1/readings/A42").json()
    assert (
        reading["ways"][0] == "day_after"
        and any(one["area"] == "371700" for one in reading["areas"]) is False
    )
    assert {one["area"] for one in reading["areas"]} == {"000000", "370000"}
    assert api.get("/api/v1/clauses/HZ-99").status_code == 404
