"""What does an officer see of all ledgers at once: the menu, and the history of a person or a place?"""
