"""What is said about reading an export: SA201 to SA229."""

from __future__ import annotations

from collections.abc import Mapping

from survey_analysis.sentences.sentence import Sentence

EXPORT_SENTENCES: Mapping[str, Sentence] = {
    "SA201": Sentence(
        en="The file is empty: {size} bytes and no header.",
        ru="Файл пуст: {size} байт и нет заголовков.",
        hint_en="Export the answers again.",
        hint_ru="Выгрузите ответы ещё раз.",
    ),
    "SA202": Sentence(
        en="The table has one column; its blank lines ({count}) are read as empty answers.",
        ru="В таблице один столбец; её пустые строки ({count}) прочитаны как пустые ответы.",
        hint_en="Delete the blank lines if they stand for nobody.",
        hint_ru="Удалите пустые строки, если за ними никого нет.",
    ),
    "SA203": Sentence(
        en='With the separator "{separator}" the file has one column; it looks like "{better}".',
        ru="С разделителем «{separator}» в файле один столбец; похоже, разделитель «{better}».",
        hint_en='Give separator="{better}", or leave it out.',
        hint_ru='Задайте separator="{better}" или не задавайте его вовсе.',
    ),
    "SA204": Sentence(
        en="Rows with {found} cells where {expected} are expected: {count}.",
        ru="Строк, где {found} ячеек вместо {expected}: {count}.",
        hint_en=(
            "Correct these lines: a separator or a line break inside an answer must stand in "
            "quotes. Nothing is shifted or filled up."
        ),
        hint_ru=(
            "Исправьте эти строки: разделитель или перенос строки внутри ответа должен стоять в "
            "кавычках. Ничего не сдвигается и не дополняется."
        ),
    ),
    "SA205": Sentence(
        en="Columns without header and without any value are left out: {count} (no. {positions}).",
        ru="Столбцы без заголовка и без единого значения опущены: {count} (№ {positions}).",
        hint_en="Nothing to do: the rows end in a separator.",
        hint_ru="Ничего делать не нужно: строки кончаются разделителем.",
    ),
    "SA206": Sentence(
        en="Columns {positions} have the same header.",
        ru="У столбцов {positions} один и тот же заголовок.",
        hint_en="Give each column its own header in the export.",
        hint_ru="Дайте каждому столбцу выгрузки свой заголовок.",
    ),
    "SA207": Sentence(
        en="The headers of columns {positions} differ only in capitals, spaces or invisible signs.",
        ru=(
            "Заголовки столбцов {positions} различаются лишь регистром, пробелами или "
            "невидимыми знаками."
        ),
        hint_en="Give each column its own header in the export.",
        hint_ru="Дайте каждому столбцу выгрузки свой заголовок.",
    ),
    "SA208": Sentence(
        en="Column {column} has values but no header; it is not analysed.",
        ru="В столбце {column} есть значения, но нет заголовка; он не анализируется.",
        hint_en="Give it a header if the codebook declares it; row numbers need none.",
        hint_ru="Дайте ему заголовок, если он есть в кодовой книге; номерам строк он не нужен.",
    ),
    "SA209": Sentence(
        en=(
            "Mixed or damaged encoding: lines that are not UTF-8: {bad}; "
            "lines with letters in UTF-8: {good}."
        ),
        ru=(
            "Смешанная или повреждённая кодировка: строк не в UTF-8: {bad}; "
            "строк с буквами в UTF-8: {good}."
        ),
        hint_en="Look at these lines; save the whole file in one encoding, best UTF-8.",
        hint_ru="Проверьте эти строки; сохраните весь файл в одной кодировке, лучше UTF-8.",
    ),
    "SA210": Sentence(
        en=(
            "Mixed encodings: {good} lines are UTF-8, the other {bad} with letters are not; "
            "the lines in UTF-8 are told."
        ),
        ru=(
            "Смешанные кодировки: {good} строк в UTF-8, остальные {bad} с буквами — нет; "
            "названы строки в UTF-8."
        ),
        hint_en="Save the whole file in one encoding, best UTF-8.",
        hint_ru="Сохраните весь файл в одной кодировке, лучше UTF-8.",
    ),
    "SA211": Sentence(
        en="The file cannot be read as {encoding}.",
        ru="Файл не читается в кодировке {encoding}.",
        hint_en="Give another encoding, or leave it out; the line may be damaged.",
        hint_ru="Задайте другую кодировку или не задавайте её; строка может быть повреждена.",
    ),
    "SA212": Sentence(
        en="The file looks like {encoding} without a byte order mark.",
        ru="Похоже, файл в кодировке {encoding} без метки порядка байтов.",
        hint_en='Give encoding="{encoding}", or save the file as UTF-8.',
        hint_ru='Задайте encoding="{encoding}" или сохраните файл в UTF-8.',
    ),
    "SA213": Sentence(
        en="The file is no text: it holds control bytes like a program or an archive.",
        ru="Файл не текстовый: в нём управляющие байты, как в программе или архиве.",
        hint_en="Export the answers as CSV (UTF-8).",
        hint_ru="Выгрузите ответы в CSV (UTF-8).",
    ),
    "SA214": Sentence(
        en="NUL bytes in the text: {count}; the first in line {line}, column {column}.",
        ru="Нулевые байты в тексте: {count}; первый в строке {line}, столбце {column}.",
        hint_en="The file is damaged there: export it again, or delete these bytes.",
        hint_ru="Файл там повреждён: выгрузите его ещё раз или удалите эти байты.",
    ),
    "SA215": Sentence(
        en="A quote that opens in line {line}, column {column}, never closes.",
        ru="Кавычка, открытая в строке {line}, столбце {column}, нигде не закрыта.",
        hint_en='Close it, or delete it; a quote inside a quoted answer is written twice: "".',
        hint_ru='Закройте её или удалите; кавычка внутри ответа в кавычках пишется дважды: "".',
    ),
    "SA216": Sentence(
        en=(
            "A quote that opens in line {line}, column {column}, closes in line {closed} "
            "and text follows."
        ),
        ru=(
            "Кавычка, открытая в строке {line}, столбце {column}, закрыта в строке {closed}, "
            "и за ней идёт текст."
        ),
        hint_en='Look for a lone quote; a quote inside a quoted answer is written twice: "".',
        hint_ru='Найдите лишнюю кавычку; кавычка внутри ответа в кавычках пишется дважды: "".',
    ),
    "SA217": Sentence(
        en="The file is read as {encoding} (margin {margin:.1f} over {second}).",
        ru="Файл прочитан в кодировке {encoding} (запас {margin:.1f} перед {second}).",
    ),
    "SA218": Sentence(
        en="Unreadable headers, saved with the wrong encoding: {count} (columns {positions}).",
        ru="Нечитаемые заголовки, сохранены не в той кодировке: {count} (столбцы {positions}).",
        hint_en="Export again as UTF-8; answers in letters are likely to be unreadable as well.",
        hint_ru="Выгрузите заново в UTF-8; ответы буквами, скорее всего, тоже нечитаемы.",
    ),
    "SA219": Sentence(
        en="The encoding is uncertain: read as {encoding}, margin {margin:.1f} over {second}.",
        ru="Кодировка ненадёжна: прочитано как {encoding}, запас {margin:.1f} перед {second}.",
        hint_en='Check some words in the result; if they are wrong, give encoding="{second}".',
        hint_ru='Проверьте несколько слов; если они неверны, задайте encoding="{second}".',
    ),
    "SA220": Sentence(
        en="The file begins with the byte order mark of {encoding} and is read so.",
        ru="Файл начинается с метки порядка байтов {encoding} и так прочитан.",
    ),
    "SA221": Sentence(
        en="The first line is sep={separator}; the header stands in the next one.",
        ru="Первая строка — sep={separator}; заголовки стоят в следующей.",
    ),
    "SA222": Sentence(
        en="Blank lines are passed over: {count}.",
        ru="Пустые строки пропущены: {count}.",
    ),
    "SA223": Sentence(
        en="Cells of column {column} with a line break inside: {count}.",
        ru="Ячеек столбца {column} с переносом строки внутри: {count}.",
        hint_en="Look at these lines: a lost quote joins the answers of several respondents.",
        hint_ru="Проверьте эти строки: потерянная кавычка склеивает ответы нескольких человек.",
    ),
    "SA224": Sentence(
        en="Quoted cells that look as if they had swallowed whole rows: {count}.",
        ru="Ячейки в кавычках, которые, похоже, поглотили целые строки: {count}.",
        hint_en="Look for a lone quote in these lines; the respondents inside are not counted.",
        hint_ru="Найдите в этих строках лишнюю кавычку; поглощённые респонденты не учтены.",
    ),
    "SA225": Sentence(
        en="A row has {size} bytes; at most {limit} can be read.",
        ru="В строке {size} байт; прочитать можно не больше {limit}.",
        hint_en="Look for a lost line end or quote there.",
        hint_ru="Найдите там потерянный конец строки или кавычку.",
    ),
    "SA226": Sentence(
        en="Each line is a single quoted cell that holds the other cells.",
        ru="Каждая строка — одна ячейка в кавычках, внутри которой остальные.",
        hint_en="The table was quoted twice: take off the outer quotes, or export it again.",
        hint_ru="Таблицу взяли в кавычки дважды: снимите внешние или выгрузите её заново.",
    ),
    "SA227": Sentence(
        en="The Parquet file is damaged and cannot be read.",
        ru="Файл Parquet повреждён и не читается.",
        hint_en="Write it again, or export the answers as CSV.",
        hint_ru="Запишите его заново или выгрузите ответы в CSV.",
    ),
    "SA228": Sentence(
        en="Column {column} holds values that are neither text nor numbers nor dates.",
        ru="В столбце {column} значения, которые не текст, не числа и не даты.",
        hint_en="Turn lists and binary values into text, one answer a cell.",
        hint_ru="Превратите списки и двоичные значения в текст, по ответу в ячейке.",
    ),
    "SA229": Sentence(
        en="The file is marked as {marked} but is read as {encoding}, as asked.",
        ru="Файл помечен как {marked}, но прочитан как {encoding}, как задано.",
        hint_en="Leave the encoding out to read it as it is marked.",
        hint_ru="Не задавайте кодировку, чтобы прочитать файл по его метке.",
    ),
}
