"""The HTTP API in Python: a method per route. What comes back is JSON as OpenAPI tells it; what fails is our errors.

with Client("http://127.0.0.1:8300", token) as gtm:
    gtm.apply(documents, why="move to the new data centre")
    for row in gtm.probe("www.example.com"):
        print(row["line"], row["answer"])
"""

from trunkline.client.client import Client as Client
from trunkline.client.client import Fetched as Fetched
from trunkline.client.client import sections_of as sections_of
from trunkline.client.wire import ONCE as ONCE
from trunkline.client.wire import Json as Json
from trunkline.client.wire import is_local as is_local
