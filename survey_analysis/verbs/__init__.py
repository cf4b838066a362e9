"""The verbs: a survey and a question in, a result out; the arithmetic stands in `statistics/`.

A verb and the class of its result
    describe             the items as answered
    distribution         domain scores, outcomes, items: means, medians, shares
    reliability          alpha, omega and more of domains, their items, groups compared
    dimensionality       is a domain one thing? Eigenvalues, parallel analysis, one factor
    measurement_error    how exact scores are, and what of an order is chance
    item_bias            items that groups answer differently though alike on the others
    domain_correlations  how domains go together, as measured and but for error
    composite            a number made of domains: its reliability, and what each domain adds
    compare              groups: tests, effects, pairs
    compare_all          all comparisons at a glance, with effects that can be compared
    compare_domains      which area of life stands higher in the same respondents

What `compare` is made of
    compared             what a call asks to compare, and the tests of it
    compare_frames       the frames of the result
    compare_notes        notes, and the method in words
    trends               trends over ordered groups
    adjusted             beside other characteristics: means, simple effects, odds, clustering
    adjusted_frames      the frames of that
    adjusted_notes       notes on that, and the method in words
    equivalence          pairs of groups that are alike, and what the data could have shown

What `compare_domains` is made of
    domain_frames        the frames of the result
    domain_notes         notes, and the method in words

What `reliability` is made of
    scale_analysis       what is computed of one domain in the groups of one grouping
    scale_bootstrap      the same with intervals from resampled respondents
    reliability_frames   the frames of the result
    reliability_notes    notes, and the method in words
    item_flags           which items deserve a look, and why
    alpha_differences    whether groups differ in alpha

What they share
    selection            which outcomes and groupings a call asks for
    statistics_asked     a statistic that a call brings along
    composite_parts      what a composite is made of, and what each item counts
    frames               tidy frames from rows
    variance_rule        how weights and design were used, in words
    progress             a bar for long computations
"""
