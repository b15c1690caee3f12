"""Says what the CycloneDX 1.6 schema has against a bill of materials, unknown fields included; nothing when it is valid."""

import sys

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

with open(sys.argv[1], encoding="utf-8") as bill:
    problem = JsonStrictValidator(SchemaVersion.V1_6).validate_str(bill.read())
if problem is not None:
    print(problem)
    sys.exit(1)
