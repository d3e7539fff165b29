"""Holds Factur-X files to the XSD, the rules of EN 16931 and those of France. Prints what is not held; fails then."""

import re
import sys
from pathlib import Path

import facturx
from saxonche import PySaxonProcessor

RULES = Path(facturx.__file__).parent / "xsd_and_schematron"
SHEETS = [
    "facturx-en16931/FACTUR-X_EN16931.xslt",
    "cii-schematron-fr-ctc/BR-FR-Flux2-Schematron-CII.xslt",
]

broken = 0
with PySaxonProcessor(license=False) as saxon:
    sheets = [
        saxon.new_xslt30_processor().compile_stylesheet(stylesheet_file=str(RULES / sheet)) for sheet in SHEETS
    ]
    for file in sys.argv[1:]:
        _, xml = facturx.get_facturx_xml_from_pdf(Path(file).read_bytes(), check_xsd=True)
        for name, sheet in zip(SHEETS, sheets):
            report = sheet.transform_to_string(xdm_node=saxon.parse_xml(xml_text=xml.decode()))
            if "<svrl:fired-rule" not in report:
                print(f"{file}: {name} looked at nothing")
                broken += 1
            for found in re.findall(r"<svrl:failed-assert.*?</svrl:failed-assert>", report, re.S):
                print(f"{file}: {name}:", re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", found)).strip())
                broken += 1
sys.exit(broken > 0)
