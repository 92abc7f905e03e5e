"""The sandbox's own texts use the field's words: a response, not an answer; a fault applies, it does not strike."""

import re
from pathlib import Path

import gelatoconnect_mock.sandbox
import pytest

SANDBOX = Path(gelatoconnect_mock.sandbox.__file__).parent
OLD_WORDS = re.compile(r"\b(told|strikes?|struck|answer(s|ed|ing)?|verdicts?)\b", re.IGNORECASE)


@pytest.mark.parametrize("room", ["faults", "server", "http", "settings.py"])
def test_text_of_the_sandbox_has_no_old_word(room: str) -> None:
    files = [SANDBOX / room] if room.endswith(".py") else sorted((SANDBOX / room).glob("*.py"))
    assert files
    found = [
        f"{file.name}:{number}: {line.strip()}"
        for file in files
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if OLD_WORDS.search(line)
    ]
    assert found == []
