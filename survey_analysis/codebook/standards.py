"""Standard lists of codes that a nominal variable can name instead of listing its values.

`ISO 3166-2:RU` holds the 83 subdivisions of the standard; codes beyond it are accepted as they
stand where the variable says `extra_codes: allowed`.
"""

from __future__ import annotations

from collections.abc import Mapping

from survey_analysis.codebook.questions import Category

# code | English | Russian | other names that exports hold
_REGIONS_OF_RUSSIA = """
AD | Republic of Adygea | Республика Адыгея | Адыгея
AL | Altai Republic | Республика Алтай
ALT | Altai Krai | Алтайский край
AMU | Amur Oblast | Амурская область
ARK | Arkhangelsk Oblast | Архангельская область
AST | Astrakhan Oblast | Астраханская область
BA | Republic of Bashkortostan | Республика Башкортостан | Башкортостан | Башкирия
BEL | Belgorod Oblast | Белгородская область
BRY | Bryansk Oblast | Брянская область
BU | Republic of Buryatia | Республика Бурятия | Бурятия
CE | Chechen Republic | Чеченская Республика | Чечня
CHE | Chelyabinsk Oblast | Челябинская область
CHU | Chukotka Autonomous Okrug | Чукотский автономный округ | Чукотский АО | Чукотка
CU | Chuvash Republic | Чувашская Республика | Чувашская Республика - Чувашия | Чувашия
DA | Republic of Dagestan | Республика Дагестан | Дагестан
IN | Republic of Ingushetia | Республика Ингушетия | Ингушетия
IRK | Irkutsk Oblast | Иркутская область
IVA | Ivanovo Oblast | Ивановская область
KAM | Kamchatka Krai | Камчатский край
KB | Kabardino-Balkar Republic | Кабардино-Балкарская Республика | Кабардино-Балкария
KC | Karachay-Cherkess Republic | Карачаево-Черкесская Республика | Карачаево-Черкесия
KDA | Krasnodar Krai | Краснодарский край
KEM | Kemerovo Oblast | Кемеровская область | Кемеровская область - Кузбасс | Кузбасс
KGD | Kaliningrad Oblast | Калининградская область
KGN | Kurgan Oblast | Курганская область
KHA | Khabarovsk Krai | Хабаровский край
KHM | Khanty-Mansi Autonomous Okrug | Ханты-Мансийский автономный округ \
| Ханты-Мансийский автономный округ - Югра | Ханты-Мансийский АО | Ханты-Мансийский АО - Югра | ХМАО
KIR | Kirov Oblast | Кировская область
KK | Republic of Khakassia | Республика Хакасия | Хакасия
KL | Republic of Kalmykia | Республика Калмыкия | Калмыкия
KLU | Kaluga Oblast | Калужская область
KO | Komi Republic | Республика Коми | Коми
KOS | Kostroma Oblast | Костромская область
KR | Republic of Karelia | Республика Карелия | Карелия
KRS | Kursk Oblast | Курская область
KYA | Krasnoyarsk Krai | Красноярский край
LEN | Leningrad Oblast | Ленинградская область
LIP | Lipetsk Oblast | Липецкая область
MAG | Magadan Oblast | Магаданская область
ME | Mari El Republic | Республика Марий Эл | Марий Эл
MO | Republic of Mordovia | Республика Мордовия | Мордовия
MOS | Moscow Oblast | Московская область
MOW | Moscow | Москва | г. Москва | г Москва | город Москва
MUR | Murmansk Oblast | Мурманская область
NEN | Nenets Autonomous Okrug | Ненецкий автономный округ | Ненецкий АО
NGR | Novgorod Oblast | Новгородская область
NIZ | Nizhny Novgorod Oblast | Нижегородская область
NVS | Novosibirsk Oblast | Новосибирская область
OMS | Omsk Oblast | Омская область
ORE | Orenburg Oblast | Оренбургская область
ORL | Oryol Oblast | Орловская область
PER | Perm Krai | Пермский край
PNZ | Penza Oblast | Пензенская область
PRI | Primorsky Krai | Приморский край
PSK | Pskov Oblast | Псковская область
ROS | Rostov Oblast | Ростовская область
RYA | Ryazan Oblast | Рязанская область
SA | Sakha Republic | Республика Саха (Якутия) | Республика Саха | Саха (Якутия) | Якутия
SAK | Sakhalin Oblast | Сахалинская область
SAM | Samara Oblast | Самарская область
SAR | Saratov Oblast | Саратовская область
SE | Republic of North Ossetia-Alania | Республика Северная Осетия - Алания \
| Республика Северная Осетия | Северная Осетия | Северная Осетия - Алания
SMO | Smolensk Oblast | Смоленская область
SPE | Saint Petersburg | Санкт-Петербург | г. Санкт-Петербург | г Санкт-Петербург \
| город Санкт-Петербург
STA | Stavropol Krai | Ставропольский край
SVE | Sverdlovsk Oblast | Свердловская область
TA | Republic of Tatarstan | Республика Татарстан | Татарстан
TAM | Tambov Oblast | Тамбовская область
TOM | Tomsk Oblast | Томская область
TUL | Tula Oblast | Тульская область
TVE | Tver Oblast | Тверская область
TY | Tuva Republic | Республика Тыва | Тыва | Тува
TYU | Tyumen Oblast | Тюменская область
UD | Udmurt Republic | Удмуртская Республика | Удмуртия
ULY | Ulyanovsk Oblast | Ульяновская область
VGG | Volgograd Oblast | Волгоградская область
VLA | Vladimir Oblast | Владимирская область
VLG | Vologda Oblast | Вологодская область
VOR | Voronezh Oblast | Воронежская область
YAN | Yamalo-Nenets Autonomous Okrug | Ямало-Ненецкий автономный округ | Ямало-Ненецкий АО | ЯНАО
YAR | Yaroslavl Oblast | Ярославская область
YEV | Jewish Autonomous Oblast | Еврейская автономная область | Еврейская АО | ЕАО
ZAB | Zabaykalsky Krai | Забайкальский край
"""


def _region(line: str) -> Category:
    """The category of one line of the table; `обл.` is accepted for `область`."""
    code, english, russian, *others = (part.strip() for part in line.split("|"))
    short = [russian.replace("область", "обл.")] if "область" in russian else []
    return Category(
        code=f"RU-{code}", label={"en": english, "ru": russian}, also_accept=(*others, *short)
    )


STANDARDS: Mapping[str, tuple[Category, ...]] = {
    "ISO 3166-2:RU": tuple(map(_region, _REGIONS_OF_RUSSIA.strip().splitlines())),
}
"""The categories of every standard list, by its name, sorted by code."""
