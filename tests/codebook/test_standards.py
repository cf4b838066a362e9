"""Standard lists: complete, sorted, and without two codes for one name."""

from __future__ import annotations

from survey_analysis.codebook.labels import normalise_text
from survey_analysis.codebook.standards import STANDARDS

REGIONS = STANDARDS["ISO 3166-2:RU"]


def test_the_standard_has_83_regions_sorted_by_code() -> None:
    codes = [region.code for region in REGIONS]
    assert len(codes) == len(set(codes)) == 83
    assert codes == sorted(codes)
    assert all(code.startswith("RU-") for code in codes)


def test_the_kinds_of_regions_are_as_many_as_in_the_standard() -> None:
    russian = [region.label["ru"] for region in REGIONS]
    counted = {
        "республика": sum("республика" in name.lower() for name in russian),
        "край": sum(name.endswith(" край") for name in russian),
        "область": sum(name.endswith(" область") for name in russian),
        "округ": sum(name.endswith("автономный округ") for name in russian),
    }
    # 21 republics, 9 krais, 46 oblasts and the autonomous one, 4 okrugs, 2 cities
    assert counted == {"республика": 21, "край": 9, "область": 47, "округ": 4}
    assert {"Москва", "Санкт-Петербург"} < set(russian)


def test_every_name_means_one_region() -> None:
    owner: dict[str, str] = {}
    for region in REGIONS:
        for text in (*region.label.values(), *region.also_accept):
            assert owner.setdefault(normalise_text(text), region.code) == region.code


def test_common_short_forms_are_known() -> None:
    accepted = {text: region.code for region in REGIONS for text in region.also_accept}
    assert accepted["Татарстан"] == "RU-TA"
    assert accepted["г. Москва"] == "RU-MOW"
    assert accepted["Московская обл."] == "RU-MOS"
    assert accepted["ХМАО"] == "RU-KHM"
