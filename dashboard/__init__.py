"""Everything around the network that is not a page. `docs/ARCHITECTURE.md` has the map."""
