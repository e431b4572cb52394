"""What does the public purse owe for whom, and who must be insured?"""
