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
.st-key-problems, .st-key-run_file_problem, .st-key-own_problem, .st-key-pack_problem {
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
.step-sentence span { font-size: 0.8rem; opacity: 0.7; }
.step-sentence p { font-size: 1.06rem; margin: 0.1rem 0 0.3rem; line-height: 1.45; }
.st-key-step_problem {
  padding: 0.1rem 0.9rem; border-radius: 0.5rem;
  background: color-mix(in srgb, #e8a317 18%, transparent);
}
.st-key-step_arithmetic h3 { font-size: 1.1rem; padding: 0; }
.st-key-step_arithmetic .katex-display {
  margin: 0; padding-bottom: 0.6rem; overflow: auto hidden;
}
.st-key-step_arithmetic .katex { font-size: 1.02rem; }
.st-key-step_arithmetic .stLatex { max-width: 100%; }
.st-key-step_arithmetic [data-testid="stText"] { font-size: 0.86rem; white-space: normal; }
.st-key-step_sources { flex-wrap: wrap; gap: 0.35rem !important; }
.st-key-step_sources button { padding: 0.1rem 0.55rem; min-height: 0; }
.st-key-step_sources button p { font-size: 0.8rem; }
.step-code {
  margin: 0; padding: 0.6rem 0; border-radius: 0.5rem; overflow-x: auto; font-size: 0.78rem;
  line-height: 1.5; background: color-mix(in srgb, currentColor 5%, transparent);
}
.step-code :is(span, mark) { display: block; padding: 0 0.8rem; min-width: max-content; }
.step-code mark {
  color: inherit; box-shadow: inset 3px 0 var(--st-primary-color, #0b6bcb);
  background: color-mix(in srgb, var(--st-primary-color, #0b6bcb) 20%, transparent);
}
.step-code summary { padding: 0 0.8rem; cursor: pointer; opacity: 0.65; }
.step-code i { font-style: normal; }
.step-code i.k { color: color-mix(in srgb, #8250df 80%, currentColor); }
.step-code i.s { color: color-mix(in srgb, #2a9d6f 80%, currentColor); }
.step-code i.n { color: color-mix(in srgb, #2b86dd 80%, currentColor); }
.step-code i.c { opacity: 0.62; }
.step-variables { overflow-x: auto; font-size: 0.8rem; }
.step-variables table { border-collapse: collapse; width: 100%; }
.step-variables :is(th, td) {
  text-align: left; padding: 0.2rem 0.6rem; font-weight: 400; vertical-align: top;
  border-bottom: 1px solid color-mix(in srgb, currentColor 14%, transparent);
}
.step-variables thead th { opacity: 0.65; }
.step-variables tbody :is(th, td) { font-family: var(--st-code-font, monospace); }
.st-key-panel_text h3 { padding-top: 0; }
.st-key-lesson_settings h3 { font-size: 1.02rem; padding: 0.4rem 0; }
.st-key-lesson_options { display: grid !important; grid-template-columns: 1fr 1fr; gap: 0.3rem; }
.st-key-lesson_options > * { width: 100% !important; min-width: 0; }
.st-key-lesson_way { margin-top: 0.4rem; }
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
