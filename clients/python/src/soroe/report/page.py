"""One self-contained HTML document that prints well: the frame of every page Soroe hands over.

A page may be carried into a closed network and opened from a folder. It has no script and names no
outside address for anything it loads; its content security policy forbids both (CSP Level 3: only
the one style element whose hash is named). Links in the text are plain links.
"""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from html import escape

from soroe.model import Lang
from soroe.report.markup import visible, web_address

_SANS = (
    "'Noto Sans JP','Noto Sans CJK JP','BIZ UDPGothic','Yu Gothic','Hiragino Sans',Meiryo,"
    "sans-serif"
)

_STYLE = f"""
:root{{color-scheme:light}}
*{{box-sizing:border-box}}
body{{margin:0 auto;padding:24px;max-width:60em;background:#fff;color:#1a1a1a;
font:16px/1.7 {_SANS};overflow-wrap:anywhere;line-break:strict}}
h1{{font-size:28px;line-height:1.4;margin:0 0 16px}}
h2{{font-size:22px;line-height:1.5;margin:40px 0 12px;
padding-bottom:4px;border-bottom:2px solid #1a1a1a}}
h3{{font-size:18px;line-height:1.5;margin:28px 0 8px}}
h4{{font-size:16px;margin:20px 0 4px}}
p{{margin:8px 0}}
ul,ol{{margin:8px 0;padding-left:1.6em}}
a{{color:#00118f}}
table{{border-collapse:collapse;width:100%;margin:12px 0;font-size:14px;line-height:1.6}}
th,td{{border:1px solid #767676;padding:6px 8px;text-align:left;vertical-align:top}}
thead th{{background:#f2f2f2}}
caption{{text-align:left;font-weight:700;padding:4px 0}}
dl{{margin:8px 0}}
dt{{font-weight:700}}
dd{{margin:0 0 8px 1.2em}}
.faint{{color:#595959;font-size:14px}}
@media print{{
body{{padding:0;max-width:none;font-size:10.5pt}}
h1{{font-size:18pt}}h2{{font-size:14pt}}h3{{font-size:12pt}}h4{{font-size:10.5pt}}
table,.faint{{font-size:9pt}}
h1,h2,h3,h4,caption{{break-after:avoid}}
thead{{display:table-header-group}}
tr,li,dd{{break-inside:avoid}}
a{{color:inherit}}
thead th{{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
}}
"""


def page(title: str, body: str, *, lang: Lang, landscape: bool = False, style: str = "") -> str:
    """The whole document around `body`, which is HTML already; `title` is plain text.

    A4, upright or `landscape`. `style` is more CSS for this kind of page. Neither may hold what
    would end the style element, and nothing in `body` may need a script or a style attribute: the
    policy would switch it off.
    """
    size = "A4 landscape" if landscape else "A4"
    css = f"@page{{size:{size};margin:15mm 14mm}}{_STYLE}{style}"
    if "</" in css:
        raise ValueError("the style would end its element")
    hashed = b64encode(sha256(css.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{hashed}'; base-uri 'none'; form-action 'none'"
    return (
        f'<!doctype html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{esc(title)}</title>\n<style>{css}</style>\n</head>\n<body>\n{body}\n</body>\n"
        "</html>\n"
    )


def esc(text: str) -> str:
    """The text as HTML, safe in elements and in quoted attributes."""
    return escape(visible(text), quote=True)


def link(address: str | None, text: str) -> str:
    """The text as a link to a web address; any other address (javascript:, file:) is left out."""
    there = web_address(address)
    return esc(text) if there is None else f'<a href="{esc(there)}">{esc(text)}</a>'
