"""`bucket://…`: an object storage of this computer that all its processes reach; an object is put as a whole."""

import os
import tempfile
import uuid

from fsspec.implementations.local import LocalFileSystem


class Bucket(LocalFileSystem):
    """Files under a folder, put as objects are: whole, and with `mode="create"` only if there is none."""

    protocol = "bucket"
    auto_mkdir = True

    @classmethod
    def _strip_protocol(cls, path):
        return LocalFileSystem._strip_protocol(os.fspath(path).removeprefix("bucket://"))

    def unstrip_protocol(self, name):
        return f"bucket://{self._strip_protocol(name)}"

    def pipe_file(self, path, value, mode="overwrite", **_):
        path = self._strip_protocol(path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        # Elsewhere than beside the objects, where it would be listed.
        unfinished = os.path.join(tempfile.gettempdir(), f"{uuid.uuid4().hex}.part")
        with open(unfinished, "wb") as file:
            file.write(value)
        if mode == "create":
            os.link(unfinished, path)  # raises FileExistsError
            os.unlink(unfinished)
        else:
            os.replace(unfinished, path)

    def put_file(self, lpath, rpath, **_):
        with open(lpath, "rb") as file:
            self.pipe_file(rpath, file.read())
