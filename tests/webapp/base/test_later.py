"""What few acts need is loaded by the first of them, and a start brings none of it."""

import subprocess
import sys

from tests.journeys.server import ROOT
from webapp.base.later import Later


def test_it_is_the_module_itself_and_its_words_fail_as_ever():
    later = Later("colorsys")
    assert later.rgb_to_hsv(1, 1, 1) == sys.modules["colorsys"].rgb_to_hsv(1, 1, 1)
    assert not hasattr(later, "nobody")


def test_the_program_starts_without_writers_of_documents_and_makers_of_certificates(tmp_path):
    asked = (
        "import sys, wsgi; print({'docx', 'xlsxwriter', 'icalendar', 'cryptography.x509'} & set(sys.modules))"
    )
    said = subprocess.run(
        [sys.executable, "-c", asked],
        cwd=ROOT,
        env={"MASHANG_DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert said.stdout.strip() == "set()", said.stderr
