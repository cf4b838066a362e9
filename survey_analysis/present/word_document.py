"""Word documents: real tables, captions that Word numbers, notes and method."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docx import Document as new_document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from survey_analysis.present.page import Page, ShownTable
from survey_analysis.present.word_table import natural_width, table_xml

if TYPE_CHECKING:
    from docx.document import Document

PORTRAIT_TEXT, LANDSCAPE_TEXT = 9638, 14570
"""Width of the text on an A4 page with margins of 2 cm, in twentieths of a point."""
FONT = "Times New Roman"
CAPTION_MARKS = {"ru": " — "}
LANGUAGES = {"ru": "ru-RU", "en": "en-GB"}


def document_of(page: Page) -> Document:
    """The page as a Word document: a table per table, then the notes and the method."""
    document = _empty_document(page)
    document.add_heading(page.title, level=1)
    for number, table in enumerate(page.tables, start=1):
        _add_table(document, page, table, number)
    if page.notes:
        document.add_heading(page.notes_word, level=2)
        for code, said in page.notes:
            _add_remark(document, code, said)
    if page.method:
        _add_remark(document, f"{page.method_word}:", page.method)
    return document


def _empty_document(page: Page) -> Document:
    """An empty A4 document in the language of the page."""
    document = new_document()
    document.core_properties.title = page.title[:255]
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    if any(natural_width(table) > PORTRAIT_TEXT for table in page.tables):
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = section.page_height, section.page_width
    for name, size in (("Normal", 10), ("Caption", 10), ("Heading 1", 14), ("Heading 2", 12)):
        style = document.styles[name]
        style.font.name, style.font.size = FONT, Pt(size)
        style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            style.element.rPr.rFonts.attrib.pop(qn(theme), None)
        style.font.color.rgb = RGBColor(0, 0, 0)
    defaults = document.styles.element.find(".//" + qn("w:rPrDefault")).find(qn("w:rPr"))
    language = defaults.find(qn("w:lang"))
    language.set(qn("w:val"), LANGUAGES.get(page.lang, page.lang))
    return document


def _add_table(document: Document, page: Page, table: ShownTable, number: int) -> None:
    _add_caption(document, page, table, number)
    if table.columns:
        landscape = document.sections[0].orientation == WD_ORIENT.LANDSCAPE
        xml = table_xml(table, LANDSCAPE_TEXT if landscape else PORTRAIT_TEXT)
        document.element.body.insert_element_before(parse_xml(xml), "w:sectPr")
    for mark, meaning in table.footnotes:
        _add_remark(document, mark, meaning)
    if not table.footnotes:
        document.add_paragraph()


def _add_caption(document: Document, page: Page, table: ShownTable, number: int) -> None:
    """`Table 1. ...`, where the number is a field, so that Word can renumber and list tables."""
    paragraph = document.add_paragraph(style="Caption")
    paragraph.paragraph_format.keep_with_next = True
    paragraph.add_run(f"{page.table_word} ")
    field = OxmlElement("w:fldSimple", attrs={qn("w:instr"): r" SEQ Table \* ARABIC "})
    field.append(paragraph.add_run(str(number))._r)
    paragraph._p.append(field)
    paragraph.add_run(f"{CAPTION_MARKS.get(page.lang, '. ')}{table.caption}")


def _add_remark(document: Document, mark: str, text: str) -> None:
    paragraph = document.add_paragraph()
    if mark:
        paragraph.add_run(f"{mark} ").bold = True
    paragraph.add_run(text)
