// What the pointer is over, and what it chooses: on the network a unit or an edge, on the plane a point.

/** Listen for a picture to both its canvases; returns a function that stops listening. */
export function listenToPointer(picture, { networkCanvas, pointsCanvas }) {
  const follow = (canvas, find) => {
    const found = ({ clientX, clientY }) => {
      const box = canvas.getBoundingClientRect();
      return find(clientX - box.left, clientY - box.top);
    };
    const onMove = (event) => {
      if (!picture.isFitted) return;
      const over = found(event);
      picture.pointAt(over && { ...over, pageX: event.clientX, pageY: event.clientY });
    };
    canvas.addEventListener("pointermove", onMove);
    canvas.addEventListener("pointerdown", onMove);
    canvas.addEventListener("pointercancel", () => picture.pointAt(null));
    canvas.addEventListener("pointerleave", (event) => {
      // A finger that is lifted has pointed: what it pointed at stays until it points elsewhere.
      if (event.pointerType !== "touch") picture.pointAt(null);
    });
    return found;
  };
  const onPointerDown = (event) => {
    const at = event.composedPath()[0];
    if (picture.hover && at !== networkCanvas && at !== pointsCanvas) picture.pointAt(null);
  };
  document.addEventListener("pointerdown", onPointerDown);
  const inNetwork = follow(networkCanvas, (x, y) => picture.network.hit(x, y));
  networkCanvas.addEventListener("click", (event) => {
    if (picture.isFitted) picture.choose(inNetwork(event));
  });
  follow(pointsCanvas, (x, y) => {
    const place = picture.plane.toPlane(x, y);
    return place && { kind: "point", x1: place[0], x2: place[1] };
  });
  return () => document.removeEventListener("pointerdown", onPointerDown);
}
