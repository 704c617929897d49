// Before a class one panel is shown at a time, and the keys turn them: what is asked of the page.

/** Whether the page is being presented. */
export function arePanelsTurned() {
  return Boolean(panelButton("next"));
}

/** Show the next panel, or the one before. */
export function turnPanel(direction) {
  panelButton(direction)?.click();
}

function panelButton(direction) {
  return document.querySelector(`.st-key-panel_${direction} button`);
}
