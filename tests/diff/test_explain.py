"""Where two values differ, in a sentence and in places; and the type that a text seems to be of."""

from __future__ import annotations

import pytest

from tracewalk.diff import explain, kind_of
from tracewalk.diff.kinds import raised_kind

SENTENCES = """
[1, 2, 3] | [1, 2, 7, 3] | one element too many at [2]: 7
[1, 2, 3] | [1, 3] | one element missing at [1]: 2
[1, 2, 3] | [1, 5, 3] | [1] is 5, not 2
[1, [2, 4]] | [1, [2, 5]] | [1][1] is 5, not 4
(1, 2) | (1, 2, 3) | one element too many at [2]: 3
[1, 2, 3, 4, 5] | [9, 2, 8, 4, 5] | 2 elements wrong, at [0], [2]
[1, 2, 3] | [] | 3 elements missing, at [0], [1], [2]
{'a': 1, 'b': 2} | {'a': 1, 'b': 3} | ['b'] is 3, not 2
{'a': 1} | {'a': 1, 'c': 3} | one item too many at ['c']: 3
{'a': 1, 'b': 2} | {'a': 1} | one item missing at ['b']: 2
{'a': [1, 2]} | {"a": [1]} | one element missing at ['a'][1]: 2
{'a': 1, 'b': 2} | {'b': 2, 'a': 1} | the same items in another order
[{1: 2, 3: 4}] | [{3: 4, 1: 2}] | the same items in another order at [0]
{1, 2} | {2} | one member missing: 1
{1, 2} | {2, 3} | 1 member missing; 1 member too many
'abcdef' | 'abXdef' | 'X' in place of 'c', at character 2
'abcdef' | 'abcdefgh' | 2 characters too many: 'gh', at character 6
'abcdef' | 'adef' | 2 characters missing: 'bc', at character 1
'\\n\\x00ab' | '\\n\\x00ac' | 'c' in place of 'b', at character 3
['ab', 'cd'] | ['ab', 'ce'] | 'e' in place of 'd', at character 1 of [1]
5 | 6 | it is 6, not 5
5 | '5' | a str, not an int: '5', not 5
(1, 2) | [1, 2] | a list, not a tuple: [1, 2], not (1, 2)
[1, '2'] | [1, 2] | [1] is 2, not '2'
deque([1, 2]) | deque([1]) | one element missing at (0)[1]: 2
Point(x=1, y=2) | Point(x=1, y=3) | .y is 3, not 2
Point(x=1) | Point(x=1, z=3) | one argument too many at .z: 3
[<A object>, 'é', 1] | [<A object>, 'é', 2] | [2] is 2, not 1
<A object> | <B object> | a B, not an A: <B object>, not <A object>
  [1, 2] | [1, 3] | [1] is 3, not 2
[1, 2] | [1,2] | the same but for spaces
{1, 2} | {2, 1} | the same members in another order, where order means nothing
""".strip("\n")

KINDS = """
int | 1 | -1 | 12345678901234567890
float | 1.5 | -0.0 | 1e-07 | nan | inf | -inf
complex | 1j | (1+2j) | -1j
str | '' | "it's" | 'a
bytes | b'' | b"it's" | b'a'...+3
bool | True | False
NoneType | None
list | [] | [1, [2]] | [1, ...+2] | [1
tuple | () | (1,) | (1, ...+2) | (1, 2
dict | {} | {1: 2} | {'a': {1}} | {'a': 1, ...+3}
set | set() | {1, 2} | {(1, 2)} | {1, ...+3}
frozenset | frozenset() | frozenset({1})
deque | deque([1]) | collections.deque([1]) | deque([1, ...+2])
Point | Point(x=1) | <Point #1 x=1> | <shop.Point object> | <Point object at 0x7f> | Point(x=1, ...
list_iterator | <list_iterator object>
function | <function f> | <function f.<locals>.g at 0x12>
type | <class 'int'>
module | <module 'math'>
method | <bound method A.f of <A>>
builtin_function_or_method | <built-in function len> | <built-in method append of list object>
generator | <generator object f>
? | .. | hello world | 1 + | x | 1 + 2 |  | <>
""".strip()


@pytest.mark.parametrize("row", SENTENCES.splitlines())
def test_sentences(row: str) -> None:
    true, said, sentence = row.split(" | ")
    assert explain(true, said).sentence == sentence


def test_places_are_those_of_the_texts() -> None:
    true, said = "{'é': [1, 'a\\n', <A x='1'>], 'b': (2,)}", "{'é': [1, 'b\\n', <A x='2'>, 9], 'c': 3}"
    found = {(p.path, p.kind, p.verdict): (p.true, p.said) for p in explain(true, said).parts}
    assert found == {
        ("['é'][1]", "characters", "wrong"): ("a", "b"),
        ("['é'][2]", "element", "wrong"): ("<A x='1'>", "<A x='2'>"),
        ("['é'][3]", "element", "extra"): (None, "9"),
        ("['b']", "item", "missing"): ("(2,)", None),
        ("['c']", "item", "extra"): (None, "3"),
    }
    for part in explain(true, said).parts:
        for text, whole, span in ((part.true, true, part.true_span), (part.said, said, part.said_span)):
            assert span is None or whole[slice(*span)] == text


def test_at_most_a_hundred_places() -> None:
    assert len(explain(str([0] * 5000), str([1] * 5000)).parts) == 100


def test_many_changed_characters_are_one_place() -> None:
    parts = explain(repr("ab" * 200), repr("cb" * 200)).parts
    assert [(p.index, p.verdict) for p in parts] == [(0, "wrong")]


@pytest.mark.parametrize(
    ("kind", "text"),
    [(kind, text) for row in KINDS.splitlines() for kind, *texts in [row.split(" | ")] for text in texts],
)
def test_kinds(kind: str, text: str) -> None:
    assert kind_of(text) == kind


def test_kind_of_what_is_raised() -> None:
    assert raised_kind("(<class 'shop.Empty'>, Empty('x'), <traceback object>)") == "Empty"
    assert raised_kind("ValueError('x')") == "ValueError"
