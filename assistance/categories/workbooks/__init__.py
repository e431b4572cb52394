"""Which workbooks does an officer take away from assistance? One module for each noun."""
