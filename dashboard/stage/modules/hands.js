// What is done with the stage's own controls: its timeline, its buttons, and the page it is on.

import { copyText } from "./address.js";

const THANKS_MS = 4000;

/** Listen for a stage; returns a function that stops what would outlive it. */
export function listenToHands(stage) {
  listenToTimeline(stage, stage.view.timeline);
  listenToButtons(stage, stage.view);
  const onVisibility = () => {
    stage.requestDraw();
    if (!document.hidden && stage.header.ask_after !== undefined) stage.askLater();
  };
  const onLeaving = () => {
    if (!stage.shown?.query || !stage.frame) return;
    stage.address.writeNow(stage.shown.query);
    stage.keyframes.remember(stage.shown); // the newest that is not after that step
  };
  document.addEventListener("visibilitychange", onVisibility);
  window.addEventListener("pagehide", onLeaving);
  return () => {
    document.removeEventListener("visibilitychange", onVisibility);
    window.removeEventListener("pagehide", onLeaving);
  };
}

function listenToTimeline(stage, timeline) {
  timeline.addEventListener("input", () => {
    const wanted = Number(timeline.value);
    let frame = stage.film.at(wanted);
    // An arrow key asks for the next step; the next one recorded may be further.
    if (frame === stage.frame && wanted > frame.step) frame = stage.film.after(wanted) ?? frame;
    if (frame) stage.seek(frame, false);
  });
  timeline.addEventListener("change", () => stage.seek(stage.frame, true));
  timeline.addEventListener("pointerup", () => timeline.blur());
}

function listenToButtons(stage, { copy, copied, suggestion }) {
  copy.addEventListener("click", async () => {
    const query = stage.query(false);
    const { origin, pathname } = window.location;
    const isCopied = await copyText(`${origin}${pathname}?${query}`);
    copied.textContent = isCopied ? "Link copied." : "The browser refused; copy the address bar.";
    setTimeout(() => (copied.textContent = ""), THANKS_MS);
  });
  suggestion.addEventListener("click", () => {
    suggestion.hidden = true;
    stage.send("suggestion", { id: stage.scene.id });
  });
}
