"""What is common to every API address?"""
