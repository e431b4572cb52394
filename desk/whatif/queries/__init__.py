"""What is read for a draft of policy?"""
