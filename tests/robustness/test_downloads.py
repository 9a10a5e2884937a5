"""No internet, half a download, another file, an archive that wants out: one sentence, and nothing kept of it."""

import hashlib
import re
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from lasaft_nb.data import musdb_sample
from lasaft_nb.errors import UserError
from lasaft_nb.inference.official import releases
from lasaft_nb.paths import cache_dir

WHOLE = bytes(range(256)) * 200


class Half(BaseHTTPRequestHandler):
    """Announces the whole file; sends a part for ``/half``, another file for ``/other``."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(WHOLE)))
        self.end_headers()
        sent = {"/half": WHOLE[:1000], "/other": WHOLE[::-1]}.get(self.path, WHOLE)
        self.wfile.write(sent)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def address() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Half)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture
def release(monkeypatch: pytest.MonkeyPatch) -> releases.Release:
    found = releases.Release(file="net.pt", sha256=hashlib.sha256(WHOLE).hexdigest())
    monkeypatch.setitem(releases.RELEASES, "net", found)
    return found


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("/half", r"no connection to download net\.pt; get it from .+/half elsewhere and put it into"),
        ("/other", r"the download of net\.pt is damaged \(its SHA-256 is wrong\); try again"),
    ],
)
def test_half_a_download_is_not_kept_and_the_next_try_is_whole(
    address: str, release: releases.Release, monkeypatch: pytest.MonkeyPatch, path: str, sentence: str
) -> None:
    monkeypatch.setattr(type(release), "url", property(lambda _: address + path))
    with pytest.raises(UserError, match=sentence):
        releases.fetch("net")
    assert list(cache_dir().iterdir()) == []
    monkeypatch.setattr(type(release), "url", property(lambda _: f"{address}/whole"))
    assert releases.fetch("net").read_bytes() == WHOLE


def test_two_threads_that_download_the_same_file_both_get_it(
    address: str, release: releases.Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(release), "url", property(lambda _: f"{address}/whole"))
    found: list[bytes] = []
    threads = [threading.Thread(target=lambda: found.append(releases.fetch("net").read_bytes())) for _ in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [WHOLE, WHOLE]
    assert [path.name for path in cache_dir().iterdir()] == ["net.pt"]


def test_a_cache_that_cannot_be_written_is_named(
    release: releases.Release, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("LASAFT_NB_CACHE", str(tmp_path / "file" / "cache"))
    with pytest.raises(UserError, match=r"file/cache can't be written \(.+\); choose another place"):
        releases.fetch("net")


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("", "could not be downloaded .+; connect to the internet and try again, or unzip http"),
        ("/half", "could not be downloaded .+; connect to the internet and try again, or unzip http"),
        ("/other", r"is not the published file \(its md5 is wrong\); try again, or unzip http"),
    ],
)
def test_musdbs_sample_comes_whole_or_not_at_all(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str, sentence: str
) -> None:
    monkeypatch.setattr(musdb_sample, "URL", f"{address}{path}" if path else "http://127.0.0.1:9/x.zip")
    with pytest.raises(UserError, match=sentence):
        musdb_sample.download(tmp_path / "sample")
    assert list((tmp_path / "sample").iterdir()) == []


def zipped(path: Path, *names: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return path


def test_musdbs_sample_is_unpacked_and_not_fetched_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = zipped(tmp_path / "s.zip", "train/A.stem.mp4", "test/B.stem.mp4", "README.md")
    monkeypatch.setattr(musdb_sample, "_fetch", lambda part, _: archive.rename(part / "s.zip"))
    assert musdb_sample.download(tmp_path / "sample") == 2
    monkeypatch.setattr(musdb_sample, "_fetch", lambda *_: 1 / 0)
    assert musdb_sample.download(tmp_path / "sample") == 2
    assert sorted(path.name for path in (tmp_path / "sample").iterdir()) == ["test", "train"]


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        (["train/A.stem.mp4", "../../out.txt"], r"names '\.\./\.\./out\.txt', outside of its folder"),
        (["/out.txt"], r"names '/out\.txt', outside of its folder"),
        (["notes.txt"], "holds no folders train and test"),
    ],
)
def test_an_archive_stays_in_its_folder(tmp_path: Path, names: list[str], sentence: str) -> None:
    (tmp_path / "in").mkdir()
    with pytest.raises(UserError, match=sentence):
        musdb_sample.unpack(zipped(tmp_path / "in" / "s.zip", *names), tmp_path / "in")
    assert [path.name for path in tmp_path.iterdir()] == ["in"]


def test_everything_that_the_library_fetches_has_a_checksum() -> None:
    assert all(re.fullmatch("[0-9a-f]{64}", release.sha256) for release in releases.RELEASES.values())
    assert re.fullmatch("md5:[0-9a-f]{32}", musdb_sample.CHECKSUM)
