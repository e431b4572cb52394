"""What would another policy give, over the people and bills on record?"""
