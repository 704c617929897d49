// Keyboard and buttons. The buttons are Streamlit's; the stage only steps in where waiting for
// the server would show: a press of Pause freezes the picture at once.

const FIELDS = "input:not([type=range]), textarea, select, [contenteditable=true], [role=textbox]";

function buttonOf(key) {
  const buttons = [...document.querySelectorAll(`.st-key-${key} button`)];
  return buttons.find((button) => button.offsetParent !== null);
}

/** The element that really has the focus or got the event, through shadow roots. */
function target(event) {
  return event.composedPath()[0] ?? event.target;
}

/**
 * Listen on the page for one stage.
 * @param stage isPlaying, pause(), stepForward(), stepBack()
 * @returns a function that stops listening
 */
export function listen(stage) {
  // A button clicked with the mouse keeps the focus: Space then still means Play, not that button.
  let clicked = null;

  function onPointerDown(event) {
    clicked = target(event).closest?.("button") ?? null;
  }

  function onClick(event) {
    const button = target(event).closest?.(".st-key-play button");
    if (!button || !stage.isPlaying) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    stage.pause();
  }

  function onKeyDown(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const element = target(event);
    if (event.key === "Tab") clicked = null;
    if (element.closest?.(FIELDS)) return;
    const control = element.closest?.("button, a, input, summary, [role=slider], [role=option]");
    const isFree = !control || control === clicked;
    const act = { " ": toggle, ArrowRight: forward, ArrowLeft: back, Home: reset }[event.key];
    if (!act || !isFree || document.querySelector("[role=dialog], [role=listbox]")) return;
    event.preventDefault();
    event.stopPropagation();
    act(event);
  }

  function toggle(event) {
    if (event.repeat) return;
    if (stage.isPlaying) stage.pause();
    else buttonOf("play")?.click();
  }

  function forward() {
    stage.stepForward();
  }

  function back() {
    stage.stepBack();
  }

  function reset() {
    buttonOf("reset")?.click();
  }

  function onKeyUp(event) {
    // Firefox presses a focused button when Space is let go.
    if (event.key === " " && clicked && target(event).closest?.("button") === clicked) {
      event.preventDefault();
    }
  }

  document.addEventListener("pointerdown", onPointerDown, true);
  document.addEventListener("click", onClick, true);
  document.addEventListener("keydown", onKeyDown, true);
  document.addEventListener("keyup", onKeyUp, true);
  return () => {
    document.removeEventListener("pointerdown", onPointerDown, true);
    document.removeEventListener("click", onClick, true);
    document.removeEventListener("keydown", onKeyDown, true);
    document.removeEventListener("keyup", onKeyUp, true);
  };
}
