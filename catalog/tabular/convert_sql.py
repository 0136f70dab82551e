"""Written cells as typed values in SQL: what it accepts, and as what, is what the Python reading does.

A text that no expression here accepts gives NULL; whether it means something after all is for Python to say.
"""

import re
from collections.abc import Sequence

from catalog.tabular.cells import MONTHS
from catalog.tabular.numbers import SUFFIXES
from catalog.tabular.recipe import RecipeColumn

# What str.strip() takes away; trim() of DuckDB takes blanks alone.
_WHITE = "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680" + "".join(map(chr, range(0x2000, 0x200B)))
WHITE = _WHITE + "\u2028\u2029\u202f\u205f\u3000"
_GAP = r"[\t\n\x0b\x0c\r ]*"  # \s of Python's ASCII mode
_MARKS = {"id": (r"\.", ","), "en": (",", r"\."), "plain": ("", r"\.")}  # thousands and decimal mark
_DATE_PARTS = {  # Python knows no year 0
    "%Y": "([1-9][0-9]{3}|0[1-9][0-9]{2}|00[1-9][0-9]|000[1-9])",
    "%m": "[0-9]{1,2}",
    "%d": "[0-9]{1,2}",
}
_LONGEST = 100
_INTEGER_DIGITS = 18


def text(value: str) -> str:
    """A text as an SQL literal."""
    return "'" + value.replace("'", "''") + "'"


def bare(written: str) -> str:
    """SQL of a text without blanks around it, empty where there is none."""
    trimmed = f"coalesce(trim({written}, {text(WHITE)}), '')"  # slow, and seldom needed
    return f"CASE WHEN regexp_full_match({written}, '[!-~]*') THEN {written} ELSE {trimmed} END"


def filled(written: str) -> str:
    """SQL of whether anything but blanks is in a text."""
    return f"CASE WHEN regexp_matches({written}, '[!-~]') THEN true ELSE {bare(written)} <> '' END"


def number(stripped: str, style: str, digits: int, scale: int) -> str:
    """SQL that gives a DECIMAL of so many digits before the point and `scale` after it, exactly, or NULL.

    `stripped` is SQL of a text without blanks around it; the figures understood are those of
    `catalog.tabular.numbers`.
    """
    sql_type = f"DECIMAL({digits + scale},{scale})"
    thousands, point = _MARKS[style]
    fraction = f"(?:{point}[0-9]{{1,{scale}}})?" if scale else ""
    grouped = f"[1-9][0-9]{{0,2}}(?:{thousands}[0-9]{{3}}){{0,{digits // 3 - 1}}}|" if thousands else ""
    usual = f"-?(?:{grouped}[0-9]{{1,{digits}}}){fraction}"
    return (
        f"CASE WHEN regexp_full_match({stripped}, {text(usual)})"
        f" THEN TRY_CAST({_plain(stripped, style)} AS {sql_type})"
        f" WHEN length({stripped}) <= {_LONGEST} THEN {_figure(stripped, style, digits, scale, sql_type)} END"
    )


def _plain(figure: str, style: str) -> str:
    """A figure of a style with a decimal point and no thousands marks."""
    match style:
        case "id":
            return f"replace(replace({figure}, '.', ''), ',', '.')"
        case "en":
            return f"replace({figure}, ',', '')"
        case _:
            return figure


def _exact(plain: str, digits: int, scale: int, sql_type: str) -> str:
    """The plain figure as a decimal, NULL where it has more digits than that holds; zeros do not count."""
    trimmed = rf"regexp_replace(regexp_replace({plain}, '^(-?)0+([0-9])', '\1\2'), '(\.[0-9]*?)0+$', '\1')"
    fits = rf"^-?[0-9]{{1,{digits}}}(?:\.[0-9]{{0,{scale}}})?$"
    return (
        f"CASE WHEN regexp_full_match({trimmed}, {text(fits)})"
        f" THEN TRY_CAST(rtrim({trimmed}, '.') AS {sql_type}) END"
    )


