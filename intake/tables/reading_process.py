"""The process that reads one large sheet beside the one that works on its rows: no database, no keys, nothing but the bytes.

Started by `intake.tables.beside` with the file as its standard input and the place of the sheet as its argument.
"""

import contextlib
import gc
import sys
from typing import BinaryIO

from intake.tables.archives import Archive
from intake.tables.faults import FAULTS_OF_CONTENT
from intake.tables.item_messages import send, send_end, send_refusal
from intake.tables.refused import SheetRefused
from intake.tables.xlsx_parts import workbook_place
from intake.tables.xlsx_rows import Xlsx


def read(content: BinaryIO, sheet: int, out: BinaryIO) -> None:
    """Send the rows of a sheet and the end, or why they cannot be read."""
    try:
        archive = Archive(content)
        for item in Xlsx(archive, workbook_place(archive)).items(sheet):
            send(out, item)
    except SheetRefused as refused:
        send_refusal(out, refused)
    except BrokenPipeError:
        raise
    except FAULTS_OF_CONTENT:
        send_refusal(out, None)
    else:
        send_end(out)


if __name__ == "__main__":
    gc.disable()  # see `intake.bulk.cycles`; the process lives for one sheet
    with contextlib.suppress(BrokenPipeError):  # nobody wants the rows any more
        read(sys.stdin.buffer, int(sys.argv[1]), open(1, "wb", closefd=False))  # noqa: SIM115  # until the process ends
