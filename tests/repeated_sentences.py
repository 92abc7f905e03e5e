"""Finds what an error says twice: a sentence, or an advice in other words."""

from __future__ import annotations

import re
from typing import Final

# Each advice of the errors. One error gives it once, whatever other text it contains.
_ADVICE: Final = (
    r"read (the order|what)",
    r"search for it",
    r"check (the |base_url)",
    r"call again",
    r"safe to repeat",
    r"(the deadline of|before the deadline)",
    r"may (still be|have been) done",
    r"may have received",
    r"was not sent",
)
_SENTENCE_ENDS: Final = re.compile(r"[.!?](?:\s+|$)")


def repeated_sentences(text: str) -> list[str]:
    """Return the sentences and advice that stand in `text` more than once, in lower case."""
    sentences = [one.strip().lower() for one in _SENTENCE_ENDS.split(text) if " " in one.strip()]
    twice = [one for one in dict.fromkeys(sentences) if sentences.count(one) > 1]
    # "The cancel before it" and "the cancel" are two writes: each may have been done.
    words = text.lower().replace("before it may have been done", "")
    return twice + [advice for advice in _ADVICE if len(re.findall(advice, words)) > 1]


def repetitions(error: BaseException) -> list[str]:
    """Return what the text of an error, or that of its last error, says twice."""
    last = getattr(error, "last_error", None)
    return repeated_sentences(str(error)) + ([] if last is None else repetitions(last))
