"""What a line can begin and end with: bullets, numbers, captions, note marks, sentence ends."""

from __future__ import annotations

import re

from language.script import WIDE

_NUMERAL = "[0-9０-９一二三四五六七八九十百]+"

# The end of a sentence, or of a line that leads over to a list; a note's number may follow.
END = re.compile(
    r"[。．.!?！？」』】:：;…][\"'”’」』)）\]]*(?:\s?[\[(（]?(?:注|※)?[0-9０-９]{1,3}[)）\]]?)?$"
)
STOP = re.compile(r"[。．.!?！？][\"'”’」』)）\]]*$")
BULLET = re.compile(r"[•‣◦●○■□◆◇▪▶➢✓・※＊\uf0a7\uf0b7\uf0d8\uf06c]\s*\S|[–—-]\s+\S")
NUMBERED = re.compile(
    r"(?:[(（［\[][0-9０-９a-zA-Zア-ン一二三四五六七八九十]{1,3}[)）］\]]|[①-⑳㈠-㈩]|"
    r"[0-9０-９]{1,2}[)）.．、](?![0-9０-９])|[a-zA-Z][)）.．](?=\s)|[ivx]{1,4}[).](?=\s)|"
    r"[一二三四五六七八九十]{1,3}[、．.)）]|[ア-ン][)）.．、])\s*\S"
)
SECTION = re.compile(
    rf"第\s?{_NUMERAL}\s?(?P<unit>[部編章節項款条])"
    r"|(?P<dotted>[0-9０-９]{1,2}(?:[.．－][0-9０-９]{1,2})*)[.．]?[\s　]+(?=\D)"
    r"|(?:[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ]+|[IVX]{1,5}(?=[.．]\s))[.．、\s　]"
    r"|(?:Chapter|Section|Part|Appendix|付録|別添)\s?[0-9A-Z０-９]"
)
CAPTION = re.compile(
    rf"(?:図表|図|表|写真|資料|Figure|Fig\.|Table|Chart|Exhibit)\s?(?:{_NUMERAL}|[IVX]+)"
    r"(?:[-－‐.．][0-9０-９]+)*(?:[:：.．、)）\s　]|$)",
)
NOTE = re.compile(
    r"(?:[*†‡§]{1,3}|[(（\[]?(?:注|註)?\s?[0-9０-９]{1,3}[)）\].．:：]?|[(（]?[注註][)）]?|※\s?[0-9０-９]*)"
    r"\s?(?=\D)\S"
)
# Rows of dots that lead to a page number or wait to be filled in.
LEADERS = re.compile(r"\s*(?:[.．・…‥·_＿]\s?){5,}")
WIDE_CHARACTER = re.compile(f"[{WIDE}]")

_DEPTHS = {"部": 1, "編": 1, "章": 1, "節": 2, "項": 3, "款": 3, "条": 3}


def depth(text: str) -> int:
    """Return how deep a heading's number is: 1 for 第2章 or none, 2 for 第1節, 3 for 2.3.4."""
    match = SECTION.match(text)
    if match and match["unit"]:
        return _DEPTHS[match["unit"]]
    if match and match["dotted"]:
        return len(re.split(r"[.．－]", match["dotted"]))
    return 1
