"""Which categories of people are there, who holds one since when, and what do rosters say?"""
