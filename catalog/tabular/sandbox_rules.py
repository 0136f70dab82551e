"""Which of DuckDB's functions anybody may use in SQL: those that only work on values.

Not among them: whatever reads files, settings, the session or the system, runs other SQL, writes or sleeps.
"""

from catalog.errors import NotAuthorized
from catalog.text import Message

_OPERATORS = """
    + - * / // % ^ ** || ! & | ~ << >> = <> != < <= > >= ~~ !~~ ~~* !~~* ~~~
"""
_COUNTING = """
    any_value approx_count_distinct approx_quantile arbitrary arg_max arg_min argmax argmin array_agg avg
    bit_and bit_or bit_xor bool_and bool_or corr count count_if count_star countif covar_pop covar_samp
    entropy favg first fsum geomean geometric_mean group_concat kurtosis last list listagg mad max max_by
    mean median min min_by mode product quantile quantile_cont quantile_disc regr_avgx regr_avgy
    regr_count regr_intercept regr_r2 regr_slope regr_sxx regr_sxy regr_syy sem skewness stddev stddev_pop
    stddev_samp string_agg sum sum_no_overflow var_pop var_samp variance wavg weighted_avg grouping
    grouping_id cume_dist dense_rank first_value lag last_value lead nth_value ntile percent_rank rank
    rank_dense row_number
"""
_FIGURES = """
    abs acos add asin atan atan2 bin bit_count cbrt ceil ceiling cos cot degrees divide even exp factorial
    fdiv floor fmod format_bytes gcd greatest isfinite isinf isnan lcm least ln log log10 log2 mod
    multiply pi pow power radians random round round_even roundbankers sign sin sqrt subtract tan to_base
    trunc xor
"""
_TEXTS = """
    array_to_string ascii bar bit_length char_length character_length chr concat concat_ws contains
    damerau_levenshtein ends_with format from_hex hamming hash hex ilike_escape instr jaccard
    jaro_similarity jaro_winkler_similarity lcase left length levenshtein like_escape lower lpad ltrim md5
    nfc_normalize not_ilike_escape not_like_escape ord position prefix printf regexp_escape regexp_extract
    regexp_extract_all regexp_full_match regexp_matches regexp_replace regexp_split_to_array
    regexp_split_to_table repeat replace reverse right rpad rtrim sha1 sha256 split split_part starts_with
    str_split string_split string_to_array strip_accents strlen strpos substr substring suffix translate
    trim ucase unhex unicode upper url_decode url_encode
"""
_TIMES = """
    age century current_date current_localtime current_localtimestamp date_add date_diff date_part
    date_sub date_trunc datediff datepart datesub datetrunc day dayname dayofmonth dayofweek dayofyear
    decade epoch epoch_ms era get_current_time get_current_timestamp hour isodow isoyear julian last_day
    make_date make_time make_timestamp microsecond millennium millisecond minute month monthname now
    quarter second strftime strptime time_bucket to_days to_hours to_minutes to_months to_seconds
    to_timestamp to_weeks to_years today try_strptime week weekday weekofyear year yearweek
"""
_SETS = """
    array_extract array_length array_slice cardinality coalesce element_at flatten generate_series if
    ifnull list_aggregate list_append list_avg list_concat list_contains list_count list_distinct
    list_element list_extract list_filter list_has list_has_all list_has_any list_max list_min
    list_position list_reduce list_reverse list_reverse_sort list_slice list_sort list_sum list_transform
    list_unique list_value list_zip map map_entries map_extract map_extract_value map_from_entries
    map_keys map_values nullif range row struct_extract struct_pack to_json typeof unnest
"""
_ALLOWED = frozenset(" ".join((_OPERATORS, _COUNTING, _FIGURES, _TEXTS, _TIMES, _SETS)).split())


def require_allowed(functions: list[str], beyond: list[str]) -> None:
    """Raise NotAuthorized for a function that is not in the list, or for what is no table of ours."""
    for name in functions:
        if name not in _ALLOWED:
            raise NotAuthorized(Message("Fungsi %(name)s tidak dapat dipakai di sini.", {"name": name[:100]}))
    for name in beyond:
        raise NotAuthorized(
            Message("%(name)s bukan tabel di katalog ini, jadi tidak dapat dibaca.", {"name": name[:100]})
        )
