"""From the raw rows of a table to the columns of a layout: which row is the header, what each cell says, what is no line."""
