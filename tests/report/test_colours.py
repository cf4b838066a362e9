"""Colours: distinct, ordered, with letters that can be read on them."""

from __future__ import annotations

import pytest

from survey_analysis.report.colours import GROUPS, MIDDLE, diverging, letter_colour, luminance


@pytest.mark.parametrize("count", range(2, 12))
def test_as_many_colours_as_categories_with_a_grey_middle(count):
    colours = diverging(count)
    assert len(set(colours)) == count
    assert (MIDDLE in colours) == bool(count % 2)


def test_five_categories_are_the_published_ones():
    assert diverging(5) == ("#b35806", "#f1a340", "#d9d9d9", "#998ec3", "#542788")


@pytest.mark.parametrize("count", range(2, 12))
def test_letters_have_enough_contrast_on_every_bar(count):
    for colour in diverging(count):
        letters = 1.0 if letter_colour(colour) == "white" else 0.0
        lighter, darker = sorted((letters, luminance(colour)), reverse=True)
        assert (lighter + 0.05) / (darker + 0.05) >= 4.5


def test_colours_grow_lighter_towards_the_middle():
    for count in range(4, 12):
        lower = [luminance(colour) for colour in diverging(count)[: count // 2]]
        upper = [luminance(colour) for colour in diverging(count)[-(count // 2) :]]
        assert lower == sorted(lower)
        assert upper == sorted(upper, reverse=True)


def test_groups_differ_by_colour_and_by_marker():
    assert len({colour for colour, _ in GROUPS}) == len({m for _, m in GROUPS}) == len(GROUPS)


def test_luminance_of_black_and_white():
    assert luminance("#000000") == 0
    assert luminance("#ffffff") == pytest.approx(1)
