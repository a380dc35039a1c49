"""Python in the stepper: what an expression means, what a repr reads as. Python itself says what is right."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from tests.e2e.harness import Maker, serving

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Iterator[Page]:
    """A page of the stepper's folder, from which its modules can be imported; the tests leave nothing on it."""
    with serving(Maker(1, 10).run) as url:
        page = browser.new_page()
        page.goto(f"{url}/page")
        yield page
        page.close()


NAMES = {
    "i": 5,
    "x": -2.5,
    "big": 2**70 + 1,
    "s": 'it\'s\n"so"',
    "xs": [1, 2.0, "a", None, True],
    "t": (1,),
    "d": {"k": [1, (2, 3)], 4: {"n": -0.0}},
    "empty": [],
    "b": b"\x00ab",
}

EXPRESSIONS = (
    """
i > 3 and len(xs) == 5 | xs[-1] != i | not i | i and s | i or s | 0 <= i < 5 | 0 <= i <= 5 | i in xs
1 in xs | 3 not in xs | 'k' in d | d['k'][1][0] | d[4]['n'] | xs[1:3] | xs[:2] | s[2:] | s[-3] | t + (i, 2)
xs + [1] | i + 1 | i - 10 | i * 1.0 | i / 2 | i // 2 | -i // 2 | -i % 3 | i % -3 | 2 ** 10 | 2 ** -1
-2 ** 2 | big * big | big % 7 | big // -3 | big == big | big + 0.5 > 1 | x * 2 | x // 1 | x % 2 | 1e20
1e-7 | .5 + 1. | 0x1f | 1_000 | 1 == 1.0 | True == 1 | xs is None | xs is not None | None is None | abs(x)
min(3, 1, 2) | max(xs[0], i) | sum([1, 2.5]) | sorted([3, 1, 2]) | any(xs) | all(xs) | bool(empty) | str(i)
repr(s) | int(x) | float(i) | list(t) | tuple([1, 2]) | len(d) | len(s) | len(b) | s.startswith('it')
s.upper() | 'a,b'.count(',') | xs.count(1) | d.get('no', 3) | list(d.keys()) | [1, 2] < [1, 3] | 'a' < 'b'
(1, 2) == (1, 2) | [1] == (1,) | {'a': 1} == {'a': 1} | {1, 2} == {2, 1} | [] | {} | () | ((i)) | (i,)
abs(d[4]['n']) | abs(-big) | abs(True) | abs(-i)
not (i > 3 or i < 0) | s == s and i != 4 | xs[0] is True | i is (None) | None is not i | 'x' * 3 | [0] * 2 | b
""".strip()
    .replace("\n", " | ")
    .split(" | ")
)

EVALUATE = """async ([names, sources]) => {
  const { compile } = await import("/expression.js");
  const { fromRepr, show } = await import("/values.js");
  const get = (name) => {
    if (!Object.hasOwn(names, name)) throw new Error(name);
    return fromRepr(names[name]);
  };
  return sources.map((source) => {
    try { return show(compile(source).run({ get, prev: () => 4 })); } catch (e) { return "! " + e.message; }
  });
}"""


@pytest.mark.filterwarnings("ignore::SyntaxWarning")
def test_expressions_mean_what_they_mean_in_python(tab: Page) -> None:
    true = [repr(eval(source, dict(NAMES))) for source in EXPRESSIONS]
    said = tab.evaluate(EVALUATE, [{name: repr(value) for name, value in NAMES.items()}, EXPRESSIONS])
    assert [row for row in zip(EXPRESSIONS, true, said, strict=True) if row[1] != row[2]] == []


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("i +", "missing at the end (character 4)"),
        ("i $ 2", 'can\'t read "$ 2" (character 3)'),
        ("(i", "expected , at the end (character 3)"),
        ("i  i", "not expected here (character 4)"),
        ("eval('1')", "not known"),
        ("i.constructor('x')", "not known"),
        ("__proto__", "__proto__"),
        ("xs[9]", "out of range"),
        ("i / 0", "division by zero"),
        ("'a' * 10 ** 9", "too long"),
        ("9 ** 9 ** 9", "too large"),
        ("i < s", "order"),
        ("d['none']", "no key"),
        ("xs is xs", "identity can't be known"),
        ("i is 5", "use =="),
        ("xs[3] is None is i is not t", "identity"),
    ],
)
def test_what_an_expression_cannot_do_is_said(tab: Page, source: str, says: str) -> None:
    (said,) = tab.evaluate(EVALUATE, [{name: repr(value) for name, value in NAMES.items()}, [source]])
    assert said.startswith("! ")
    assert says in said


