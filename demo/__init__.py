"""What is the product shown with, from nothing on one machine?"""
