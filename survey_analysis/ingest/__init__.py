"""Files -> Survey: an export is read as text, matched against the codebook, and coded.

The doors
    load             load_survey, check_export: export and codebook -> Survey or report
    frames           survey_from_frame: a DataFrame without a codebook -> Survey
    frame_arguments  its arguments, checked
    frame_groups     which groups a column of such a frame has, and their order

Margins of a population -> weights
    weight           weight: the same survey with weights raked to margins
    margin_sources   a mapping, a frame, a CSV or YAML file -> single targets
    margin_groups    which groupings and groups their names mean
    margins          the targets checked against the respondents
    base_weights     the weights that raking starts from
    raking_task      respondents, base weights and margins, ready to be raked
    raking_failures  why raking did not come to an end, and what to do
    weighting_frames  what weighting did, as frames, notes and words

The codebook file -> Codebook
    codebooks         load_codebook: all problems told at once, with lines
    codebook_schema   the keys of the format, and what each may hold
    codebook_section  one mapping while it is read
    strict_yaml       YAML without tags, anchors and double keys, with line numbers

The export -> text columns
    exports          read_export: chooses the reader, takes the fingerprint
    local_files      the bytes of a file, and what is no table of text
    delimited        CSV and its kin, step by step, with these:
    encodings          which encoding
    separators         which separator; a `sep=` line
    structure          where records, cells and lines begin and end
    outline            whether the text is plain enough to be read at once
    cell_texts         the cells, read by pyarrow
    table_findings     what is wrong with rows, quotes and separators
    parquet          Parquet files
    typed_values     DataFrames; numbers and dates as the text a CSV would hold
    text_columns     TextColumn, Export, and the Draft of one

The texts against the codebook -> codes
    validation       runs all of this, collects every finding
    headers          which column belongs to which question; headers nobody can tell apart
    identifiers      direct identifiers of persons: refused
    coding           what a column stands for -> compact codes, groups, weights, with these:
    allowed            the answers that a question allows
    matching           texts that are codes or labels
    numbers            texts that are numbers
    groups             bands of numbers, open lists of codes
    reasons            why a text is no answer, and what of it may be quoted
    respondents      aliases, repeated and empty rows, weights, strata
    screening        what looks odd in the answers
"""
