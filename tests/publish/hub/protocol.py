"""The Hub's protocol: one request to one answer, over the repositories that a Hub holds."""

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import yaml  # type: ignore[import-untyped]

from tests.publish.hub.repositories import LFS, Blob, Commit, Repository

if TYPE_CHECKING:
    from tests.publish.hub.server import Hub

_API = re.compile(r"/api/(model|dataset|space)s/([^/]+/[^/]+)(?:/(\w+)(?:/([^/]+))?)?")
_RESOLVE = re.compile(r"/(?:(dataset|space)s/)?([^/]+/[^/]+)/resolve/([^/]+)/(.+)")
_LFS = re.compile(r"/(?:(?:dataset|space)s/)?[^/]+/[^/]+\.git/info/lfs/objects/batch")
_UPLOAD = re.compile(r"/lfs/([0-9a-f]{64})(/verify)?")
TOKEN = "hf_of_somebody_who_may_write"  # noqa: S105 - of nobody
_STALE = "A commit has happened since. Please refresh and try again."


@dataclass
class Answer:
    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


class _RefusalError(Exception):
    """An error that the Hub answers, with its code."""

    def __init__(self, status: int, message: str, code: str = "") -> None:
        self.answer = _json(
            {"error": message}, status, {"X-Error-Message": message} | ({"X-Error-Code": code} if code else {})
        )


