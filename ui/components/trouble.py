"""What went wrong between console and server, said kindly and without a word of what was asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from assay.governance.domain import ForbiddenError, NotFoundError, UnavailableError, UsageError
from assay.ui.i18n import say

__all__ = ["kindly"]


@contextmanager
def kindly() -> Iterator[None]:
    """Say what went wrong in place of what could not be shown."""
    try:
        yield
    except NotFoundError:
        st.info(say("error.missing"), icon=":material/search_off:")
    except ForbiddenError:
        st.error(say("error.forbidden"), icon=":material/lock:")
    except UsageError:
        st.warning(say("error.unclear"), icon=":material/help:")
    except UnavailableError:
        st.error(say("error.unavailable"), icon=":material/cloud_off:")