def anything(chance: random.Random, depth: int = 0) -> object:
    """A random Python value that has a literal repr."""
    if depth < 4 and chance.random() < 0.5:
        several = [anything(chance, depth + 1) for _ in range(chance.randint(0, 4))]
        keys = [chance.choice([1, "k", (1, "x"), None, 2.5]) for _ in several]
        return chance.choice([several, tuple(several), dict(zip(keys, several, strict=True))])
    text = "".join(chance.choice("ab'\"\\\n\t[]{}(),: <>é\x00\U0001f600") for _ in range(chance.randint(0, 8)))
    return chance.choice([0, -7, 2**64, 1.5, -0.0, 1e300, 1e-300, True, None, text, text.encode(), float("inf")])


def test_reprs_survive_the_reading(tab: Page) -> None:
    chance = random.Random(11)
    reprs = [repr(anything(chance)) for _ in range(600)]
    said = tab.evaluate(EVALUATE, [{f"v{i}": text for i, text in enumerate(reprs)}, [f"v{i}" for i in range(600)]])
    assert [pair for pair in zip(reprs, said, strict=True) if pair[0] != pair[1]] == []


@pytest.mark.parametrize(
    ("text", "kind", "items"),
    [
        ("[1, [2, 3]]", "list", ["1", "[2, 3]"]),
        ("{'a': 1, (2,): {}}", "dict", ["'a': 1", "(2,): {}"]),
        ("{1, 2}", "set", ["1", "2"]),
        ("Point(x=1, y=[2])", "call", ["x=1", "y=[2]"]),
        ("deque([1, 2], maxlen=3)", "call", ["[1, 2]", "maxlen=3"]),
        ("<Point #1 x=1 y='a b'>", "call", ["x=1", "y='a b'"]),
        ("[<Foo object>, 1]", "list", ["<Foo object>", "1"]),
        ("[1, 2, ...+90]", "list", ["1", "2", "...+90"]),
        ("[1, 'open", "list", ["1", "'open"]),
        ("[" * 200, "list", None),
        ("<generator object f>", "raw", []),
        ("datetime.date(2026, 1, 2)", "call", ["2026", "1", "2"]),
        ("a b c", "raw", []),
        ("", "raw", []),
    ],
)
def test_trees_of_reprs(tab: Page, text: str, kind: str, items: list[str] | None) -> None:
    said = tab.evaluate(
        """async (text) => {
          const { parse } = await import("/literal.js");
          const node = parse(text);
          const head = (i) => (i.key ? i.key.text + ": " : i.label ? i.label + "=" : "");
          return [node.kind, (node.items ?? []).map((i) => head(i) + i.node.text)];
        }""",
        text,
    )
    assert said[0] == kind
    assert items is None or said[1] == items


@pytest.mark.parametrize(
    ("text", "size", "items", "says"),
    [
        ("[1, 2, ...+99901]", -1, 99903, "17 characters kept, 99,901 items left out"),
        ("{'a': [1, ...+4], ...+1}", -1, 2, "24 characters kept, 1 item left out"),
        ("deque([1, 2, ...+7], maxlen=9)", -1, 9, "7 items left out"),
        ("frozenset({1, ...+2})", -1, 3, "2 items left out"),
        ("[[1, ...+90], 2]", -1, 2, "16 characters kept, parts left out"),
        ("[3, [1, ...+90]]", -1, 2, "16 characters kept, parts left out"),
        ("['ab'...+50]", -1, 1, "12 characters kept, parts left out"),
        ("Box([1, ...+5])", 15, 1, "15 characters kept, parts left out"),
        ("'ab'...+50", 54, None, "10 of 54 characters kept"),
        ("[...]", -1, None, "parts left out"),
    ],
)
def test_what_was_cut_is_said_and_counted(tab: Page, text: str, size: int, items: int | None, says: str) -> None:
    said = tab.evaluate(
        """async ([text, size]) => {
          const { cutNote, itemsOf } = await import("/cut.js");
          const { parse } = await import("/literal.js");
          const node = parse(text);
          const wraps = node.kind === "call" && /^(deque|frozenset)/.test(text);
          return [itemsOf(wraps ? node.items[0].node : node), cutNote(text, size)];
        }""",
        [text, size],
    )
    assert said[0] == items
    assert says in said[1]