def _figure(stripped: str, style: str, digits: int, scale: int, sql_type: str) -> str:
    """Figures with Rp, brackets, a sign, a suffix or needless zeros: rare, so that many steps cost little."""
    thousands, point = _MARKS[style]
    grouped = rf"[1-9][0-9]{{0,2}}(?:{thousands}[0-9]{{3}})+|" if thousands else ""
    shape = rf"(?:{grouped}[0-9]+)(?:{point}[0-9]+)?"
    bare = rf"regexp_replace({stripped}, '(?i)^([-+(]?{_GAP})rp\.?{_GAP}', '\1')"
    if style == "id":
        bare = f"regexp_replace({bare}, ',-$', '')"
    powers = {suffix: power for suffix, power in SUFFIXES.items() if (suffix, style) != ("m", "en")}
    names = "(?i:" + "|".join(sorted(powers, key=len, reverse=True)) + ")"
    body = rf"{shape}(?:{_GAP}{names}\.?|{_GAP[:-1]}+\.?)?"
    whole = rf"(?:\({_GAP}{body}{_GAP}\)|[-+]?{_GAP}{body}{_GAP})"
    digits_of = _plain(f"regexp_extract({bare}, {text(shape)})", style)
    suffix = f"lower(regexp_extract({bare}, '([A-Za-z]+)', 1))"
    power = f"coalesce(map_extract_value({_map(powers)}, {suffix}), 0)"
    before, after = f"split_part({digits_of}, '.', 1)", f"split_part({digits_of}, '.', 2)"
    padded = f"{after} || repeat('0', greatest(0, {power} - length({after})))"
    shifted = f"{before} || left({padded}, {power}) || '.' || substr({padded}, {power} + 1)"
    signed = f"CASE WHEN regexp_matches({bare}, '^[-(]') THEN '-' ELSE '' END || {shifted}"
    return (
        f"CASE WHEN regexp_full_match({bare}, {text(whole)})"
        f" THEN {_exact(f'({signed})', digits, scale, sql_type)} END"
    )


def _map(values: dict[str, int]) -> str:
    return "MAP {" + ", ".join(f"{text(name)}: {value}" for name, value in values.items()) + "}"


def value(written: str, stripped: str, each: RecipeColumn, missing: Sequence[str]) -> str:
    """SQL that gives a column's value of a text: NULL where it is missing, or not what the column says.

    `stripped` is SQL of the text as `bare` gives it.
    """
    column = each.column
    match column.type:
        case "text":
            return f"coalesce({written}, '')"
        case "integer":
            found = f"CAST({number(stripped, each.style or 'plain', _INTEGER_DIGITS, 0)} AS BIGINT)"
        case "decimal":
            found = number(stripped, each.style or "plain", column.whole, column.scale)
        case "date":
            found = _date(stripped, each.style)
        case _:
            found = f"CASE lower({stripped}) WHEN 'true' THEN true WHEN 'false' THEN false END"
    return f"CASE WHEN {_missing(stripped, missing)} THEN NULL ELSE {found} END" if missing else found


def misfit(written: str, stripped: str, found: str, each: RecipeColumn, missing: Sequence[str]) -> str:
    """SQL that gives the text where it is neither missing nor gave a value."""
    if each.column.type == "text":
        return "CAST(NULL AS VARCHAR)"
    return f"CASE WHEN {found} IS NULL AND NOT {_missing(stripped, missing)} THEN {written} END"


def _missing(stripped: str, missing: Sequence[str]) -> str:
    return f"({stripped} IN ({', '.join(text(each) for each in ('', *missing))}))"


def _date(stripped: str, form: str) -> str:
    """Dates as 17 Agustus 1945, or in a `strptime` form of day, month and year as digits; else NULL."""
    if form == "id":
        gap = _GAP[:-1] + "+"
        shape = rf"([0-9]{{1,2}}){gap}([A-Za-z]{{3,9}})\.?{gap}{_DATE_PARTS['%Y']}"
        day, name, year = (f"regexp_extract({stripped}, {text(shape)}, {group})" for group in (1, 2, 3))
        month = f"map_extract_value({_map(MONTHS)}, lower({name}))"
        found = f"TRY_CAST({year} || '-' || {month} || '-' || {day} AS DATE)"
    else:
        form = form or "%Y-%m-%d"
        parts = re.split("(%[dmY])", form)
        if not {"%d", "%m", "%Y"} <= set(parts) or any("%" in part for part in parts[::2]):
            return "CAST(NULL AS DATE)"
        shape = "".join(_DATE_PARTS.get(part, re.escape(part)) for part in parts)
        found = f"CAST(try_strptime({stripped}, {text(form)}) AS DATE)"
    return f"CASE WHEN regexp_full_match({stripped}, {text(shape)}) THEN {found} END"
