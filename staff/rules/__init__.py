"""What must hold about roles, told without a database?"""
