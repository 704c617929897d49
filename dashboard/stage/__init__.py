"""The stage: the canvas component that draws a run at the screen's rate."""