def answer(hub: "Hub", method: str, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
    """What the Hub answers to one request."""
    path = urlsplit(target).path
    try:
        if method not in ("GET", "HEAD") and not path.startswith("/lfs/") and not _may_write(headers):
            raise _RefusalError(401, "Invalid username or password.")
        if path == "/api/repos/create":
            return _create(hub, json.loads(body))
        if path == "/api/validate-yaml":
            return _validate(json.loads(body)["content"])
        if found := _UPLOAD.fullmatch(path):
            return _upload(hub, method, found[1], body)
        if _LFS.fullmatch(path):
            return _batch(hub, json.loads(body)["objects"])
        if found := _RESOLVE.fullmatch(path):
            return _file(_repository(hub, found[1] or "model", found[2]), unquote(found[3]), unquote(found[4]), headers)
        if found := _API.fullmatch(path):
            kind, name, action, revision = found[1], found[2], found[3], unquote(found[4] or "main")
            return _api(hub, kind, name, action, revision, body)
    except _RefusalError as refusal:
        return refusal.answer
    return _json({"error": f"no such address: {method} {path}"}, 404)


def _api(hub: "Hub", kind: str, name: str, action: str | None, revision: str, body: bytes) -> Answer:
    repository = _repository(hub, kind, name)
    if action in (None, "revision"):
        commit = _commit(repository, revision)
        return _json({"id": name, "sha": commit.oid, "private": repository.private, "tags": [], "downloads": 0})
    if action == "tree":
        return _json([_listed(path, blob) for path, blob in sorted(_commit(repository, revision).files.items())])
    if action == "preupload":
        return _json({"files": [_planned(repository, file) for file in json.loads(body)["files"]]})
    if action == "commit":
        made = _committed(hub, repository, [json.loads(line) for line in body.splitlines()])
        url = f"{_address(hub, kind, name)}/commit/{made.oid}"
        return _json({"success": True, "commitOid": made.oid, "commitUrl": url})
    if action == "tag":
        return _tagged(repository, revision, json.loads(body)["tag"])
    if action == "variables":
        if body:
            variable = json.loads(body)
            repository.variables[variable["key"]] = variable["value"]
        return _json({key: {"key": key, "value": value} for key, value in repository.variables.items()})
    raise _RefusalError(404, f"no such action: {action}")


def _create(hub: "Hub", wanted: dict[str, Any]) -> Answer:
    name, kind = f"{wanted['organization']}/{wanted['name']}", wanted.get("type", "model")
    made = {"url": _address(hub, kind, name)}
    if (kind, name) in hub.repositories:
        return _json(made | {"error": f"You already created this {kind} repo"}, 409)
    hub.created.append(wanted)
    hub.repositories[kind, name] = Repository(private=wanted.get("visibility") == "private")
    return _json(made)


def _validate(card: str) -> Answer:
    parts = re.split(r"^---\n", card, maxsplit=2, flags=re.MULTILINE)
    try:
        front = yaml.safe_load(parts[1]) if len(parts) == 3 and not parts[0] else None
        message = "" if isinstance(front, dict) else "empty or missing yaml metadata in repo card"
    except yaml.YAMLError as error:
        message = str(error)
    if message:
        return _json({"errors": [{"message": message}], "warnings": []}, 400)
    return _json({"errors": [], "warnings": []})


def _planned(repository: Repository, file: dict[str, Any]) -> dict[str, Any]:
    there = repository.head.files.get(file["path"])
    mode = "lfs" if LFS.search(file["path"]) else "regular"
    return {"path": file["path"], "uploadMode": mode, "shouldIgnore": False} | ({"oid": there.oid} if there else {})


def _batch(hub: "Hub", wanted: list[dict[str, Any]]) -> Answer:
    objects = []
    for one in wanted:
        href = f"{hub.url}/lfs/{one['oid']}"
        actions = {"upload": {"href": href}, "verify": {"href": f"{href}/verify"}}
        objects.append(one if one["oid"] in hub.uploaded else one | {"actions": actions})
    return _json({"transfer": "basic", "objects": objects})


def _upload(hub: "Hub", method: str, digest: str, body: bytes) -> Answer:
    if method == "POST":  # verify
        size = json.loads(body)["size"]
        if digest not in hub.uploaded or len(hub.uploaded[digest].content) != size:
            raise _RefusalError(404, "the object was not uploaded")
        return _json({})
    blob = Blob(body, lfs=True)
    if blob.sha256 != digest:
        raise _RefusalError(400, "the content is not what its name says")
    hub.uploaded[digest] = blob
    return Answer()


def _committed(hub: "Hub", repository: Repository, lines: list[dict[str, Any]]) -> Commit:
    header = lines[0]["value"]
    if header.get("parentCommit", repository.main) != repository.main:
        raise _RefusalError(412, _STALE)
    files = dict(repository.head.files)
    for line in lines[1:]:
        key, value = line["key"], line["value"]
        if key == "file":
            files[value["path"]] = Blob(base64.b64decode(value["content"]))
        elif key == "lfsFile":
            if value["oid"] not in hub.uploaded:
                raise _RefusalError(400, f"{value['path']}: its content was not uploaded")
            files[value["path"]] = hub.uploaded[value["oid"]]
        elif key == "deletedFile" and files.pop(value["path"], None) is None:
            raise _RefusalError(404, "A file with this name doesn't exist", "EntryNotFound")
    return repository.commit(header["summary"], files)


def _tagged(repository: Repository, revision: str, tag: str) -> Answer:
    if tag in repository.tags:
        raise _RefusalError(409, f"Tag reference exists already: refs/tags/{tag}")
    repository.tags[tag] = _commit(repository, revision).oid
    return _json({})


def _file(repository: Repository, revision: str, path: str, headers: Mapping[str, str]) -> Answer:
    commit = _commit(repository, revision)
    blob = commit.files.get(path)
    if blob is None:
        raise _RefusalError(404, "Entry not found", "EntryNotFound")
    sent = {"X-Repo-Commit": commit.oid, "ETag": f'"{blob.etag}"', "Accept-Ranges": "bytes"}
    if blob.lfs:
        sent |= {"X-Linked-Etag": f'"{blob.etag}"', "X-Linked-Size": str(len(blob.content))}
    wanted = re.fullmatch(r"bytes=(\d+)-", headers.get("Range", ""))
    if wanted is None:
        return Answer(200, blob.content, sent)
    start, size = int(wanted[1]), len(blob.content)
    return Answer(206, blob.content[start:], sent | {"Content-Range": f"bytes {start}-{size - 1}/{size}"})


def _listed(path: str, blob: Blob) -> dict[str, Any]:
    listed = {"type": "file", "path": path, "size": len(blob.content), "oid": blob.oid}
    if blob.lfs:
        listed["lfs"] = {"oid": blob.sha256, "size": len(blob.content), "pointerSize": len(blob.pointer)}
    return listed


def _address(hub: "Hub", kind: str, name: str) -> str:
    return f"{hub.url}/{'' if kind == 'model' else f'{kind}s/'}{name}"


def _repository(hub: "Hub", kind: str, name: str) -> Repository:
    if (kind, name) not in hub.repositories:
        raise _RefusalError(404, "Repository not found", "RepoNotFound")
    return hub.repositories[kind, name]


def _commit(repository: Repository, revision: str) -> Commit:
    commit = repository.at(revision)
    if commit is None:
        raise _RefusalError(404, f"Invalid rev id: {revision}", "RevisionNotFound")
    return commit


def _may_write(headers: Mapping[str, str]) -> bool:
    return any(name.lower() == "authorization" and value == f"Bearer {TOKEN}" for name, value in headers.items())


def _json(value: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
    return Answer(status, json.dumps(value).encode(), {"Content-Type": "application/json"} | dict(headers or {}))
