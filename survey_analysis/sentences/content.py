"""What is said about the content of an export: SA230 to SA299."""

from __future__ import annotations

from collections.abc import Mapping

from survey_analysis.sentences.sentence import Sentence

HEADER_SENTENCES: Mapping[str, Sentence] = {
    "SA230": Sentence(
        en="The export has no column «{header}».",
        ru="В выгрузке нет столбца «{header}».",
        hint_en="Add the column, or correct `column` (or the id) in the codebook.",
        hint_ru="Добавьте столбец или исправьте `column` (или id) в кодовой книге.",
    ),
    "SA231": Sentence(
        en="The export has no column «{header}»; did you mean «{nearest}»?",
        ru="В выгрузке нет столбца «{header}»; возможно, это «{nearest}»?",
        hint_en="Correct the header, or write it into `column` of the codebook as it stands.",
        hint_ru="Исправьте заголовок или впишите его в `column` кодовой книги как есть.",
    ),
    "SA232": Sentence(
        en="The export has no column «{header}», so repeated respondents cannot be found.",
        ru="В выгрузке нет столбца «{header}», поэтому повторы респондентов не найти.",
    ),
    "SA233": Sentence(
        en="Read from the column «{header}», whose header differs in case or spaces.",
        ru="Взято из столбца «{header}»: заголовок отличается регистром или пробелами.",
    ),
    "SA234": Sentence(
        en="The export has no column «{header}»; it is left out.",
        ru="В выгрузке нет столбца «{header}»; он пропущен.",
        hint_en="Take it out of the codebook if it was not exported.",
        hint_ru="Уберите его из кодовой книги, если он не выгружался.",
    ),
    "SA235": Sentence(
        en="Columns that the codebook does not declare and that are not analysed: {count}; "
        "{columns}.",
        ru="Столбцов, которых нет в кодовой книге и которые не анализируются: {count}; {columns}.",
        hint_en="Declare them in the codebook, or delete them: they may identify people.",
        hint_ru="Опишите их в кодовой книге или удалите из выгрузки: по ним можно узнать людей.",
    ),
    "SA236": Sentence(
        en="The codebook and the export are of different surveys: {found} of {declared} declared "
        "columns are there; missing: {names}.",
        ru="Кодовая книга и выгрузка от разных опросов: найдено {found} из {declared} столбцов; "
        "нет: {names}.",
        hint_en="Check which codebook belongs to this export, the separator, and that the first "
        "line holds the headers.",
        hint_ru="Проверьте кодовую книгу, разделитель и есть ли строка заголовков.",
    ),
    "SA238": Sentence(
        en="The export has no respondents.",
        ru="В выгрузке нет респондентов.",
        hint_en="Every table will be empty. Check that the rows were exported.",
        hint_ru="Все таблицы будут пустыми. Проверьте, что строки выгружены.",
    ),
    "SA239": Sentence(
        en="The export has one respondent.",
        ru="В выгрузке один респондент.",
        hint_en="Nothing can be said about spread or differences.",
        hint_ru="О разбросе и различиях сказать ничего нельзя.",
    ),
}

