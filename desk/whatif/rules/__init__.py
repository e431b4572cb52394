"""What is counted of a draft of policy, without a database?"""
