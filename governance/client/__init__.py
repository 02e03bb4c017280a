"""The SDK: every call of the HTTP API as a method, for threads and for asyncio."""

from assay.governance.client.async_client import AsyncClient
from assay.governance.client.client import Client

__all__ = ["AsyncClient", "Client"]
