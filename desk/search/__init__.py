"""Where is the thing that an officer has a name or number of?"""
