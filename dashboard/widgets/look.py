"""How does the page use its room? The few styles that Streamlit has no setting for."""

import streamlit as st

STYLE = """
<style>
.stMainBlockContainer { padding: 3.6rem 1.6rem 2rem; max-width: 1500px; }
.stMainBlockContainer h1 { font-size: 1.35rem; padding: 0 0 0.9rem; }
.stSidebar h3 { font-size: 1.02rem; padding: 0.2rem 0 1rem; }
.stSidebar [data-testid="stSidebarUserContent"] { padding: 0.6rem 1.1rem 2rem; }
.stSidebar [data-testid="stVerticalBlock"] { gap: 0.55rem; }
.stSidebar label p { font-size: 0.86rem; }
.stMain [data-testid="stVerticalBlock"] { gap: 0.5rem; }
[data-testid="stElementContainer"]:has(> .stHtml style) { display: none; }
.st-key-remove_layer button, .st-key-add_layer button { padding: 0; min-width: 0; }
.st-key-layers [data-testid="stMarkdownContainer"] p {
  display: flex; align-items: center; gap: 0.3rem; font-size: 0.86rem; white-space: nowrap;
}
.st-key-own_scaling { opacity: 0.6; }
.st-key-own_scaling [data-testid="stText"] { font-size: 0.875rem; overflow-wrap: anywhere; }
:is(.st-key-own_words, .st-key-own_problem) [data-testid="stText"] { font-size: 0.88rem; }
.stSidebar .katex { font-size: 0.82rem; }
.stNumberInput [data-testid="stNumberInputClearButton"] { display: none; }
.st-key-problems, .st-key-run_file_problem, .st-key-own_problem {
  padding: 0.1rem 0.9rem; margin-bottom: 0.4rem; border-radius: 0.5rem;
  background: color-mix(in srgb, #e8a317 18%, transparent);
}
:is(.st-key-problems, .st-key-run_file_problem) [data-testid="stText"] { font-size: 0.95rem; }
.st-key-problems button { min-height: 2.2rem; white-space: nowrap; }
[data-testid="stPopoverBody"] [data-testid="stVerticalBlock"]:has(> div > .stText) { gap: 0.3rem; }
.stMain:focus, .stMain:focus-visible { outline: none; box-shadow: none; }
.st-key-lr > .stElementContainer ~ .stElementContainer { display: none; }
.stMain [data-testid="stLayoutWrapper"]:has(> .st-key-inside_step) {
  position: sticky; top: 3.3rem; z-index: 5; backdrop-filter: blur(14px);
  background: color-mix(in srgb, Canvas 45%, transparent);
}
.st-key-play button { min-width: 6.6rem; }
.st-key-datasets { display: grid !important; grid-template-columns: repeat(4, 1fr); gap: 0.4rem; }
.st-key-datasets > *, .st-key-datasets .stButton, .st-key-datasets .stTooltipHoverTarget {
  width: 100% !important; min-width: 0;
}
.st-key-datasets button {
  width: 100%; min-height: 0; padding: 0.25rem 0.1rem; background: transparent !important;
  color: inherit !important; flex-direction: column; gap: 0.1rem;
}
.st-key-datasets button::before {
  content: ""; display: block; width: 2.5rem; height: 2.5rem; background-size: contain;
  background-repeat: no-repeat; background-position: center;
}
.st-key-datasets button p { font-size: 0.72rem; line-height: 1.15; white-space: normal; }
.st-key-datasets button[kind="primary"] { outline: 2px solid var(--st-primary-color, #0b6bcb); }
@media (max-width: 640px) {
  .stMainBlockContainer { padding: 4rem 0.8rem 2rem; }
  .st-key-bar { gap: 0.5rem !important; }
  .st-key-bar button { padding: 0.2rem 0.6rem; }
  [data-testid="stExpandSidebarButton"] { width: auto !important; padding-right: 0.6rem; }
  [data-testid="stExpandSidebarButton"]::after {
    content: "Settings and pages"; margin-left: 0.3rem; font-size: 0.9rem; white-space: nowrap;
  }
}
</style>
"""


def use_the_room() -> None:
    """Apply the page's own styles.

    One of them hides what Streamlit may leave behind where fragments overtake each other: of the
    learning rate's slider, the one before.
    """
    st.html(STYLE)
