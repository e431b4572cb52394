"""Pure rules of claims: is a person covered on a day, and which tier pays what of a bill?"""
