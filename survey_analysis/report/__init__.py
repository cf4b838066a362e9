"""Results -> pictures and pages.

A picture: result -> Shown -> Chart -> Layout -> Figure
    figures     plot: which kind of picture; the only file that imports matplotlib
    shown       what of a result may be drawn, what it is called, which values it can take
    likert      bars of ordered answers -> chart
    profile     means by group, domains or groups compared -> chart
    share_dots  shares of answers, nominal ones too -> chart
    heatmap     the effects of all comparisons -> chart
    item_dots   alpha if dropped, item-rest correlation -> chart
    scree       eigenvalues and parallel analysis -> chart
    weighting_chart  margins before and after weighting, and the weights -> chart
    score_error  error of measurement by score -> chart
    chart       Chart: panels of bars, dots or cells, before anything is placed
    layout      where everything of a chart goes, in inches
    ink         bars, dots, cells and letters on the axes
    colours     colours that colour-blind readers tell apart

A model for R: survey -> CSV and script
    lavaan      to_lavaan: measurement invariance, which belongs to lavaan

A page: survey -> Material -> sections of blocks -> HTML
    pages       write_report: the file, its sections in order
    material    everything the report is written from, computed once
    asked       section: the questionnaire
    answered    sections: who answered; what validation found
    weighting   section: what weighting did
    analysed    sections: distributions, reliability, comparisons
    scales      sections: what a score is worth
    accounted   sections: methods, limits, provenance
    tests_run   how many tests the report ran in all
    methods     the words of methods, limits and sources
    blocks      paragraphs, tables, pictures that sections are made of
    wording     every other word of pictures and page, in English and Russian
"""
