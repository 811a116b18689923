"""Is a page that Soroe hands over whole in itself, safe, and fit for printing?"""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256

import pytest

from soroe.report.markup import escaped, web_address
from soroe.report.page import esc, link, page

HOSTILE = "<script>alert(1)</script>\"'&"


def test_a_page_says_its_language_and_prints_on_a4() -> None:
    made = page("題", "<h1>題</h1>", lang="ja", landscape=True)
    assert made.startswith('<!doctype html>\n<html lang="ja">')
    assert '<meta charset="utf-8">' in made
    assert "@page{size:A4 landscape" in made
    assert "display:table-header-group" in made
    assert "Noto Sans JP" in made


def test_the_policy_allows_the_one_style_and_nothing_else() -> None:
    made = page("題", "", lang="en", style="p{color:red}")
    found = re.search(r'content="(default-src[^"]*)"', made)
    style = re.search("<style>(.*)</style>", made, re.DOTALL)
    assert found
    assert style
    assert "p{color:red}" in style[1]
    wanted = b64encode(sha256(style[1].encode()).digest()).decode()
    assert found[1].startswith(f"default-src 'none'; style-src 'sha256-{wanted}'")


def test_a_page_names_no_outside_address_and_has_no_script() -> None:
    made = page(HOSTILE, f"<p>{esc(HOSTILE)}</p>", lang="ja")
    assert "<script" not in made
    assert not re.search(r"https?://|url\(|@import|src=", made)
    assert "<title>&lt;script&gt;" in made


def test_a_style_cannot_end_its_element() -> None:
    with pytest.raises(ValueError, match="style"):
        page("題", "", lang="ja", style="</style><script>")


@pytest.mark.parametrize(
    "address",
    [
        None,
        "",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "data:text/html,x",
        "//a.example",
        "http://[",
    ],
)
def test_only_web_addresses_are_links(address: str | None) -> None:
    assert web_address(address) is None
    assert link(address, "<条例>") == "&lt;条例&gt;"


def test_a_link_keeps_its_address_and_can_end_no_markup() -> None:
    assert link("https://a.example/x?a=1&b=2#c", "条例") == (
        '<a href="https://a.example/x?a=1&amp;b=2#c">条例</a>'
    )
    assert web_address('https://a.example/">)<b') == "https://a.example/%22%3E)%3Cb"


def test_markdown_shows_the_text_as_it_is() -> None:
    assert escaped("a|b*c_[x](y)<i>\n#1") == "a\\|b\\*c\\_\\[x\\](y)&lt;i&gt;<br>\\#1"
