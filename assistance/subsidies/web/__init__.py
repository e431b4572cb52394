"""Pages of assistance: they translate, call one operation, and show the answer."""
