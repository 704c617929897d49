// Figures are slow to draw, so they take turns, and the stage comes first: while it plays, one of
// those in view every so often; when it rests or is scrubbed, one after the other.

import { onStage } from "../stage/shared.js";

const PLAYING_MS = 400;
const RESTING_MS = 20;
const figures = [];
let next = 0;
let timer = null;

export function join(figure) {
  figures.push(figure);
  if (figures.length === 1) onStage.addEventListener("frame", wake);
}

export function leave(figure) {
  figures.splice(figures.indexOf(figure), 1);
  if (!figures.length) onStage.removeEventListener("frame", wake);
}

/** See to it that a turn comes. */
export function wake() {
  timer ??= setTimeout(takeTurn, onStage.stage?.isMoving ? PLAYING_MS : RESTING_MS);
}

function takeTurn() {
  timer = null;
  const waiting = figures.filter((figure) => figure.isInView && figure.isStale);
  if (!waiting.length) return;
  waiting[next++ % waiting.length].draw();
  if (waiting.length > 1) wake();
}
