"""The yardstick of loading: `million_pyarrow.py EXPORT OUT.json` reads dictionary text columns."""

from __future__ import annotations

import sys

from measured import Stopwatch, hand_back

watch = Stopwatch()
with watch.step("import"):
    import pyarrow as pa
    import pyarrow.csv

export, out = sys.argv[1:]
with open(export, encoding="utf-8") as file:
    names = file.readline().rstrip("\n").split(",")
with watch.step("load"):
    text = pa.dictionary(pa.int32(), pa.string())
    options = pa.csv.ConvertOptions(column_types=dict.fromkeys(names, text))
    table = pa.csv.read_csv(export, convert_options=options)
hand_back(out, watch, {"rows": [float(table.num_rows)]})
