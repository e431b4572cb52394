"""Who acts, where, and what did they do? Divisions, officers, audit events; access and audit."""
