"""What is asked of the tables of claims: eligibility, bills, statements, the year so far."""
