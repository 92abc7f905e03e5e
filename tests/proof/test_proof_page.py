"""The README quotes the page of proofs as it is."""

from proof import BEGIN, END, PAGE, README


def test_the_readme_quotes_the_page_word_for_word() -> None:
    quoted = README.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0].strip()
    assert quoted
    assert quoted in PAGE.read_text(encoding="utf-8")
