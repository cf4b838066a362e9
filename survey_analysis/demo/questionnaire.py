"""The questionnaire of the synthetic sample: eight areas of life, thirty items, two languages.

Everything here was invented for teaching. `RUSSIAN_HEADERS` are the column headers that a
Russian survey platform would give the same columns.
"""

from __future__ import annotations

from dataclasses import replace

from survey_analysis.codebook import (
    Category,
    Codebook,
    Domain,
    Item,
    Label,
    MissingCode,
    Scale,
    Variable,
)

AGE_BANDS = (14, 18, 25, 35, 45, 55, 65)
REGIONS = (
    "RU-MOW", "RU-SPE", "RU-MOS", "RU-SVE", "RU-KDA", "RU-TA",
    "RU-BA", "RU-NVS", "RU-KYA", "RU-PRI", "RU-MAG", "RU-CHU",
)  # fmt: skip


def _label(en: str, ru: str) -> Label:
    return {"en": en, "ru": ru}


def _categories(*rows: tuple[str, str, str]) -> tuple[Category, ...]:
    return tuple(Category(code=code, label=_label(en, ru)) for code, en, ru in rows)


_MISSING = (
    MissingCode(code="97", kind="refused", label=_label("Refused", "Отказ от ответа")),
    MissingCode(code="98", kind="dont_know", label=_label("Don't know", "Затрудняюсь ответить")),
    MissingCode(code="99", kind="not_applicable", label=_label("Not applicable", "Неприменимо")),
    MissingCode(code="", kind="no_answer", label=_label("No answer", "Нет ответа")),
)

_AGREE5 = Scale(
    name="agree5",
    type="ordinal",
    categories=tuple(
        Category(code=code, label=_label(en, ru), also_accept=also)
        for code, en, ru, also in (
            ("1", "Strongly disagree", "Совсем не согласен", ("Совсем не согласна",)),
            ("2", "Disagree", "Скорее не согласен", ("Скорее не согласна",)),
            ("3", "Neither agree nor disagree", "И да, и нет", ()),
            ("4", "Agree", "Скорее согласен", ("Скорее согласна",)),
            ("5", "Strongly agree", "Полностью согласен", ("Полностью согласна",)),
        )
    ),
    missing=("97", "98", "99", ""),
)

_DOMAINS = (
    Domain(id="skills", label=_label("Education and skills", "Образование и навыки")),
    Domain(id="work", label=_label("Work and income", "Работа и доход")),
    Domain(
        id="finances",
        label=_label("Finances", "Финансы"),
        measurement="formative",
        min_answered=2,
    ),
    Domain(id="family", label=_label("Family", "Семья")),
    Domain(id="health", label=_label("Health", "Здоровье")),
    Domain(id="civic", label=_label("Civic participation", "Гражданское участие")),
    Domain(id="recognition", label=_label("Recognition", "Признание")),
    Domain(
        id="languages",
        label=_label("Languages and culture", "Языки и культура"),
        measurement="formative",
        min_answered=2,
    ),
)

# id, domain, reverse, Russian header, English text, Russian text
_ITEMS = (
    ("skl1", "skills", False, "Q1 [Новое]",
     "Over the past year I have learned something new and useful",
     "За последний год мне удалось научиться чему-то новому и полезному"),
    ("skl2", "skills", False, "Q1 [Знания]",
     "My knowledge and skills are enough for what I want to do",
     "Моих знаний и навыков хватает для того, чем я хочу заниматься"),
    ("skl3", "skills", True, "Q1 [Трудности]",
     "I find it hard to master anything new",
     "Мне трудно осваивать что-то новое"),
    ("skl4", "skills", False, "Q1 [Возможности]",
     "There are good opportunities to study where I live",
     "Там, где я живу, есть хорошие возможности учиться"),
    ("wrk1", "work", False, "Q2 [Интерес]",
     "I like what I do at work",
     "Мне нравится то, чем я занимаюсь на работе"),
    ("wrk2", "work", False, "Q2 [Оплата]",
     "I am paid fairly for my work",
     "Мой труд оплачивается справедливо"),
    ("wrk3", "work", True, "Q2 [Тревога]",
     "I am afraid of losing my job",
     "Я боюсь потерять работу"),
    ("wrk4", "work", False, "Q2 [Рост]",
     "My work gives me room to grow",
     "Моя работа даёт мне возможности для роста"),
    ("fin1", "finances", False, "Q3 [Доход]",
     "My income covers my everyday needs",
     "Моего дохода хватает на повседневные нужды"),
    ("fin2", "finances", True, "Q3 [Долги]",
     "Debts and loans weigh on me",
     "Долги и кредиты меня тяготят"),
    ("fin3", "finances", False, "Q3 [Сбережения]",
     "My savings would last for three months without income",
     "Моих сбережений хватит на три месяца без дохода"),
    ("fin4", "finances", False, "Q3 [Расходы]",
     "I could pay a large unexpected bill",
     "Я могу оплатить крупный непредвиденный расход"),
    ("fam1", "family", False, "Q4 [Опора]",
     "In difficult times I can count on my family",
     "В трудную минуту я могу рассчитывать на свою семью"),
    ("fam2", "family", False, "Q4 [Время]",
     "We spend enough time together at home",
     "Дома мы проводим вместе достаточно времени"),
    ("fam3", "family", True, "Q4 [Ссоры]",
     "There are often quarrels at home",
     "У нас дома часто бывают ссоры"),
    ("fam4", "family", False, "Q4 [Мнение]",
     "My family listens to my opinion",
     "В семье прислушиваются к моему мнению"),
    ("hlt1", "health", False, "Q5 [Силы]",
     "My health lets me do what I want to do",
     "Здоровье позволяет мне делать то, что я хочу"),
    ("hlt2", "health", False, "Q5 [Сон]",
     "I sleep well",
     "Я хорошо сплю"),
    ("hlt3", "health", True, "Q5 [Усталость]",
     "I get tired quickly",
     "Я быстро устаю"),
    ("hlt4", "health", False, "Q5 [Помощь]",
     "I can get medical help when I need it",
     "Я могу получить медицинскую помощь, когда она мне нужна"),
    ("civ1", "civic", False, "Q6 [Влияние]",
     "People like me can influence what happens where we live",
     "Такие люди, как я, могут влиять на то, что происходит там, где мы живём"),
    ("civ2", "civic", False, "Q6 [Участие]",
     "I take part in the life of my neighbourhood",
     "Я участвую в жизни своего района"),
    ("civ3", "civic", True, "Q6 [Обращения]",
     "It is useless to appeal to the local authorities",
     "Обращаться в местные органы власти бесполезно"),
    ("civ4", "civic", False, "Q6 [Вместе]",
     "I am willing to solve common problems together with others",
     "Я хочу вместе с другими решать общие проблемы"),
    ("rec1", "recognition", False, "Q7 [Старания]",
     "My efforts are noticed and appreciated",
     "Мои старания замечают и ценят"),
    ("rec2", "recognition", True, "Q7 [Отношение]",
     "People often treat me as if I did not matter",
     "Со мной часто обращаются так, будто я ничего не значу"),
    ("rec3", "recognition", False, "Q7 [Уважение]",
     "The people around me respect me",
     "Окружающие меня уважают"),
    ("lng1", "languages", False, "Q8 [Языки]",
     "I can hold a conversation in more than one language",
     "Я могу поддержать разговор не только на одном языке"),
    ("lng2", "languages", False, "Q8 [Традиции]",
     "I know the traditions of my people well",
     "Я хорошо знаю традиции своего народа"),
    ("lng3", "languages", False, "Q8 [Культура]",
     "I often go to museums, theatres or concerts",
     "Я часто бываю в музеях, театрах или на концертах"),
)  # fmt: skip

