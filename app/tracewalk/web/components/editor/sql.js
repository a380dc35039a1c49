// @ts-check
/** SQL as tokens, for colours and completion. It never fails: what it does not know is an operator. */

/**
 * @typedef {"keyword"|"name"|"quoted"|"call"|"string"|"number"|"comment"|"parameter"|"operator"} Kind
 * @typedef {{kind: Kind, start: number, end: number}} Token
 */

export const KEYWORDS = new Set(
  `ALL ANALYZE AND ANTI ANY AS ASC ASOF AT BETWEEN BY CASE CAST COLUMNS CROSS CUBE CURRENT DESC DESCRIBE DISTINCT ELSE END
   ESCAPE EXCEPT EXCLUDE EXISTS EXPLAIN FALSE FILTER FIRST FOLLOWING FROM FULL GLOB GROUP GROUPING HAVING IGNORE ILIKE IN
   INNER INTERSECT INTERVAL IS JOIN LAST LATERAL LEFT LIKE LIMIT MATERIALIZED NATURAL NOT NULL NULLS OFFSET ON OR ORDER
   OUTER OVER PARTITION PERCENT PIVOT POSITIONAL PRECEDING QUALIFY RANGE RECURSIVE RENAME REPLACE RESPECT RIGHT ROLLUP ROW
   ROWS SAMPLE SELECT SEMI SETS SIMILAR SOME SUMMARIZE TABLE TABLESAMPLE THEN TO TRUE TRY_CAST UNBOUNDED UNION UNPIVOT
   USING VALUES WHEN WHERE WINDOW WITH WITHIN`.split(/\s+/),
);

const TYPES = new Set(
  `BIGINT BLOB BOOLEAN DATE DECIMAL DOUBLE FLOAT HUGEINT INTEGER JSON LIST MAP REAL SMALLINT STRUCT TEXT TIME TIMESTAMP
   TINYINT UBIGINT UINTEGER UUID VARCHAR`.split(/\s+/),
);

/** Key words that are functions, too, where a parenthesis follows. */
const BOTH = /^(FIRST|LAST|REPLACE|RANGE|GLOB|LEFT|RIGHT)$/;

const PARTS = new RegExp(
  [
    /(?<comment>--[^\n]*|\/\*[\s\S]*?(?:\*\/|$))/,
    /(?<string>[eE]?'(?:[^']|'')*(?:'|$)|\$(?<tag>[A-Za-z_]?\w*)\$[\s\S]*?(?:\$\k<tag>\$|$))/,
    /(?<quoted>"(?:[^"]|"")*(?:"|$))/,
    /(?<parameter>\$\w+)/,
    /(?<number>(?<![\w.])(?:0[xX][\da-fA-F_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?))/,
    /(?<word>[\p{L}_][\p{L}\p{N}_]*)/u,
    /(?<operator>[^\s])/,
  ]
    .map((part) => part.source)
    .join("|"),
  "gu",
);

/** @param {string} text @returns {Token[]} in order; between them is white space */
export function tokens(text) {
  /** @type {Token[]} */
  const found = [];
  for (const match of text.matchAll(PARTS)) {
    const groups = match.groups ?? {};
    const start = match.index;
    const end = start + match[0].length;
    const kind = /** @type {Kind|"word"} */ (
      ["comment", "string", "quoted", "parameter", "number", "word", "operator"].find((name) => groups[name] !== undefined)
    );
    found.push({ kind: kind === "word" ? wordKind(text, match[0], start, end) : kind, start, end });
  }
  return found;
}

/** @param {string} text @param {string} word @param {number} start @param {number} end @returns {Kind} */
function wordKind(text, word, start, end) {
  const upper = word.toUpperCase();
  const called = text[end] === "(";
  if (text[start - 1] === ".") return called ? "call" : "name";
  if (TYPES.has(upper) && /::\s*$|\bAS\s+$/i.test(text.slice(Math.max(0, start - 12), start))) return "keyword";
  if (KEYWORDS.has(upper) && !(called && BOTH.test(upper))) return "keyword";
  return called ? "call" : "name";
}

/** The names of $parameters, in order of their first use. @param {string} text @returns {string[]} */
export function parameters(text) {
  const used = tokens(text).filter((token) => token.kind === "parameter");
  return [...new Set(used.map((token) => text.slice(token.start + 1, token.end)))];
}

/** A position in characters as one in UTF-16 units. @param {string} text @param {number} position */
export function unitsAt(text, position) {
  let units = 0;
  for (const char of text) {
    if (position-- <= 0) break;
    units += char.length;
  }
  return units;
}

/** Line and column, both from 1, the column in characters. @param {string} text @param {number} at in UTF-16 units */
export function lineColumn(text, at) {
  const lines = text.slice(0, at).split("\n");
  return { line: lines.length, column: [...lines[lines.length - 1]].length + 1 };
}
