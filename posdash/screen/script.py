"""The one script of ours that runs in the page: a file, as the content policy lets in no other."""

from pathlib import Path

import streamlit as st
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

_NAME = "posdash.page"
_MANIFEST = ComponentManifest("posdash", "0", [ComponentConfig("page", "scripts")])


def run() -> None:
    """Let the page look after focus and status; `scripts/page.js` says how."""
    manager = get_bidi_component_manager()
    if manager.get(_NAME) is None:
        manager.register_from_manifest(_MANIFEST, Path(__file__).parent)
    with st.container(key="script"):
        st.components.v2.component(_NAME, js="page.js", isolate_styles=False)(key="page-script")
