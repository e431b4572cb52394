"""What does an officer see first?"""
