"""The small tables that statistics are computed from.

`Counts`, `Moments`, `Patterns`, `PairCounts`, `UnitSums`, and a few more beside them. Each is
made by `Survey` from a million respondents in milliseconds, adds with `+` (parts of a file,
partitions of a cluster) and knows neither files nor labels of persons.
"""
