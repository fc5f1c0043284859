"""The published schema is the code's."""

from __future__ import annotations

import json
import os
from pathlib import Path

from pipeline.codec import record_schema

PUBLISHED = Path(__file__).parent.parent / "docs" / "schema" / "record-1.json"


def test_the_published_schema_is_the_one_the_code_writes() -> None:
    """Set WORTLAUT_UPDATE_GOLDEN=1 to write it anew; a change that an old reader would misread needs a new number."""
    schema = json.dumps(record_schema(), indent=1, sort_keys=True) + "\n"
    if os.environ.get("WORTLAUT_UPDATE_GOLDEN"):
        PUBLISHED.write_text(schema, encoding="utf-8")
    assert PUBLISHED.read_text(encoding="utf-8") == schema
