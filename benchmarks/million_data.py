"""Makes the benchmark's input: N respondents, 24 items in six domains, three groupings."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv

DOMAINS = ("wellbeing", "trust", "work", "health", "civic", "culture")
ITEMS_PER_DOMAIN = 4
BANDS = (14, 18, 25, 35, 45, 55, 65)
REGIONS = ("RU-MOW", "RU-SPE", "RU-MOS", "RU-SVE", "RU-KDA", "RU-TA", "RU-BA", "RU-NVS")
LEVELS = 6
THRESHOLDS = (-1.3, -0.4, 0.3, 1.2)
SHARE_UNKNOWN = 0.02
SHARE_EMPTY = 0.01


def items_of(domain: str) -> list[str]:
    """Ids of a domain's items; the last one is reversed."""
    return [f"{domain}{number}" for number in range(1, ITEMS_PER_DOMAIN + 1)]


def write_input(folder: Path, rows: int, seed: int = 1) -> tuple[Path, Path]:
    """Write export and codebook into `folder`, unless they are there; returns their paths."""
    export, codebook = folder / f"million_{rows}.csv", folder / "million.yaml"
    folder.mkdir(parents=True, exist_ok=True)
    codebook.write_text(_codebook(), encoding="utf-8")
    if not export.exists():
        half_written = export.with_suffix(".part")
        options = pa.csv.WriteOptions(quoting_header="none", quoting_style="none")
        pa.csv.write_csv(_table(rows, seed), half_written, options)
        half_written.rename(export)
    return export, codebook


def _table(rows: int, seed: int) -> pa.Table:
    rng = np.random.default_rng(seed)
    age = rng.integers(BANDS[0], 90, rows)
    education = rng.integers(1, LEVELS + 1, rows)
    region = rng.integers(0, len(REGIONS), rows)
    common = rng.standard_normal(rows, dtype=np.float32)
    columns = {
        "alias": pa.array(np.arange(1, rows + 1)).cast(pa.string()),
        "age": pa.array(age),
        "education": pa.array(education),
        "region": pa.DictionaryArray.from_arrays(region, pa.array(REGIONS)).cast(pa.string()),
    }
    for position, domain in enumerate(DOMAINS):
        # Shifts of a hundredth of a standard deviation, so that p-values are not all zero.
        shift = 0.002 * position * (education + region % 3 + (age > BANDS[3]))
        trait = 0.5 * common + 0.87 * rng.standard_normal(rows, dtype=np.float32) + shift
        for number, item in enumerate(items_of(domain), 1):
            sign = -1 if number == ITEMS_PER_DOMAIN else 1
            response = 0.75 * sign * trait + 0.66 * rng.standard_normal(rows, dtype=np.float32)
            answers = 1 + np.searchsorted(THRESHOLDS, response)
            lost = rng.random(rows, dtype=np.float32)
            answers[lost < SHARE_UNKNOWN] = 98
            columns[item] = pa.array(answers, mask=lost > 1 - SHARE_EMPTY)
    return pa.table(columns)


def _codebook() -> str:
    items = "\n".join(
        f"  - {{id: {item}, domain: {domain}, scale: agree5, label: {item}, "
        f"reverse: {'true' if item == items_of(domain)[-1] else 'false'}}}"
        for domain in DOMAINS
        for item in items_of(domain)
    )
    domains = "\n".join(f"  {domain}: {{label: {domain}}}" for domain in DOMAINS)
    levels = ", ".join(f'"{level}": "{level}"' for level in range(1, LEVELS + 1))
    return f"""\
survey_analysis_codebook: 1
survey: {{id: million, title: "Benchmark"}}
default_language: en
missing:
  "98": {{kind: dont_know, label: "Don't know"}}
  "": {{kind: no_answer, label: "No answer"}}
scales:
  agree5:
    type: ordinal
    values: {{"1": "1", "2": "2", "3": "3", "4": "4", "5": "5"}}
    missing: ["98", ""]
domains:
{domains}
items:
{items}
variables:
  alias: {{role: respondent, type: text, label: Alias}}
  age: {{role: grouping, type: integer, range: [14, 89], bands: {list(BANDS)}, missing: [""], \
label: Age}}
  education: {{role: grouping, type: ordinal, label: Education, values: {{{levels}}}}}
  region: {{role: grouping, type: nominal, extra_codes: allowed, label: Region}}
"""
