"""What goes on between the layers? What each of them sees, and how alike its units are."""
