"""Printed documents as qpdf and pikepdf read them: sound, tagged, with language, title, alternatives and embedded fonts."""

import sys
from pathlib import Path

import pikepdf


def elements(node):
    """Every structure element below `node`."""
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from elements(kid)


def faults(pdf, kinds_wanted):
    """What is wrong with one document, a sentence each."""
    root = pdf.Root
    if root.get("/MarkInfo", {}).get("/Marked") is not True:
        yield "it is not marked as tagged"
    if str(root.get("/Lang", "")).split("-")[0] != "en":
        yield "it names no language"
    if root.get("/ViewerPreferences", {}).get("/DisplayDocTitle") is not True:
        yield "its title is not shown"
    with pdf.open_metadata() as about:
        if not str(about.get("dc:title", "")).startswith(("Receipt of application", "Review pack: ")):
            yield "it has no title"
        if str(about.get("pdfuaid:part", "")) != "1":
            yield "it does not claim PDF/UA-1"
    if "/StructTreeRoot" not in root:
        yield "it has no structure"
        return
    found = list(elements(root.StructTreeRoot))
    kinds = [str(element.S) for element in found]
    for kind in kinds_wanted:
        if kind not in kinds:
            yield f"no {kind} is in its structure"
    if "/Table" in kinds and "/TH" not in kinds:
        yield "a table has no header cell"
    if next(kind for kind in kinds if kind.startswith("/H")) != "/H1":
        yield "its first heading is no /H1"
    for page in pdf.pages:
        for annotation in page.get("/Annots", []):
            if not str(annotation.get("/Contents", "")):
                yield "a link says nothing to a screen reader"
        if "/Annots" in page and page.get("/Tabs") != "/S":
            yield "the order of tabs is not that of the structure"
        for name, font in page.Resources.get("/Font", {}).items():
            inner = font.DescendantFonts[0] if "/DescendantFonts" in font else font
            if not any(f"/FontFile{n}" in inner.get("/FontDescriptor", {}) for n in ("", "2", "3")):
                yield f"the font {name} is not embedded"
            if "/ToUnicode" not in font:
                yield f"the letters of the font {name} cannot be copied"


# What a document of each kind has in its structure, by the beginning of its name.
EVERY = ("/H1", "/H2", "/P", "/L", "/Lbl", "/LBody")
WANTED = {"receipt": (*EVERY, "/Link"), "pack": (*EVERY, "/H3", "/H4", "/Table")}


def main():
    checked = sorted(Path(sys.argv[1]).glob("*.pdf"))
    assert checked, "there is no document"
    for path in checked:
        with pikepdf.open(path) as pdf:
            wrong = [*map(str, pdf.check_pdf_syntax()), *faults(pdf, WANTED[path.name.split("-")[0]])]
        assert not wrong, f"{path.name}: {'; '.join(wrong)}"
    print(f"printed: {len(checked)} documents are sound and tagged")


main()
