"""The console as an ASGI application, set up so that it tells nobody anything."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

__all__ = ["OPTIONS", "console_app", "on_error", "set_options"]

_log = logging.getLogger(__name__)

OPTIONS: dict[str, Any] = {
    "browser.gatherUsageStats": False,
    "client.showErrorDetails": "none",
    "client.showErrorLinks": False,
    "client.toolbarMode": "viewer",
    "client.showSidebarNavigation": True,
    "global.developmentMode": False,
    "server.fileWatcherType": "none",
    "server.headless": True,
    "server.enableStaticServing": False,
    "logger.enableRich": False,  # it prints tracebacks whatever the level is
    "logger.level": "critical",  # an error's record holds its message; ours holds its class
    "theme.baseRadius": "0.5rem",
    "theme.baseFontSize": 15,
    "theme.headingFontSizes": ["1.9rem", "1.35rem", "1.12rem", "1.02rem", "0.95rem", "0.9rem"],
    "theme.headingFontWeights": [700, 650, 600, 600, 600, 600],
    "theme.showWidgetBorder": True,
    "theme.light.primaryColor": "#0f766e",
    "theme.light.backgroundColor": "#fbfcfc",
    "theme.light.secondaryBackgroundColor": "#eef3f2",
    "theme.light.textColor": "#16211f",
    "theme.light.borderColor": "#d5dfdd",
    "theme.light.sidebar.backgroundColor": "#f1f5f4",
    "theme.dark.primaryColor": "#2dd4bf",
    "theme.dark.backgroundColor": "#0f1615",
    "theme.dark.secondaryBackgroundColor": "#1a2423",
    "theme.dark.textColor": "#e6efed",
    "theme.dark.borderColor": "#2c3a38",
    "theme.dark.sidebar.backgroundColor": "#131c1b",
}


def console_app(api_url: str) -> Any:
    """Return the console; its pages call the API at `api_url` with the visitor's own session.

    Tracebacks, usage statistics and the file watcher are off: an error on a page says that there was one and
    in the log only its class stands, because a message may hold content.
    """
    import streamlit as st

    from assay.ui import session
    from assay.ui.shell import Shell

    set_options()
    session.use_api(api_url)
    return Shell(st.App(Path(__file__).parent / "entry" / "app.py", on_script_error=on_error))


def set_options() -> None:
    """Set Streamlit's options, for this process."""
    from streamlit import config
    from streamlit.logger import set_log_level

    for name, value in OPTIONS.items():
        config.set_option(name, value)
    set_log_level(OPTIONS["logger.level"].upper())  # loggers that are there already do not look at the option


def on_error(error: Exception) -> bool:
    """Say on the page that it failed, and in the log with which class of error; Streamlit shows nothing more."""
    import streamlit as st

    from assay.ui.i18n import say

    _log.error("a page failed: %s", type(error).__name__)
    st.error(say("error.page"), icon=":material/error:")
    return True
