"""How is a coverage year opened: which questions does it have, who answered them, in the shape of the policy files?"""
