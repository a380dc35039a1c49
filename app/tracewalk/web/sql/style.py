"""How the SQL page is laid out: the shelf on the left, the desk beside it; the chart beside the rows where it fits."""

__all__ = ["STYLE"]

STYLE = """
<style>
.st-key-sql_page { display: grid; grid-template-columns: 276px minmax(0, 1fr); gap: 16px; align-items: start }
.st-key-sql_page > * { width: auto; min-width: 0 }
.st-key-sql_shelf { position: sticky; top: 4.2rem; margin-top: 6px }
.st-key-sql_desk, .st-key-sql_above { gap: 8px }
.st-key-sql_beside:has(.st-key-sql_chart) { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1.35fr);
  align-items: start; gap: 12px }
.st-key-sql_beside > *, .st-key-sql_above > * { width: 100%; min-width: 0 }
.st-key-sql_chart { gap: 4px; border: 1px solid color-mix(in srgb, currentColor 13%, transparent); border-radius: 8px;
  padding: 8px 12px 4px }
[class*="st-key-sql_chart"] [data-testid="stSelectbox"] * { font-size: .8rem }
.tw-head .tw-question { font-size: .92rem; color: color-mix(in srgb, currentColor 74%, transparent) }
.st-key-sql_desk[data-edited] :is(.st-key-sql_beside, .st-key-sql_above),
.st-key-sql_desk[data-retyped] :is(.tw-named, .tw-about) { opacity: .45 }
.st-key-sql_desk[data-retyped] .tw-named h1::after { content: " (edited)" }
.tw-notes { font-size: .82rem; margin: 0; max-width: 900px; color: color-mix(in srgb, currentColor 66%, transparent) }
.tw-refused { font-size: .85rem; border-left: 3px solid #e0a800; padding: 4px 10px; margin: 4px 0 0;
  background: color-mix(in srgb, #e0a800 10%, transparent); border-radius: 4px }
@media (min-width: 1620px) {
  .st-key-sql_page { grid-template-columns: 320px minmax(0, 1fr) }
  .st-key-sql_above:has(.st-key-sql_chart) { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1.1fr);
    align-items: start; gap: 14px }
}
@media (max-width: 900px) {
  .st-key-sql_page { grid-template-columns: minmax(0, 1fr) }
  .st-key-sql_shelf { position: static }
}
</style>
"""
