"""The looks of the two kinds of page, in the colours of the Digital Agency's design system."""

from __future__ import annotations

from typing import Final

_INK: Final = "#1a1a1a"
_FAINT: Final = "#595959"
_LINE: Final = "#626264"
_RED: Final = "#ce0000"
_BLUE: Final = "#0017c1"

_BOTH: Final = f"""
fieldset{{margin:0;padding:0;border:0;min-width:0}}
legend{{padding:0;float:none;max-width:100%}}
.need{{font-size:14px;font-weight:400;white-space:nowrap}}
.must{{color:{_RED}}}
.maybe{{color:{_INK};text-decoration:underline}}
.care{{display:inline-block;font-size:13px;line-height:1.5;border:1px solid {_LINE};
border-radius:4px;padding:0 6px;font-weight:400}}
.odd{{border-left:4px solid {_RED};padding-left:8px}}
.error{{color:{_RED}}}
.unknown{{border:1px solid {_RED};padding:8px 12px;margin:12px 0}}
.mistakes{{border:2px solid {_RED};border-radius:8px;padding:8px 16px;margin:24px 0}}
.mistakes h2{{border:0;margin:4px 0;color:{_RED}}}
.notice{{border:1px solid {_LINE};border-radius:8px;padding:8px 16px;margin:16px 0;font-size:14px}}
h5,h6{{font-size:16px;margin:16px 0 4px}}
"""

SCREEN: Final = f"""{_BOTH}
body{{max-width:48em}}
.field,.group,.list{{margin:24px 0}}
.group .group,.list .entry{{border-left:4px solid #d8d8db;padding-left:16px}}
.label,.field>legend{{display:block;font-weight:700;font-size:17px}}
legend h2,legend h3,legend h4,legend h5,legend h6{{margin:0;border:0;padding:0}}
.group>legend,.list>legend,.entry>legend{{width:100%}}
.group>legend>h2,.list>legend>h2{{border-bottom:2px solid {_INK};padding-bottom:4px;
margin-top:24px}}
.support,.rule,.law,.why{{margin:4px 0;font-size:15px;color:{_FAINT}}}
.rule{{color:{_INK}}}
.law,.why{{font-size:14px}}
input,select,textarea{{font:inherit;color:{_INK};background:#fff;border:1px solid {_LINE};
border-radius:8px;padding:10px 14px;min-height:48px;width:100%;max-width:32em}}
textarea{{min-height:7.5em;line-height:1.6}}
input.short{{width:9em}}
input.year{{width:6em}}
input.small{{width:4.2em}}
input[aria-invalid],select[aria-invalid],textarea[aria-invalid]{{border:2px solid {_RED}}}
input:hover,select:hover,textarea:hover{{border-color:{_INK}}}
:focus-visible{{outline:4px solid #000;outline-offset:2px;box-shadow:0 0 0 2px #ffd43d}}
.choice{{display:block;padding:8px 0;line-height:1.5}}
.choice input{{width:24px;height:24px;min-height:0;margin:0 8px 0 0;vertical-align:-5px;
accent-color:{_BLUE}}}
.date{{display:flex;flex-wrap:wrap;gap:8px 4px;align-items:center;margin-top:4px}}
.date label{{margin-right:8px}}
.unit{{margin-left:4px}}
.fixed{{border:1px dashed {_LINE};border-radius:8px;padding:10px 14px;max-width:32em}}
.entry{{margin:16px 0}}
details{{margin:12px 0}}
summary{{cursor:pointer;color:{_BLUE};text-decoration:underline;padding:8px 0;min-height:44px}}
@media (max-width:30em){{
body{{padding:16px}}
.group .group,.list .entry{{padding-left:10px}}
h1{{font-size:24px}}
}}
@media print{{
.field{{break-inside:avoid;margin:12px 0}}
input,select,textarea{{border-radius:0;min-height:9mm;padding:1mm 2mm}}
}}
"""

PAPER: Final = f"""{_BOTH}
body{{max-width:190mm;font-size:14px;line-height:1.5}}
h1{{font-size:20px;text-align:center;margin:0 0 8px}}
h2{{font-size:16px;margin:18px 0 4px;border:0;padding:0}}
h2 .need,table.rows .need{{font-size:11px}}
table.sheet{{table-layout:fixed;margin:0 0 8px;font-size:13px;line-height:1.45}}
table.sheet th,table.sheet td{{border:1px solid #000;padding:3px 6px}}
table.sheet col.name{{width:34%}}
table.sheet th{{font-weight:700;background:#f2f2f2}}
table.sheet th.band{{background:#e6e6e6}}
table.sheet .need{{font-size:11px}}
.deep1{{padding-left:14px!important}}.deep2{{padding-left:26px!important}}
.deep3{{padding-left:38px!important}}
.small{{display:block;font-weight:400;font-size:11px;line-height:1.4;color:#333}}
.write{{display:block;min-height:8mm}}
.tall{{min-height:20mm}}
.boxes{{display:inline-flex;min-height:8mm;align-items:center}}
.boxes i{{display:inline-block;width:6.5mm;height:7.5mm;border:1px solid #000;margin-right:-1px;
font-style:normal;text-align:center;line-height:7.5mm}}
.day b{{font-weight:400;display:inline-block;min-width:9mm;min-height:7mm;text-align:right}}
.day b.y{{min-width:16mm}}
.day{{display:inline-block;padding-top:2mm;white-space:nowrap}}
.pick{{display:inline-block;margin:1px 12px 1px 0}}
.pick b{{font-weight:400;font-size:15px;margin-right:3px}}
table.rows{{margin:2px 0;font-size:12px}}
table.rows th,table.rows td{{padding:2px 4px}}
table.rows td{{height:9mm}}
table.rows th.count{{width:10mm;white-space:nowrap}}
table.rows .pick{{margin-right:6px}}
.care{{font-size:10px;border-color:#000}}
.small.error{{color:{_RED}}}
.top{{font-size:12px;margin:0 0 8px}}
.answer{{white-space:pre-wrap}}
@media print{{
body{{font-size:9.5pt}}
h1{{font-size:15pt}}h2{{font-size:11pt}}
table.sheet{{font-size:9pt}}table.rows{{font-size:8.5pt}}
.small,table.sheet .need,h2 .need,table.rows .need{{font-size:7.5pt}}
table.sheet th{{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
}}
"""
