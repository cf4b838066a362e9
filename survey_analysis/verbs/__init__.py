"""The verbs: a survey and a question in, a result out; the arithmetic stands in `statistics/`.

A verb and the class of its result
    describe      the items as answered
    distribution  domain scores, outcomes, items: means, medians, shares
    reliability   Cronbach's alpha of domains, and their items
    compare       groups: tests, effects, pairs

What they share
    selection         which outcomes and groupings a call asks for
    statistics_asked  a statistic that a call brings along
    frames            tidy frames from rows
"""
