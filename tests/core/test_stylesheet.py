"""The register's own stylesheet reads as it is meant: a browser passes over what it cannot read."""

import re
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.once
SHEET = Path(settings.BASE_DIR) / "sharedsvc" / "core" / "static" / "core" / "register.css"


def test_every_block_is_closed_and_none_but_a_media_block_holds_others():
    text = re.sub(r"/\*.*?\*/", "", SHEET.read_text(encoding="utf-8"), flags=re.S)
    open_blocks: list[str] = []
    for heading, sign in re.findall(r"([^{}]*)([{}])", text):
        if sign == "{":
            outer = open_blocks[-1] if open_blocks else ""
            assert not outer or outer.startswith("@"), f"{heading.strip()} within {outer}"
            open_blocks.append(heading.strip().rpartition(";")[2].strip())
        else:
            assert open_blocks, f"closed once too often after {heading.strip()[-60:]}"
            open_blocks.pop()
    assert open_blocks == []
