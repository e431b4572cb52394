"""Can anybody have the number of a line, for whom nobody is registered?"""

from typing import Any

from stdnum.cn import uscc

from enrollment.payment_layout import HEADINGS
from enrollment.rules.documents import Kind as DocumentKind
from enrollment.rules.documents import faults as document_faults
from enrollment.rules.documents import guess_kind, mask, names_a_birth


def why_impossible(document: str) -> list[dict[str, Any]]:
    """Why no person can have this number; empty when somebody may, or when it is that of an organization that pays for others.

    One in 31 resident numbers with a wrong digit passes for an organization's code: with a day of birth in it, it is a person's.
    """
    if uscc.is_valid(document) and not names_a_birth(document):
        return []
    kind = guess_kind(document) or (
        DocumentKind.RESIDENT_ID if document[:5].isdecimal() else DocumentKind.PASSPORT
    )
    return [
        {
            "field": HEADINGS["document"],
            "cell": "",
            "written": mask(document),
            "code": fault.code,
            "text": {"zh": fault.text.zh, "en": fault.text.en},
            "remedy": {"zh": fault.remedy.zh, "en": fault.remedy.en},
        }
        for fault in document_faults(kind, document)
    ]
