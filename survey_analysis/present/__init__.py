"""How any result is shown: what is hidden, what it is called, and the five forms it takes.

A result goes one way: `hiding` (small groups), `layout` (titles, rounded numbers, footnotes),
then `text`, `html`, `markdown`, `latex` or `word`. Nothing is imported here.
"""
