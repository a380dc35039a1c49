"""Streamlit's configuration: our colours and fonts, no telemetry, nothing fetched from outside."""

from __future__ import annotations

from typing import Any

__all__ = ["CHART", "COHORTS", "INK", "PAPER", "SERIES", "server_config"]

_SANS = 'system-ui, -apple-system, "Segoe UI", "Noto Sans", sans-serif'
_MONO = 'ui-monospace, "SF Mono", "Cascadia Mono", "DejaVu Sans Mono", Menlo, Consolas, monospace'

_COMMON = {
    "font": _SANS,
    "headingFont": _SANS,
    "codeFont": _MONO,
    "baseFontSize": 14,
    "codeFontSize": "0.85rem",
    "baseRadius": "6px",
    "headingFontSizes": ["1.5rem", "1.2rem", "1.05rem"],
    "headingFontWeights": [650, 650, 600],
    "metricValueFontSize": "1.5rem",
    "showWidgetBorder": True,
}
_LIGHT = {
    "primaryColor": "#3b5bdb",
    "backgroundColor": "#fbfbfa",
    "secondaryBackgroundColor": "#f1f1ee",
    "textColor": "#1c1d1f",
    "borderColor": "#e4e4e0",
    "codeBackgroundColor": "#ffffff",
    "linkColor": "#3b5bdb",
}
_DARK = {
    "primaryColor": "#8aa2ff",
    "backgroundColor": "#14161a",
    "secondaryBackgroundColor": "#1b1e23",
    "textColor": "#e4e6ea",
    "borderColor": "#2c3037",
    "codeBackgroundColor": "#1b1e23",
    "linkColor": "#8aa2ff",
}
CHART = {
    "returned": "#00795a",
    "raised": "#c2410c",
    "truncated": "#a02c7d",
    "died": "#7a7a7a",
    "accent": "#5b78e6",
}
"""Colour-blind safe, readable on both backgrounds; never the only sign."""
COHORTS = {
    "light": ("#3b5bdb", "#c2410c", "#00795a", "#a02c7d"),
    "dark": ("#8aa2ff", "#f28b54", "#34c397", "#e07cbc"),
}
"""Of what is compared on the Accuracy page."""
SERIES = {
    "light": (*COHORTS["light"], "#0b7285", "#8a6d00", "#6d4bb8", "#6b6e75"),
    "dark": (*COHORTS["dark"], "#6fc7d3", "#e0b93a", "#b49cf5", "#a3a9b1"),
}
"""Of the groups of a chart on the SQL page; the last is grey."""
PAPER = {"light": _LIGHT["backgroundColor"], "dark": _DARK["backgroundColor"]}
INK = {"light": _LIGHT["textColor"], "dark": _DARK["textColor"]}


def server_config(host: str, port: int, base: str) -> dict[str, Any]:
    """What `st.App.run` is given."""
    theme = {f"theme.{key}": value for key, value in _COMMON.items()}
    theme |= {f"theme.light.{key}": value for key, value in _LIGHT.items()}
    theme |= {f"theme.dark.{key}": value for key, value in _DARK.items()}
    return theme | {
        "browser.gatherUsageStats": False,
        "client.showErrorDetails": "none",
        "client.showErrorLinks": False,
        "client.toolbarMode": "minimal",
        "logger.hideWelcomeMessage": True,
        "logger.level": "warning",
        "runner.magicEnabled": False,
        "server.address": host,
        "server.baseUrlPath": base.strip("/"),
        "server.fileWatcherType": "none",
        "server.headless": True,
        "server.port": port,
        "server.runOnSave": False,
    }
