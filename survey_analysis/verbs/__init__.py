"""The verbs: a survey and a question in, a result out.

`describe.py`, `distribution.py`, `reliability.py`, `compare.py`: one file per verb, with the
class of its result. They read no files; the arithmetic stands in `statistics/`.
"""
