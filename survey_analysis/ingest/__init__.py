"""Files -> Survey: an export is read as text, matched against the codebook, and coded.

The way of the data, a module per step:

- `exports` reads an export as text columns (`text_columns.Export`) with its fingerprint.
- `codebooks` reads a codebook file.
- `headers` finds the column of every question; `identifiers` looks for direct identifiers.
- `columns` matches the distinct texts of each column with what was asked: `matching` for codes
  and labels (`allowed`, `reasons`), `numbers` for numbers, `groups` for bands and open lists.
- `coding` turns matched texts into compact codes; `screening`, `respondents` and `sampling`
  look for what is odd in them.
- `validation` runs all of this and collects the findings; `load` raises or makes the Survey.
- `frames` writes a codebook for a DataFrame that has none (`frame_groups`).
"""
