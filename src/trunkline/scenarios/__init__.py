"""The seven preset scenarios (gtm.md section 3): parameters in, documents out. A preset only pre-fills."""
