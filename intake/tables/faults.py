"""What do the libraries raise on a file that is broken, which must not escape to the officer?"""

import struct
import zipfile
import zlib
from xml.parsers import expat

FAULTS_OF_CONTENT = (
    expat.ExpatError,
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    UnicodeError,
    ValueError,
    LookupError,
    EOFError,
    OverflowError,
    NotImplementedError,
)