# id, Russian header
_VARIABLE_HEADERS = {
    "alias": "Псевдоним",
    "age": "Возраст",
    "education": "Образование",
    "region": "Регион",
    "life_satisfaction": "Q9. Удовлетворённость жизнью (0-10)",
    "news_source": "Q10. Источник новостей",
    "duration": "Секунд",
}

_VARIABLES = (
    Variable(id="alias", role="respondent", type="text", label=_label("Alias", "Псевдоним")),
    Variable(
        id="age",
        role="grouping",
        type="integer",
        range=(14, 110),
        bands=AGE_BANDS,
        missing=("",),
        quasi_identifier=True,
        label=_label("Age", "Возраст"),
    ),
    Variable(
        id="education",
        role="grouping",
        type="ordinal",
        quasi_identifier=True,
        label=_label("Education", "Образование"),
        categories=_categories(
            ("1", "Lower secondary", "Основное общее"),
            ("2", "Upper secondary", "Среднее общее"),
            ("3", "Vocational", "Среднее профессиональное"),
            ("4", "Bachelor", "Бакалавриат"),
            ("5", "Specialist / master", "Специалитет, магистратура"),
            ("6", "Doctoral", "Учёная степень"),
        ),
    ),
    Variable(
        id="region",
        role="grouping",
        type="nominal",
        standard="ISO 3166-2:RU",
        quasi_identifier=True,
        label=_label("Region", "Регион"),
    ),
    Variable(
        id="life_satisfaction",
        role="outcome",
        type="integer",
        range=(0, 10),
        missing=("97", "98", ""),
        label=_label(
            "All in all, how satisfied are you with your life? (0 to 10)",
            "Насколько вы в целом довольны своей жизнью? (от 0 до 10)",
        ),
    ),
    Variable(
        id="news_source",
        role="outcome",
        type="nominal",
        missing=("97", "98", ""),
        label=_label("Main source of news", "Главный источник новостей"),
        categories=_categories(
            ("1", "Television", "Телевидение"),
            ("2", "News sites", "Новостные сайты"),
            ("3", "Social media and messengers", "Социальные сети и мессенджеры"),
            ("4", "Radio and newspapers", "Радио и газеты"),
            ("5", "Family, friends, colleagues", "Родные, друзья, коллеги"),
        ),
    ),
    Variable(
        id="duration",
        role="paradata",
        type="number",
        range=(0, 86_400),
        missing=("",),
        label=_label("Seconds needed", "Секунд на заполнение"),
    ),
)

CODEBOOK = Codebook(
    id="areas-of-life-demo",
    title=_label(
        "Eight areas of life (synthetic sample)", "Восемь областей жизни (синтетические данные)"
    ),
    default_language="en",
    missing=_MISSING,
    scales=(_AGREE5,),
    domains=_DOMAINS,
    items=tuple(
        Item(id=id, domain=domain, scale="agree5", reverse=reverse, label=_label(en, ru))
        for id, domain, reverse, _header, en, ru in _ITEMS
    ),
    variables=_VARIABLES,
)
"""The codebook of `responses.csv`: English first, ids as headers."""

RUSSIAN_HEADERS = _VARIABLE_HEADERS | {id: header for id, _, _, header, _, _ in _ITEMS}
"""The header of each column in `responses_cp1251.csv`."""

RUSSIAN_CODEBOOK = replace(
    CODEBOOK,
    default_language="ru",
    items=tuple(replace(item, column=RUSSIAN_HEADERS[item.id]) for item in CODEBOOK.items),
    variables=tuple(replace(v, column=RUSSIAN_HEADERS[v.id]) for v in CODEBOOK.variables),
)
"""The codebook of `responses_cp1251.csv`: Russian first, headers of a survey platform."""
