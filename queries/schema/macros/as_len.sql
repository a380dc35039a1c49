-- How many items a container has, or characters a string: counted in its repr, which is never evaluated.
CREATE OR REPLACE MACRO as_len(value VARCHAR) AS
    CASE
        -- Most values are numbers: they are told by how they begin.
        WHEN NOT regexp_matches(value, '^([[({''"]|b[''"]|[a-zC-O][A-Za-z_]+[(])') THEN NULL
        -- A string: what stands between the quotes, an escape being one character; 'abc'...+5 is shortened.
        WHEN regexp_full_match(value, 'b?(''([^''\\]|\\.)*''|"([^"\\]|\\.)*")([.]{3}[+][0-9]+)?', 's')
            THEN length(
                regexp_replace(
                    regexp_replace(value, '^b|([.]{3}[+][0-9]+)$', '', 'g'),
                    '\\(x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8}|.)', '_', 'gs'
                )
            ) - 2 + coalesce(TRY_CAST(regexp_extract(value, '[''"][.]{3}[+]([0-9]+)$', 1) AS BIGINT), 0)
        WHEN regexp_full_match(value, '(set|frozenset|Counter|OrderedDict)\(\)') THEN 0
        ELSE list_transform(
            [
                -- Strings become a letter, so that the brackets and commas left are structure.
                regexp_replace(
                    regexp_replace(value, '(\bb|\B)(''([^''\\]|\\.)*''|"([^"\\]|\\.)*")', 's', 'gs'),
                    '^((frozenset|Counter|OrderedDict|deque|dict_(keys|values|items))\(|defaultdict\([^{]*, )'
                    '([[{].*[]}])(, maxlen=[0-9]+)?\)$', '\4', 's'
                )
            ],
            lambda _text: CASE
                WHEN NOT regexp_full_match(_text, '\[.*\]|\(.*\)|\{.*\}', 's') THEN NULL
                WHEN length(_text) = 2 THEN 0
                ELSE list_transform(
                    [
                        -- The items' own brackets go, from the innermost on, at most 64 deep.
                        list_reduce(
                            list_transform(
                                range(least(65, len(regexp_extract_all(_text, '[[({<]')))), lambda _n: ''
                            ),
                            lambda _flat, _again: regexp_replace(
                                _flat,
                                '\[[^][(){}<>]*\]|\([^][(){}<>]*\)|\{[^][(){}<>]*\}|<[^][(){}<>]*>', 'g', 'gs'
                            ),
                            _text[2:-2]
                        )
                    ],
                    lambda _items: CASE
                        WHEN regexp_matches(_items, '[][(){}<>''"]') OR _items = '...' THEN NULL
                        WHEN _text[1] = '(' AND NOT contains(_items, ',') THEN NULL
                        ELSE length(_items) - length(replace(_items, ',', ''))
                            + CASE WHEN ends_with(_items, ',') THEN 0 ELSE 1 END
                            - CASE WHEN regexp_matches(_items, '(^|, )[.]{3}[+][0-9]+$') THEN 1 ELSE 0 END
                            + coalesce(
                                TRY_CAST(regexp_extract(_items, '(^|, )[.]{3}[+]([0-9]+)$', 2) AS BIGINT), 0
                            )
                    END
                )[1]
            END
        )[1]
    END;

COMMENT ON MACRO as_len IS
'The len() behind the repr of a str, bytes, list, tuple, dict, set, frozenset, deque, Counter, '
'OrderedDict, defaultdict or dict view, what was shortened included; NULL for any other text, and where '
'it cannot be told. An item whose own repr has a comma outside of brackets and quotes counts as two.
value: a repr, as in changes';