ANSWER_SENTENCES: Mapping[str, Sentence] = {
    "SA240": Sentence(
        en="Codes that are not allowed: {shown}; rows: {count}; allowed: {allowed}.",
        ru="Недопустимые коды: {shown}; строк: {count}; допустимы: {allowed}.",
        hint_en="Correct the export, add the code to the scale, or declare it in `missing`.",
        hint_ru="Исправьте выгрузку, добавьте код в шкалу или опишите его в `missing`.",
    ),
    "SA241": Sentence(
        en="Texts that are neither a code nor a label; rows: {count}; allowed codes: {allowed}.",
        ru="Тексты, которые не код и не подпись; строк: {count}; допустимые коды: {allowed}.",
        hint_en="Look at these lines. Add the text to `also_accept` of its code, or correct it.",
        hint_ru="Посмотрите эти строки. Добавьте текст в `also_accept` его кода или исправьте его.",
    ),
    "SA242": Sentence(
        en="Texts that are neither a code nor a label; rows: {count}; the nearest label is "
        "«{nearest}».",
        ru="Тексты, которые не код и не подпись; строк: {count}; ближайшая подпись: «{nearest}».",
        hint_en="Look at these lines. Add the text to `also_accept` of its code, or correct it.",
        hint_ru="Посмотрите эти строки. Добавьте текст в `also_accept` его кода или исправьте его.",
    ),
    "SA243": Sentence(
        en="Codes with leading zeros: {shown}; rows: {count}.",
        ru="Коды с ведущими нулями: {shown}; строк: {count}.",
        hint_en="01 and 1 may be different codes. Write them as the codebook does.",
        hint_ru="01 и 1 могут быть разными кодами. Запишите их так, как в кодовой книге.",
    ),
    "SA244": Sentence(
        en="Words for a missing answer that the codebook does not declare: {shown}; rows: {count}.",
        ru="Слова для пропуска, которых нет в кодовой книге: {shown}; строк: {count}.",
        hint_en="Declare them in `missing` with a kind (refused, dont_know, no_answer, ...).",
        hint_ru="Опишите их в `missing` с видом пропуска (refused, dont_know, no_answer, ...).",
    ),
    "SA245": Sentence(
        en="Missing codes of the codebook that do not apply here: {shown}; rows: {count}.",
        ru="Коды пропусков, которые здесь не заявлены: {shown}; строк: {count}.",
        hint_en="Add them to `missing` of this scale or variable.",
        hint_ru="Добавьте их в `missing` этой шкалы или переменной.",
    ),
    "SA246": Sentence(
        en="Answers whose code and label contradict each other; rows: {count}.",
        ru="Ответы, в которых код и подпись противоречат друг другу; строк: {count}.",
        hint_en="Find out which of the two is right, then correct the export or the codebook.",
        hint_ru="Выясните, что из двух верно, и исправьте выгрузку или кодовую книгу.",
    ),
    "SA247": Sentence(
        en="Codes and labels are mixed, and these answers can be either: {shown}; rows: {count}.",
        ru="Коды и подписи смешаны, эти ответы могут быть и тем и другим: {shown}; строк: {count}.",
        hint_en="Export the column with codes only or with labels only.",
        hint_ru="Выгрузите столбец только с кодами или только с подписями.",
    ),
    "SA248": Sentence(
        en="Codes and labels are mixed in one column; all could be read; labels in rows: {count}.",
        ru="В столбце смешаны коды и подписи; все прочитаны; строк с подписями: {count}.",
        hint_en="Check that both come from the same version of the questionnaire.",
        hint_ru="Проверьте, что и те и другие из одной версии анкеты.",
    ),
    "SA249": Sentence(
        en="Labels were read as codes; rows: {count}.",
        ru="Подписи прочитаны как коды; строк: {count}.",
    ),
    "SA250": Sentence(
        en="Whole numbers written with a decimal part ({shown}) were read as codes; rows: {count}.",
        ru="Целые числа, записанные с дробной частью ({shown}), прочитаны; строк: {count}.",
    ),
    "SA251": Sentence(
        en="Answers that hold both code and label were read by their code; rows: {count}.",
        ru="Ответы, где есть и код и подпись, прочитаны по коду; строк: {count}.",
    ),
    "SA252": Sentence(
        en="Codes with invisible characters or unusual digits were read; rows: {count}.",
        ru="Коды с невидимыми знаками или необычными цифрами прочитаны; строк: {count}.",
    ),
    "SA253": Sentence(
        en="Dates in place of answers; rows: {count}.",
        ru="Даты вместо ответов; строк: {count}.",
        hint_en="A spreadsheet may have turned answers such as 1-5 into dates. Export them again "
        "as text.",
        hint_ru="Таблица могла превратить ответы вида 1-5 в даты. Выгрузите их заново как текст.",
    ),
    "SA254": Sentence(
        en="Words that often mean a missing answer became groups of their own; rows: {count}.",
        ru="Слова, которые обычно значат пропуск, стали отдельными группами; строк: {count}.",
        hint_en="Declare them in `missing` if they stand for no answer.",
        hint_ru="Опишите их в `missing`, если они означают отсутствие ответа.",
    ),
}

