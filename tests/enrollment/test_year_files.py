"""Are policy files taken over in a browser whole or not at all, and does each document get its scan?"""

import io
import zipfile
from typing import Any

import pytest

from enrollment.web import year_files
from staff.models import Officer
from tests.assistance.case_desk import png
from tests.enrollment.year_desk import filled

pytestmark = pytest.mark.django_db


def named(name: str, content: bytes) -> io.BytesIO:
    file = io.BytesIO(content)
    file.name = name
    return file


def packed(**files: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as zipped:
        for name, text in files.items():
            zipped.writestr(f"371700/{name}.toml", text)
    return content.getvalue()


def test_what_was_exported_is_taken_over_again(city: Officer, client_as: Any) -> None:
    year, client = filled(city), client_as(city, language="en")
    path = f"/years/{year.pk}/files"
    before = list(
        year.answers.order_by("pk").values_list("question", "rows", "how", "section", "document_number")
    )
    exported = client.get(f"/years/{year.pk}/folder.zip").content
    year.answers.all().delete()
    assert client.post(path, {"tables": named("2027.zip", exported)}).status_code == 302
    kept = list(
        year.answers.order_by("pk").values_list("question", "rows", "how", "section", "document_number")
    )
    assert kept == before
    page = client.get(path).content.decode()
    assert "Documents without a scan" in page and before[0][4] in page
    assert client.post(path, {"document": before[0][4]}).status_code == 422
    assert (
        client.post(path, {"document": before[0][4], "scan": named("a.txt", b"no picture")}).status_code
        == 422
    )
    assert client.post(path, {"document": before[0][4], "scan": named("a.png", png())}).status_code == 302
    assert not year.answers.filter(scan_sha256="").exists()
    assert "Documents without a scan" not in client.get(path).content.decode()


@pytest.mark.parametrize(
    ("sent", "word"),
    [
        ([("a.zip", b"no zip")], "is no zip file"),
        ([("a.zip", packed(window=b"opens = 3").replace(b"opens = 3", b"opens = 4", 1))], "is no zip file"),
        ([("waiting.toml", b"[[ordinary]]\nmonths = 'x'\n")], "waiting.toml"),
        ([("fund.toml", b"[[pool]]\n")], "no question of a year takes this file"),
        ([("window.toml", b"#"), ("window.toml", b"#")], "was sent twice"),
        ([("a.zip", packed(window=b"#" * 3000))], "too many or too large"),
        ([("window.toml", b"#" * 3000)], "too many or too large"),
        ([("window.toml", b"#")], "say nothing of 2027"),
        ([], "required"),
    ],
)
def test_what_cannot_be_taken_over_leaves_the_answers(
    city: Officer, client_as: Any, monkeypatch: pytest.MonkeyPatch, sent: list[tuple[str, bytes]], word: str
) -> None:
    monkeypatch.setattr(year_files, "BYTES_MAX", 2000)
    year = filled(city)
    data = {"tables": [named(*file) for file in sent]} if sent else {}
    refused = client_as(city, language="en").post(f"/years/{year.pk}/files", data)
    assert refused.status_code == 422 and word in refused.content.decode()
    assert year.answers.count() == 2
