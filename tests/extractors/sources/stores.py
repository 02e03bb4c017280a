"""Object stores on loopback, filled with what a test wants to find there: S3, Google's and Azure's."""

from __future__ import annotations

import logging
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest
from tests.servers import NEEDS, free_port, wait_for

from assay.governance.domain import Limits, Reach, SourceOptions

SMALL = Limits(file_bytes=4_000)
AZURITE = Path(__file__).parents[3] / ".stores" / "node_modules" / ".bin" / "azurite-blob"
_ACCOUNT = "devstoreaccount1"  # the emulator's own, with its published key
_KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="

Store = tuple[str, Reach]


@contextmanager
def s3(objects: Mapping[str, bytes]) -> Iterator[Store]:
    """Serve a bucket of S3 in which `b.txt` may be read by everyone."""
    pytest.importorskip("s3fs", reason=NEEDS)
    pytest.importorskip("moto", reason=NEEDS)
    import botocore.session
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    endpoint = "http://{}:{}".format(*server.get_host_and_port())
    session = botocore.session.get_session()
    session.set_credentials("k", "s")
    client = session.create_client("s3", endpoint_url=endpoint, region_name="us-east-1")
    try:
        client.create_bucket(Bucket="shop")
        for key, body in objects.items():
            client.put_object(Bucket="shop", Key=key, Body=body)
        client.put_object_acl(Bucket="shop", Key="b.txt", ACL="public-read")
        options = SourceOptions(endpoint=endpoint)
        yield "s3://shop", Reach(limits=SMALL, options=options, secrets={"key": "k", "secret": "s"})
    finally:
        client.close()
        server.stop()


@contextmanager
def gcs(objects: Mapping[str, bytes]) -> Iterator[Store]:
    """Serve a bucket of Google Cloud Storage."""
    if find_spec("gcsfs") is None:
        pytest.skip(NEEDS)
    emulator = pytest.importorskip("gcp_storage_emulator.server", reason=NEEDS)
    from assay.extractors.sources.objects import _filesystem, arguments

    logging.getLogger("gcp_storage_emulator").setLevel(logging.CRITICAL)
    port = free_port()
    server = emulator.create_server("127.0.0.1", port, in_memory=True, default_bucket="shop")
    server.start()
    try:
        reach = Reach(
            limits=SMALL, options=SourceOptions(endpoint=f"http://127.0.0.1:{port}"), secrets={"token": "anon"}
        )
        files = _filesystem("gcs")(**arguments("gcs", "gcs://shop", reach))
        for key, body in objects.items():
            files.pipe(f"shop/{key}", body)
        yield "gcs://shop", reach
    finally:
        server.stop()


@contextmanager
def azure(objects: Mapping[str, bytes], folder: Path) -> Iterator[Store]:
    """Serve a container of Azure Blob Storage."""
    pytest.importorskip("adlfs", reason=NEEDS)
    if not AZURITE.exists() or shutil.which("node") is None:
        pytest.skip(NEEDS)
    from azure.storage.blob import BlobServiceClient  # type: ignore[import-not-found]

    port = free_port()
    command = [AZURITE, "--blobPort", str(port), "--location", folder, "--silent", "--skipApiVersionCheck"]
    server = subprocess.Popen([*command, "--blobHost", "127.0.0.1"], stdout=subprocess.DEVNULL)
    try:
        wait_for(port)
        connection = f"DefaultEndpointsProtocol=http;AccountName={_ACCOUNT};AccountKey={_KEY};"
        connection += f"BlobEndpoint=http://127.0.0.1:{port}/{_ACCOUNT};"
        with BlobServiceClient.from_connection_string(connection) as client:
            client.create_container("shop")
            for key, body in objects.items():
                client.get_blob_client("shop", key).upload_blob(body)
        yield "abfs://shop", Reach(limits=SMALL, secrets={"connection_string": connection})
    finally:
        server.terminate()
        server.wait()
