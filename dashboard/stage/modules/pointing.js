// What the pointer is over, and what it chooses: on the network a unit or an edge, on the plane a point.

/** Listen for a picture to both its canvases; returns a function that stops listening. */
export function listenToPointer(picture, { networkCanvas, pointsCanvas }) {
  const follow = (canvas, find) => {
    const onMove = ({ clientX: pageX, clientY: pageY }) => {
      if (!picture.isFitted) return;
      const box = canvas.getBoundingClientRect();
      const over = find(pageX - box.left, pageY - box.top);
      picture.pointAt(over && { ...over, pageX, pageY });
    };
    canvas.addEventListener("pointermove", onMove);
    canvas.addEventListener("pointerdown", onMove);
    canvas.addEventListener("pointercancel", () => picture.pointAt(null));
    canvas.addEventListener("pointerleave", (event) => {
      // A finger that is lifted has pointed: what it pointed at stays until it points elsewhere.
      if (event.pointerType !== "touch") picture.pointAt(null);
    });
  };
  const onPointerDown = (event) => {
    const at = event.composedPath()[0];
    if (picture.hover && at !== networkCanvas && at !== pointsCanvas) picture.pointAt(null);
  };
  document.addEventListener("pointerdown", onPointerDown);
  follow(networkCanvas, (x, y) => picture.network.hit(x, y));
  // What was pointed at: a click tells its place in whole pixels only.
  networkCanvas.addEventListener("click", () => picture.choose(picture.hover));
  follow(pointsCanvas, (x, y) => {
    const place = picture.plane.toPlane(x, y);
    return place && { kind: "point", x1: place[0], x2: place[1] };
  });
  return () => document.removeEventListener("pointerdown", onPointerDown);
}