NUMBER_SENTENCES: Mapping[str, Sentence] = {
    "SA255": Sentence(
        en="Texts that are no numbers; rows: {count}.",
        ru="Тексты, которые не числа; строк: {count}.",
        hint_en="Look at these lines. Correct them, or declare the word in `missing`.",
        hint_ru="Посмотрите эти строки. Исправьте их или опишите слово в `missing`.",
    ),
    "SA256": Sentence(
        en="Decimal points and decimal commas in one column: {point} different numbers with a "
        "point, {comma} with a comma.",
        ru="Десятичные точки и запятые в одном столбце: разных чисел с точкой {point}, "
        "с запятой {comma}.",
        hint_en="Use one of them throughout; 1,234 may be 1.234 or 1234.",
        hint_ru="Используйте что-то одно; 1,234 может быть и 1.234, и 1234.",
    ),
    "SA257": Sentence(
        en="Infinite, undefined or hexadecimal numbers; rows: {count}.",
        ru="Бесконечные, неопределённые или шестнадцатеричные числа; строк: {count}.",
        hint_en="Correct these lines, or declare the word in `missing`.",
        hint_ru="Исправьте эти строки или опишите слово в `missing`.",
    ),
    "SA258": Sentence(
        en="Fractions where whole numbers are declared: {shown}; rows: {count}.",
        ru="Дробные числа там, где заявлены целые: {shown}; строк: {count}.",
        hint_en="Correct the export, or declare the type `number`.",
        hint_ru="Исправьте выгрузку или задайте тип `number`.",
    ),
    "SA259": Sentence(
        en="Numbers outside {low} to {high}: {shown}; rows: {count}.",
        ru="Числа вне диапазона от {low} до {high}: {shown}; строк: {count}.",
        hint_en="Correct the export, widen `range` or `bands`, or declare the code in `missing`.",
        hint_ru="Исправьте выгрузку, расширьте `range` или `bands` или опишите код в `missing`.",
    ),
    "SA260": Sentence(
        en="Numbers that look like years of birth and not like ages: {shown}; rows: {count}.",
        ru="Числа похожи на год рождения, а не на возраст: {shown}; строк: {count}.",
        hint_en="Turn the year of birth into the age at the time of the survey.",
        hint_ru="Переведите год рождения в возраст на момент опроса.",
    ),
    "SA261": Sentence(
        en="Numbers of more than 15 digits, or smaller than any measure; rows: {count}.",
        ru="Числа длиннее 15 цифр или меньше всякой меры; строк: {count}.",
        hint_en="Long ones look like an identifier: declare the column as text, or delete it. "
        "Others: give them in another unit.",
        hint_ru="Длинные похожи на идентификатор: задайте тип `text` или удалите столбец. "
        "Остальные дайте в других единицах.",
    ),
    "SA262": Sentence(
        en="Numbers such as 1,234 were read with a decimal comma; rows: {count}.",
        ru="Числа вида 1,234 прочитаны с десятичной запятой; строк: {count}.",
        hint_en="If the comma separates thousands, export the numbers without it.",
        hint_ru="Если запятая отделяет тысячи, выгрузите числа без неё.",
    ),
}

GROUP_SENTENCES: Mapping[str, Sentence] = {
    "SA264": Sentence(
        en="Nobody is in any group.",
        ru="Ни один респондент не отнесён к группе.",
        hint_en="Check the column; comparisons by it will be empty.",
        hint_ru="Проверьте столбец; сравнения по нему будут пустыми.",
    ),
    "SA265": Sentence(
        en="Everybody is in one group.",
        ru="Все респонденты в одной группе.",
        hint_en="There is nothing to compare by it.",
        hint_ru="Сравнивать по ней нечего.",
    ),
    "SA266": Sentence(
        en="{extra} different codes that the codebook does not declare: perhaps free text.",
        ru="{extra} разных кодов, которых нет в кодовой книге: возможно, это свободный текст.",
        hint_en="List the codes under `values`, or take the column out of the groupings.",
        hint_ru="Перечислите коды в `values` или уберите столбец из группировок.",
    ),
    "SA267": Sentence(
        en="Codes that differ only in case, spaces or dashes are groups of their own: {extra}.",
        ru="Коды, которые отличаются только регистром, пробелами или тире, стали группами: "
        "{extra}.",
        hint_en="Write them in one way if they mean the same group.",
        hint_ru="Запишите их одинаково, если это одна группа.",
    ),
    "SA268": Sentence(
        en="Codes beyond the declared ones became groups of their own: {extra}; rows: {count}.",
        ru="Коды сверх заявленных стали отдельными группами: {extra}; строк: {count}.",
    ),
    "SA269": Sentence(
        en="The groups are bands that do not rise: {before} stands before {after}.",
        ru="Группы — интервалы не по возрастанию: {before} стоит перед {after}.",
        hint_en="Tables and pictures follow this order. List the groups under `values` as they "
        "rise, or give the numbers themselves and `bands`.",
        hint_ru="Таблицы и рисунки следуют этому порядку. Перечислите группы в `values` по "
        "возрастанию или дайте сами числа и `bands`.",
    ),
}

