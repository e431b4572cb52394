"""How is a worked case's `given` put to the rules, and its `expect` compared with the answer?"""
