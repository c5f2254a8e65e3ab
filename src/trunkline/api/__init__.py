"""The HTTP door: a FastAPI application over one node. `app.py` joins the parts; `errors.py` is its border."""
