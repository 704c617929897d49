// Keyboard and buttons. The buttons are Streamlit's; the stage steps in where it knows better than
// the server: a press of Pause freezes the picture at once, and five quick steps are five steps.

import { arePanelsTurned, turnPanel } from "./panels.js";

const FIELDS = "input:not([type=range]), textarea, select, [contenteditable=true], [role=textbox]";
const SLIDER = "input[type=range], [role=slider]";
const CLICKABLE = `button, .stSlider, ${SLIDER}`;

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
 * @param stage isThere, isPlaying, isWaiting, presses, pause(), stepForward(steps), stepBack()
 * @returns a function that stops listening
 */
export function listen(stage) {
  // A button or slider used with the mouse keeps the focus: the keys then are still the player's,
  // until Tab says that they are meant for what has the focus.
  let clicked = null;

  function onPointerDown(event) {
    clicked = target(event).closest?.(CLICKABLE) ?? null;
  }

  // What these buttons do is told by the step drawn, which only the stage knows.
  const taken = {
    play: () => (stage.isPlaying ? (stage.pause(), true) : postpones("play")),
    step: () => goOn("step", 1),
    step10: () => goOn("step10", 10),
    reset: () => postpones("reset"),
    new_seed: () => postpones("new_seed"),
    undo: () => postpones("undo"),
  };

  function press(key) {
    buttonOf(key)?.click();
  }

  function postpones(key) {
    return stage.presses.postpones(() => press(key));
  }

  function goOn(key, steps) {
    if (stage.isWaiting) return postpones(key);
    stage.stepForward(steps);
    return true;
  }

  function onClick(event) {
    if (!stage.isThere) return;
    for (const [key, act] of Object.entries(taken)) {
      if (!target(event).closest?.(`.st-key-${key} button`) || !act()) continue;
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  }

  function onKeyDown(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || !stage.isThere) return;
    const element = target(event);
    if (event.key === "Tab") clicked = null;
    if (element.closest?.(FIELDS)) return;
    const control = element.closest?.("button, a, input, summary, [role=slider], [role=option]");
    const isSlider = Boolean(element.closest?.(SLIDER)); // to which Space says nothing
    const isClicked = Boolean(clicked?.contains(element));
    const isFree = !control || isClicked || (isSlider && event.key === " ");
    const act = (arePanelsTurned() ? PRESENTING : PLAYING)[event.key];
    if (!act || !isFree || document.querySelector("[role=dialog], [role=listbox]")) return;
    event.preventDefault();
    event.stopPropagation();
    act(event);
  }

  function toggle(event) {
    if (event.repeat) return;
    if (stage.isPlaying) stage.pause();
    else press("play");
  }

  function forward() {
    goOn("step", 1);
  }

  function back() {
    stage.stepBack();
  }

  function reset() {
    press("reset");
  }

  const turnOn = () => turnPanel("next");
  const turnBack = () => turnPanel("back");
  const PLAYING = { " ": toggle, ArrowRight: forward, ArrowLeft: back, Home: reset };
  // A presenter's remote sends PageDown and PageUp.
  const TURNING = { ArrowRight: turnOn, PageDown: turnOn, ArrowLeft: turnBack, PageUp: turnBack };
  const PRESENTING = { ...PLAYING, ...TURNING };

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
