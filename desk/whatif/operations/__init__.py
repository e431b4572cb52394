"""How are drafts of policy made, and run over everybody?"""
