"""How any result is shown: what is hidden, what it is called, and the five forms it takes.

The result
    result         Result: what every verb returns, and the ways to show it
    method         what was computed, in English and Russian
    content        Content: the frames, notes and method of a result
    provenance     what a number was computed from
    weighting_report  what weighting did to a sample

The frames of a result -> a page of words
    layout         page_of: titled tables, footnotes, notes
    page           Page, ShownTable, ShownColumn: what every form shows
    columns        titles, rounding, joined and folded columns
    crosstab       a column per answer where a frame has a row per answer
    overview_table  a column per grouping where a frame has a row per comparison
    hiding         which rows stay hidden because groups are small
    telling        which numbers of tests would tell a hidden group
    redaction      what words must not say about hidden groups
    names          what outcomes, groups and answers are called
    numbers        how numbers are rounded and marked
    wording        titles of columns, words of a page
    terms          names of tests, effects and methods
    captions       titles of results and tables
    reasons        the sentences of a column `note` in another language
    escape         texts made harmless

A page -> a form
    text, html, markdown, latex
    output_file    where a file may be written, and how
    word           the door to Word, which needs an optional package
    word_document    captions, notes, page size
    word_table       the tables
"""
