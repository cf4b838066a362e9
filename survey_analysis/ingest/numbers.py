"""Numbers: the distinct texts of a column that the codebook declares to hold numbers.

Decimal points or decimal commas (not both in one column), spaces between thousands and the
typographic minus are read; leading zeros, hexadecimal, infinity and nan are errors.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from survey_analysis.codebook import Variable
from survey_analysis.codebook.labels import normalise_text
from survey_analysis.findings import Severity
from survey_analysis.ingest.allowed import UNMATCHED, Match, MissingAnswers, Remark
from survey_analysis.ingest.matching import EXAMINED, tidied
from survey_analysis.ingest.reasons import reason_of_text, shown
from survey_analysis.ingest.text_columns import as_arrow, holding
from survey_analysis.tables.counts import FloatArray, IntArray

MANY_TEXTS = 2000
"""From so many distinct texts on, plain numbers are converted by pyarrow."""

TOO_LARGE, TOO_SMALL = 1e15, 1e-60
"""Sixteen digits are an identifier; the fourth powers of less would vanish in a variance."""

BIRTH_YEARS = (1900, 2030)
OLDEST = 150

_PLAIN = r"^(?:0|-?[1-9][0-9]{0,14}|-?(?:0|[1-9][0-9]{0,12})\.[0-9]{0,12}[1-9])$"
_PLAIN_TEXT = re.compile(_PLAIN.strip("^$"))
_SPACES = re.compile(r"(?<=\d)[ \u00a0\u2009\u202f'](?=\d{3}(?!\d))")
_NUMBER = re.compile(r"([+-]?)(\d*)(?:([.,])(\d*))?(?:[eE]([+-]?\d{1,3}))?", re.ASCII)
_NOT_FINITE = re.compile(r"[+-]?(?:inf(?:inity)?|nan|0x[0-9a-f]+)", re.IGNORECASE)
_COMMA_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(?:,\d{3})+", re.ASCII)


@dataclass(frozen=True, eq=False, kw_only=True)
class Numbers:
    """The texts of a column as numbers.

    Attributes
    ----------
    values : (T,) the number of each text, nan for a missing code and for no number.
    missing : (T,) `-1 - i` for the missing kind `MISSING_KINDS[i]`, else `UNMATCHED`.
    places : finding code -> texts that are no numbers, or numbers in another form.
    """

    values: FloatArray
    missing: IntArray
    places: Mapping[str, list[int]] = field(default_factory=dict)


def match_numbers(texts: Sequence[str], variable: Variable, missing: MissingAnswers) -> Match:
    """What each text of a number column stands for."""
    numbers = _read_numbers(texts, missing)
    remarks = [*_forms(texts, numbers, variable), *_outside(texts, numbers.values, variable)]
    positions = numbers.missing.copy()
    wrong = {place for r in remarks if r.severity == "error" for place in r.texts}
    valid = ~np.isnan(numbers.values)
    valid[list(wrong)] = False
    support, first, place = np.unique(numbers.values[valid], return_index=True, return_inverse=True)
    positions[valid] = place
    source = np.flatnonzero(valid)[first]
    return Match(
        positions=positions,
        support=support,
        texts=tuple(
            _as_text(texts[i].strip(), number) for i, number in zip(source, support, strict=True)
        ),
        remarks=tuple(remarks),
    )


def _read_numbers(texts: Sequence[str], declared: MissingAnswers) -> Numbers:
    values, plain = _plain_numbers(texts)
    missing = np.full(len(texts), UNMATCHED, dtype=np.intp)
    places: dict[str, list[int]] = {}
    wrong = 0
    for place in np.flatnonzero(~plain).tolist():
        text = texts[place].strip()
        if text in declared.codes:
            missing[place] = declared.codes[text]
        elif normalise_text(text) in declared.labels:
            missing[place] = declared.labels[normalise_text(text)]
        else:
            value, forms = _read_number(tidied(text)) if wrong < EXAMINED else _NO_NUMBER
            values[place] = value
            wrong += bool(np.isnan(value))
            for form in forms:
                places.setdefault(form, []).append(place)
    for code, position in declared.codes.items():
        if _PLAIN_TEXT.fullmatch(code):
            same = values == float(code)
            missing[same] = position
            values[same] = np.nan
    if "comma" in places:
        with_point = plain & (values != np.floor(values)) & ~np.isnan(values)
        places.setdefault("point", []).extend(np.flatnonzero(with_point).tolist())
    return Numbers(values=values, missing=missing, places=places)


def _plain_numbers(texts: Sequence[str]) -> tuple[FloatArray, npt.NDArray[np.bool_]]:
    """Texts such as `12` and `0.25` as numbers, and which texts they are."""
    if len(texts) < MANY_TEXTS:
        plain = np.array([_PLAIN_TEXT.fullmatch(t) is not None for t in texts], dtype=np.bool_)
        chosen = [float(t) if p else np.nan for t, p in zip(texts, plain, strict=True)]
        return np.array(chosen, dtype=np.float64), plain
    array = as_arrow(texts)
    plain = holding(_PLAIN, array)
    numbers = pc.cast(pc.if_else(pa.array(plain), array, None), pa.float64())
    return np.array(numbers.to_numpy(zero_copy_only=False), dtype=np.float64), plain


_SEVERITY: Mapping[str, Severity] = {"SA250": "note", "SA262": "warning"}
_NO_NUMBER: tuple[float, tuple[str, ...]] = (np.nan, ("SA255",))


def _read_number(text: str) -> tuple[float, tuple[str, ...]]:
    """A number in any accepted form and the forms it has; nan and a finding if it is none."""
    grouped = _SPACES.sub("", text)
    parts = _NUMBER.fullmatch(grouped)
    if parts is None or not (parts[2] or parts[4]):
        reason = "SA257" if _NOT_FINITE.fullmatch(text) else reason_of_text(text) or "SA255"
        return np.nan, (reason,)
    _, whole, mark, fraction, exponent = parts.groups()
    if len(whole) > 1 and whole.startswith("0"):
        return np.nan, ("SA243",)
    if len(whole.lstrip("0")) > 15:
        return np.nan, ("SA261",)
    number = float(grouped.replace(",", "."))
    if not np.isfinite(number):
        return np.nan, ("SA257",)
    if abs(number) >= TOO_LARGE or 0 < abs(number) < TOO_SMALL:
        return np.nan, ("SA261",)
    forms = []
    if mark and fraction:
        forms.append("comma" if mark == "," else "point")
    if mark and not fraction.strip("0") and exponent is None:
        forms.append("SA250")
    if _COMMA_THOUSANDS.fullmatch(grouped):
        forms.append("SA262")
    return number + 0.0, tuple(forms)


def _forms(texts: Sequence[str], numbers: Numbers, variable: Variable) -> Iterator[Remark]:
    """Remarks on the way numbers are written, and on texts that are no numbers."""
    comma, point = numbers.places.get("comma", []), numbers.places.get("point", [])
    if comma and point:
        counts = {"comma": len(comma), "point": len(point)}
        fewer = min(comma, point, key=len)
        yield Remark(severity="error", code="SA256", texts=tuple(fewer), values=counts)
    for code, places in numbers.places.items():
        natural = code == "SA250" and variable.type == "number"
        if code.startswith("SA") and not natural:
            yield _remark(_SEVERITY.get(code, "error"), code, texts, places)


def _outside(texts: Sequence[str], values: FloatArray, variable: Variable) -> Iterator[Remark]:
    """Errors: fractions where whole numbers are declared, and numbers outside the range."""
    with np.errstate(invalid="ignore"):
        broken = (values != np.floor(values)) & ~np.isnan(values)
        if variable.type == "integer" and broken.any():
            yield _remark("error", "SA258", texts, np.flatnonzero(broken).tolist())
        low = -np.inf if variable.lowest is None else variable.lowest
        high = np.inf if variable.highest is None else variable.highest
        outside = (values < low) | (values > high)
        years = outside & (values >= BIRTH_YEARS[0]) & (values <= BIRTH_YEARS[1])
    if high <= OLDEST and years.any():
        yield _remark("error", "SA260", texts, np.flatnonzero(years).tolist())
        outside &= ~years
    if outside.any():
        bounds = {"low": _bound(low), "high": _bound(high)}
        yield _remark("error", "SA259", texts, np.flatnonzero(outside).tolist(), **bounds)


def _bound(number: float) -> str:
    return {np.inf: "∞", -np.inf: "-∞"}.get(number) or _as_text("", number)


def _as_text(text: str, number: float) -> str:
    """The text itself if it is written plainly, else the number as a text."""
    if _PLAIN_TEXT.fullmatch(text):
        return text
    return str(int(number)) if number == int(number) else repr(float(number))


def _remark(
    severity: Severity, code: str, texts: Sequence[str], places: list[int], **values: str
) -> Remark:
    quoted = shown(texts[place].strip() for place in places[:EXAMINED])
    filling = {"shown": quoted, "allowed": "", **values}
    return Remark(severity=severity, code=code, texts=tuple(places), values=filling)
