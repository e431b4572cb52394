"""What is asked of the tables of assistance: categories, cases, grants, public money."""
