"""A hub of one data set or model, served over loopback: as much of it as loading needs."""

import json
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from hashlib import sha1, sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

COMMIT = sha1(b"stub").hexdigest()


def serve_dataset(folder: Path, repo_id: str) -> AbstractContextManager[str]:
    """Serve `folder` as the data set `repo_id`; give the address for `HF_ENDPOINT`."""
    return _serve(folder, f"/api/datasets/{repo_id}", f"/datasets/{repo_id}/resolve/", repo_id)


def serve_model(folder: Path, repo_id: str) -> AbstractContextManager[str]:
    """Serve `folder` as the model `repo_id`; give the address for `HF_ENDPOINT`."""
    return _serve(folder, f"/api/models/{repo_id}", f"/{repo_id}/resolve/", repo_id)


@contextmanager
def _serve(folder: Path, api_path: str, files_path: str, repo_id: str) -> Iterator[str]:
    class Handler(_Handler):
        root = folder
        repo = repo_id
        api = api_path
        files = files_path

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    root: Path
    repo: str
    api: str
    files: str
    protocol_version = "HTTP/1.1"

    def do_HEAD(self) -> None:
        self._answer(has_body=False)

    def do_GET(self) -> None:
        self._answer(has_body=True)

    def do_POST(self) -> None:
        """`paths-info`: which of the paths asked about exist."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        prefix = f"{self.api}/paths-info/"
        if not unquote(urlsplit(self.path).path).startswith(prefix):
            return self._send(404, b"{}", has_body=True)
        asked = json.loads(body)["paths"]
        found = [self._entry(self.root / path) for path in asked if (self.root / path).exists()]
        return self._send(200, json.dumps(found).encode(), has_body=True)

    def _answer(self, *, has_body: bool) -> None:
        path = unquote(urlsplit(self.path).path)
        api, files = self.api, self.files
        if path == api or path.startswith(f"{api}/revision/"):
            return self._send(200, json.dumps(self._info()).encode(), has_body=has_body)
        if path.startswith(f"{api}/tree/"):
            below = path.removeprefix(f"{api}/tree/").partition("/")[2]
            return self._tree(self.root / below, has_body=has_body)
        if path.startswith(files):
            name = path.removeprefix(files).partition("/")[2]
            return self._file(self.root / name, has_body=has_body)
        return self._send(404, b"{}", has_body=has_body)

    def _info(self) -> dict[str, object]:
        paths = sorted(p for p in self.root.rglob("*") if p.is_file())
        return {
            "_id": "0" * 24,
            "id": self.repo,
            "sha": COMMIT,
            "private": False,
            "gated": False,
            "disabled": False,
            "downloads": 0,
            "likes": 0,
            "tags": [],
            "siblings": [{"rfilename": p.relative_to(self.root).as_posix()} for p in paths],
        }

    def _tree(self, folder: Path, *, has_body: bool) -> None:
        if not folder.is_dir():
            return self._send(404, b"{}", has_body=has_body, error="EntryNotFound")
        is_deep = "recursive=true" in self.path.lower()
        paths = sorted(folder.rglob("*") if is_deep else folder.iterdir())
        listing = json.dumps([self._entry(path) for path in paths]).encode()
        return self._send(200, listing, has_body=has_body)

    def _entry(self, path: Path) -> dict[str, object]:
        name = path.relative_to(self.root).as_posix()
        oid = sha1(name.encode()).hexdigest()
        if path.is_dir():
            return {"type": "directory", "oid": oid, "size": 0, "path": name}
        return {"type": "file", "oid": oid, "size": path.stat().st_size, "path": name}

    def _file(self, path: Path, *, has_body: bool) -> None:
        if not path.is_file():
            return self._send(404, b"", has_body=has_body, error="EntryNotFound")
        content = path.read_bytes()
        wanted = self.headers.get("Range", "")
        headers = {
            "ETag": f'"{sha256(content).hexdigest()}"',
            "X-Repo-Commit": COMMIT,
            "Accept-Ranges": "bytes",
        }
        if not wanted.startswith("bytes="):
            return self._send(200, content, has_body=has_body, headers=headers)
        first, _, last = wanted.removeprefix("bytes=").partition("-")
        start, end = int(first), min(int(last or len(content) - 1), len(content) - 1)
        headers["Content-Range"] = f"bytes {start}-{end}/{len(content)}"
        return self._send(206, content[start : end + 1], has_body=has_body, headers=headers)

    def _send(
        self,
        status: int,
        body: bytes,
        *,
        has_body: bool,
        headers: dict[str, str] | None = None,
        error: str = "",
    ) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        if error:
            self.send_header("X-Error-Code", error)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if has_body:
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""
