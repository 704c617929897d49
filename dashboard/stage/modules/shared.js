// Where the stage and the live figures meet: both import this module, so both see one object.

/** What the stage shows now; figures read it and never change it. */
export const onStage = new EventTarget();
onStage.stage = null;
onStage.left = {}; // by name of a learner's run: what its last stage here showed, and its keyframes
onStage.drawn = null; // id of the scene that was drawn last, on whatever stage of this document

/** Tell the figures that a frame was drawn. */
export function announce() {
  onStage.dispatchEvent(new Event("frame"));
}
