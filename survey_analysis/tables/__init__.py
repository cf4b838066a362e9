"""The small tables that statistics are computed from: `Counts`, `Moments`, `Patterns`.

Each is made by `Survey` from a million respondents in milliseconds, adds with `+` (parts of a
file, partitions of a cluster) and knows neither files nor labels of persons.
"""
