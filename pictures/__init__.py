"""What do numbers look like? Pure Python: values and labels go in, SVG with a table of the same values comes out."""
