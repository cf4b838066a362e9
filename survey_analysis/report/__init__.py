"""Results as pictures and pages.

`figures.py` draws (and is the only file that imports matplotlib); its neighbours decide what
is drawn: `likert.py`, `profile.py`, `item_dots.py` turn a result into a `chart.Chart`. `pages.py`
writes the HTML report.
"""
