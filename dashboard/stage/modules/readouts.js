// The numbers above the picture: which a run has, what they are called, and how they are written.

import { isMeasured, measureOf } from "./measures.js";
import { costText, countText, epochText, scoreText } from "./words.js";

const cost = (name) => (scene, frame) => costText(measureOf(scene, frame, name));
const score = (name) => (scene, frame) => scoreText(scene, measureOf(scene, frame, name));

// In their order: the element's name, its label, what must be measured, and what it says.
const ROWS = [
  ["step", "Step", [], (_, frame) => countText(frame.step)],
  ["epoch", "Epoch", ["epoch"], (scene, frame) => epochText(measureOf(scene, frame, "epoch"))],
  ["train-cost", "Training cost", [], cost("train_cost")],
  ["penalty-l1", "L1 penalty", ["penalty_l1"], cost("penalty_l1")],
  ["penalty-l2", "L2 penalty", ["penalty_l2"], cost("penalty_l2")],
  ["whole-cost", "Cost with penalty", ["penalty_l1", "penalty_l2"], wholeCost],
  ["test-cost", "Test cost", [], cost("test_cost")],
  ["train-score", "Training score", [], score("train_score")],
  ["test-score", "Test score", [], score("test_score")],
];
const FEW = 6;

function wholeCost(scene, frame) {
  const parts = ["train_cost", "penalty_l1", "penalty_l2"].filter((name) => isMeasured(scene, name));
  return costText(parts.reduce((sum, name) => sum + measureOf(scene, frame, name), 0));
}

export class Readouts {
  /** @param element where they go, before what is there */
  constructor(element) {
    this.element = element;
    this.rows = ROWS.map(([name, label, needed, text]) => {
      const row = document.createElement("div");
      const term = Object.assign(document.createElement("dt"), { textContent: label });
      const value = Object.assign(document.createElement("dd"), { textContent: "–" });
      value.dataset.readout = name;
      row.append(term, value);
      row.hidden = needed.length > 0;
      return { row, term, value, label, needed, text };
    });
    element.prepend(...this.rows.map(({ row }) => row));
  }

  /** Show those that a scene's run has, and call them by its names. */
  setScene(scene) {
    this.scene = scene;
    for (const { row, term, label, needed } of this.rows) {
      row.hidden = needed.length > 0 && !needed.some((name) => isMeasured(scene, name));
      term.textContent = label.replace("score", scene.score);
    }
    const shown = this.rows.filter(({ row }) => !row.hidden);
    this.element.classList.toggle("many", shown.length > FEW);
  }

  show(frame) {
    for (const { row, value, text } of this.rows) {
      if (!row.hidden) value.textContent = text(this.scene, frame);
    }
  }
}
