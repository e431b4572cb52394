"""Pages of claims: they translate, call one operation, and show the answer."""
