"""Write docs/codes.md: every code of findings and notes, and what it says.

python docs/make_codes.py
"""

from __future__ import annotations

from pathlib import Path

from survey_analysis.sentences import SENTENCES

HEAD = """# Codes of findings and notes

Every finding about an export and every note on a result has a stable code. `{...}` is filled in
when the sentence is shown. Made by `python docs/make_codes.py` from `survey_analysis/sentences/`.

| code | says | по-русски | what to do |
|---|---|---|---|
"""


def page() -> str:
    """The page as Markdown."""
    rows = [
        "| " + " | ".join(cell.replace("|", "\\|") for cell in (code, s.en, s.ru, s.hint_en)) + " |"
        for code, s in sorted(SENTENCES.items())
    ]
    return HEAD + "\n".join(rows) + "\n"


if __name__ == "__main__":
    Path(__file__).with_name("codes.md").write_text(page(), encoding="utf-8")