RESPONDENT_SENTENCES: Mapping[str, Sentence] = {
    "SA270": Sentence(
        en="Rows whose alias stands in an earlier row: {count}.",
        ru="Строк, псевдоним которых уже встречался выше: {count}.",
        hint_en="A person may have answered twice. Both rows are kept; decide which to delete.",
        hint_ru="Возможно, человек ответил дважды. Строки сохранены; решите, какую удалить.",
    ),
    "SA271": Sentence(
        en="Rows with exactly the answers of an earlier row: {count}.",
        ru="Строк с точно такими же ответами, как в строке выше: {count}.",
        hint_en="They may be copies. All rows are kept; look at these lines.",
        hint_ru="Возможно, это копии. Строки сохранены; посмотрите их.",
    ),
    "SA272": Sentence(
        en="Rows without an answer to any item: {count}.",
        ru="Строк без единого ответа на пункты: {count}.",
        hint_en="They count as respondents. Delete them from the export if they are none.",
        hint_ru="Они считаются респондентами. Удалите их из выгрузки, если это не так.",
    ),
    "SA273": Sentence(
        en="The last row looks like a total and not like a respondent.",
        ru="Последняя строка похожа на итог, а не на респондента.",
        hint_en="Delete it from the export.",
        hint_ru="Удалите её из выгрузки.",
    ),
    "SA274": Sentence(
        en="Rows without an alias: {count}.",
        ru="Строк без псевдонима: {count}.",
        hint_en="Check that they are respondents.",
        hint_ru="Проверьте, что это респонденты.",
    ),
}

SCREENING_SENTENCES: Mapping[str, Sentence] = {
    "SA280": Sentence(
        en="Everybody who answered gave the same answer ({value}); answers: {count}.",
        ru="Все ответившие дали один и тот же ответ ({value}); ответов: {count}.",
        hint_en="Such an item says nothing about differences.",
        hint_ru="Такой пункт ничего не говорит о различиях.",
    ),
    "SA281": Sentence(
        en="Nobody answered; rows: {count}.",
        ru="Никто не ответил; строк: {count}.",
        hint_en="Check that the column was exported, and its missing codes.",
        hint_ru="Проверьте, что столбец выгружен, и коды пропусков.",
    ),
    "SA282": Sentence(
        en="Runs against the other items of {domain}: item-rest correlation {r}.",
        ru="Идёт против остальных пунктов {domain}: корреляция с остатком {r}.",
        hint_en="Check `reverse` of this item and whether the export was turned already. "
        "Nothing was turned.",
        hint_ru="Проверьте `reverse` этого пункта и не перевёрнут ли он уже в выгрузке. "
        "Ничего не изменено.",
    ),
    "SA283": Sentence(
        en="{count} of {n_total} respondents ({share} %) did not answer all items.",
        ru="На все пункты не ответили {count} из {n_total} респондентов ({share} %).",
        hint_en="Reliability uses complete answers only; see who is left out before trusting it.",
        hint_ru="Надёжность считается по полным ответам; посмотрите, кто выпадает.",
    ),
    "SA290": Sentence(
        en="Negative weights; rows: {count}.",
        ru="Отрицательные веса; строк: {count}.",
        hint_en="A weight says how many people a respondent stands for. Correct the weights.",
        hint_ru="Вес говорит, скольких людей представляет респондент. Исправьте веса.",
    ),
    "SA291": Sentence(
        en="Respondents without a weight: {count}.",
        ru="Респондентов без веса: {count}.",
        hint_en="Give every respondent a weight; 0 leaves a respondent out.",
        hint_ru="Задайте вес каждому респонденту; 0 исключает респондента.",
    ),
    "SA293": Sentence(
        en="Respondents of weight zero, who are not counted: {count}.",
        ru="Респондентов с весом ноль, они не учитываются: {count}.",
        hint_en="Check that they are meant to be left out.",
        hint_ru="Проверьте, что их действительно нужно исключить.",
    ),
    "SA294": Sentence(
        en="All weights are equal.",
        ru="Все веса равны.",
    ),
    "SA295": Sentence(
        en="All weights are zero.",
        ru="Все веса равны нулю.",
        hint_en="Correct the weights, or take `weight` out of the design.",
        hint_ru="Исправьте веса или уберите `weight` из `design`.",
    ),
    "SA296": Sentence(
        en="Respondents without a value in a variable of the sampling design: {count}.",
        ru="Респондентов без значения в переменной плана выборки: {count}.",
        hint_en="Design-based standard errors need it for every respondent.",
        hint_ru="Для ошибок с учётом плана выборки оно нужно у каждого респондента.",
    ),
}

CONTENT_SENTENCES: Mapping[str, Sentence] = {
    **HEADER_SENTENCES,
    **ANSWER_SENTENCES,
    **NUMBER_SENTENCES,
    **GROUP_SENTENCES,
    **RESPONDENT_SENTENCES,
    **SCREENING_SENTENCES,
}
