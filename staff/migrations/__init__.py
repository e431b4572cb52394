"""How did the tables of staff come to be?"""
